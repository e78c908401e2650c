from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DmsSchemeEntitlement(models.Model):
    """Entitlements and the claims made for them."""

    _inherit = "dms.scheme.entitlement"

    claim_line_ids = fields.One2many(
        "dms.claim.line", "entitlement_id", string="Claimed", readonly=True,
        groups="dms_distributor.group_user",
    )
    claim_count = fields.Integer(
        compute="_compute_claim_count", groups="dms_distributor.group_user"
    )

    def _compute_claim_count(self):
        counts = dict(self.env["dms.claim.line"]._read_group(
            [("entitlement_id", "in", self.ids)], ["entitlement_id"], ["claim_id:count_distinct"]
        ))
        for entitlement in self:
            entitlement.claim_count = counts.get(entitlement, 0)

    def action_claim(self):
        """Draft claims for what was earned here, and open them."""
        self.env["dms.claim"].check_access("create")
        claimable = self.filtered(
            lambda row: row.scheme_id.is_claimable and row.earned_value > 0
        )
        claims = self.env["dms.claim"]._create_from_entitlements(claimable)
        if not claims:
            raise UserError(self.env._(
                "There is nothing left to claim on what you have chosen: it is claimed already, "
                "nothing was earned, the scheme is not claimable, or no type of claim is drafted "
                "at the end of a period."
            ))
        return self._open_claims(claims)

    def action_open_claims(self):
        """Open the claims made for these."""
        return self._open_claims(self.claim_line_ids.claim_id)

    @api.model
    def _get_claimable_domain(self, company) -> Domain:
        """Domain of what distributors may claim, whether or not they have done so."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("scheme_id.is_claimable", "=", True)
            & Domain("earned_value", ">", 0)
        )

    def _open_claims(self, claims):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim"),
            "domain": [("id", "in", claims.ids)],
            "context": {},
        }

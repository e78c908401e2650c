from odoo import fields, models


class DmsScheme(models.Model):
    _inherit = "dms.scheme"

    claim_ids = fields.One2many("dms.claim", "scheme_id", string="Claims")
    claim_count = fields.Integer(compute="_compute_claim_count")

    def _compute_claim_count(self):
        counts = dict(
            self.env["dms.claim"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.claim_count = counts.get(scheme, 0)

    def action_open_claims(self):
        """Open the claims made under this scheme."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim")
        return {
            **action,
            "domain": [("scheme_id", "=", self.id)],
            "context": {"default_scheme_id": self.id},
        }

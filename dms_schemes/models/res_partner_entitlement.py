from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dms_entitlement_count = fields.Integer(
        "Schemes Earned", compute="_compute_dms_entitlement_count",
        groups="dms_distributor.group_user",
    )

    def _compute_dms_entitlement_count(self):
        counts = self.env["dms.scheme.entitlement"]._read_group(
            [("partner_id", "in", self.ids), ("earned", ">", 0)],
            ["partner_id"], ["scheme_id:count_distinct"],
        )
        by_partner = {partner.id: count for partner, count in counts}
        for partner in self:
            partner.dms_entitlement_count = by_partner.get(partner._origin.id, 0)

    def action_open_dms_entitlements(self):
        """Open what this partner has earned, and its network under it."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_schemes.action_scheme_entitlement"
            ),
            "domain": ["|", ("partner_id", "=", self.id), ("distributor_id", "=", self.id)],
            "context": {},
        }

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dms_demand_class_count = fields.Integer(
        "Classified Products", compute="_compute_dms_demand_class_count"
    )

    def _compute_dms_demand_class_count(self):
        counts = dict(
            self.env["dms.demand.class"]._read_group(
                [("distributor_id", "in", self.ids)], ["distributor_id"], ["__count"]
            )
        )
        for partner in self:
            partner.dms_demand_class_count = counts.get(partner, 0)

    def action_open_demand_classes(self):
        """Open the demand classes of these distributors."""
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_forecast.action_demand_class")
        return {**action, "domain": [("distributor_id", "in", self.ids)], "context": {}}

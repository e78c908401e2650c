from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dms_beat_line_ids = fields.One2many("dms.beat.line", "outlet_id", string="Beats of the Outlet")
    dms_beat_count = fields.Integer("Beats", compute="_compute_dms_beat_count")
    dms_visit_count = fields.Integer("Visits", compute="_compute_dms_visit_count")

    def _compute_dms_beat_count(self):
        lines = dict(
            self.env["dms.beat.line"]._read_group(
                [("outlet_id", "in", self.ids), ("beat_id.active", "=", True)],
                ["outlet_id"], ["beat_id:count_distinct"],
            )
        )
        beats = dict(
            self.env["dms.beat"]._read_group(
                [("distributor_id", "in", self.ids)], ["distributor_id"], ["__count"]
            )
        )
        for partner in self:
            partner.dms_beat_count = lines.get(partner, 0) + beats.get(partner, 0)

    def _compute_dms_visit_count(self):
        counts = {}
        for role in ("outlet_id", "distributor_id"):
            counts.update(
                self.env["dms.visit"]._read_group([(role, "in", self.ids)], [role], ["__count"])
            )
        for partner in self:
            partner.dms_visit_count = counts.get(partner, 0)

    def action_open_beats(self):
        """Open the beats on which these partners are visited, or that start at them."""
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_field.action_beat")
        return {
            **action,
            "domain": [
                "|", ("line_ids.outlet_id", "in", self.ids), ("distributor_id", "in", self.ids),
            ],
            "context": {},
        }

    def action_open_visits(self):
        """Open the visits to these outlets, or to the outlets of these distributors."""
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_field.action_visit")
        return {
            **action,
            "domain": ["|", ("outlet_id", "in", self.ids), ("distributor_id", "in", self.ids)],
            "context": {},
        }

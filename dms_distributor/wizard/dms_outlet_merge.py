from odoo import api, fields, models
from odoo.fields import Command

# A position is two fields, which go together.
TOGETHER = {"partner_latitude": ("partner_latitude", "partner_longitude")}
# What no choice is offered of: it is said in the table of both, or follows from the merge.
NO_CHOICE = {"create_date", "dms_state"}


class DmsOutletMerge(models.TransientModel):
    """Which of two outlets stays, and what of the other it takes over."""

    _name = "dms.outlet.merge"
    _description = "Merge Outlets"

    duplicate_id = fields.Many2one("dms.outlet.duplicate", required=True, ondelete="cascade")
    keep = fields.Selection(
        [("a", "Outlet A"), ("b", "Outlet B")], string="Stays", required=True, default="a",
        help="The other one is deleted; its sales, codes and documents pass to this one.",
    )
    line_ids = fields.One2many(
        "dms.outlet.merge.line", "merge_id", compute="_compute_line_ids", store=True, readonly=False
    )
    reason = fields.Char(help="What made you sure that both are one.")

    @api.depends("duplicate_id", "keep")
    def _compute_line_ids(self):
        """Offer what differs; what stays is that of the outlet that stays, where it has it."""
        for merge in self:
            pair = merge.duplicate_id
            rows = (pair.outlet_a_id | pair.outlet_b_id).sudo()._get_dms_comparison()
            merge.line_ids = [
                Command.clear(),
                *(
                    Command.create(merge._prepare_line_values(row))
                    for row in rows
                    if row["name"] not in NO_CHOICE and row["values"][0] != row["values"][1]
                ),
            ]

    def _prepare_line_values(self, row) -> dict:
        """Values of the line that offers the two values of a field.

        :param row: one of ``_get_dms_comparison``
        """
        value_a, value_b = row["values"]
        kept, other = (value_a, value_b) if self.keep == "a" else (value_b, value_a)
        return {
            "field_name": row["name"],
            "label": row["label"],
            "value_a": value_a,
            "value_b": value_b,
            "choice": self.keep if kept or not other else ("b" if self.keep == "a" else "a"),
        }

    def action_merge(self):
        """Merge both outlets; what was chosen of the one that goes is written to the one left."""
        self.ensure_one()
        pair = self.duplicate_id
        pair._check_open()
        outlets = {"a": pair.outlet_a_id, "b": pair.outlet_b_id}
        kept = outlets.pop(self.keep)
        [gone] = outlets.values()
        values = self._prepare_kept_values(kept, gone)
        is_confirmed = kept.dms_state == "pending" and gone.dms_state == "active"
        merger = self.env["base.partner.merge.automatic.wizard"]
        # Outlets of one shop may well have been given different addresses of mail.
        merger._merge((kept | gone).ids, kept, extra_checks=False)
        kept.write(values)
        if is_confirmed:
            kept.action_confirm_network()
        if self.reason:
            pair.reason = self.reason
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": kept.id,
            "view_mode": "form",
        }

    def _prepare_kept_values(self, kept, gone) -> dict:
        """What the outlet that stays takes over from the one that goes, and what it keeps.

        :return: a dict for ``write``
        """
        self.ensure_one()
        values = {}
        compared = dict(kept._get_dms_compared_fields())
        for line in self.line_ids.filtered(lambda line: line.field_name in compared):
            source = kept if line.choice == self.keep else gone
            for name in TOGETHER.get(line.field_name, (line.field_name,)):
                value = source[name]
                values[name] = value.id if isinstance(value, models.BaseModel) else value
        return values


class DmsOutletMergeLine(models.TransientModel):
    """A field in which the two outlets differ, and whose value stays."""

    _name = "dms.outlet.merge.line"
    _description = "Field of Merged Outlets"

    merge_id = fields.Many2one(
        "dms.outlet.merge", required=True, ondelete="cascade", index=True
    )
    field_name = fields.Char(required=True, readonly=True)
    label = fields.Char("Field", readonly=True)
    value_a = fields.Char("Outlet A", readonly=True)
    value_b = fields.Char("Outlet B", readonly=True)
    choice = fields.Selection(
        [("a", "A"), ("b", "B")], string="Stays", required=True, default="a"
    )

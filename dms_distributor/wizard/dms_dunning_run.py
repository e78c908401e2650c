from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsDunningRun(models.TransientModel):
    """What the next run would do with whom, to look at and to leave some out."""

    _name = "dms.dunning.run"
    _description = "Preview of Reminders"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company.root_id
    )
    line_ids = fields.One2many("dms.dunning.run.line", "run_id", string="Partners")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" in fields:
            company = self.env.company.root_id
            dunning = self.env["dms.dunning"].with_company(company)
            partners = dunning._get_overdue_partners(company)._filtered_access("read")
            values["line_ids"] = [
                (0, 0, {
                    "partner_id": partner.id,
                    "overdue": float(statement.overdue),
                    "days": statement.oldest_overdue_days,
                    "last_level_id": case.level_id.id,
                    "level_id": level.id,
                    "is_included": bool(level),
                })
                for partner, statement, case, level in dunning._plan(partners, company)
                if statement.overdue
            ]
        return values

    def action_run(self):
        """Take the next step with the partners that are ticked."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.is_included and line.level_id)
        if not lines:
            raise UserError(self.env._("Tick at least one partner whose next level is due."))
        self.check_access("write")
        self.env["dms.dunning"].check_access("create")
        taken = self.env["dms.dunning"].sudo()._dun(lines.partner_id, self.company_id)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_dunning"),
            "domain": [("id", "in", taken.ids)],
            "context": {},
        }


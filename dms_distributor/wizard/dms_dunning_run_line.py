from odoo import fields, models


class DmsDunningRunLine(models.TransientModel):
    """One partner of a preview."""

    _name = "dms.dunning.run.line"
    _description = "Partner in a Preview of Reminders"
    _order = "days desc, id"

    run_id = fields.Many2one("dms.dunning.run", required=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="run_id.company_id.currency_id")
    overdue = fields.Monetary(readonly=True)
    days = fields.Integer("Days Overdue", readonly=True)
    last_level_id = fields.Many2one("dms.dunning.level", readonly=True)
    level_id = fields.Many2one("dms.dunning.level", string="Next Level", readonly=True)
    action = fields.Selection(related="level_id.action")
    is_excluded = fields.Boolean(related="partner_id.dms_is_dunning_excluded")
    is_included = fields.Boolean("Take the Step")

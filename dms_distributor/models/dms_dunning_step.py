from odoo import fields, models


class DmsDunningStep(models.Model):
    """One thing that was done to get money that is overdue."""

    _name = "dms.dunning.step"
    _description = "Dunning Step"
    _order = "id desc"
    _rec_name = "level_id"

    dunning_id = fields.Many2one(
        "dms.dunning", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="dunning_id.company_id", store=True)
    partner_id = fields.Many2one(related="dunning_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    level_id = fields.Many2one(
        "dms.dunning.level", required=True, readonly=True, ondelete="restrict", index=True
    )
    action = fields.Selection(related="level_id.action", store=True)
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    overdue = fields.Monetary(readonly=True)
    days = fields.Integer("Days Overdue", readonly=True)
    outcome = fields.Char(readonly=True, help="To whom it went, or why it could not.")

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class DmsClaimMatchLine(models.TransientModel):
    """One item to match, and for how much."""

    _name = "dms.claim.match.line"
    _description = "Item to Match"
    _order = "id"

    wizard_id = fields.Many2one("dms.claim.match", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    item_id = fields.Many2one("account.move.line", required=True, readonly=True)
    move_id = fields.Many2one(related="item_id.move_id", string="Document")
    date = fields.Date(related="item_id.date")
    date_maturity = fields.Date(related="item_id.date_maturity", string="Due Date")
    ref = fields.Char(related="move_id.ref")
    is_credit = fields.Boolean(compute="_compute_is_credit", store=True)
    residual = fields.Monetary("Open", compute="_compute_residual")
    amount = fields.Monetary("To Match")
    rest = fields.Monetary("Left Open", compute="_compute_rest")

    @api.depends("item_id")
    def _compute_is_credit(self):
        for line in self:
            line.is_credit = line.item_id.amount_residual_currency < 0

    @api.depends("item_id.amount_residual_currency")
    def _compute_residual(self):
        for line in self:
            line.residual = abs(line.item_id.amount_residual_currency)

    @api.depends("residual", "amount")
    def _compute_rest(self):
        for line in self:
            line.rest = line.residual - line.amount

    def _check_amount(self):
        """Refuse to match more of an item than is open.

        :raise UserError: with what is open
        """
        self.ensure_one()
        if self.amount < 0 or self.currency_id.compare_amounts(self.amount, self.residual) > 0:
            raise UserError(self.env._(
                "%(amount)s of %(document)s cannot be matched: %(open)s is open. Give no more than "
                "that, and nothing below zero.",
                amount=format_amount(self.env, self.amount, self.currency_id),
                document=self.move_id.name,
                open=format_amount(self.env, self.residual, self.currency_id),
            ))

from odoo import api, models
from odoo.fields import Domain

from .account_move_deduction import PENDING


class DmsDunning(models.Model):
    """Nobody is reminded of what was deducted and waits for a decision or an offset."""

    _inherit = "dms.dunning"

    @api.model
    def _get_disputed_amounts(self, partners, company) -> dict:
        amounts = super()._get_disputed_amounts(partners, company)
        claims = self.env["dms.claim"].sudo().search(Domain([
            ("deduction_move_id.commercial_partner_id", "in", partners.commercial_partner_id.ids),
            ("company_id", "child_of", company.root_id.id),
            ("state", "in", PENDING),
        ]))
        # Claims made in this transaction count too.
        claims.deduction_move_id.invalidate_recordset(["dms_deducted_amount"])
        for move in claims.deduction_move_id:
            if move.state == "posted" and move.amount_residual > 0:
                share = min(move.dms_deducted_amount / move.amount_residual, 1)
                amounts[move.id] = amounts.get(move.id, 0) + share * move.amount_residual_signed
        return amounts

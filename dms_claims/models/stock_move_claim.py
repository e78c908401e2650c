from odoo import models


class StockMove(models.Model):
    """Deliveries of goods that settle claims."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # Those who deliver may know nothing of orders and claims.
        if given := moves.sudo().filtered("sale_line_id.dms_claim_id"):
            self.env["dms.claim.settlement"].sudo()._settle_deliveries(given)
        return moves

from odoo import models


class SaleOrder(models.Model):
    """Orders of goods that settle a claim."""

    _inherit = "sale.order"

    def _action_cancel(self):
        result = super()._action_cancel()
        if self.order_line.dms_claim_id:
            self.env["dms.claim.settlement"].sudo().search(
                [("order_id", "in", self.ids), ("is_waiting", "=", True)]
            )._close_orders()
        return result

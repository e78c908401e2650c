from odoo import models


class SaleOrder(models.Model):
    """What an order comes to before any discount, schemes included."""

    _inherit = "sale.order"

    def _compute_amount_undiscounted(self):
        result = super()._compute_amount_undiscounted()
        for order in self:
            for line in order.order_line.filtered("dms_scheme_amount"):
                if line.discount != 100:
                    order.amount_undiscounted += (
                        line.dms_scheme_amount * 100 / (100 - line.discount)
                    )
        return result

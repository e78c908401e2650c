from odoo import fields, models


class SaleOrderLine(models.Model):
    """How much of a line the customer keeps."""

    _inherit = "sale.order.line"

    dms_confirmed_quantity = fields.Float(
        "Confirmed", digits="Product Unit", copy=False, readonly=True,
        help="What was ordered when the benefits were settled, in the unit of the line.",
    )

    def _get_dms_kept(self) -> float:
        """What is ordered and has not come back."""
        self.ensure_one()
        if self.product_id.invoice_policy == "order":
            # There, what comes back is taken off the order itself.
            return self.product_uom_qty
        back = self.move_ids.filtered(
            lambda move: move.state == "done" and move.to_refund
            and move.location_id.usage == "customer"
        )
        returned = sum(
            move.product_uom._compute_quantity(move.quantity, self.product_uom_id) for move in back
        )
        return max(0.0, self.product_uom_qty - returned)

    def _get_dms_list_price(self) -> float:
        """What one unit of free goods would have cost, without tax and after discount."""
        self.ensure_one()
        if self.price_unit:
            return self._get_dms_value(quantity=1.0)
        price = self.with_company(self.company_id)._get_display_price()
        return self.tax_ids._get_tax_details(price, 1.0)["total_excluded"]

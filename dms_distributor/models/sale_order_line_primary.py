from odoo import api, fields, models
from odoo.tools import float_compare, float_round


class SaleOrderLine(models.Model):
    """Prices that are honoured for some days, and what was given up of an order."""

    _inherit = "sale.order.line"

    dms_price_until = fields.Date(
        "Price Holds Until",
        copy=False,
        help="Until this day a change of the price list does not touch the price.",
    )
    dms_cancelled_quantity = fields.Float(
        "Cancelled", digits="Product Unit", copy=False, readonly=True,
        help="Ordered and given up when the rest was delivered, in the unit of the line.",
    )

    def write(self, vals):
        if {"product_id", "product_uom_id"} & vals.keys() and "dms_price_until" not in vals:
            # A promise is one for what was ordered.
            vals = {**vals, "dms_price_until": False}
        return super().write(vals)

    @api.depends("product_id", "product_uom_id", "product_uom_qty")
    def _compute_price_unit(self):
        honoured = self.filtered(lambda line: line._is_dms_price_honoured())
        return super(SaleOrderLine, self - honoured)._compute_price_unit()

    @api.depends("product_id", "product_uom_id", "product_uom_qty")
    def _compute_discount(self):
        honoured = self.filtered(lambda line: line._is_dms_price_honoured())
        return super(SaleOrderLine, self - honoured)._compute_discount()

    def _is_dms_price_honoured(self) -> bool:
        """Whether the line's price stands whatever the price list says now."""
        self.ensure_one()
        until = self.dms_price_until
        return bool(until) and until >= fields.Date.context_today(self)

    def _get_dms_multiple_problems(self):
        """Say which quantities are no multiple of what is sold.

        :return: problems as of ``sale.order._get_dms_problems``
        """
        problems = []
        for line in self:
            product, unit, quantity = line.product_id, line.product_uom_id, line.product_uom_qty
            # A case is opened by nobody; a piece may be a kilogram.
            step = unit.rounding if unit == product.uom_id else 1.0
            if float_compare(
                quantity, float_round(quantity, precision_rounding=step), precision_digits=6
            ):
                problems.append(line.order_id._prepare_dms_problem(
                    "multiple",
                    self.env._(
                        "%(quantity)s %(unit)s of %(product)s is not a multiple of %(step)s.",
                        quantity=f"{quantity:g}", unit=unit.name,
                        product=product.display_name, step=f"{step:g}",
                    ),
                    line,
                ))
        return problems

    def _cancel_dms_rest(self):
        """Give up what has not been delivered; what was ordered stays on record beside it."""
        for line in self:
            rest = line.product_uom_qty - line.qty_delivered
            if line.product_uom_id.compare(rest, 0) > 0:
                line.write({
                    "product_uom_qty": line.qty_delivered,
                    "dms_cancelled_quantity": line.dms_cancelled_quantity + rest,
                })

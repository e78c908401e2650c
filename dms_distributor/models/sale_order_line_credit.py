from odoo import api, models

# What a line's total is made of.
AMOUNT_FIELDS = {
    "discount", "order_id", "price_unit", "product_id", "product_uom_id", "product_uom_qty",
    "tax_ids",
}


class SaleOrderLine(models.Model):
    """Lines of confirmed orders grow within the credit only, whoever changes them."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["sale.order"].browse(
            {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        )._filter_dms_guarded()
        if not orders:
            return super().create(vals_list)
        with orders._guard_dms_credit():
            return super().create(vals_list)

    def write(self, vals):
        orders = AMOUNT_FIELDS & vals.keys() and self.order_id._filter_dms_guarded()
        if not orders:
            return super().write(vals)
        with orders._guard_dms_credit():
            return super().write(vals)

    def unlink(self):
        # Without a line of discount an order is larger.
        orders = self.order_id._filter_dms_guarded()
        if not orders:
            return super().unlink()
        with orders._guard_dms_credit():
            return super().unlink()

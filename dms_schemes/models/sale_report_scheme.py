from odoo import fields, models

# Before the scheme, a line had its subtotal over what was left of it; where nothing was, its price.
DISCOUNT = """
    SUM(CASE WHEN l.dms_is_claw_back THEN -l.price_subtotal
             WHEN l.dms_scheme_id IS NOT NULL THEN 0
             WHEN l.dms_scheme_discount >= 100
             THEN l.price_unit * l.product_uom_qty * (100 - l.discount) / 100
             WHEN l.dms_scheme_discount > 0
             THEN l.price_subtotal * l.dms_scheme_discount / (100 - l.dms_scheme_discount)
             ELSE 0 END"""
FREE = "CASE WHEN l.dms_scheme_id IS NOT NULL AND l.dms_is_claw_back IS NOT TRUE THEN"


class SaleReport(models.Model):
    """What trade schemes have taken off and given with what was sold."""

    _inherit = "sale.report"

    dms_scheme_id = fields.Many2one(
        "dms.scheme", "Given by Scheme", readonly=True, groups="dms_distributor.group_user"
    )
    dms_scheme_discount = fields.Monetary(
        "Scheme Discount", readonly=True,
        help="What schemes take off the order, without taxes, less what they take back.",
    )
    dms_free_quantity = fields.Float("Free Quantity", readonly=True)
    dms_free_cost = fields.Monetary("Free Goods at Cost", readonly=True)

    def _select_additional_fields(self):
        rate = (
            f"/ {self._case_value_or_one('s.currency_rate')}"
            f" * {self._case_value_or_one('account_currency_table.rate')})"
        )
        return {
            **super()._select_additional_fields(),
            "dms_scheme_id": "l.dms_scheme_id",
            "dms_scheme_discount": f"{DISCOUNT} {rate}",
            "dms_free_quantity":
                f"SUM({FREE} l.product_uom_qty * u.factor / u2.factor ELSE 0 END)",
            "dms_free_cost": f"SUM({FREE} l.purchase_price * l.product_uom_qty ELSE 0 END {rate}",
        }

    def _group_by_sale(self):
        return f"{super()._group_by_sale()}, l.dms_scheme_id"

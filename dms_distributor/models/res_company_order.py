from odoo import fields, models

BACK_ORDER_POLICIES = [
    ("ship", "Ship what is there, the rest later"),
    ("wait", "Wait until all is there"),
    ("cancel", "Ship what is there, cancel the rest"),
]


class ResCompany(models.Model):
    """Terms of primary orders where a distributor's agreement says nothing else."""

    _inherit = "res.company"

    dms_price_honour_days = fields.Integer(string="Price Honoured (Days)", default=7)
    dms_minimum_order_amount = fields.Monetary(string="Minimum Order")
    dms_order_approval_amount = fields.Monetary(string="Approval Above")
    dms_back_order_policy = fields.Selection(
        BACK_ORDER_POLICIES, string="Back-Orders", required=True, default="ship"
    )
    dms_cover_days = fields.Integer(string="Days to Cover", default=14)
    dms_low_stock_cases = fields.Integer(string="Low Stock Below (Cases)", default=5)
    dms_show_stock = fields.Boolean(string="Show Stock to Distributors")

    _dms_order_terms_positive = models.Constraint(
        "CHECK (dms_price_honour_days >= 0 AND dms_minimum_order_amount >= 0"
        " AND dms_order_approval_amount >= 0 AND dms_cover_days >= 0"
        " AND dms_low_stock_cases >= 0)",
        "Days, amounts and quantities of the terms of orders cannot be negative.",
    )

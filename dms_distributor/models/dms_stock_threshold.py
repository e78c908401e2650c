from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DmsStockThreshold(models.Model):
    """How much of a product a distributor should have, at least and at most.

    What says most counts: a product's threshold before its category's, a distributor's before one
    for all. Where none fits, the company's days of cover do.
    """

    _name = "dms.stock.threshold"
    _description = "Distributor Stock Threshold"
    _order = "distributor_id, product_id, product_category_id, id"

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    distributor_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="cascade",
        domain=[("dms_role", "=", "distributor")], help="Empty: for all distributors.",
    )
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="cascade",
        domain=[("is_storable", "=", True)],
    )
    product_category_id = fields.Many2one(
        "product.category", index="btree_not_null", ondelete="cascade",
        help="And all categories below it; empty: all products.",
    )
    basis = fields.Selection(
        [("quantity", "Quantity"), ("days", "Days of Sales")], required=True, default="days",
        help="Whether the limits are quantities in the product's unit, or how many days of sales "
        "the stock should last.",
    )
    minimum = fields.Float("Least", digits="Product Unit", required=True)
    maximum = fields.Float("Most", digits="Product Unit", required=True)
    note = fields.Char()

    _key_unique = models.UniqueIndex(
        "(company_id, COALESCE(distributor_id, 0), COALESCE(product_id, 0),"
        " COALESCE(product_category_id, 0)) WHERE active",
        "There is a threshold for this distributor and product already.",
    )
    _limits = models.Constraint(
        "CHECK (minimum >= 0 AND maximum >= minimum)",
        "The least stock is zero or more, and the most no less than the least.",
    )

    @api.constrains("product_id", "product_category_id")
    def _check_subject(self):
        for threshold in self:
            if threshold.product_id and threshold.product_category_id:
                raise ValidationError(self.env._(
                    "Choose %(product)s or the category %(category)s, not both.",
                    product=threshold.product_id.display_name,
                    category=threshold.product_category_id.display_name,
                ))

    @api.depends("distributor_id", "product_id", "product_category_id")
    def _compute_display_name(self):
        for threshold in self:
            subject = threshold.product_id or threshold.product_category_id
            threshold.display_name = ", ".join([
                threshold.sudo().distributor_id.name or self.env._("All distributors"),
                subject.display_name or self.env._("all products"),
            ])

from odoo import fields, models


class DmsMustStockLine(models.Model):
    """A product of a must-stock list and how much of it there must be."""

    _name = "dms.must.stock.line"
    _description = "Must-Stock Product"
    _order = "sequence, id"
    _rec_name = "product_id"

    must_stock_id = fields.Many2one(
        "dms.must.stock", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="must_stock_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("sale_ok", "=", True)],
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    minimum_quantity = fields.Float(
        digits="Product Unit",
        required=True,
        default=1.0,
        help="In the product's unit; the partner's stock should never fall below it.",
    )

    _product_unique = models.UniqueIndex(
        "(must_stock_id, product_id)", "A must-stock list names the same product twice."
    )
    _minimum_positive = models.Constraint(
        "CHECK (minimum_quantity > 0)", "A must-stock quantity is more than zero."
    )

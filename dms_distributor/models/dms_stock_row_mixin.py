from odoo import fields, models


class DmsStockRowMixin(models.AbstractModel):
    """What is told of a product in a distributor's stock; rows are written by statements."""

    _name = "dms.stock.row.mixin"
    _description = "Row of a Distributor's Stock"

    ledger_id = fields.Many2one(
        "dms.stock.ledger", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id")

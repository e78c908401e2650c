from odoo import fields, models


class DmsSecondaryProductMonth(models.Model):
    """Secondary sales of a product by a distributor in a month."""

    _name = "dms.secondary.product.month"
    _description = "Secondary Sales by Product and Month"
    _inherit = ["dms.secondary.month"]
    _rec_name = "product_id"
    _log_access = False
    _grain = "product_id"

    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    product_category_id = fields.Many2one(related="product_id.categ_id")
    product_uom_id = fields.Many2one(related="product_id.uom_id")

    _key_unique = models.UniqueIndex(
        "(distributor_id, COALESCE(product_id, 0), month, company_id)",
        "The sales of a distributor, product and month are summed in one row.",
    )
    _month_idx = models.Index("(month, company_id)")
    _product_idx = models.Index("(product_id, month)")

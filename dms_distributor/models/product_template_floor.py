from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    dms_floor_price = fields.Float(
        "Floor Price", digits="Product Price", company_dependent=True,
        help="Distributors are not to sell a unit for less, net of tax. Empty: the cost is the "
        "floor, less the company's tolerance.",
    )

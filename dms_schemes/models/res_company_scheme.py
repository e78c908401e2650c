from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dms_free_goods_price = fields.Selection(
        [
            ("zero", "at a price of zero"),
            ("discounted", "at their full price, less 100 %"),
        ],
        string="Free Goods on Orders and Invoices", required=True, default="zero",
        help="What the documents show for goods that a scheme gives: some tax authorities want to "
        "see what they would have cost.",
    )

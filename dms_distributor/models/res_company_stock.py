from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dms_stock_tolerance = fields.Float(
        "Stock Tolerance (%)", default=1.0, digits=(5, 2),
        help="A variance below this share of what a distributor handled in the month is fine.",
    )
    dms_count_limit = fields.Monetary(
        "Count Without Approval", default=100.0,
        help="A count whose variance is worth no more than this, at cost, is posted when it is "
        "submitted; a larger one needs approval.",
    )
    dms_floor_tolerance = fields.Float(
        "Price Floor Tolerance (%)", default=0.0, digits=(5, 2),
        help="A product without a floor price may be sold so much below its cost.",
    )
    dms_cover_min_days = fields.Integer(
        "Least Cover (Days)", default=7,
        help="Where no threshold is set: stock for fewer days of sales is too little.",
    )
    dms_transfer_reach = fields.Integer(
        "Reach of Transfers (km)", default=300,
        help="Distributors farther apart pass nothing on to each other; 0: no limit.",
    )
    dms_transfer_value = fields.Monetary(
        "Least Transfer", default=20.0,
        help="A transfer worth less, at cost, is not proposed: the way costs more.",
    )
    dms_cover_max_days = fields.Integer(
        "Most Cover (Days)", default=45,
        help="Where no threshold is set: stock for more days of sales is surplus.",
    )

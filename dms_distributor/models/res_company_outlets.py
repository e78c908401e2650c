from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dms_outlet_auto_approve = fields.Boolean(
        "Approve Outlets at Once",
        help="An outlet registration that resembles no known outlet, and for which no approval "
        "tier asks, is approved when it is submitted.",
    )

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dms_free_goods_price = fields.Selection(
        related="company_id.dms_free_goods_price", readonly=False, required=True
    )

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dms_price_honour_days = fields.Integer(
        related="company_id.dms_price_honour_days", readonly=False
    )
    dms_minimum_order_amount = fields.Monetary(
        related="company_id.dms_minimum_order_amount", readonly=False
    )
    dms_order_approval_amount = fields.Monetary(
        related="company_id.dms_order_approval_amount", readonly=False
    )
    dms_back_order_policy = fields.Selection(
        related="company_id.dms_back_order_policy", readonly=False, required=True
    )
    dms_cover_days = fields.Integer(related="company_id.dms_cover_days", readonly=False)
    dms_low_stock_cases = fields.Integer(related="company_id.dms_low_stock_cases", readonly=False)
    dms_show_stock = fields.Boolean(related="company_id.dms_show_stock", readonly=False)

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dms_stock_tolerance = fields.Float(related="company_id.dms_stock_tolerance", readonly=False)
    dms_count_limit = fields.Monetary(related="company_id.dms_count_limit", readonly=False)
    dms_floor_tolerance = fields.Float(related="company_id.dms_floor_tolerance", readonly=False)
    dms_cover_min_days = fields.Integer(related="company_id.dms_cover_min_days", readonly=False)
    dms_transfer_reach = fields.Integer(related="company_id.dms_transfer_reach", readonly=False)
    dms_transfer_value = fields.Monetary(related="company_id.dms_transfer_value", readonly=False)
    dms_cover_max_days = fields.Integer(related="company_id.dms_cover_max_days", readonly=False)

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dms_demand_months = fields.Integer(related="company_id.dms_demand_months", readonly=False)
    dms_lead_time_days = fields.Float(related="company_id.dms_lead_time_days", readonly=False)
    dms_lead_time_deviation = fields.Float(
        related="company_id.dms_lead_time_deviation", readonly=False
    )
    dms_review_days = fields.Float(related="company_id.dms_review_days", readonly=False)
    dms_service_level = fields.Float(related="company_id.dms_service_level", readonly=False)

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dms_name_match_threshold = fields.Integer(
        related="company_id.dms_name_match_threshold", readonly=False
    )
    dms_reference_minimum = fields.Integer(
        related="company_id.dms_reference_minimum", readonly=False
    )
    dms_application_tier_id = fields.Many2one(
        related="company_id.dms_application_tier_id", readonly=False
    )

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dms_credit_grace_days = fields.Integer(
        related="company_id.dms_credit_grace_days", readonly=False
    )
    dms_credit_without_limit = fields.Selection(
        related="company_id.dms_credit_without_limit", readonly=False, required=True
    )
    dms_release_days = fields.Integer(related="company_id.dms_release_days", readonly=False)
    dms_credit_cover = fields.Float(
        related="company_id.dms_credit_cover", readonly=False
    )
    dms_credit_punctuality_weight = fields.Float(
        related="company_id.dms_credit_punctuality_weight", readonly=False
    )
    dms_credit_trend_weight = fields.Float(
        related="company_id.dms_credit_trend_weight", readonly=False
    )
    dms_credit_max_change = fields.Float(
        related="company_id.dms_credit_max_change", readonly=False
    )
    dms_credit_step = fields.Float(
        related="company_id.dms_credit_step", readonly=False
    )

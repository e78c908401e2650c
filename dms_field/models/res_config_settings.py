from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dms_geofence_radius = fields.Integer(
        related="company_id.dms_geofence_radius", readonly=False
    )

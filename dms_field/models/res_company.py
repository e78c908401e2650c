from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dms_geofence_radius = fields.Integer(
        "Geofence Radius (m)", default=100,
        help="A check-in within this distance of the outlet counts as made there.",
    )

    _dms_geofence_radius_positive = models.Constraint(
        "CHECK (dms_geofence_radius > 0)", "The geofence radius must be above 0 m."
    )

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dms_claim_photo_radius = fields.Integer(
        "Distance of Photos (m)", default=500,
        help="How far from the outlet, or else from the claimant, photos of a claim may be taken.",
    )
    dms_claim_photo_days = fields.Integer(
        "Days outside the Period", default=3,
        help="How many days before or after the period of a claim its photos may be taken.",
    )

    _dms_claim_photo_positive = models.Constraint(
        "CHECK (dms_claim_photo_radius > 0 AND dms_claim_photo_days >= 0)",
        "Photos of claims need a distance above 0 m and a number of days that is not negative.",
    )

from odoo import fields, models


class ResPartnerGrade(models.Model):
    _inherit = "res.partner.grade"

    dms_score_from = fields.Float(
        "Score From", digits=(16, 1),
        help="A distributor whose monthly scores have all reached this is proposed for the grade. "
        "0: nobody is proposed.",
    )
    dms_score_months = fields.Integer(
        "Months", default=6, help="How many whole months in a row the score must have been reached."
    )

    _dms_score_range = models.Constraint(
        "CHECK (dms_score_from >= 0 AND dms_score_from <= 100)", "A score lies between 0 and 100."
    )
    _dms_score_months_range = models.Constraint(
        "CHECK (dms_score_months IS NULL OR dms_score_months BETWEEN 1 AND 24)",
        "A grade is earned over 1 to 24 months.",
    )

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dms_credit_grace_days = fields.Integer(
        "Days of Grace",
        default=7,
        help="Of partners without a credit account, and of accounts opened from now on.",
    )
    dms_credit_without_limit = fields.Selection(
        [("open", "Confirm their orders"), ("none", "Hold their orders")],
        string="Partners Without Limit",
        default="open",
        required=True,
        help="What happens to orders of partners of the network for whom nobody has set a limit.",
    )
    dms_release_days = fields.Integer(
        "Days of a Release", default=7, required=True,
        help="How long an order that has been released may wait to be confirmed.",
    )

    dms_credit_cover = fields.Float(
        "Cover Factor", default=1.5, digits=(6, 2),
        help="A proposed limit covers the sales of the payment terms this many times.",
    )
    dms_credit_punctuality_weight = fields.Float(
        "Weight of Punctuality", default=50, digits=(5, 2),
        help="0: late payment does not lower a proposal; 100: it lowers it in full.",
    )
    dms_credit_trend_weight = fields.Float(
        "Weight of the Trend", default=50, digits=(5, 2),
        help="0: growth does not change a proposal; 100: it changes it in full.",
    )
    dms_credit_max_change = fields.Float(
        "Largest Change", default=50, digits=(5, 2),
        help="By how many per cent a proposal may differ from the present limit.",
    )
    dms_credit_step = fields.Float(
        "Round Proposals to", default=100, digits=(16, 2),
        help="Proposals are multiples of it, and smaller changes are not proposed.",
    )

    _dms_credit_weights = models.Constraint(
        "CHECK (dms_credit_punctuality_weight BETWEEN 0 AND 100"
        " AND dms_credit_trend_weight BETWEEN 0 AND 100"
        " AND dms_credit_max_change BETWEEN 0 AND 1000)",
        "Weights are percentages from 0 to 100, the largest change is one up to 1000.",
    )
    _dms_credit_factors = models.Constraint(
        "CHECK (dms_credit_cover > 0 AND dms_credit_step > 0)",
        "The cover factor and the rounding of limits must be greater than zero.",
    )
    _dms_credit_grace_days_positive = models.Constraint(
        "CHECK (dms_credit_grace_days >= 0)", "The days of grace cannot be negative."
    )
    _dms_release_days_positive = models.Constraint(
        "CHECK (dms_release_days >= 0)", "The days of a release cannot be negative."
    )

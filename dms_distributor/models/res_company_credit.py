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

    _dms_credit_grace_days_positive = models.Constraint(
        "CHECK (dms_credit_grace_days >= 0)", "The days of grace cannot be negative."
    )
    _dms_release_days_positive = models.Constraint(
        "CHECK (dms_release_days >= 0)", "The days of a release cannot be negative."
    )

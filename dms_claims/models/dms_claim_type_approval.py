from odoo import fields, models


class DmsClaimType(models.Model):
    """How long questions and disputes about claims of a type may take."""

    _inherit = "dms.claim.type"

    answer_days = fields.Integer(
        "Answer within (days)", default=5,
        help="How long a claimant has to answer a question. The time for deciding waits meanwhile.",
    )
    dispute_days = fields.Integer(
        "Dispute within (days)", default=30,
        help="How long after the decision a claimant can dispute it. 0: at any time.",
    )

    _approval_days_positive = models.Constraint(
        "CHECK (answer_days > 0 AND dispute_days >= 0)",
        "An answer is due in 1 day or more; the days for a dispute cannot be negative.",
    )

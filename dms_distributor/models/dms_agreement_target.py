from odoo import fields, models


class DmsAgreementTarget(models.Model):
    """What a distributor has undertaken to reach in a period."""

    _name = "dms.agreement.target"
    _description = "Target of a Distributor"
    _order = "date_from, measure, id"

    agreement_id = fields.Many2one(
        "dms.agreement", required=True, ondelete="cascade", index=True
    )
    distributor_id = fields.Many2one(related="agreement_id.distributor_id", store=True, index=True)
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="agreement_id.state", string="Agreement State", store=True)
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    measure = fields.Selection(
        [
            ("primary_value", "Purchases"),
            ("secondary_value", "Sales to outlets"),
            ("secondary_quantity", "Quantity sold to outlets"),
            ("new_outlets", "New outlets"),
        ],
        required=True, default="secondary_value",
    )
    category_id = fields.Many2one(
        "product.category", ondelete="restrict", help="Empty: all products."
    )
    amount = fields.Float("Target", digits=(16, 2), required=True)

    _period_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period of a target cannot end before it begins."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A target is above zero."
    )

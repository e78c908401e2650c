from odoo import fields, models

KINDS = [
    ("receivable", "Open Invoices"),
    ("credit", "Unallocated Credit"),
    ("order", "Open Orders"),
    ("stock", "Stock to Return"),
    ("claim", "Open Claims"),
    ("deposit", "Security Deposit"),
    ("document", "Documents"),
    ("manual", "Other"),
]


class DmsSettlementTemplate(models.Model):
    """What has to be settled before a partner is ended."""

    _name = "dms.settlement.template"
    _description = "Settlement Checklist Template"
    _order = "sequence, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="manual",
        help="Invoices, credit, orders, stock and claims show the figure as it stands; the rest is "
        "ticked by hand.",
    )
    is_required = fields.Boolean(
        string="Required", default=True, help="The partner cannot be ended before it is done."
    )
    instructions = fields.Text(translate=True)
    tier_ids = fields.Many2many(
        "dms.tier", string="Tiers", domain=[("role", "!=", "outlet")], help="Empty: all tiers."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: shared by all companies."
    )

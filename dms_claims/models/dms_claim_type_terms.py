from odoo import api, fields, models

# What lines of a kind of claim are about, where a type says nothing else.
BASES = {
    "scheme": "entitlement",
    "target": "entitlement",
    "display": "entitlement",
    "free_goods": "entitlement",
    "margin": "entitlement",
    "damage": "goods",
    "expiry": "goods",
    "price_protection": "stock",
    "rate_difference": "price",
    "freight": "amount",
    "other": "amount",
}


class DmsClaimType(models.Model):
    """What lines of a type ask for, whether claims make themselves, and how they are settled."""

    _inherit = "dms.claim.type"

    line_basis = fields.Selection(
        [
            ("entitlement", "What was earned under a scheme"),
            ("stock", "Stock on the day of a change"),
            ("goods", "Goods, with lot and quantity"),
            ("price", "Invoice lines and agreed prices"),
            ("amount", "Amounts"),
        ],
        "Lines are about", required=True, compute="_compute_line_basis", store=True,
        readonly=False, precompute=True,
    )
    is_in_portal = fields.Boolean(
        "Offered in the Portal", default=True,
        help="Distributors choose this type themselves when they claim in the portal.",
    )
    is_automatic = fields.Boolean(
        "Drafted at the End of a Period",
        help="Claims for what was earned under claimable schemes are drafted when a period ends.",
    )
    is_auto_submitted = fields.Boolean(
        "Submitted at Once", help="Drafts made at the end of a period are submitted too."
    )
    expense_account_id = fields.Many2one(
        "account.account", company_dependent=True, ondelete="restrict",
        help="Where claims of this type cost. Empty: the account of the scheme, else that of the "
        "company's settings.",
    )
    tax_ids = fields.Many2many(
        "account.tax", string="Taxes", domain=[("type_tax_use", "=", "sale")],
        help="Of credit notes that carry tax.",
    )
    settlement_method = fields.Selection(
        [
            ("credit_note", "Credit note without tax"),
            ("tax_credit_note", "Credit note with tax"),
            ("payment", "Payment"),
            ("goods", "Free goods"),
            ("offset", "Offset against open invoices"),
        ],
        required=True, default="credit_note", help="How claims of this type are settled as a rule.",
    )

    @api.depends("kind")
    def _compute_line_basis(self):
        for claim_type in self:
            claim_type.line_basis = BASES[claim_type.kind or "other"]

    @api.model
    def _get_automatic_companies(self):
        """Companies in which claims of some type make themselves."""
        types = self.sudo().search([("is_automatic", "=", True)])
        if all(claim_type.company_id for claim_type in types):
            return types.company_id
        groups = self.env["dms.scheme"].sudo()._read_group([], ["company_id"])
        return types.company_id.union(*(company for company, in groups))

from decimal import Decimal

from odoo import api, fields, models

from ..checking import Outcome, Rule, Standing


class DmsClaimRule(models.Model):
    """What becomes of a claim once it has been checked: the first rule that fits decides."""

    _name = "dms.claim.rule"
    _description = "Claim Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade",
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    outcome = fields.Selection(
        [
            ("auto_approve", "Approve"),
            ("flag", "Flag"),
            ("refuse", "Refuse"),
            ("review", "Leave to the Approvers"),
        ],
        required=True, default="review",
        help="Approve: at once and without approvers, if the claim is within the limit, at most "
        "what is expected, complete, in time, and like no other.\n"
        "Flag: those who approve are warned.\n"
        "Refuse: at once, with the failed checks as the reason.\n"
        "Leave to the approvers: no later rule is looked at.",
    )
    type_ids = fields.Many2many(
        "dms.claim.type", string="Claim Types", help="Empty: all types."
    )
    territory_ids = fields.Many2many(
        "dms.territory", string="Territories",
        help="Of the claimant, with all that lies in them. Empty: everywhere.",
    )
    amount_above = fields.Monetary("Above", help="Claims for more than this. Zero: any.")
    amount_limit = fields.Monetary(
        "Up To", help="Claims for at most this. Zero: any; needed where the rule approves."
    )
    standing = fields.Selection(
        [
            ("clean", "All checks passed"),
            ("warned", "Some checks warn"),
            ("failed", "Some checks are errors"),
        ],
        string="When", help="Empty: whatever the checks say.",
    )
    tolerance_percent = fields.Float(
        "Tolerance (%)", digits=(5, 2),
        help="How far above what is expected a claim may lie to be approved by the rule.",
    )
    claim_count = fields.Integer("Claims", compute="_compute_claim_count")

    _figures_positive = models.Constraint(
        "CHECK (amount_above >= 0 AND amount_limit >= 0 AND tolerance_percent >= 0)",
        "Amounts and tolerance of a rule cannot be negative.",
    )
    _approves_up_to_a_limit = models.Constraint(
        "CHECK (outcome <> 'auto_approve' OR COALESCE(amount_limit, 0) > 0)",
        "A rule that approves claims needs a limit: fill in Up To.",
    )
    _refuses_for_a_reason = models.Constraint(
        "CHECK (outcome <> 'refuse' OR COALESCE(standing, '') = 'failed')",
        "A rule that refuses claims does so when some checks are errors.",
    )

    def _compute_claim_count(self):
        counts = dict(self.env["dms.claim"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
        ))
        for rule in self:
            rule.claim_count = counts.get(rule, 0)

    def action_open_claims(self):
        """Open the claims that this rule has decided on."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim"),
            "domain": [("rule_id", "=", self.id)],
            "context": {"create": False},
        }

    @api.model
    def _get_rules(self, companies) -> dict:
        """The rules of companies in their order, as they are decided by.

        :return: lists of :class:`Rule` by company
        """
        rules = self.sudo().search([("company_id", "in", companies.ids), ("active", "=", True)])
        return {
            company: [rule._prepare_rule() for rule in own]
            for company, own in rules.grouped("company_id").items()
        }

    def _prepare_rule(self) -> Rule:
        """The rule as it is decided by."""
        self.ensure_one()
        return Rule(
            self.id, Outcome(self.outcome), frozenset(self.type_ids.ids),
            frozenset(self.territory_ids.ids),
            Decimal(str(self.amount_above)) if self.amount_above else None,
            Decimal(str(self.amount_limit)) if self.amount_limit else None,
            Standing(self.standing) if self.standing else None,
            Decimal(str(self.tolerance_percent)),
        )

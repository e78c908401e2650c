from odoo import fields, models
from odoo.tools import SQL

from ..tools import claim_report_sql


def _selection(model, name):
    """The choices of another model's field, in the language of whoever looks."""
    return lambda self: self.env[model]._fields[name]._description_selection(self.env)


class DmsClaimReport(models.Model):
    """Claims that were handed in: what is open and since when, what they cost, how fast they go.

    Amounts are in the company's currency, so that they add up over claims. A claim that takes
    back counts below zero.
    """

    _name = "dms.claim.report"
    _description = "Claims in Figures"
    _auto = False
    _log_access = False
    _order = "submit_date, id"
    _rec_name = "claim_id"

    claim_id = fields.Many2one("dms.claim", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    currency_id = fields.Many2one("res.currency", "Claim's Currency", readonly=True)
    claimant_id = fields.Many2one("res.partner", readonly=True)
    territory_id = fields.Many2one("dms.territory", readonly=True)
    tier_id = fields.Many2one("dms.tier", readonly=True)
    type_id = fields.Many2one("dms.claim.type", readonly=True)
    kind = fields.Selection(_selection("dms.claim.type", "kind"), readonly=True)
    scheme_id = fields.Many2one("dms.scheme", readonly=True)
    origin = fields.Selection(_selection("dms.claim", "origin"), readonly=True)
    state = fields.Selection(_selection("dms.claim", "state"), readonly=True)
    submit_date = fields.Date("Submitted on", readonly=True)
    decision_date = fields.Date("Decided on", readonly=True)
    settled_date = fields.Date("Settled on", readonly=True)
    age_days = fields.Integer(
        "Age (Days)", readonly=True, aggregator="max",
        help="Of what is open: days since it was submitted.",
    )
    age_bucket = fields.Selection(
        _selection("dms.claim", "age_bucket"), "Age", readonly=True,
        help="Of what is open, since it was submitted.",
    )
    decision_days = fields.Integer(
        "Days to the Decision", readonly=True, aggregator="avg", help="Since the submission."
    )
    settlement_days = fields.Integer(
        "Days to the Settlement", readonly=True, aggregator="avg",
        help="From the decision until nothing remained.",
    )
    total_days = fields.Integer(
        "Days in All", readonly=True, aggregator="avg",
        help="From the submission until nothing remained.",
    )
    in_time = fields.Float(
        "Decided in Time (%)", readonly=True, aggregator="avg", digits=(5, 1),
        help="Share of the claims that were decided by the day their type asks for.",
    )
    claimed_amount = fields.Monetary(
        "Claimed", readonly=True, currency_field="company_currency_id"
    )
    expected_amount = fields.Monetary(
        "Expected", readonly=True, currency_field="company_currency_id",
        help="Of claims that can be compared as a whole.",
    )
    approved_amount = fields.Monetary(
        "Approved", readonly=True, currency_field="company_currency_id"
    )
    refused_amount = fields.Monetary(
        "Refused", readonly=True, currency_field="company_currency_id",
        help="Claimed less approved, of what is decided.",
    )
    settled_amount = fields.Monetary(
        "Settled", readonly=True, currency_field="company_currency_id"
    )
    lapsed_amount = fields.Monetary(
        "Lapsed", readonly=True, currency_field="company_currency_id"
    )
    cost_amount = fields.Monetary(
        "Cost", readonly=True, currency_field="company_currency_id",
        help="What was approved, less what lapsed.",
    )
    waiting_amount = fields.Monetary(
        "Waiting for a Decision", readonly=True, currency_field="company_currency_id",
        help="Claimed and not decided yet: it may become owed.",
    )
    open_amount = fields.Monetary(
        "Open Liability", readonly=True, currency_field="company_currency_id",
        help="Approved and not settled yet: it is owed.",
    )
    exposure_amount = fields.Monetary(
        "Open in All", readonly=True, currency_field="company_currency_id",
        help="What is owed and what waits for a decision.",
    )

    _depends = {
        "dms.claim": [
            "approved_amount", "claimant_id", "claimed_amount", "company_id", "currency_id",
            "decide_by", "decision_date", "expected_amount", "has_expected", "origin",
            "remaining_amount", "reversal_of_id", "scheme_id", "settled_date", "state",
            "submit_date", "type_id",
        ],
        "dms.claim.settlement": ["amount", "claim_id", "method", "state"],
        "dms.claim.type": ["kind"],
        "res.currency.rate": ["company_id", "currency_id", "name", "rate"],
        "res.partner": ["dms_territory_id", "dms_tier_id"],
    }

    @property
    def _table_query(self):
        return SQL(claim_report_sql.CLAIMS, today=fields.Date.context_today(self))

    def action_open_claim(self):
        """Open the claim of the row."""
        self.ensure_one()
        return self.claim_id.get_formview_action()

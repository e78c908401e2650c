from odoo import fields, models
from odoo.tools import SQL

from ..tools.open_item_sql import OPEN_ITEMS


class DmsClaimBalance(models.Model):
    """The open sides of a claimant's account in one currency: a row to work off."""

    _name = "dms.claim.balance"
    _description = "Open Items of a Claimant"
    _auto = False
    _log_access = False
    _order = "match_amount desc, claim_amount desc, debit_amount desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Claimant", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    territory_id = fields.Many2one("dms.territory", readonly=True)
    tier_id = fields.Many2one("dms.tier", readonly=True)
    debit_count = fields.Integer("Invoices", readonly=True, help="Items that are owed.")
    credit_count = fields.Integer(
        "Credits", readonly=True, help="Credit notes and payments that are not used up."
    )
    claim_count = fields.Integer("Claims", readonly=True, help="Approved and to be settled.")
    debit_amount = fields.Monetary("Open Invoices", readonly=True)
    credit_amount = fields.Monetary(
        "Unallocated Credits", readonly=True,
        help="Credit notes and payments that are matched with no invoice yet.",
    )
    match_amount = fields.Monetary(
        "To Match", readonly=True, help="What credits can take off invoices."
    )
    claim_amount = fields.Monetary(
        "Claims to Settle", readonly=True,
        help="Approved and not settled yet; less what claims take back.",
    )
    left_amount = fields.Monetary(
        "Left", readonly=True, help="What is owed once all is matched and settled."
    )
    oldest_date = fields.Date("Oldest Due Date", readonly=True)
    oldest_days = fields.Integer(
        "Days Overdue", readonly=True, aggregator="max",
        help="Of the oldest open invoice; below zero: until it falls due.",
    )
    next_step = fields.Selection(
        [("match", "Match"), ("settle", "Settle claims"), ("none", "Wait")], readonly=True
    )

    _depends = {
        "account.account": ["account_type"],
        "account.move.line": [
            "account_id", "amount_residual_currency", "company_id", "currency_id", "date",
            "date_maturity", "parent_state", "partner_id", "reconciled",
        ],
        "dms.claim": [
            "claimant_id", "company_id", "currency_id", "reversal_of_id", "settle_amount", "state",
        ],
        "res.partner": [
            "commercial_partner_id", "dms_role", "dms_territory_id", "dms_tier_id",
        ],
    }

    @property
    def _table_query(self):
        return SQL(OPEN_ITEMS, today=fields.Date.context_today(self))

    def action_open_items(self):
        """Open the items of the account: to match them, or to undo what was matched."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim_open_item")
        action.update(
            display_name=self.env._(
                "%(claimant)s: Items in %(currency)s",
                claimant=self.partner_id.display_name, currency=self.currency_id.name,
            ),
            domain=[
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ],
        )
        return action

    def action_open_claims(self):
        """Open the claims of the account that remain to be settled."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim_work")
        action.update(
            domain=[
                ("claimant_id.commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("state", "=", "approved"), ("settle_amount", ">", 0),
            ],
            context={"create": False},
        )
        return action

from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.addons.dms_schemes.models.dms_scheme_provision import Provision
from odoo.addons.dms_schemes.tools.exact import exact
from odoo.exceptions import UserError
from odoo.tools import SQL

ZERO = Decimal(0)
# Items of one entry stay few enough to be opened in a browser.
CLAIMS_OF_ENTRY = 250
PROVISIONS = """
    SELECT item.dms_claim_id,
           COALESCE(SUM(-item.amount_currency) FILTER (WHERE item.dms_provision = 'accrual'), 0),
           COALESCE(SUM(item.amount_currency) FILTER (WHERE item.dms_provision = 'settlement'), 0),
           SUM(-item.balance)
      FROM account_move_line item
     WHERE item.dms_claim_id = ANY(%(claims)s) AND item.dms_provision IS NOT NULL
       AND item.dms_scheme_id IS NULL AND item.parent_state = 'posted'
  GROUP BY item.dms_claim_id"""


class DmsClaim(models.Model):
    """What approved claims cost and owe in the books.

    A claim under a scheme takes from what the scheme has accrued for the claimant. Any other is
    accrued when it is approved, and takes from that. What a claim takes back from the claimant is
    the same below zero.
    """

    _inherit = "dms.claim"

    is_from_scheme = fields.Boolean(
        compute="_compute_is_from_scheme", store=True,
        help="What is settled was accrued by the scheme, not by the claim.",
    )
    move_count = fields.Integer("Entries", compute="_compute_move_count", compute_sudo=True)

    @api.depends("scheme_id")
    def _compute_is_from_scheme(self):
        for claim in self:
            claim.is_from_scheme = bool(claim.scheme_id)

    @api.depends("scheme_id")
    def _compute_currency_id(self):
        under_scheme = self.filtered("scheme_id")
        for claim in under_scheme:
            claim.currency_id = claim.scheme_id.currency_id
        return super(DmsClaim, self - under_scheme)._compute_currency_id()

    def _compute_move_count(self):
        counts = dict(
            self.env["account.move.line"]._read_group(
                [("dms_claim_id", "in", self.ids)], ["dms_claim_id"], ["move_id:count_distinct"]
            )
        )
        for claim in self:
            claim.move_count = counts.get(claim._origin, 0)

    def action_open_moves(self):
        """Open the entries of these claims: accrual, settlement, exchange difference."""
        items = self.env["account.move.line"].search([("dms_claim_id", "in", self.ids)])
        return {
            "type": "ir.actions.act_window", "name": self.env._("Entries"),
            "res_model": "account.move", "view_mode": "list,form",
            "domain": [("id", "in", items.move_id.ids)],
        }

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        scheme = self.scheme_id
        if scheme and scheme.currency_id != self.currency_id:
            obstacles.append(self.env._(
                "claims under %(scheme)s are made in %(currency)s",
                scheme=scheme.display_name, currency=scheme.currency_id.name,
            ))
        return obstacles

    def _book_approved(self):
        self._accrue_approved()
        return super()._book_approved()

    def _get_direction(self) -> int:
        """1 where the claimant gets something, -1 where it is taken back."""
        self.ensure_one()
        return -1 if self.reversal_of_id else 1

    def _get_claim_provisions(self) -> dict:
        """What the books say of these claims, as far as they accrue by themselves.

        :return: a :class:`Provision` by claim
        """
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(SQL(PROVISIONS, claims=self.ids))
        return {self.browse(claim): Provision(*map(exact, figures)) for claim, *figures in rows}

    def _accrue_approved(self):
        """Book what these claims cost, as far as it is not booked yet: Dr expense / Cr provision.

        Companies that have no accounts for it yet leave it to their next accrual.

        :return: the posted entries
        """
        moves = self.env["account.move"].sudo()
        own = self.sudo().filtered(
            lambda claim: claim.state in ("approved", "settled") and not claim.is_from_scheme
        )
        provisions = own._get_claim_provisions()
        for company, claims in own.grouped("company_id").items():
            if not all(company._find_dms_scheme_accounts()):
                continue
            deltas = {
                claim: delta for claim in claims
                if (delta := claim._get_direction() * exact(claim.approved_amount)
                    - provisions.get(claim, Provision()).accrued)
            }
            waiting = self.browse([claim.id for claim in deltas]).sudo()
            for start in range(0, len(waiting), CLAIMS_OF_ENTRY):
                moves |= waiting[start:start + CLAIMS_OF_ENTRY]._post_accrual(company, deltas)
        return moves

    def _post_accrual(self, company, deltas):
        """Write one entry for each currency and day that accrues claims of a company, on the day
        of their decision or the first open one after it.

        :param deltas: what is to be accrued, by claim
        """
        today = fields.Date.context_today(self)
        moves = self.env["account.move"].sudo().with_company(company)
        accounts = self.env["dms.scheme"].sudo()._get_partner_analytic_accounts(
            self.claimant_id, company
        )
        open_days = {
            day: company._get_dms_open_date(day or today)
            for day in set(self.mapped("decision_date"))
        }
        groups = self.grouped(
            lambda claim: (open_days[claim.decision_date], claim.currency_id)
        )
        entries = moves.create([
            {
                "move_type": "entry", "journal_id": company.dms_scheme_journal_id.id,
                "date": day, "currency_id": currency.id, "ref": claims._get_entry_label(),
                "line_ids": [
                    Command.create(values) for claim in claims
                    for values in claim._prepare_accrual_items(
                        deltas[claim],
                        claim._get_company_amount(deltas[claim], day),
                        {str(accounts[claim.claimant_id]): 100},
                    )
                ],
            }
            for (day, currency), claims in groups.items()
        ])
        entries._post(soft=False)
        return entries

    def _get_entry_label(self) -> str:
        """What an entry of these claims is called: the first of them, and that there are more."""
        names = ", ".join(self[:5].mapped("name"))
        return f"{names}, …" if len(self) > 5 else names

    def _prepare_accrual_items(self, amount, company_amount, distribution) -> list:
        """Values of the two items that accrue a claim: Dr expense / Cr provision.

        :param amount: in the claim's currency; below zero the other way round
        :param company_amount: the same in the company's currency
        :param distribution: the analytic distribution of the expense
        """
        self.ensure_one()
        _journal, _expense, provision = self.company_id._get_dms_scheme_accounts()
        common = {
            "partner_id": self.claimant_id.id, "currency_id": self.currency_id.id,
            "dms_claim_id": self.id, "name": self._get_item_label(),
        }
        return [
            {
                **common, "account_id": self._get_expense_account().id,
                "amount_currency": float(amount), "balance": float(company_amount),
                "analytic_distribution": distribution,
            },
            {
                **common, "account_id": provision.id, "dms_provision": "accrual",
                "amount_currency": -float(amount), "balance": -float(company_amount),
            },
        ]

    def _get_expense_account(self):
        """Where the claim costs: the account of its scheme, of its type, or of the settings."""
        self.ensure_one()
        company = self.company_id
        claim = self.sudo().with_company(company)
        return (
            claim.scheme_id.expense_account_id or claim.type_id.expense_account_id
            or company._get_dms_scheme_accounts()[1]
        )

    def _get_item_label(self) -> str:
        """What items and document lines of the claim are called."""
        self.ensure_one()
        label = f"{self.name} {self.type_id.name}"
        return f"{label} ({self.external_reference})" if self.external_reference else label

    def _get_company_amount(self, amount, date) -> Decimal:
        """An amount of the claim in the company's currency, at the rate of a day."""
        company = self.company_id
        rate = self.env["dms.scheme"].with_company(company)._get_company_rate(
            self.currency_id, date
        )
        return exact(company.currency_id.round(float(exact(amount) * rate)))

    def _prepare_takings(self, amounts, date) -> dict:
        """Values of the items that take settled amounts off the provision.

        :param amounts: in the claims' currencies, by claim
        :param date: of the settlement
        :return: by claim lists of values of items, debits above zero
        """
        schemes = self.scheme_id.sudo()
        balances = schemes._get_settling_balances(date) if schemes else {}
        own = self._get_claim_provisions()
        takings = {}
        for claim in self.sudo():
            amount = exact(amounts[claim])
            if claim.reversal_of_id:
                items = claim._prepare_returned_items(amount, date)
            elif claim.is_from_scheme:
                claim._check_scheme_currency()
                items = claim.scheme_id._prepare_settlement_lines(
                    claim.claimant_id, amount, date, balances
                )
            else:
                items = [claim._prepare_own_taking(amount, own.get(claim, Provision()), date)]
            takings[claim] = [
                {**item, "dms_claim_id": claim.id, "name": claim._get_item_label()}
                for item in items
            ]
        return takings

    def _prepare_own_taking(self, amount, provision, date) -> dict:
        """Values of the item that takes an amount off what the claim itself has accrued."""
        company = self.company_id
        schemes = self.env["dms.scheme"].with_company(company)
        rate = schemes._get_company_rate(self.currency_id, date)
        carried = provision.carry(amount, rate, schemes._get_step(company))
        return {
            "account_id": company._get_dms_scheme_accounts()[2].id,
            "partner_id": self.claimant_id.id, "currency_id": self.currency_id.id,
            "dms_provision": "settlement",
            "amount_currency": float(amount), "balance": float(carried),
        }

    def _check_scheme_currency(self):
        """Refuse to settle a claim in another currency than its scheme's provision."""
        if self.currency_id != self.scheme_id.currency_id:
            raise UserError(self.env._(
                "Claim %(claim)s is in %(currency)s, and %(scheme)s pays in %(owed)s: it cannot "
                "be settled. Refuse it, and have it made again in %(owed)s.",
                claim=self.name, currency=self.currency_id.name,
                scheme=self.scheme_id.display_name, owed=self.scheme_id.currency_id.name,
            ))

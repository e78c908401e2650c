from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.exact import exact

ZERO = Decimal(0)


class Provision(NamedTuple):
    """What the books say of one scheme (or points program) and one partner.

    ``accrued`` and ``settled`` are in the currency of the debt, ``carrying`` is the balance in
    the company's.
    """

    accrued: Decimal = ZERO
    settled: Decimal = ZERO
    carrying: Decimal = ZERO

    @property
    def balance(self) -> Decimal:
        return self.accrued - self.settled

    def carry(self, amount: Decimal, rate: Decimal, step: Decimal) -> Decimal:
        """The company's money behind a part of the balance: what it was booked with, and today's
        rate beyond. So nothing is left when nothing is owed.

        :param amount: how much of the balance goes away
        :param rate: company money for one unit of the debt's
        :param step: to which the result is rounded
        """
        known = min(amount, self.balance) if self.balance > 0 else ZERO
        booked = self.carrying * known / self.balance if known else ZERO
        return ((booked + (amount - known) * rate) / step).quantize(
            Decimal(1), ROUND_HALF_UP
        ) * step


class DmsScheme(models.Model):
    """What is owed under schemes, beside what the books say of it."""

    _inherit = "dms.scheme"

    @api.model
    def _get_provisions(self, company, date) -> dict:
        """What the books say at the end of a day, of schemes and points programs.

        :param date: the day; None: whatever is booked
        :return: a :class:`Provision` by scheme or program, and partner
        """
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT dms_scheme_id, dms_points_program_id, partner_id,
                      COALESCE(SUM(-amount_currency) FILTER (WHERE dms_provision = 'accrual'), 0),
                      COALESCE(SUM(amount_currency) FILTER (WHERE dms_provision = 'settlement'), 0),
                      SUM(-balance)
                 FROM account_move_line
                WHERE company_id = %(company)s AND dms_provision IS NOT NULL
                  AND COALESCE(dms_scheme_id, dms_points_program_id) IS NOT NULL
                  AND parent_state = 'posted' AND date <= COALESCE(%(date)s, 'infinity'::date)
             GROUP BY dms_scheme_id, dms_points_program_id, partner_id""",
            company=company.id, date=date or None,
        ))
        partners, programs = self.env["res.partner"], self.env["dms.points.program"]
        return {
            (self.browse(scheme) if scheme else programs.browse(program), partners.browse(partner)):
            Provision(*map(exact, figures))
            for scheme, program, partner, *figures in rows
        }

    @api.model
    def _get_open_balances(self, company, date) -> dict:
        """What is owed at the end of a day, and what the books say of it.

        Extended by what owes beside schemes.

        :return: earned (from the beginning), owed (earned and not settled), and the
            :class:`Provision`, by scheme or program, and partner; sorted
        """
        provisions = self._get_provisions(company, date)
        earned = self.browse().with_company(company)._get_accrued_benefits(date)
        keys = {*earned, *(key for key in provisions if key[0]._name == self._name)}
        return {
            key: (
                earned.get(key, ZERO),
                earned.get(key, ZERO) - provisions.get(key, Provision()).settled,
                provisions.get(key, Provision()),
            )
            for key in sorted(keys, key=lambda key: (key[0].id, key[1].id))
        }

    def _settle_provision(self, partner, amount, account=None, date=None, ref=None):
        """Settle a part of what a partner has earned: Dr provision / Cr account.

        What goes beyond what is owed is an expense of the scheme. In another currency than the
        company's, the provision goes away with what it was booked with, and the difference to
        today's rate is one of exchange.

        :param amount: in the scheme's currency, more than zero
        :param account: of the counterpart: receivable for a credit note in money, bank or stock;
            none: the scheme's expense account, when what was earned lapses
        :return: the posted entry
        """
        self.ensure_one()
        date = date or fields.Date.context_today(self)
        journal, expense, _provision = self.company_id._get_dms_scheme_accounts()
        lines = self._prepare_settlement_lines(partner, amount, date)
        account = account or self.expense_account_id or expense
        own_rate = self._get_company_rate(self.currency_id, date)
        lines.append({
            "account_id": account.id, "partner_id": partner.id, "dms_scheme_id": self.id,
            "currency_id": self.currency_id.id, "amount_currency": -float(amount),
            "balance": -self.company_id.currency_id.round(float(exact(amount) * own_rate)),
            "name": ref or self.display_name,
        })
        if difference := self.company_id.currency_id.round(-sum(x["balance"] for x in lines)):
            lines.append(self.company_id._prepare_dms_exchange_line(partner, difference))
        move = self.env["account.move"].sudo().create({
            "move_type": "entry", "journal_id": journal.id, "date": date, "ref": ref,
            "line_ids": [Command.create(values) for values in lines],
        })
        move._post(soft=False)
        return move

    def _get_settling_balances(self, date) -> dict:
        """What settlements of a day can take from: all that is settled counts, even what has a
        later date.

        :return: what was earned and the :class:`Provision`, by scheme and partner
        """
        balances = {}
        for company, schemes in self.grouped("company_id").items():
            provisions = {
                key: provision for key, provision in self._get_provisions(company, None).items()
                if key[0]._name == self._name and key[0] in schemes
            }
            earned = schemes.with_company(company)._get_accrued_benefits(date)
            for key in {*earned, *provisions}:
                balances[key] = (earned.get(key, ZERO), provisions.get(key, Provision()))
        return balances

    def _prepare_settlement_lines(self, partner, amount, date, balances=None) -> list:
        """Values of the items that take a settled amount off the provision, for the entry or the
        credit note of whoever settles.

        :param amount: in the scheme's currency
        :param balances: of :meth:`_get_settling_balances`, for whoever settles several amounts at
            once; what is taken is taken off them
        :return: an item of the provision; beyond what is owed, one of the expense behind it
        :raise UserError: when the amount is not more than zero
        """
        self.ensure_one()
        amount, company = exact(amount), self.company_id
        if amount <= 0:
            raise UserError(self.env._(
                "%(amount)s cannot be settled under %(scheme)s: settle more than zero.",
                amount=amount, scheme=self.display_name,
            ))
        _journal, expense, account = company._get_dms_scheme_accounts()
        balances = self._get_settling_balances(date) if balances is None else balances
        earned, provision = balances.get((self, partner), (ZERO, Provision()))
        owed = max(ZERO, min(amount, max(earned, provision.accrued) - provision.settled))
        rate, step = self._get_company_rate(self.currency_id, date), self._get_step(company)
        common = {
            "partner_id": partner.id, "dms_scheme_id": self.id, "currency_id": self.currency_id.id,
            "name": self.display_name,
        }
        lines = []
        if owed:
            carried = provision.carry(owed, rate, step)
            lines.append({
                **common, "account_id": account.id, "dms_provision": "settlement",
                "amount_currency": float(owed), "balance": float(carried),
            })
            balances[self, partner] = earned, provision._replace(
                settled=provision.settled + owed, carrying=provision.carrying - carried
            )
        if amount > owed:
            over = float(amount - owed)
            lines.append({
                **common, "account_id": (self.expense_account_id or expense).id,
                "amount_currency": over,
                "balance": company.currency_id.round(over * float(rate)),
                "analytic_distribution": self._prepare_distribution(partner),
            })
        return lines

    def _prepare_distribution(self, partner) -> dict:
        """The analytic distribution of what a scheme costs with a partner."""
        self.ensure_one()
        accounts = self._get_partner_analytic_accounts(partner, self.company_id)
        return {f"{self._get_analytic_accounts()[self]},{accounts[partner]}": 100}

    @api.model
    def _prepare_source_values(self, source) -> dict:
        """What names the source of a debt on lines of accruals and reports.

        Extended by what owes beside schemes and points programs.

        :param source: one of the records that :meth:`_get_open_balances` gives
        """
        return {
            "scheme_id": source.id if source._name == "dms.scheme" else False,
            "program_id": source.id if source._name == "dms.points.program" else False,
        }

    @api.model
    def _get_step(self, company) -> Decimal:
        return exact(company.currency_id.rounding)

    def _get_company_rate(self, currency, date) -> Decimal:
        """The company's money for one unit of a currency."""
        company = self.company_id or self.env.company
        return exact(
            currency._get_conversion_rate(currency, company.currency_id, company, date)
        )

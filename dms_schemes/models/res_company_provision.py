from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError


class ResCompany(models.Model):
    """Where a company books what its schemes cost and owe."""

    _inherit = "res.company"

    dms_scheme_journal_id = fields.Many2one(
        "account.journal", "Scheme Journal", check_company=True, domain=[("type", "=", "general")]
    )
    dms_scheme_expense_account_id = fields.Many2one(
        "account.account", "Scheme Expense", check_company=True,
        domain=[("account_type", "in", ("expense", "expense_direct_cost", "income"))],
        help="Debited with what schemes that are paid off the invoice cost.",
    )
    dms_scheme_provision_account_id = fields.Many2one(
        "account.account", "Provision for Schemes", check_company=True,
        domain=[("account_type", "in", ("liability_current", "liability_non_current"))],
        help="Its balance is what is owed to partners and not settled yet.",
    )
    dms_is_scheme_accruing = fields.Boolean(
        "Accrue Every Month", help="On the first day of a month, up to the end of the last one."
    )

    def _get_dms_scheme_accounts(self):
        """The journal, the expense account and the provision account.

        :raise RedirectWarning: to the settings, when one of them is missing
        """
        accounts = self._find_dms_scheme_accounts()
        if not all(accounts):
            raise RedirectWarning(
                self.env._(
                    "%s has no journal or accounts for schemes yet: choose them in the settings of "
                    "Distribution, or have them made there.", self.name,
                ),
                self.env.ref("dms_schemes.action_scheme_settings").id,
                self.env._("Open the Settings"),
            )
        return accounts

    def _get_dms_open_date(self, date):
        """The day itself, or the first one after it on which the scheme journal is open."""
        self.ensure_one()
        locks = self.sudo()._get_violated_lock_dates(date, False, self.dms_scheme_journal_id)
        return locks[-1][0] + relativedelta(days=1) if locks else date

    def _prepare_dms_exchange_line(self, partner, difference) -> dict:
        """Values of the item that balances an entry whose rates differ.

        :raise UserError: when the company has no account for it
        """
        self.ensure_one()
        account = (
            self.expense_currency_exchange_account_id if difference > 0
            else self.income_currency_exchange_account_id
        )
        if not account:
            raise UserError(self.env._(
                "%s has no account for exchange differences: choose it in the settings of "
                "Accounting.", self.name,
            ))
        return {
            "account_id": account.id, "partner_id": partner.id, "balance": difference,
            "currency_id": self.currency_id.id, "amount_currency": difference,
            "name": self.env._("Exchange difference"),
        }

    def _find_dms_scheme_accounts(self) -> tuple:
        """The journal, the expense account and the provision account; each may be missing."""
        self.ensure_one()
        return (
            self.dms_scheme_journal_id, self.dms_scheme_expense_account_id,
            self.dms_scheme_provision_account_id,
        )

    def _create_dms_scheme_accounts(self):
        """Make the journal and the accounts that are missing, in the company's chart."""
        for company in self:
            accounts = self.env["account.account"].with_company(company).sudo()
            if not company.dms_scheme_expense_account_id:
                company.dms_scheme_expense_account_id = accounts.create(
                    company._prepare_dms_account_values(
                        self.env._("Trade Scheme Expense"), "expense"
                    )
                )
            if not company.dms_scheme_provision_account_id:
                company.dms_scheme_provision_account_id = accounts.create(
                    company._prepare_dms_account_values(
                        self.env._("Provision for Trade Schemes"), "liability_current"
                    )
                )
            if not company.dms_scheme_journal_id:
                company.dms_scheme_journal_id = self.env["account.journal"].sudo().create({
                    "name": self.env._("Trade Schemes"), "code": "TSCH", "type": "general",
                    "company_id": company.id,
                })

    def _prepare_dms_account_values(self, name, account_type) -> dict:
        """Values of an account behind the last of its kind."""
        self.ensure_one()
        accounts = self.env["account.account"].with_company(self).sudo()
        last = accounts.search(
            [("account_type", "=", account_type), ("company_ids", "in", self.ids)],
            order="id desc", limit=1,
        )
        return {
            "name": name, "account_type": account_type, "company_ids": self.ids,
            "code": accounts._search_new_account_code(last.code or "600000"),
        }

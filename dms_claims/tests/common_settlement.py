from datetime import date

from odoo import Command, fields
from odoo.addons.dms_schemes.tests.common_money import MoneyCase
from odoo.tests import new_test_user


class SettlementCase(MoneyCase):
    """A company with books of its own, claims of two distributors, and an accountant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tier.definition"].search([("model", "=", "dms.claim")]).active = False
        cls.company = cls.env["res.company"].create({"name": "Settling"})
        cls.env["account.chart.template"].try_loading("generic_coa", cls.company, False)
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={
            **cls.env.context, "allowed_company_ids": cls.company.ids,
        })
        cls.company = cls.company.with_env(cls.env)
        cls.company._create_dms_scheme_accounts()
        cls.one, cls.two = cls.one.with_env(cls.env), cls.two.with_env(cls.env)
        cls.today = fields.Date.context_today(cls.env.user)
        cls.provision = cls.company.dms_scheme_provision_account_id
        cls.expense = cls.company.dms_scheme_expense_account_id
        cls.receivable = cls.one.property_account_receivable_id
        cls.scheme = cls._create_scheme(payout="off_invoice", date_start=date(2026, 1, 1))
        cls.damage = cls.env["dms.claim.type"].create({
            "name": "Breakage", "code": "SETTLE", "kind": "other", "window_days": 0,
            "company_id": False,
        })
        cls.accountant = new_test_user(
            cls.env, "claim_accountant", groups="account.group_account_invoice",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
        )

    def _claim(self, amount, approved=None, partner=None, **values):
        """A decided claim; approved for ``approved``, by default for all of it."""
        claim = self.env["dms.claim"].create(
            self._prepare_claim(amount, claimant_id=(partner or self.one).id, **values)
        )
        self._decide(claim, approved)
        return claim

    def _prepare_claim(self, amount, **values):
        return {
            "claimant_id": self.one.id, "type_id": self.damage.id, "date_from": self.today,
            "date_to": self.today, "claimed_amount": amount, **values,
        }

    def _claim_under_scheme(self, amount, approved=None, **values):
        return self._claim(amount, approved, scheme_id=self.scheme.id, **values)

    def _decide(self, claim, approved=None):
        claim.action_submit()
        if claim.state == "submitted":
            if approved is not None:
                claim.write({"proposed_amount": approved, "decision_reason": "So much."})
            claim.action_approve()

    def _earn(self, amount, source, partner=None):
        return self._consume(
            self.scheme, f"{self.scheme.id}:{source}", amount, source, partner=partner,
        )

    def _accrue(self):
        accrual = self.env["dms.scheme.accrual"].create({"date": self.today})
        accrual._job_post()
        return accrual

    def _invoice(self, amount, partner=None, **values):
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": (partner or self.one).id,
            "invoice_date": self.today,
            "invoice_line_ids": [Command.create({
                "name": "Goods", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()],
            })], **values,
        })
        move.action_post()
        return move

    def _balance(self, account):
        [(balance,)] = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted"),
             ("company_id", "=", self.company.id)], [], ["balance:sum"],
        )
        return self.company.currency_id.round(balance)

    def _assert_books(self):
        """What is owed is what the books say, for each claim and scheme, and on the account."""
        report = self.env["dms.scheme.liability"].create({"date": self.today})
        self.assertEqual(set(report.line_ids.mapped("difference")) - {0.0}, set())
        self.assertEqual(report.unattributed, 0)
        self.assertAlmostEqual(report.provision, report.account_balance, 2)
        self.assertAlmostEqual(report.owed, report.provision, 2)
        return report

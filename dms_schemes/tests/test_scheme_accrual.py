from datetime import date
from decimal import Decimal as D

from dateutil.relativedelta import relativedelta
from odoo import Command, fields
from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import Form, tagged

from .common_money import MoneyCase


@tagged("post_install", "-at_install")
class TestSchemeAccrual(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Accruing"})
        cls.env["account.chart.template"].try_loading("generic_coa", cls.company, False)
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={
            **cls.env.context, "allowed_company_ids": cls.company.ids,
        })
        cls.company = cls.company.with_env(cls.env)
        cls.company._create_dms_scheme_accounts()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.scheme = cls._create_scheme(payout="off_invoice", date_start=date(2026, 1, 1))
        cls.provision = cls.company.dms_scheme_provision_account_id

    def _earn(self, amount, source, scheme=None, partner=None, day=None):
        scheme = scheme or self.scheme
        return self._consume(
            scheme, f"{scheme.id}:{source}", amount, source, partner=partner,
            date=day or self.today,
        )

    def _accrue(self, day=None):
        accrual = self.env["dms.scheme.accrual"].create({"date": day or self.today})
        accrual._job_post()
        return accrual

    def _report(self, day=None):
        return self.env["dms.scheme.liability"].create({"date": day or self.today})

    def _get_balance(self, account):
        return sum(self.env["account.move.line"].search([
            ("account_id", "=", account.id), ("parent_state", "=", "posted"),
        ]).mapped("balance"))

    def test_earned_is_booked_once(self):
        self._earn(100, "a")
        self._earn("20.05", "b", partner=self.two)
        accrual = self._accrue()
        self.assertEqual(accrual.state, "posted")
        self.assertEqual(accrual.line_ids.mapped("amount"), [100, 20.05])
        items = accrual.move_ids.line_ids
        self.assertEqual(sum(items.mapped("balance")), 0)
        self.assertAlmostEqual(self._get_balance(self.provision), -120.05)
        expense = self.company.dms_scheme_expense_account_id
        self.assertAlmostEqual(self._get_balance(expense), 120.05)
        self.assertFalse(self._accrue().line_ids, "nothing new, nothing booked")
        self._earn(-30, "refund")
        self.assertEqual(self._accrue().line_ids.amount, -30)
        self.assertAlmostEqual(self._get_balance(self.provision), -90.05)

    def test_expense_has_partner_and_scheme_on_its_analytic(self):
        self._earn(100, "a")
        items = self._accrue().move_ids.line_ids
        expense = items.filtered(lambda item: item.balance > 0)
        accounts = expense.distribution_analytic_account_ids
        self.assertEqual(accounts.root_plan_id, (
            self.env.ref("dms_schemes.analytic_plan_scheme")
            | self.env.ref("dms_schemes.analytic_plan_partner")
        ))
        self.assertEqual(self.scheme.analytic_account_id & accounts,
                         self.scheme.analytic_account_id)
        self.assertEqual(sum(expense.analytic_line_ids.mapped("amount")), -100)
        self.assertEqual((items - expense).partner_id, self.one)
        self._earn(5, "b")
        again = self._accrue().move_ids.line_ids.filtered(lambda item: item.balance > 0)
        self.assertEqual(again.distribution_analytic_account_ids, accounts, "made once")

    def test_provision_is_the_open_liability_at_any_date(self):
        days = [self.today - relativedelta(days=shift) for shift in (60, 40, 20, 0)]
        for step, day in enumerate(days):
            self._earn(D("33.33") * (step + 1), f"a{step}", day=day)
            self._earn(D("7.77"), f"b{step}", partner=self.two, day=day)
            self._accrue(day)
            if step == 2:
                self.scheme._settle_provision(
                    self.one, D("50.01"), self.company.transfer_account_id, day
                )
        for day in days:
            report = self._report(day)
            self.assertTrue(report.line_ids)
            self.assertEqual(set(report.line_ids.mapped("difference")), {0})
            self.assertEqual(report.owed, report.provision)
            self.assertAlmostEqual(report.provision, report.account_balance, 2)
            self.assertEqual(report.unattributed, 0)
        line = self._report().line_ids.filtered(lambda line: line.partner_id == self.one)
        self.assertAlmostEqual(line.owed, 333.30 - 50.01, 2)
        self.assertAlmostEqual(line.settled, 50.01, 2)

    def test_report_shows_what_is_not_booked(self):
        self._earn(100, "a")
        self._accrue()
        self._earn(11, "b")
        report = self._report()
        self.assertEqual((report.owed, report.provision, report.difference), (111, 100, 11))
        line = report.line_ids
        sources = self.env["dms.scheme.grant"].search(line.action_open_source()["domain"])
        self.assertEqual(sum(sources.mapped("accrued")), line.earned)
        items = self.env["account.move.line"].search(line.action_open_items()["domain"])
        self.assertEqual(-sum(items.mapped("amount_currency")), line.provision)
        accrual = self.env["dms.scheme.accrual"].browse(report.action_accrue()["res_id"])
        self.assertEqual(accrual.line_ids.amount, 11)
        self.assertEqual(self._report(self.today - relativedelta(days=1)).owed, 0)

    def test_hand_written_items_are_told(self):
        self._earn(100, "a")
        self._accrue()
        self.env["account.move"].create({"line_ids": [
            Command.create({"account_id": self.provision.id, "balance": 5}),
            Command.create({"account_id": self.company.transfer_account_id.id, "balance": -5}),
        ]}).action_post()
        report = self._report()
        self.assertEqual((report.account_balance, report.unattributed), (95, -5))

    def test_reversal_is_booked_again_by_the_next(self):
        self._earn(100, "a")
        accrual = self._accrue()
        accrual.action_reverse()
        self.assertEqual(accrual.state, "reversed")
        self.assertEqual(self._get_balance(self.provision), 0)
        self.assertEqual(self._report().difference, 100)
        self.assertEqual(self._accrue().line_ids.amount, 100)
        with self.assertRaisesRegex(UserError, "nothing to reverse"):
            accrual.action_reverse()
        with self.assertRaisesRegex(UserError, "reverse it instead"):
            accrual.unlink()

    def test_core_reversal_counts_too(self):
        self._earn(100, "a")
        self._accrue().move_ids._reverse_moves()._post()
        self.assertEqual(self._report().difference, 100)

    def test_locked_period_is_left_alone(self):
        day = self.today - relativedelta(months=1)
        self._earn(100, "a", day=day)
        lock = self.today - relativedelta(days=5)
        self.company.fiscalyear_lock_date = lock
        accrual = self._accrue(day)
        self.assertEqual(accrual.accounting_date, lock + relativedelta(days=1))
        self.assertEqual(accrual.move_ids.date, accrual.accounting_date)

    def test_other_currency_leaves_nothing_behind(self):
        currency = self.env["res.currency"].create({
            "name": "TST", "symbol": "T", "rounding": 0.01, "rate_ids": [
                Command.create({"rate": rate, "name": day, "company_id": self.company.id})
                for rate, day in ((3, "2020-01-01"), (2, self.today))
            ],
        })
        scheme = self._create_scheme(
            payout="off_invoice", currency_id=currency.id, date_start=date(2026, 1, 1)
        )
        before = self.today - relativedelta(days=10)
        self._earn(100, "a", scheme=scheme, day=before)
        items = self._accrue(before).move_ids.line_ids
        self.assertEqual(items.mapped("amount_currency"), [100, -100])
        self.assertEqual(items.mapped("balance"), [33.33, -33.33])
        for amount in (33, 67):
            move = scheme._settle_provision(self.one, amount, self.company.transfer_account_id)
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)
        self.assertAlmostEqual(self._get_balance(self.provision), 0)
        line = self._report().line_ids
        self.assertEqual((line.owed, line.provision, line.company_provision), (0, 0, 0))
        exchange = self.company.expense_currency_exchange_account_id
        self.assertAlmostEqual(self._get_balance(exchange), 50 - 33.33)

    def test_shortfall_is_an_expense(self):
        self._earn(100, "a")
        self._accrue()
        self.scheme._settle_provision(self.one, 130, self.company.transfer_account_id)
        self.assertEqual(self._get_balance(self.provision), 0)
        self.assertEqual(self._get_balance(self.company.dms_scheme_expense_account_id), 130)

    def test_what_lapses_reduces_the_expense(self):
        self._earn(100, "a")
        self._accrue()
        self.scheme._settle_provision(self.one, 40)
        self.assertEqual(self._get_balance(self.company.dms_scheme_expense_account_id), 60)
        self.assertEqual(self._get_balance(self.provision), -60)
        self.assertEqual(self._report().difference, 0)

    def test_settled_before_it_is_accrued(self):
        self._earn(100, "a")
        self.scheme._settle_provision(self.one, 30, self.company.transfer_account_id)
        self.assertEqual(self._get_balance(self.provision), 30)
        self._accrue()
        self.assertEqual(self._get_balance(self.provision), -70)
        self.assertEqual(self._report().owed, 70)

    def test_every_month_by_itself(self):
        self.company.dms_is_scheme_accruing = True
        last = self.today + relativedelta(day=1, days=-1)
        self._earn(100, "a", day=last)
        self._earn(5, "b")
        with trap_jobs() as trap:
            for _time in range(2):
                self.env["dms.scheme.accrual"]._cron_accrue()
            trap.assert_jobs_count(1)
            trap.perform_enqueued_jobs()
        accrual = self.env["dms.scheme.accrual"].search([("company_id", "=", self.company.id)])
        self.assertEqual((accrual.state, accrual.date, accrual.amount), ("posted", last, 100))
        accrual._job_post()
        self.assertEqual(len(accrual.move_ids), 1, "a job that runs again books nothing")

    def test_missing_accounts_are_told(self):
        company = self.env["res.company"].create({"name": "Bare"})
        self.env.user.company_ids |= company
        accrual = self.env["dms.scheme.accrual"].with_company(company).create({})
        with self.assertRaisesRegex(RedirectWarning, "no journal or accounts"):
            accrual.action_post()

    def test_accounts_are_made_once(self):
        accounts = self.company._get_dms_scheme_accounts()
        self.company._create_dms_scheme_accounts()
        self.assertEqual(self.company._get_dms_scheme_accounts(), accounts)

    def test_form_computes_at_once(self):
        self._earn(100, "a")
        with Form(self.env["dms.scheme.liability"]) as form:
            self.assertEqual(form.owed, 100)
            form.date = self.today - relativedelta(days=1)
            self.assertEqual(form.owed, 0)

    def test_pdf(self):
        self._earn(100, "a")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "dms_schemes.report_scheme_liability", self._report().ids
        )[0].decode()
        self.assertIn(self.scheme.name, html)
        self.assertIn("100.00", html)

    def test_queries_do_not_grow_with_the_partners(self):
        tier = self.env.ref("dms_distributor.tier_distributor")
        partners = self.env["res.partner"].create([
            {"name": f"P{step}", "is_company": True, "dms_tier_id": tier.id} for step in range(30)
        ])
        for partner in partners:
            self._earn(10, f"a{partner.id}", partner=partner)
        schemes = self.env["dms.scheme"]
        schemes._get_open_balances(self.company, self.today)
        # Fewer than there are partners.
        with self.assertQueryCount(10):
            schemes._get_open_balances(self.company, self.today)

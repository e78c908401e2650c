from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestClaimAccountant(HttpCase, SettlementCase):
    """What somebody does who keeps the books: works claims off, claims short payments, matches
    items by hand, and compares the provision with what is owed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "claim_auditor", groups="account.group_account_readonly",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
        )
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True

    def _credit(self, amount, partner=None, **values):
        """A credit note, matched with nothing."""
        return self._invoice(amount, partner, move_type="out_refund", **values)

    def _get_items(self, *moves):
        return self.env["account.move.line"].union(*(
            move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
            for move in moves
        ))

    def _search(self, *domain, user=None):
        self.env.flush_all()
        return self.env["dms.claim.balance"].with_user(user or self.accountant).search(
            [("company_id", "=", self.company.id), *domain]
        )

    def _open_match(self, *moves, user=None):
        items = self._get_items(*moves).with_user(user or self.accountant)
        action = items.action_dms_match()
        return self.env[action["res_model"]].with_user(user or self.accountant).browse(
            action["res_id"]
        )

    def test_work_list(self):
        self._invoice(100, invoice_date_due=self.today - timedelta(days=9))
        self._invoice(50)
        self._credit(30)
        claim = self._claim(80, 60)
        self._credit(7, self.two)
        row = self._search(("partner_id", "=", self.one.id))
        self.assertEqual(
            (row.debit_amount, row.debit_count, row.credit_amount, row.credit_count,
             row.match_amount, row.claim_amount, row.claim_count, row.left_amount,
             row.oldest_days, row.next_step),
            (150, 2, 30, 1, 30, 60, 1, 60, 9, "match"),
        )
        other = self._search(("partner_id", "=", self.two.id))
        self.assertEqual((other.credit_amount, other.next_step), (7, "none"))
        action = row.action_open_items()
        items = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(sorted(items.mapped("amount_residual")), [-30, 50, 100])
        claims = self.env["dms.claim"].search(row.action_open_claims()["domain"])
        self.assertEqual(claims, claim)
        claim._settle("credit_note", is_matched=False)
        row = self._search(("partner_id", "=", self.one.id))
        self.assertEqual((row.credit_amount, row.claim_count), (90, 0))
        # Another currency is an account of its own.
        self._invoice(11, currency_id=self.euro.id)
        rows = self._search(("partner_id", "=", self.one.id))
        self.assertEqual(
            {row.currency_id: row.debit_amount for row in rows},
            {self.company.currency_id: 150, self.euro: 11},
        )
        self.assertEqual(len(rows), len(set(rows.ids)))

    def test_match_proposes_the_oldest(self):
        old = self._invoice(100, invoice_date_due=self.today - timedelta(days=9))
        new, credit = self._invoice(50), self._credit(120)
        wizard = self._open_match(new, old, credit)
        self.assertEqual(
            {line.move_id: line.amount for line in wizard.line_ids},
            {old: 100, new: 20, credit: 120},
        )
        self.assertEqual(wizard.difference_amount, 0)
        wizard.action_match()
        self.assertEqual((old.amount_residual, new.amount_residual), (0, 30))
        self.assertEqual((old.payment_state, new.payment_state), ("reversed", "partial"))
        self.assertEqual(credit.amount_residual, 0)

    def test_match_in_part(self):
        """A part of a credit for a part of each invoice, and the rest another time."""
        first, second, credit = self._invoice(100), self._invoice(200), self._credit(150)
        wizard = self._open_match(first, second, credit)
        amounts = {first: 40, second: 60, credit: 150}
        for line in wizard.line_ids:
            line.amount = amounts[line.move_id]
        self.assertEqual(wizard.difference_amount, -50)
        with self.assertRaisesRegex(UserError, "until both are the same"):
            wizard.action_match()
        wizard.credit_ids.amount = 100
        wizard.action_match()
        self.assertEqual(
            (first.amount_residual, second.amount_residual, credit.amount_residual),
            (60, 140, 50),
        )
        late = self._open_match(first, credit)
        late.line_ids.amount = 61
        with self.assertRaisesRegex(UserError, "60.00 is open|50.00 is open"):
            late.action_match()
        late.line_ids.amount = 50
        late.action_match()
        self.assertEqual((first.amount_residual, credit.amount_residual), (10, 0))

    def test_undo(self):
        claim = self._claim(80)
        invoice = self._invoice(100)
        credit = claim._settle("credit_note").move_id
        self.assertEqual(invoice.amount_residual, 20)
        items = self._get_items(credit).with_user(self.accountant)
        self.assertEqual(items.dms_claim_ids, claim)
        items.action_dms_unmatch()
        self.assertEqual((invoice.amount_residual, credit.amount_residual), (100, 80))
        self.assertIn(invoice.name, "".join(credit.message_ids.mapped("body")))
        with self.assertRaisesRegex(UserError, "nothing to undo"):
            items.action_dms_unmatch()
        self._open_match(invoice, credit).action_match()
        self.assertEqual(invoice.amount_residual, 20)
        self._assert_books()

    def test_another_currency_in_a_closed_period(self):
        """Half of an invoice in another currency: core books the exchange, on an open day."""
        start = self.today - timedelta(days=40)
        self.env["res.currency.rate"].create([
            {"currency_id": self.euro.id, "company_id": self.company.id, "name": day, "rate": rate}
            for day, rate in ((start, 0.5), (self.today - timedelta(days=20), 0.25))
        ])
        values = {"currency_id": self.euro.id, "invoice_line_ids": [Command.create(
            {"name": "Goods", "price_unit": 100, "tax_ids": [Command.clear()]}
        )]}
        invoice = self._invoice(100, invoice_date=start, date=start, **values)
        credit = self._credit(
            100, invoice_date=start + timedelta(days=25), date=start + timedelta(days=25), **values
        )
        self.company.fiscalyear_lock_date = self.today - timedelta(days=10)
        wizard = self._open_match(invoice, credit)
        self.assertEqual(wizard.currency_id, self.euro)
        wizard.line_ids.amount = 40
        wizard.action_match()
        items = self._get_items(invoice, credit)
        self.assertEqual(items.mapped("amount_residual_currency"), [60, -60])
        # Each keeps the rate that it was booked at.
        self.assertEqual(items.mapped("amount_residual"), [120, -240])
        matches = items.matched_debit_ids | items.matched_credit_ids
        exchange = matches.exchange_move_id
        self.assertEqual(exchange.state, "posted")
        self.assertEqual(sum(exchange.line_ids.mapped("debit")), 80)
        self.assertGreater(exchange.date, self.company.fiscalyear_lock_date)
        self._open_match(invoice, credit).action_match()
        self.assertTrue(all(items.mapped("reconciled")))
        items[0].with_user(self.accountant).action_dms_unmatch()
        self.assertEqual(items.mapped("amount_residual"), [200, -400])

    def test_what_cannot_be_matched(self):
        invoice, credit = self._invoice(100), self._credit(30)
        for moves, message in (
            ((invoice,), "at least one invoice and one credit"),
            ((invoice, self._invoice(5)), "at least one invoice and one credit"),
            ((invoice, self._credit(5, self.two)), "items of one claimant"),
            ((invoice, self._credit(5, currency_id=self.euro.id)), "items of one currency"),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self._open_match(*moves)
        with self.assertRaisesRegex(UserError, "Only posted items of receivable"):
            (invoice | credit).line_ids.with_user(self.accountant).action_dms_match()
        wizard = self._open_match(invoice, credit)
        self._open_match(invoice, credit).action_match()
        with self.assertRaisesRegex(UserError, "nothing of it is open"):
            wizard.action_match()

    def test_only_accounting_matches(self):
        invoice, credit = self._invoice(100), self._credit(30)
        self.assertTrue(self._search(("partner_id", "=", self.one.id), user=self.auditor))
        with self.assertRaisesRegex(AccessError, "Only members of Accounting"):
            self._open_match(invoice, credit, user=self.auditor)
        with self.assertRaisesRegex(AccessError, "Only members of Accounting"):
            self._get_items(invoice).with_user(self.auditor).action_dms_unmatch()
        user = new_test_user(
            self.env, "claim_seller", groups="dms_distributor.group_user",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self._search(user=user)

    def test_provision_report_for_finance(self):
        """Accountants and auditors follow each line to what was earned, and to the books."""
        self._earn(300, "a")
        self._accrue()
        claim = self._claim(200)
        for user in (self.accountant, self.auditor):
            with self.subTest(user.login):
                report = Form(self.env["dms.scheme.liability"].with_user(user)).save()
                self.assertEqual((report.owed, report.provision), (500, 500))
                lines = report.line_ids
                own = lines.filtered("claim_id")
                self.assertEqual(own.action_open_source()["res_id"], claim.id)
                action = (lines - own).action_open_source()
                self.assertTrue(self.env[action["res_model"]].with_user(user).search(
                    action["domain"]
                ))
                for line in lines:
                    items = self.env["account.move.line"].with_user(user).search(
                        line.action_open_items()["domain"]
                    )
                    self.assertEqual(-sum(items.mapped("balance")), line.provision)
                html, _kind = self.env["ir.actions.report"].with_user(user)._render_qweb_html(
                    "dms_schemes.report_scheme_liability", report.ids
                )
                self.assertIn(claim.name, html.decode())

    def test_tour_work_off(self):
        claim = self._claim(100, external_reference="WORK-1")
        self._claim(50, external_reference="WORK-2")
        self.start_tour("/odoo/claims-work", "dms_claims_work_off", login="claim_accountant")
        self.assertEqual((claim.state, claim.settlement_ids.move_id.amount_total), ("settled", 100))

    def test_tour_deduct(self):
        invoice = self._invoice(1000)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 900})._create_payments()
        path = f"/odoo/customer-invoices/{invoice.id}"
        self.start_tour(path, "dms_claims_deduct", login="claim_accountant")
        claim = self.env["dms.claim"].search([("deduction_move_id", "=", invoice.id)])
        self.assertEqual((claim.state, claim.claimed_amount), ("submitted", 100))
        claim.action_approve()
        self.assertEqual(invoice.payment_state, "paid")

    def test_tour_reconcile(self):
        invoice, credit = self._invoice(100), self._credit(60)
        self.start_tour("/odoo/claims-reconcile", "dms_claims_reconcile", login="claim_accountant")
        self.assertEqual((invoice.amount_residual, credit.amount_residual), (100, 60))

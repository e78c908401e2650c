from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestSettlement(SettlementCase):
    def test_approved_claim_is_accrued(self):
        claim = self._claim(100, 80)
        items = self.env["account.move.line"].search([("dms_claim_id", "=", claim.id)])
        self.assertEqual(items.account_id, self.provision | self.expense)
        self.assertEqual(self._balance(self.provision), -80)
        self.assertEqual(self._balance(self.expense), 80)
        self.assertEqual(sum(items.analytic_line_ids.mapped("amount")), -80)
        self.assertFalse(claim._accrue_approved(), "nothing is accrued twice")
        self._assert_books()

    def test_credit_note(self):
        claim = self._claim(100, 80)
        settlement = claim._settle("credit_note")
        move = settlement.move_id
        self.assertEqual((move.move_type, move.state), ("out_refund", "posted"))
        self.assertEqual(move.amount_total, 80)
        self.assertEqual(self._balance(self.provision), 0)
        self.assertEqual(self._balance(self.receivable), -80)
        self.assertEqual(
            (claim.state, claim.settled_amount, claim.remaining_amount, claim.settle_amount),
            ("settled", 80, 0, 0),
        )
        self.assertEqual(claim.settled_date, self.today)
        self.assertIn(claim.name, move.invoice_line_ids.name)
        self.assertEqual(move.invoice_origin, claim.name)
        self.assertEqual(move.dms_claim_count, 1)
        self.assertEqual(move.action_open_dms_claims()["res_id"], claim.id)
        told = claim.message_ids[0]
        self.assertIn("80.00", told.body)
        self.assertIn(move.name, told.body)
        self.assertIn(self.one, told.notified_partner_ids, "the claimant gets it by mail")
        self.assertFalse(move.show_reset_to_draft_button, "it would be refused")
        self.assertTrue(self._invoice(5).show_reset_to_draft_button)
        self.assertFalse(self._assert_books().line_ids)

    def test_credit_note_with_tax(self):
        tax = self.env["account.tax"].create({
            "name": "GST 18", "amount": 18, "type_tax_use": "sale",
            "price_include_override": "tax_excluded",
        })
        self.damage.tax_ids = tax
        with self.assertRaisesRegex(UserError, "GST 18.* has no account"):
            self._claim(5)._settle("tax_credit_note")
        account = self.env["account.account"].create({
            "name": "Output tax", "code": "251777", "account_type": "liability_current",
        })
        (tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids).filtered(
            lambda line: line.repartition_type == "tax"
        ).account_id = account
        before = self._balance(self.provision)
        claim = self._claim(100)
        move = claim._settle("tax_credit_note").move_id
        self.assertEqual((move.amount_untaxed, move.amount_tax, move.amount_total), (100, 18, 118))
        self.assertEqual(self._balance(self.provision), before)
        self.assertEqual((self._balance(self.receivable), self._balance(account)), (-118, 18))
        self.assertEqual(claim.settled_amount, 100)
        back = claim._create_reversal(50, "Wrong")
        self._decide(back)
        back._settle("credit_note")
        self.assertEqual((self._balance(self.receivable), self._balance(account)), (-59, 9))
        tax.price_include_override = "tax_included"
        with self.assertRaisesRegex(UserError, "part of the price"):
            self._claim(5)._settle("tax_credit_note")

    def test_accountant_in_charge_of_some_distributors(self):
        clerk = new_test_user(
            self.env, "claim_clerk",
            groups="dms_distributor.group_user,account.group_account_invoice",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )
        claim = self._claim(10)
        action = claim.with_user(clerk).action_settle()
        with Form(
            self.env[action["res_model"]].with_user(clerk).with_context(**action["context"])
        ) as form:
            self.assertEqual(form.amount, 10)
        form.record.action_settle()
        self.assertEqual(claim.state, "settled")

    def test_several_parts(self):
        claim = self._claim(100)
        for amount, remaining in ((33.33, 66.67), (33.33, 33.34)):
            claim._settle("credit_note", {claim: amount})
            self.assertEqual((claim.state, claim.remaining_amount), ("approved", remaining))
            self._assert_books()
        with self.assertRaisesRegex(UserError, "33.34.* remains"):
            claim._settle("credit_note", {claim: 33.35})
        claim._settle("credit_note")
        self.assertEqual((claim.state, claim.settlement_count), ("settled", 3))
        for amount in (0, -1, 5):
            with self.assertRaisesRegex(UserError, "only approved claims"):
                claim._settle("credit_note", {claim: amount})

    def test_only_approved_claims(self):
        claim = self.env["dms.claim"].create({
            "claimant_id": self.one.id, "type_id": self.damage.id, "claimed_amount": 5,
            "date_from": self.today, "date_to": self.today,
        })
        with self.assertRaisesRegex(UserError, "only approved claims"):
            claim._settle("credit_note", {claim: 1})
        with self.assertRaisesRegex(UserError, "Nothing remains"):
            claim.action_settle()

    @mute_logger("odoo.sql_db")
    def test_database_refuses_more_than_approved(self):
        claim = self._claim(10)
        for values in ({"settled_amount": 10.01}, {"settled_amount": 5, "pending_amount": 6},
                       {"settled_amount": -1}):
            with (
                self.subTest(values=values), self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                claim.with_context(skip_validation_check=True).write(values)
                claim.flush_recordset()

    def test_matched_with_the_oldest_invoices(self):
        old = self._invoice(50, invoice_date_due=self.today - timedelta(days=40))
        new = self._invoice(100)
        foreign = self._invoice(10, partner=self.two)
        self._claim(70)._settle("credit_note")
        self.assertEqual(old.amount_residual, 0)
        self.assertEqual(new.amount_residual, 80)
        self.assertEqual(foreign.amount_residual, 10)
        move = self._claim(5)._settle("credit_note", is_matched=False).move_id
        self.assertEqual((move.amount_residual, new.amount_residual), (5, 80))

    def test_offset_against_chosen_invoices(self):
        old, new = self._invoice(50), self._invoice(100)
        claim = self._claim(70)
        with self.assertRaisesRegex(UserError, "50.00 is open"):
            claim._settle("offset", invoices=old)
        claim = self._claim(70)
        settlement = claim._settle("offset", invoices=new)
        self.assertEqual((old.amount_residual, new.amount_residual), (50, 30))
        self.assertEqual(settlement.invoice_ids, new)
        self.assertEqual(settlement.move_id.amount_residual, 0)

    def test_payment(self):
        claim = self._claim(60)
        settlement = claim._settle("payment")
        self.assertEqual(settlement.payment_id.amount, 60)
        self.assertEqual(settlement.payment_id.payment_type, "outbound")
        self.assertEqual(self._balance(self.provision), 0)
        self.assertIn(settlement.move_id.payment_state, ("paid", "in_payment"))
        self.assertIn(claim.name, settlement.payment_id.memo)

    def test_payment_credits_the_bank(self):
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        outstanding = self.env["account.account"].create({
            "name": "Outstanding payments", "code": "101777", "account_type": "asset_current",
            "reconcile": True,
        })
        journal.outbound_payment_method_line_ids.payment_account_id = outstanding
        self._claim(60)._settle("payment", journal=journal)
        self.assertEqual(self._balance(outstanding), -60)
        self.assertEqual((self._balance(self.provision), self._balance(self.receivable)), (0, 0))

    def test_rest_lapses(self):
        claim = self._claim(100)
        claim._settle("credit_note", {claim: 30})
        with self.assertRaisesRegex(UserError, "Give the reason"):
            claim._settle("lapse")
        settlement = claim._settle("lapse", reason="Never asked for in two years.")
        self.assertEqual((claim.state, settlement.move_id.move_type), ("settled", "entry"))
        self.assertEqual((self._balance(self.provision), self._balance(self.expense)), (0, 30))
        self.assertFalse(self._assert_books().line_ids)

    def test_one_document_for_each_claimant(self):
        claims = self._claim(10) | self._claim(20) | self._claim(40, partner=self.two)
        settlements = claims._settle("credit_note", is_grouped=True)
        self.assertEqual(len(settlements), 3)
        self.assertEqual(sorted(settlements.move_id.mapped("amount_total")), [30, 40])
        big = settlements.move_id.filtered(lambda move: move.amount_total == 30)
        self.assertEqual(big.dms_claim_count, 2)
        self.assertEqual(set(claims.mapped("state")), {"settled"})

    def test_settled_entries_stand(self):
        settlement = self._claim(10)._settle("credit_note")
        for step in (settlement.move_id.button_draft, settlement.move_id._reverse_moves):
            with self.assertRaisesRegex(UserError, "Reverse the claims by new ones"):
                step()
        with self.assertRaisesRegex(UserError, "kept for the record"):
            settlement.unlink()
        claim = settlement.claim_id
        with self.assertRaisesRegex(UserError, "has been submitted"):
            claim.claimed_amount = 5
        with self.assertRaisesRegex(UserError, "has been submitted"):
            claim.unlink()

    def test_locked_period(self):
        lock = self.today - timedelta(days=3)
        self.company.fiscalyear_lock_date = lock
        claim = self._claim(40)
        settlement = claim._settle("lapse", {claim: 10}, lock - timedelta(days=5), reason="Late")
        self.assertEqual(settlement.move_id.date, lock + timedelta(days=1))
        self.assertEqual(settlement.date, settlement.move_id.date)
        note = claim._settle("credit_note", date=lock - timedelta(days=5))
        self.assertGreater(note.move_id.date, lock)
        self.assertEqual(note.date, note.move_id.date)
        self._assert_books()

    def test_claims_before_the_accounts(self):
        journal = self.company.dms_scheme_journal_id
        self.company.dms_scheme_journal_id = False
        claim = self._claim(25)
        self.assertEqual(self._balance(self.provision), 0)
        with self.assertRaisesRegex(Exception, "no journal or accounts"):
            claim._settle("credit_note")
        self.company.dms_scheme_journal_id = journal
        accrual = self._accrue()
        self.assertEqual(accrual.line_ids.claim_id, claim)
        self.assertEqual(self._balance(self.provision), -25)
        line = self._assert_books().line_ids
        self.assertEqual(line.action_open_source()["res_id"], claim.id)
        items = self.env["account.move.line"].search(line.action_open_items()["domain"])
        self.assertEqual(-sum(items.mapped("balance")), 25)
        claim._settle("credit_note")
        self.assertFalse(self._assert_books().line_ids)

    def test_who_settles(self):
        claim = self._claim(10)
        manager = self.env["res.users"].create({
            "name": "Manager", "login": "settle_manager",
            "group_ids": [Command.set(self.env.ref("dms_distributor.group_manager").ids)],
            "company_id": self.company.id, "company_ids": [Command.set(self.company.ids)],
        })
        self.assertFalse(claim.with_user(manager).can_settle)
        with self.assertRaisesRegex(AccessError, "members of Accounting"):
            claim.with_user(manager)._settle("credit_note")
        own = claim.with_user(self.accountant)
        self.assertTrue(own.can_settle)
        settlement = own._settle("credit_note")
        self.assertEqual(settlement.user_id, self.accountant)
        for step in (
            lambda: settlement.write({"amount": 5}),
            lambda: settlement.create({"claim_id": claim.id, "method": "lapse", "amount": 1}),
            lambda: own.write({"settled_amount": 0}),
        ):
            with self.assertRaises(AccessError):
                step()

    def test_other_company_stays_out(self):
        claim = self._claim(10)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.accountant.copy({
            "login": "elsewhere", "company_id": other.id, "company_ids": [Command.set(other.ids)],
        })
        with self.assertRaises(AccessError):
            claim.with_user(stranger)._settle("credit_note")

    def test_dialog(self):
        claims = (self._claim(10) | self._claim(20)).with_user(self.accountant)
        action = claims.action_settle()
        wizard = self.env[action["res_model"]].with_user(self.accountant).with_context(
            **action["context"]
        )
        with Form(wizard) as form:
            self.assertEqual((form.amount, form.method), (30, "credit_note"))
            with form.line_ids.edit(0) as line:
                line.amount = 4
        action = form.record.action_settle()
        settlements = self.env["dms.claim.settlement"].search(action["domain"])
        self.assertEqual(sorted(settlements.mapped("amount")), [4, 20])
        self.assertEqual(len(settlements.move_id), 1)

    def test_queries_do_not_grow_with_the_claims(self):
        def count(number):
            claims = self.env["dms.claim"].union(*(self._claim(10) for _step in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            claims._settle("credit_note", is_grouped=True)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(2)
        few, many = count(3), count(23)
        # Messages and rows of claims are written one by one; the document is one.
        self.assertLess((many - few) / 20, 15)

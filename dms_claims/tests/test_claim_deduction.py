from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestClaimDeduction(SettlementCase):
    """What a distributor leaves out of its payment becomes a claim."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim_type = cls.env.ref("dms_claims.claim_type_deduction")
        cls.env["dms.claim.rule"].search([]).active = False
        cls.env["dms.claim.check.setting"].search([]).severity = "warning"

    def _pay_short(self, total, paid, **values):
        invoice = self._invoice(total, **values)
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": paid, "payment_difference_handling": "open"})._create_payments()
        return invoice, payment

    def _deduct(self, invoices, user=None, **values):
        action = invoices.with_user(user or self.accountant).action_claim_deduction()
        return self.env["dms.claim.deduct"].with_user(user or self.accountant).with_context(
            **action["context"]
        ).create({"description": "Ten crates were broken", **values})

    def _confirm(self, wizard):
        wizard.action_confirm()
        return self.env["dms.claim"].search([
            ("deduction_move_id", "in", wizard.line_ids.move_id.ids)
        ], order="id desc", limit=len(wizard.line_ids))

    def test_approved_deduction_closes_the_invoice(self):
        invoice, _payment = self._pay_short(1000, 900)
        self.assertEqual(invoice.dms_deductible_amount, 100)
        claim = self._confirm(self._deduct(invoice))
        self.assertEqual(
            (claim.origin, claim.state, claim.claimant_id, claim.claimed_amount),
            ("deduction", "submitted", self.one, 100),
        )
        invoice.invalidate_recordset()
        self.assertEqual((invoice.dms_deductible_amount, invoice.dms_deducted_amount), (0, 100))
        claim.action_approve()
        self.assertEqual(claim.state, "settled")
        self.assertEqual(claim.settlement_ids.method, "offset")
        self.assertEqual(claim.settlement_ids.invoice_ids, invoice)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(invoice.payment_state, "paid")
        self._assert_books()

    def test_refused_deduction_leaves_the_invoice_open(self):
        invoice, _payment = self._pay_short(1000, 900)
        invoice.invoice_user_id = self.accountant
        claim = self._confirm(self._deduct(invoice))
        claim.decision_reason = "Nothing was broken"
        claim.action_refuse()
        invoice.invalidate_recordset()
        self.assertEqual((invoice.amount_residual, invoice.dms_deductible_amount), (100, 100))
        self.assertEqual(invoice.activity_ids.user_id, self.accountant)
        self.assertIn("Nothing was broken", "".join(invoice.message_ids.mapped("body")))
        self.assertIn("refused", claim.message_ids.filtered(
            lambda message: message.subtype_id == self.env.ref("mail.mt_comment")
        )[0].body)
        self._assert_books()
        # What was refused can be claimed anew, with a better reason.
        self.assertTrue(self._confirm(self._deduct(invoice)))

    def test_approved_in_part(self):
        invoice, _payment = self._pay_short(1000, 900, invoice_user_id=self.accountant.id)
        claim = self._confirm(self._deduct(invoice))
        claim.write({"proposed_amount": 60, "decision_reason": "Six crates"})
        claim.action_approve()
        self.assertEqual((claim.state, claim.settled_amount), ("settled", 60))
        self.assertEqual(invoice.amount_residual, 40)
        self.assertTrue(invoice.activity_ids)
        self._assert_books()

    def test_paid_meanwhile(self):
        invoice, _payment = self._pay_short(1000, 900)
        claim = self._confirm(self._deduct(invoice))
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 70})._create_payments()
        claim.action_approve()
        self.assertEqual((claim.state, claim.settled_amount), ("approved", 30))
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(claim.settle_amount, 70)
        claim._settle("credit_note")
        self.assertEqual(claim.state, "settled")
        self._assert_books()

    def test_no_more_than_is_missing(self):
        invoice, payment = self._pay_short(1000, 900)
        wizard = self._deduct(invoice)
        wizard.line_ids.amount = 101
        with self.assertRaisesRegex(UserError, "cannot be claimed"):
            wizard.action_confirm()
        wizard.line_ids.amount = 60
        self._confirm(wizard)
        # Two dialogs that were open at once do not claim the same money.
        late = self.env["dms.claim.deduct"].with_user(self.accountant).create({
            "description": "Again", "move_ids": [Command.set(invoice.ids)],
        })
        late.line_ids.amount = 60
        with self.assertRaisesRegex(UserError, "cannot be claimed"):
            late.action_confirm()
        rest = self._deduct(payment.reconciled_invoice_ids)
        self.assertEqual(rest.line_ids.amount, 40)
        self._confirm(rest)
        with self.assertRaisesRegex(UserError, "Nothing to claim"):
            payment.action_claim_deduction()

    def test_many_invoices_of_one_payment(self):
        first, second = self._invoice(100), self._invoice(200)
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=(first | second).ids
        ).create({"group_payment": True})
        payment.amount = 250
        payments = payment._create_payments()
        self.assertEqual(
            sum((first | second).mapped("dms_deductible_amount")),
            sum((first | second).filtered(lambda x: x.amount_residual < x.amount_total)
                .mapped("amount_residual")),
        )
        action = payments.action_claim_deduction()
        self.assertTrue(action["context"]["default_move_ids"])

    def test_files_answer_the_checklist(self):
        invoice, _payment = self._pay_short(500, 450)
        wizard = self._deduct(invoice, attachment_ids=[
            Command.create({"name": "letter.txt", "raw": b"Ten crates were broken."}),
        ])
        claim = self._confirm(wizard)
        self.assertEqual(claim.evidence_ids.attachment_ids.raw, b"Ten crates were broken.")
        self.assertEqual(claim.evidence_ids.status, "provided")

    def test_invoice_with_a_deduction_stands(self):
        invoice, _payment = self._pay_short(500, 450)
        claim = self._confirm(self._deduct(invoice))
        with self.assertRaisesRegex(UserError, claim.name):
            invoice.button_draft()
        claim.action_cancel()
        invoice.button_draft()
        self.assertEqual(invoice.state, "draft")

    def test_only_short_invoices_of_distributors(self):
        open_invoice = self._invoice(100)
        customer = self.env["res.partner"].create({"name": "Somebody"})
        stranger, _payment = self._pay_short(100, 90, partner=customer)
        for invoice in (open_invoice, stranger):
            self.assertEqual(invoice.dms_deductible_amount, 0)
            with self.assertRaisesRegex(UserError, "Nothing to claim"):
                invoice.action_claim_deduction()

    def test_only_accounting_claims_deductions(self):
        invoice, _payment = self._pay_short(500, 450)
        user = new_test_user(
            self.env, "deduct_user", groups="dms_distributor.group_user",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self._deduct(invoice, user)
        with self.assertRaises(AccessError):
            self.env["dms.claim"].with_user(self.accountant).create({
                "claimant_id": self.one.id, "type_id": self.claim_type.id,
                "deduction_move_id": invoice.id, "date_from": self.today, "date_to": self.today,
            })

    def _plan_reminder(self):
        [(_partner, statement, _case, _level)] = self.env["dms.dunning"]._plan(
            self.one, self.company
        )
        return statement.overdue, statement.oldest_overdue_days

    def test_deductions_are_not_dunned(self):
        dunning = self.env["dms.dunning"]
        level = self.env["dms.dunning.level"].create({
            "name": "Call", "days": 5, "action": "call", "company_id": self.company.id,
        })
        days = self.today - timedelta(days=20), self.today - timedelta(days=8)
        invoice, _payment = self._pay_short(1000, 900, invoice_date_due=days[0])
        other, _payment = self._pay_short(100, 30, invoice_date_due=days[1])
        case = dunning._dun(self.one, self.company)
        self.assertEqual((case.level_id, case.overdue, case.oldest_days), (level, 170, 20))
        wizard = self._deduct(invoice)
        wizard.line_ids.amount = 60
        self._confirm(wizard)
        self.assertEqual(self._plan_reminder(), (110, 20))
        self.assertEqual(
            case._get_open_amounts(case._get_open_invoices()), {invoice: 40, other: 70}
        )
        # What else is overdue still is, and the reminder names no more than that.
        claim = self._confirm(self._deduct(invoice))
        self.assertEqual(self._plan_reminder(), (70, 8))
        self.assertEqual(case._get_open_invoices(), other)
        plain = self.one._get_dms_credit_statements(self.company)[self.one]
        self.assertEqual((plain.overdue, plain.receivable), (170, 170), "it is owed all the same")
        self._confirm(self._deduct(other))
        self.assertFalse(dunning._dun(self.one, self.company))
        self.assertEqual((case.state, case.is_holding), ("stopped", False))
        self.assertIn("under dispute", "".join(case.message_ids.mapped("body")))
        # Refused, it is overdue again, and reminders begin anew.
        claim.decision_reason = "Nothing was broken"
        claim.action_refuse()
        again = dunning._dun(self.one, self.company)
        self.assertEqual((again.overdue, again.oldest_days, again.level_id), (40, 20, level))
        self.assertNotEqual(again, case)

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestSettlementReversal(SettlementCase):
    def test_whole(self):
        claim = self._claim(100)
        given = claim._settle("credit_note", is_matched=False)
        action = claim.action_reverse()
        with Form(
            self.env[action["res_model"]].with_context(**action["context"])
        ) as form:
            self.assertEqual((form.left_amount, form.amount), (100, 100))
            form.reason = "The goods were sold after all."
        back = self.env["dms.claim"].browse(form.record.action_reverse()["res_id"])
        self.assertEqual((back.reversal_of_id, back.state), (claim, "submitted"))
        self.assertEqual(claim.reversal_count, 1)
        back.action_approve()
        self.assertEqual(self._balance(self.provision), 100, "the claimant owes it")
        self._assert_books()
        settlement = back._settle("credit_note")
        self.assertEqual((settlement.method, settlement.signed_amount), ("debit_note", -100))
        self.assertEqual(settlement.move_id.move_type, "out_invoice")
        self.assertEqual(settlement.move_id.amount_residual, 0, "matched with the credit note")
        self.assertEqual((given.state, claim.reversed_amount), ("reversed", 100))
        for account in (self.provision, self.expense, self.receivable):
            self.assertEqual(self._balance(account), 0)
        self.assertFalse(self._assert_books().line_ids)
        with self.assertRaisesRegex(UserError, "Nothing of claim"):
            claim.action_reverse()
        with self.assertRaisesRegex(UserError, "takes claim"):
            back.action_reverse()

    def test_parts_take_the_last_settlements_first(self):
        claim = self._claim(100)
        first = claim._settle("credit_note", {claim: 60})
        second = claim._settle("payment")
        for amount, expected in ((30, (0, 30)), (50, (40, 40))):
            back = claim._create_reversal(amount, "Wrong")
            self._decide(back)
            back._settle("credit_note")
            self.assertEqual((first.reversed_amount, second.reversed_amount), expected)
        self.assertEqual((first.state, second.state), ("posted", "reversed"))
        self.assertEqual(claim._get_reversible_amount(), 20)
        self._assert_books()

    def test_no_more_than_was_settled(self):
        claim = self._claim(100)
        with self.assertRaisesRegex(UserError, "Nothing of claim"):
            claim.action_reverse()
        claim._settle("credit_note", {claim: 40})
        claim._settle("lapse", {claim: 10}, reason="Late")
        back = claim._create_reversal(41, "Wrong")
        with self.assertRaisesRegex(UserError, "only .*40.00 of claim"):
            back.action_submit()
        back.claimed_amount = 40
        back.action_submit()
        with self.assertRaisesRegex(UserError, "Nothing of claim"):
            claim._create_reversal(1, "Again")
        back.action_withdraw()
        self.assertEqual(claim._get_reversible_amount(), 40)

    def test_reason_is_given(self):
        claim = self._claim(10)
        claim._settle("credit_note")
        with self.assertRaisesRegex(UserError, "say why"):
            claim._create_reversal(10, False).action_submit()

    def test_reversal_ends_in_a_debit_note_only(self):
        claim = self._claim(10)
        claim._settle("credit_note")
        back = claim._create_reversal(10, "Wrong")
        self._decide(back)
        for method in ("lapse", "goods"):
            with self.assertRaisesRegex(UserError, "ends in a debit note"):
                back._settle(method, reason="x")

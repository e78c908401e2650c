from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestSettlementScheme(SettlementCase):
    """Claims under a scheme take from what the scheme owes."""

    def test_takes_from_the_provision_of_the_scheme(self):
        self._earn(100, "a")
        self._accrue()
        claim = self._claim_under_scheme(100, 60)
        self.assertEqual(self._balance(self.provision), -100, "the scheme has accrued already")
        claim._settle("credit_note")
        self.assertEqual(self._balance(self.provision), -40)
        self.assertEqual(self._balance(self.expense), 100)
        line = self._assert_books().line_ids
        self.assertEqual((line.scheme_id, line.owed), (self.scheme, 40))

    def test_shortfall_is_an_expense(self):
        self._earn(50, "a")
        self._accrue()
        claim = self._claim_under_scheme(80)
        settlement = claim._settle("credit_note")
        self.assertEqual(settlement.move_id.amount_total, 80)
        self.assertEqual((self._balance(self.provision), self._balance(self.expense)), (0, 80))
        self._assert_books()

    def test_two_claims_do_not_take_the_same(self):
        self._earn(100, "a")
        self._accrue()
        claims = self._claim_under_scheme(80) | self._claim_under_scheme(50)
        claims._settle("credit_note", is_grouped=True)
        self.assertEqual((self._balance(self.provision), self._balance(self.expense)), (0, 130))
        self._assert_books()

    def test_beside_points(self):
        program = self.env["dms.points.program"].create({"name": "Points", "unit_value": 1})
        self.env["account.move"].create({"line_ids": [
            Command.create({
                "account_id": self.provision.id, "balance": -7, "partner_id": self.one.id,
                "dms_points_program_id": program.id, "dms_provision": "accrual",
            }),
            Command.create({"account_id": self.expense.id, "balance": 7}),
        ]}).action_post()
        self._earn(50, "a")
        self._accrue()
        booked = self._balance(self.provision)
        self._claim_under_scheme(50)._settle("credit_note")
        self.assertEqual(self._balance(self.provision) - booked, 50)

    def test_rest_of_a_claim_lapses(self):
        self._earn(100, "a")
        self._accrue()
        claim = self._claim_under_scheme(100)
        claim._settle("credit_note", {claim: 60})
        claim._settle("lapse", reason="Not asked for")
        self.assertEqual((self._balance(self.provision), self._balance(self.expense)), (0, 60))
        self._assert_books()

    def test_what_was_not_claimed_lapses(self):
        self._earn(100, "a")
        self._accrue()
        self._claim_under_scheme(30)
        self.env["dms.claim"].create({
            "claimant_id": self.one.id, "type_id": self.damage.id, "scheme_id": self.scheme.id,
            "date_from": self.today, "date_to": self.today, "claimed_amount": 20,
        }).action_submit()
        line = self._assert_books().line_ids
        action = line.action_release()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create(
            {"reason": "Not claimed in time"}
        )
        self.assertEqual((wizard.owed_amount, wizard.claimed_amount), (100, 50))
        self.assertEqual(wizard.amount, 50)
        wizard.amount = 51
        with self.assertRaisesRegex(UserError, "50.00 is owed"):
            wizard.action_release()
        wizard.amount = 45
        wizard.action_release()
        self.assertEqual((self._balance(self.provision), self._balance(self.expense)), (-55, 55))
        self.assertEqual(self._assert_books().owed, 55)

    def test_currency_is_the_scheme_s(self):
        currency = self.env["res.currency"].create({
            "name": "TSS", "symbol": "T",
            "rate_ids": [Command.create({"rate": 2, "company_id": self.company.id})],
        })
        scheme = self._create_scheme(payout="off_invoice", currency_id=currency.id)
        claim = self._claim(10, scheme_id=scheme.id)
        self.assertEqual(claim.currency_id, currency)
        claim = self.env["dms.claim"].create({
            "claimant_id": self.one.id, "type_id": self.damage.id, "scheme_id": scheme.id,
            "currency_id": self.company.currency_id.id, "claimed_amount": 5,
            "date_from": self.today, "date_to": self.today,
        })
        with self.assertRaisesRegex(UserError, "are made in TSS"):
            claim.action_submit()

    def test_taken_back_is_owed_again(self):
        self._earn(50, "a")
        self._accrue()
        claim = self._claim_under_scheme(80)
        claim._settle("credit_note")
        back = claim._create_reversal(40, "Counted twice")
        self._decide(back)
        back._settle("credit_note")
        # What went beyond the scheme's debt comes back first.
        self.assertEqual((self._balance(self.provision), self._balance(self.expense)), (-10, 50))
        self.assertEqual(self._balance(self.receivable), -40)
        self.assertEqual(self._assert_books().owed, 10)


@tagged("post_install", "-at_install")
class TestSettlementCurrency(SettlementCase):
    """Claims in another currency than the company's leave nothing behind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.env["res.currency"].create({
            "name": "TSC", "symbol": "T", "rounding": 0.01,
            "rate_ids": [Command.create({
                "rate": 3, "name": "2020-01-01", "company_id": cls.company.id,
            })],
        })

    def _change_rate(self, rate):
        self.env["res.currency.rate"].create({
            "rate": rate, "name": self.today, "currency_id": self.currency.id,
            "company_id": self.company.id,
        })
        self.env["account.move.line"].invalidate_model()

    def _get_carrying(self):
        return self._balance(self.provision)

    def test_documents(self):
        claim = self._claim(100, currency_id=self.currency.id)
        self.assertEqual(self._get_carrying(), -33.33)
        self._change_rate(2)
        for amount in (33, 67):
            move = claim._settle("credit_note", {claim: amount}).move_id
            self.assertEqual((move.currency_id, move.amount_total), (self.currency, amount))
        self.assertEqual((self._get_carrying(), self._balance(self.receivable)), (0, -50))
        exchange = self.company.expense_currency_exchange_account_id
        self.assertAlmostEqual(self._balance(exchange), 50 - 33.33)
        self.assertFalse(self._assert_books().line_ids)

    def test_lapse_and_reversal(self):
        claim = self._claim(100, currency_id=self.currency.id)
        self._change_rate(2)
        claim._settle("lapse", {claim: 40}, reason="Too late")
        claim._settle("credit_note")
        self.assertEqual(self._get_carrying(), 0)
        back = claim._create_reversal(25, "Wrong")
        self._decide(back)
        self.assertEqual(self._get_carrying(), 12.5)
        back._settle("credit_note")
        self.assertEqual(self._get_carrying(), 0)
        self._assert_books()

    def test_approved_together_are_one_entry(self):
        claims = self.env["dms.claim"].create([
            self._prepare_claim(100), self._prepare_claim(30, claimant_id=self.two.id),
            self._prepare_claim(8, currency_id=self.currency.id),
        ])
        claims.action_submit()
        wizard = self.env["dms.claim.decision"].with_context(dms_claim_ids=claims.ids).create({})
        wizard.action_confirm()
        self.assertEqual(set(claims.mapped("state")), {"approved"})
        moves = self.env["account.move.line"].search([("dms_claim_id", "in", claims.ids)]).move_id
        self.assertEqual(
            [len(moves.filtered(lambda move, one=one: move.currency_id == one).line_ids)
             for one in (self.company.currency_id, self.currency)], [4, 2],
        )
        self.assertEqual((len(moves), claims.mapped("move_count")), (2, [1, 1, 1]))
        self._assert_books()

    def test_one_that_cannot_be_booked_does_not_stop_the_others(self):
        closed = self.env["account.account"].create({
            "name": "Closed", "code": "699999", "account_type": "expense", "active": False,
        })
        bad_type = self.damage.copy({"code": "BAD", "expense_account_id": closed.id})
        claims = self.env["dms.claim"].create([
            self._prepare_claim(100), self._prepare_claim(30, type_id=bad_type.id),
        ])
        claims.action_submit()
        wizard = self.env["dms.claim.decision"].with_context(dms_claim_ids=claims.ids).create({})
        wizard.action_confirm()
        self.assertEqual(claims.mapped("state"), ["approved", "submitted"])
        self.assertIn("Closed", wizard.line_ids.filtered("obstacle").obstacle)
        self._assert_books()

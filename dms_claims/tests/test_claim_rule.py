from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .test_claim_check import CheckCase


@tagged("post_install", "-at_install")
class TestClaimRule(CheckCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # All claims of these tests are proved by the same text.
        cls._set("attachment", severity="off")

    @classmethod
    def _rule(cls, outcome, **values):
        return cls.env["dms.claim.rule"].create({"name": outcome, "outcome": outcome, **values})

    def _submit(self, expected=100, **values):
        claim = self._create_claim(self.user, **values)
        if expected:
            self._expect(claim, expected)
        claim.action_submit()
        return claim

    def test_sound_claims_are_approved_without_approvers(self):
        self._define_tier("dms_distributor.group_manager")
        rule = self._rule("auto_approve", amount_limit=100, tolerance_percent=2)
        claim = self._submit()
        self.assertEqual(
            (claim.state, claim.approved_amount, claim.rule_id, claim.review_ids.ids),
            ("approved", 100, rule, []),
        )
        self.assertEqual(rule.claim_count, 1)
        self.assertIn("Approved at once", "".join(claim.message_ids.mapped("body")))

    def test_what_is_not_sound_is_left_to_approvers(self):
        self._define_tier("dms_distributor.group_manager")
        self._set("amount", severity="information")
        self._rule("auto_approve", amount_limit=120, tolerance_percent=2)
        self.assertEqual(self._submit(claimed_amount=110, expected=110).state, "approved")
        for values in (
            {"claimed_amount": 120.01, "expected": 120.01},
            {"claimed_amount": 100, "expected": 98},
            {"claimed_amount": 101, "expected": False},
            {"claimed_amount": 110, "expected": 110},
        ):
            with self.subTest(values=values):
                claim = self._submit(**values)
                self.assertEqual(claim.state, "submitted")
                self.assertTrue(claim.review_ids)
                self.assertFalse(claim.rule_id)

    def test_type_territory_and_order(self):
        self._rule("auto_approve", amount_limit=1000, sequence=20)
        self._rule("flag", territory_ids=[Command.link(self.south.id)], sequence=10)
        self._rule(
            "review", type_ids=[Command.link(self.claim_type.copy({"code": "ELSE"}).id)], sequence=5
        )
        self.assertEqual(self._submit().rule_outcome, "auto_approve")
        claim = self._create_claim(claimant_id=self.stranger.id)
        self._expect(claim, 100)
        claim.action_submit()
        self.assertEqual((claim.rule_outcome, claim.state), ("flag", "submitted"))

    def test_refusal_tells_the_checks(self):
        self._set("expected")
        self._rule("refuse", standing="failed")
        claim = self._submit(expected=60)
        self.assertEqual(claim.state, "refused")
        self.assertEqual(claim.decision_reason, "Expected amount")
        self.assertIn("60.00", "".join(claim.message_ids.mapped("body")))
        self.assertEqual(self._submit(expected=100).state, "submitted")

    def test_withdrawal_forgets_the_rule(self):
        self._rule("flag")
        claim = self._submit()
        self.assertEqual(claim.rule_outcome, "flag")
        claim.action_withdraw()
        self.assertFalse(claim.rule_id)

    def test_limit_is_in_the_company_currency(self):
        currency = self.env["res.currency"].with_context(active_test=False).search(
            [("id", "!=", self.env.company.currency_id.id)], limit=1
        )
        currency.active = True
        currency.rate_ids.unlink()
        self.env["res.currency.rate"].create({
            "currency_id": currency.id, "rate": 0.5, "name": "2020-01-01",
            "company_id": self.env.company.id,
        })
        self._rule("auto_approve", amount_limit=150)
        self.assertEqual(self._submit(currency_id=currency.id).state, "submitted")
        self.assertEqual(self._submit().state, "approved")

    def test_nobody_says_that_a_rule_decided(self):
        claim = self._create_claim(self.user)
        for user in (self.user, self.manager, self.head):
            for values in ({"rule_outcome": "auto_approve"}, {"check_state": "clean"}):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    claim.with_user(user).write(values)

    @mute_logger("odoo.sql_db")
    def test_rules_that_could_do_harm_are_refused(self):
        for values in (
            {"outcome": "auto_approve"}, {"outcome": "refuse"},
            {"outcome": "flag", "amount_limit": -1},
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self._rule(**values)

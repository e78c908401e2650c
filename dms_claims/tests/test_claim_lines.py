from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaimLines(ClaimCase):
    def _create_with_lines(self, *amounts, **values):
        return self._create_claim(
            claimed_amount=sum(amounts), line_ids=[
                Command.create({"name": f"Line {amount}", "claimed_amount": amount})
                for amount in amounts
            ], **values,
        )

    def test_amount_is_the_sum_of_lines(self):
        claim = self._create_with_lines(60, 40)
        self.assertEqual(claim.claimed_amount, 100)
        claim.line_ids[0].claimed_amount = 70
        self.assertEqual(claim.claimed_amount, 110)
        claim.line_ids[1].unlink()
        self.assertEqual(claim.claimed_amount, 70)

    def test_amount_that_is_not_the_sum_is_refused(self):
        claim = self._create_with_lines(60, 40)
        with self.assertRaisesRegex(UserError, "sum of its lines"):
            claim.claimed_amount = 90
        with self.assertRaisesRegex(UserError, "sum of its lines"):
            self._create_claim(
                claimed_amount=5, line_ids=[Command.create({"name": "a", "claimed_amount": 6})]
            )

    def test_amount_without_lines_becomes_a_line(self):
        claim = self._create_claim()
        self.assertFalse(claim.line_ids)
        claim.action_submit()
        self.assertEqual(claim.line_ids.mapped("claimed_amount"), [100])
        self.assertTrue(claim.line_ids.is_whole)
        claim.action_withdraw()
        claim.claimed_amount = 130
        self.assertEqual(claim.line_ids.claimed_amount, 130)

    def test_lines_in_the_form(self):
        form = Form(self.env["dms.claim"])
        form.claimant_id = self.claimant
        form.type_id = self.claim_type
        form.date_from = form.date_to = "2026-01-31"
        with form.line_ids.new() as line:
            line.name = "Three crushed cases"
            line.product_id = self.env["product.product"].create({"name": "Juice"})
            line.quantity, line.price_unit = 3, 12.5
        claim = form.save()
        self.assertEqual(claim.claimed_amount, 37.5)
        self.assertEqual(claim.line_ids.product_uom_id, claim.line_ids.product_id.uom_id)

    def test_part_approval_is_shared_to_the_cent(self):
        claim = self._create_with_lines(33.33, 33.33, 33.34)
        claim.action_submit()
        self.assertEqual(claim.line_ids.mapped("proposed_amount"), [33.33, 33.33, 33.34])
        claim.with_user(self.manager).proposed_amount = 50
        self.assertAlmostEqual(sum(claim.line_ids.mapped("proposed_amount")), 50)
        self.assertEqual(claim.proposed_amount, 50)

    def test_part_approval_by_line(self):
        claim = self._create_with_lines(60, 40)
        claim.action_submit()
        managed = claim.with_user(self.manager)
        managed.write({"line_ids": [Command.update(claim.line_ids[1].id, {
            "proposed_amount": 15, "reason_id": self.env.ref("dms_claims.claim_reason_price").id,
        })]})
        self.assertEqual(claim.proposed_amount, 75)
        managed.decision_reason = "The price is 15."
        managed.action_approve()
        self.assertEqual(claim.line_ids.mapped("approved_amount"), [60, 15])
        self.assertEqual((claim.approved_amount, claim.remaining_amount), (75, 75))

    def test_refused_lines_are_approved_for_nothing(self):
        claim = self._create_with_lines(60, 40)
        claim.action_submit()
        managed = claim.with_user(self.manager)
        managed.decision_reason = "Not agreed."
        managed.action_refuse()
        self.assertEqual(claim.line_ids.mapped("approved_amount"), [0, 0])

    def test_submitted_lines_stand(self):
        claim = self._create_with_lines(60, 40)
        claim.action_submit()
        line = claim.line_ids[0]
        for change in (
            lambda: line.write({"claimed_amount": 1}),
            lambda: line.write({"name": "Other"}),
            line.unlink,
            lambda: claim.write({"line_ids": [Command.create({"name": "x"})]}),
        ):
            with self.assertRaisesRegex(UserError, "has been submitted"):
                change()

    def test_lines_are_decided_by_those_who_may(self):
        claim = self._create_with_lines(60, 40)
        claim.action_submit()
        with self.assertRaises(AccessError):
            claim.line_ids[0].with_user(self.user).proposed_amount = 1
        claim.with_user(self.manager).action_approve()
        with self.assertRaises(AccessError):
            claim.line_ids[0].with_user(self.manager).proposed_amount = 1

    def test_nobody_types_what_is_measured(self):
        claim = self._create_claim(self.user)
        lines = claim.line_ids.with_user(self.user)
        with self.assertRaises(AccessError):
            lines.create({"claim_id": claim.id, "name": "x", "expected_amount": 9})
        line = lines.create({"claim_id": claim.id, "name": "x", "claimed_amount": 9})
        for values in ({"expected_amount": 9, "has_expected": True}, {"approved_amount": 9}):
            with self.assertRaises(AccessError):
                line.write(values)
        for values in ({"settled_amount": 1}, {"source_key": "k"}, {"origin": "automatic"},
                       {"state": "submitted"}):
            with self.assertRaises(AccessError):
                claim.write(values)

    @mute_logger("odoo.sql_db")
    def test_database_refuses(self):
        claim = self._create_with_lines(60)
        for values in ({"claimed_amount": -1}, {"proposed_amount": 61}, {"approved_amount": 61},
                       {"quantity": -1}):
            with (
                self.subTest(values=values), self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                claim.line_ids.write(values)
                claim.line_ids.flush_recordset()
        self._create_claim(source_key="once")
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._create_claim(source_key="once")

    def test_lines_are_seen_with_the_claim_only(self):
        foreign = self._create_claim(claimant_id=self.stranger.id)
        foreign._ensure_lines()
        lines = self.env["dms.claim.line"].with_user(self.user)
        self.assertNotIn(foreign.line_ids, lines.search([]))
        with self.assertRaises(AccessError):
            foreign.line_ids.with_user(self.user).read(["name"])
        with self.assertRaises(AccessError):
            lines.create({"claim_id": foreign.id, "name": "x"})

    def test_copy_keeps_lines_and_no_decision(self):
        claim = self._create_with_lines(60, 40)
        claim.action_submit()
        claim.with_user(self.manager).action_approve()
        copy = claim.copy()
        self.assertEqual(copy.line_ids.mapped("claimed_amount"), [60, 40])
        self.assertEqual(copy.line_ids.mapped("approved_amount"), [0, 0])
        self.assertEqual((copy.state, copy.approved_amount, copy.proposed_amount), ("draft", 0, 0))

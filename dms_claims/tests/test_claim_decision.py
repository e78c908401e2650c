from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaimDecision(ClaimCase):
    """Approval in part by line, and decisions on many claims at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("dms_claims.claim_reason_quantity")

    def _submit(self, *amounts, **values):
        amounts = amounts or (100,)
        lines = [
            Command.create({"name": f"Crate {number}", "claimed_amount": amount})
            for number, amount in enumerate(amounts, 1)
        ]
        claim = self._create_claim(
            self.user, claimed_amount=sum(amounts), line_ids=lines, **values
        )
        claim.action_submit()
        return claim

    def _open(self, claims, decision="approved", user=None):
        context = (
            {"active_model": "dms.claim", "active_ids": claims.ids}
            if decision == "approved"
            else claims.with_user(user or self.manager).action_open_refusal()["context"]
        )
        wizards = self.env["dms.claim.decision"].with_user(user or self.manager)
        return Form(wizards.with_context(**context))

    def test_lines_are_approved_in_part(self):
        self._define_tier("dms_distributor.group_manager")
        claim = self._submit(60, 40)
        managed = claim.with_user(self.manager)
        first, second = managed.line_ids
        second.proposed_amount = 15
        self.assertEqual(managed.proposed_amount, 75)
        with self.assertRaisesRegex(UserError, "reason"):
            managed.validate_tier()
        second.reason_id = self.reason
        managed.validate_tier()
        self.assertEqual(claim.state, "approved")
        self.assertEqual((first.approved_amount, second.approved_amount), (60, 15))
        self.assertEqual(claim.approved_amount, 75)
        self.assertEqual(claim.decision_reason, "Crate 2: Quantity is not proved")

    def test_the_form_keeps_what_was_decided_by_line(self):
        claim = self._submit(60, 40)
        form = Form(claim.with_user(self.manager))
        with form.line_ids.edit(0) as line:
            line.proposed_amount = 0
            line.reason_id = self.reason
        form.save()
        self.assertEqual(claim.line_ids.mapped("proposed_amount"), [0, 40])
        self.assertEqual(claim.proposed_amount, 40)

    def test_each_line_that_gets_less_says_why(self):
        claim = self._submit(60, 40)
        managed = claim.with_user(self.manager)
        managed.line_ids.write({"proposed_amount": 10})
        managed.line_ids[0].reason_id = self.reason
        with self.assertRaisesRegex(UserError, "reason"):
            managed.action_approve()
        managed.line_ids[1].reason = "Counted twice."
        managed.action_approve()
        self.assertIn("Counted twice.", claim.decision_reason)

    def test_expected_is_proposed(self):
        claim = self._submit(60, 40)
        lines = claim.sudo().line_ids
        lines[0].write({"expected_amount": 45, "has_expected": True})
        managed = claim.with_user(self.manager)
        self.assertTrue(managed.has_excess)
        managed.action_propose_expected()
        self.assertEqual(lines.mapped("proposed_amount"), [45, 40])
        self.assertEqual(lines[0].reason_id.code, "ABOVE-EXPECTED")
        self.assertFalse(managed.has_excess)
        with self.assertRaises(AccessError):
            claim.with_user(self.user).action_propose_expected()

    def test_the_claimant_is_told(self):
        portal = new_test_user(self.env, "decision_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.claimant
        claim = self._submit(60, 40)
        managed = claim.with_user(self.manager)
        managed.line_ids[1].write({"proposed_amount": 15, "reason": "Not readable."})
        managed.action_approve()
        message = claim.message_ids.filtered("partner_ids")[0]
        self.assertIn(portal.partner_id, message.partner_ids)
        self.assertEqual(message.author_id, self.manager.partner_id)
        for text in ("approved in part", "Crate 2", "15.00", "Not readable."):
            self.assertIn(text, message.body)
        self.assertNotIn("Crate 1", message.body)

    def test_many_at_once(self):
        ready = self._submit(100) | self._submit(50)
        short, asked, draft = self._submit(70), self._submit(80), self._create_claim(self.user)
        short.with_user(self.manager).line_ids.proposed_amount = 1
        asked._raise_query("Which lot?")
        claims = ready | short | asked | draft
        form = self._open(claims)
        self.assertEqual((form.possible_count, form.obstructed_count), (2, 3))
        wizard = form.save()
        obstacles = {line.claim_id: line.obstacle for line in wizard.line_ids}
        self.assertEqual([obstacles[claim] for claim in ready], ["", ""])
        self.assertIn("no reason", obstacles[short])
        self.assertIn("has not answered", obstacles[asked])
        self.assertIn("Draft", obstacles[draft])
        action = wizard.action_confirm()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(set(ready.mapped("state")), {"approved"})
        self.assertEqual((short | asked).mapped("state"), ["submitted"] * 2)
        results = wizard.line_ids.filtered("result").mapped("result")
        self.assertEqual(results, ["Approved", "Approved"])

    def test_some_are_left_out(self):
        claims = self._submit(100) | self._submit(50)
        form = self._open(claims)
        with form.line_ids.edit(0) as line:
            line.is_included = False
        form.save().action_confirm()
        self.assertEqual(sorted(claims.mapped("state")), ["approved", "submitted"])

    def test_one_that_fails_does_not_stop_the_others(self):
        claims = self._submit(100) | self._submit(50)
        wizard = self._open(claims).save()
        # Somebody asks while the dialog is open.
        claims[0]._raise_query("Which lot?")
        wizard.action_confirm()
        self.assertEqual(claims.mapped("state"), ["submitted", "approved"])
        failed = wizard.line_ids.filtered(lambda line: line.claim_id == claims[0])
        self.assertIn("has not answered", failed.obstacle)

    def test_each_takes_its_own_step(self):
        self._define_tier("dms_distributor.group_manager", sequence=20)
        self._define_tier(
            "dms_distributor.group_administrator", "[('claimed_amount', '>', 90)]", sequence=10
        )
        claims = self._submit(100) | self._submit(50)
        wizard = self._open(claims).save()
        wizard.action_confirm()
        self.assertEqual(claims.mapped("state"), ["submitted", "approved"])
        self.assertIn("now waits for", wizard.line_ids[0].result)
        again = self._open(claims).save()
        self.assertIn("waits for the approval of", again.line_ids[0].obstacle)
        with self.assertRaisesRegex(UserError, "None of these"):
            again.action_confirm()
        self._open(claims[0], user=self.head).save().action_confirm()
        self.assertEqual(claims[0].state, "approved")

    def test_refused_together_with_a_reason(self):
        claims = self._submit(60, 40) | self._submit(50)
        form = self._open(claims, "refused")
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_confirm()
        wizard.write({"reason_id": self.reason.id, "remark": "See the agreement."})
        wizard.action_confirm()
        self.assertEqual(set(claims.mapped("state")), {"refused"})
        self.assertEqual(claims.line_ids.reason_id, self.reason)
        self.assertIn("See the agreement.", claims[0].decision_reason)

    def test_nobody_decides_by_the_dialog_past_its_rights(self):
        claim = self._submit(100)
        wizard = self._open(claim, user=self.user).save()
        self.assertIn("only Distribution managers", wizard.line_ids.obstacle)
        wizard.line_ids.write({"obstacle": False, "is_included": True})
        wizard.action_confirm()
        self.assertEqual(claim.state, "submitted")
        self.assertTrue(wizard.line_ids.obstacle)

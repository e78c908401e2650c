from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command, fields
from odoo.addons.base.models.ir_cron import IrCron
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaimQuestion(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "question_portal", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.claimant
        cls.claim_type.write({"sla_days": 7, "answer_days": 5})
        cls.today = fields.Date.today()
        # At noon it is the same day for everybody.
        cls.startClassPatcher(freeze_time(f"{cls.today} 12:00:00"))

    def _submit(self, **values):
        claim = self._create_claim(self.user, **values)
        claim.action_submit()
        return claim

    def _answer(self, query, text="Here it is."):
        query.with_user(self.portal).sudo()._answer(text)

    def test_asked_and_answered(self):
        claim = self._submit()
        query = claim.with_user(self.manager)._raise_query("Which lot?", claim.line_ids)
        self.assertEqual((query.state, query.owed_by), ("open", "claimant"))
        self.assertEqual(query.raised_by_id, self.manager)
        self.assertEqual(query.deadline, self.today + timedelta(days=5))
        told = query.message_ids.filtered("partner_ids")
        self.assertIn(self.portal.partner_id, told.partner_ids)
        self.assertIn("Which lot?", told.body)
        self._answer(query)
        self.assertEqual((query.state, query.owed_by), ("answered", "company"))
        self.assertEqual(query.answered_by_id, self.portal)
        message = query.message_ids[0]
        self.assertEqual(message.author_id, self.portal.partner_id)
        self.assertEqual(message.partner_ids, self.manager.partner_id)

    def test_the_clock_waits_for_the_claimant(self):
        claim = self._submit()
        self.assertEqual(claim.decide_by, self.today + timedelta(days=7))
        with freeze_time(self.today + timedelta(days=1)):
            first = claim._raise_query("Which lot?")
            self.assertFalse(claim.decide_by)
        with freeze_time(self.today + timedelta(days=2)):
            second = claim._raise_query("And which delivery?")
        with freeze_time(self.today + timedelta(days=4)):
            self._answer(first)
            self.assertFalse(claim.decide_by, "the second question is open")
        with freeze_time(self.today + timedelta(days=6)):
            self._answer(second)
        # Two questions at once wait once: from day 1 to day 6.
        self.assertEqual(claim.paused_days, 5)
        self.assertEqual(claim.decide_by, self.today + timedelta(days=12))
        with freeze_time(self.today + timedelta(days=8)):
            second._ask_again("That is the invoice, not the delivery.")
            self.assertFalse(claim.decide_by)
        with freeze_time(self.today + timedelta(days=9)):
            second.with_user(self.manager).action_close()
        self.assertEqual(claim.decide_by, self.today + timedelta(days=13))

    def test_approval_waits_for_the_answer(self):
        claim = self._submit()
        query = claim._raise_query("Which lot?")
        managed = claim.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "has not answered"):
            managed.action_approve()
        self._answer(query)
        managed.action_approve()
        self.assertEqual((claim.state, query.state), ("approved", "closed"))

    def test_a_refusal_ends_the_question(self):
        claim = self._submit()
        query = claim._raise_query("Which lot?")
        managed = claim.with_user(self.manager)
        managed.decision_reason = "No answer."
        managed.action_refuse()
        self.assertEqual((claim.state, query.state), ("refused", "closed"))

    def test_withdrawing_starts_anew(self):
        claim = self._submit()
        query = claim._raise_query("Which lot?")
        claim.action_withdraw()
        self.assertEqual((query.state, claim.paused_on), ("closed", False))
        claim.action_submit()
        self.assertEqual(claim.decide_by, self.today + timedelta(days=7))

    def test_what_cannot_be_said(self):
        draft = self._create_claim(self.user)
        with self.assertRaisesRegex(UserError, "does not wait for a decision"):
            draft._raise_query("Which lot?")
        claim = self._submit()
        with self.assertRaisesRegex(UserError, "write what"):
            claim._raise_query("  ")
        other = self._submit()
        with self.assertRaisesRegex(UserError, "no such line"):
            claim._raise_query("Which lot?", other.line_ids)
        query = claim._raise_query("Which lot?")
        with self.assertRaisesRegex(UserError, "write what"):
            self._answer(query, "")
        query._close()
        with self.assertRaisesRegex(UserError, "was closed on"):
            self._answer(query)

    def test_files_belong_to_the_question(self):
        claim = self._submit()
        query = claim._raise_query("Which lot?")
        own, foreign = self.env["ir.attachment"].create([
            {"name": "lot.txt", "raw": b"lot 7"},
            {"name": "other.txt", "raw": b"x", "res_model": "res.partner",
             "res_id": self.stranger.id},
        ])
        query._answer("Lot 7.", own | foreign)
        self.assertEqual(query.file_ids, own)
        self.assertEqual((own.res_model, own.res_id), (query._name, query.id))
        self.assertEqual(foreign.res_model, "res.partner")
        self.assertEqual(own.with_user(self.portal).raw, b"lot 7")
        stranger = new_test_user(self.env, "question_stranger", groups="base.group_portal")
        stranger.partner_id.parent_id = self.stranger
        with self.assertRaises(AccessError):
            own.with_user(stranger).read(["raw"])

    def test_files_are_looked_into(self):
        query = self._submit()._raise_query("Which lot?")
        script = self.env["ir.attachment"].create(
            {"name": "lot.jpg", "raw": b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>"}
        )
        with self.assertRaisesRegex(UserError, "lot.jpg"):
            query._answer("See the photo.", script)

    def test_nobody_writes_past_the_steps(self):
        query = self._submit()._raise_query("Which lot?")
        for user in (self.user, self.manager, self.head, self.portal):
            with self.assertRaises(AccessError):
                query.with_user(user).write({"state": "closed"})
            with self.assertRaises(AccessError):
                query.with_user(user).unlink()
        southern = new_test_user(
            self.env, "question_south", groups="dms_distributor.group_user",
            dms_territory_ids=[Command.link(self.south.id)],
        )
        with self.assertRaises(AccessError):
            query.with_user(southern).read(["question"])
        with self.assertRaises(AccessError):
            query.with_user(southern).action_close()

    def test_dialog(self):
        claim = self._submit()
        dialog = self.env["dms.claim.query.dialog"].with_user(self.manager)
        dialog.create({"claim_id": claim.id, "text": "Which lot?"}).action_confirm()
        query = claim.query_ids
        context = query.with_user(self.manager).action_answer()["context"]
        dialog.with_context(**context).create({"text": "On the phone: lot 7."}).action_confirm()
        self.assertEqual((query.state, query.answer), ("answered", "On the phone: lot 7."))
        context = query.with_user(self.manager).action_ask_again()["context"]
        dialog.with_context(**context).create({
            "text": "And the photo?", "deadline": self.today + timedelta(days=1),
        }).action_confirm()
        self.assertEqual(query.deadline, self.today + timedelta(days=1))
        self.assertEqual(query.question, "And the photo?")

    def test_reminders(self):
        query = self._submit().with_user(self.manager)._raise_query("Which lot?").sudo()
        claim, count = query.claim_id, len(query.message_ids)
        for days, messages, activities in ((3, 0, 0), (4, 1, 0), (5, 1, 0), (6, 1, 1), (7, 1, 1)):
            with freeze_time(self.today + timedelta(days=days)):
                with patch.object(IrCron, "_commit_progress"):
                    query._cron_remind()
                self.assertEqual(len(query.message_ids) - count, messages, days)
                own = claim.activity_ids.filtered(lambda one: one.user_id == self.manager)
                self.assertEqual(len(own), activities, days)

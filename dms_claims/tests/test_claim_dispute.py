from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.dms_claim_line_expected import Expected
from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaimDispute(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "dispute_portal", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.claimant
        cls.claim_type.dispute_days = 10
        cls.today = fields.Date.today()
        # At noon it is the same day for everybody.
        cls.startClassPatcher(freeze_time(f"{cls.today} 12:00:00"))

    def _decide(self, proposed=None):
        """A claim of two lines, approved for what is proposed of them; none: refused."""
        claim = self._create_claim(self.user, claimed_amount=100, line_ids=[
            Command.create({"name": "Crates", "claimed_amount": 60}),
            Command.create({"name": "Bottles", "claimed_amount": 40}),
        ])
        claim.action_submit()
        managed = claim.with_user(self.manager)
        if proposed is None:
            managed.decision_reason = "Nothing is proved."
            managed.action_refuse()
        else:
            for line, amount in zip(managed.line_ids, proposed, strict=True):
                line.write({"proposed_amount": amount, "reason": "Not readable."})
            managed.action_approve()
        return claim

    def _dispute(self, claim, text="They are all on the photo."):
        return claim.with_user(self.portal).sudo()._dispute(text)

    def test_granted_by_a_new_claim(self):
        claim = self._decide((60, 10))
        dispute = self._dispute(claim)
        self.assertTrue(claim.is_disputed)
        self.assertEqual((dispute.owed_by, dispute.raised_by_id), ("company", self.portal))
        action = dispute.with_user(self.manager).action_grant()
        new = self.env["dms.claim"].browse(action["res_id"])
        self.assertEqual((new.disputed_claim_id, new.state), (claim, "draft"))
        self.assertEqual(new.line_ids.mapped("name"), ["Bottles"])
        self.assertEqual(new.claimed_amount, 30)
        self.assertEqual((dispute.state, dispute.outcome), ("closed", "granted"))
        self.assertEqual(dispute.new_claim_id, new)
        self.assertFalse(claim.is_disputed)
        self.assertEqual(claim.approved_amount, 70, "the disputed claim stays as it is")
        # It has the files of the old one, as files of its own.
        files, old = new.evidence_ids.attachment_ids, claim.evidence_ids.attachment_ids
        self.assertEqual(files.mapped("checksum"), old.mapped("checksum"))
        self.assertFalse(files & old)
        new.with_user(self.user).action_submit()
        self.assertEqual(new.state, "submitted")

    def test_a_refused_claim_is_taken_up_whole(self):
        claim = self._decide()
        new = self._dispute(claim).with_user(self.manager)._grant()
        self.assertEqual(new.claimed_amount, 100)
        self.assertTrue(new.is_late_allowed)

    def test_what_was_approved_is_not_expected_again(self):
        claim = self._decide((60, 10))
        new = self._dispute(claim)._grant()
        line = new.line_ids
        self.assertEqual(line.disputed_line_id, claim.line_ids[1])
        kinds = type(line)
        for measured, left in ((40, 30), (5, 0)):
            found = Expected(Decimal(measured), "engine")
            with patch.object(
                kinds, "_get_expectations", lambda lines: {"damage": "_get_expected_here"}
            ), patch.object(
                kinds, "_get_expected_here", lambda lines, found=found: dict.fromkeys(lines, found),
                create=True,
            ):
                line._update_expected()
            self.assertEqual(line.expected_amount, left)

    def test_of_one_line_only(self):
        claim = self._decide((30, 10))
        line = claim.line_ids[0]
        dispute = claim.with_user(self.portal).sudo()._dispute("Of the crates.", line)
        self.assertEqual(dispute._grant().claimed_amount, 30)

    def test_rejected_for_good(self):
        claim = self._decide((60, 10))
        dispute = self._dispute(claim)
        with self.assertRaisesRegex(UserError, "write what"):
            dispute.with_user(self.manager)._reject("")
        self.env["dms.claim.query.dialog"].with_user(self.manager).create({
            "claim_id": claim.id, "query_id": dispute.id, "step": "reject",
            "text": "The photo shows one crate.",
        }).action_confirm()
        self.assertEqual((dispute.state, dispute.outcome), ("closed", "rejected"))
        self.assertEqual(dispute.answer, "The photo shows one crate.")
        with self.assertRaisesRegex(UserError, "disputed already"):
            self._dispute(claim)

    def test_a_thread_until_it_is_settled(self):
        dispute = self._dispute(self._decide((60, 10)))
        dispute.with_user(self.manager)._answer("Which photo do you mean?")
        self.assertEqual(dispute.owed_by, "claimant")
        self.assertIn(self.portal.partner_id, dispute.message_ids[0].partner_ids)
        dispute.with_user(self.portal).sudo()._ask_again("The second.")
        self.assertEqual((dispute.state, dispute.owed_by), ("open", "company"))

    def test_withdrawn_and_raised_again(self):
        claim = self._decide((60, 10))
        self._dispute(claim).with_user(self.manager).action_withdraw()
        self.assertFalse(claim.is_disputed)
        self.assertEqual(self._dispute(claim).state, "open")

    def test_what_cannot_be_disputed(self):
        waiting = self._create_claim(self.user)
        waiting.action_submit()
        with self.assertRaisesRegex(UserError, "nothing was refused"):
            self._dispute(waiting)
        with self.assertRaisesRegex(UserError, "nothing was refused"):
            self._dispute(self._decide((60, 40)))
        claim = self._decide((60, 10))
        with freeze_time(self.today + timedelta(days=11)):
            claim.invalidate_recordset(["can_dispute"])
            with self.assertRaisesRegex(UserError, "could be disputed until"):
                self._dispute(claim)

    def test_who_judges(self):
        dispute = self._dispute(self._decide((60, 10)))
        with self.assertRaises(AccessError):
            dispute.with_user(self.user).action_grant()
        with self.assertRaises(AccessError):
            self.env["dms.claim.query.dialog"].with_user(self.user).create({
                "claim_id": dispute.claim_id.id, "query_id": dispute.id, "step": "reject",
                "text": "No.",
            }).action_confirm()
        self.assertEqual(dispute.state, "open")

    def test_an_unanswered_dispute_is_an_exception(self):
        claim = self._decide((60, 10))
        self._dispute(claim)
        exceptions = self.env["dms.routing.exception"]
        self.assertNotIn(claim.id, {
            found.record_id for found in exceptions._find("claim_dispute", claim.company_id)
        })
        with freeze_time(self.today + timedelta(days=40)):
            found = exceptions._find("claim_dispute", claim.company_id)
        self.assertIn(claim.id, {item.record_id for item in found})

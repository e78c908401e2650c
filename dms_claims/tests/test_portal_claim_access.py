from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.dms_claim_portal import PORTAL_FIELDS
from .common_portal_claims import ClaimPortalCommon

SECRET = "too-secret-to-tell"


@tagged("post_install", "-at_install")
class TestPortalClaimAccess(ClaimPortalCommon):
    """What a portal user gets of a claim without its page: as much as it is told, no file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._create_claim(cls.north, "damage")
        cls.claim.evidence_ids.attachment_ids = [
            Command.create({"name": "proof.jpg", "raw": cls.make_photo()})
        ]
        cls.claim.action_submit()
        cls.user = cls.env["res.users"].search([("login", "=", "portal_north")])
        cls.env.flush_all()

    def test_fields(self):
        claim = self.claim.with_user(self.user)
        self.assertLessEqual(PORTAL_FIELDS, set(claim._fields))
        self.assertEqual(set(claim.fields_get()), PORTAL_FIELDS)
        claim.read(sorted(PORTAL_FIELDS))
        for name in ("proposed_amount", "expected_amount", "review_ids", "message_ids",
                     "line_ids", "evidence_ids"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                claim.read([name])
            with self.subTest(field=name), self.assertRaises(AccessError):
                claim.search([(name, "!=", False)])

    def test_portal_users_write_nothing(self):
        claim = self._create_claim(self.north).with_user(self.user)
        submitted = self.claim.with_user(self.user)
        for change in (
            lambda: claim.write({"external_reference": "x"}), claim.unlink, claim.action_cancel,
            claim.copy, claim.action_submit, submitted.action_withdraw,
            lambda: claim.sudo().line_ids.with_user(self.user).write({"claimed_amount": 1}),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_lines_and_evidence_are_not_readable(self):
        for records in (self.claim.line_ids, self.claim.evidence_ids):
            with self.assertRaises(AccessError):
                records.with_user(self.user).read(["id"])

    @mute_logger("odoo.http")
    def test_files_have_no_other_address(self):
        """Neither by its number, nor hung on the claim itself, is a file to be had."""
        note = self.env["ir.attachment"].create({
            "name": "note.txt", "raw": SECRET, "res_model": "dms.claim", "res_id": self.claim.id,
        })
        proof = self.claim.evidence_ids.attachment_ids
        self.env.flush_all()
        for login in ("portal_north", "portal_south", "portal_outlet", "portal_other", None):
            self.log_in(login)
            for file in (note, proof):
                for path in (
                    f"/web/content/{file.id}", f"/web/image/{file.id}",
                    f"/web/content/ir.attachment/{file.id}/raw",
                    f"/web/content/{file.id}?access_token=guess",
                ):
                    with self.subTest(login=login, path=path):
                        answer = self.url_open(path)
                        self.assertNotIn(SECRET, answer.text)
                        self.assertNotEqual(answer.content, proof.raw)

    def test_mail_leads_to_the_page(self):
        action = self.claim.with_user(self.user)._get_access_action(access_uid=self.user.id)
        self.assertEqual(action["url"], f"/my/dms/claims/{self.claim.id}")
        staff = self.env["res.users"].search([("login", "=", "staff")])
        action = self.claim.with_user(staff)._get_access_action(access_uid=staff.id)
        self.assertEqual(action["type"], "ir.actions.act_window")
        groups = {
            name: group
            for name, _test, group in self.claim._notify_get_recipients_groups(
                self.env["mail.message"], "Claim"
            )
        }
        self.assertTrue(groups["portal"]["active"])
        self.assertTrue(groups["portal"]["has_button_access"])

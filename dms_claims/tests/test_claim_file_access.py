from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common_evidence import make_photo
from .test_claim_file import EvidenceCase


@tagged("post_install", "-at_install")
class TestClaimFileAccess(EvidenceCase, HttpCase):
    """Nobody gets at the evidence of others by guessing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = make_photo(7, (900, 700))
        cls.file = cls._create_with_photo(cls.content, is_submitted=True)
        cls.attachment = cls.file.attachment_id
        southern = new_test_user(
            cls.env, "file_south", groups="dms_distributor.group_user",
            dms_territory_ids=[Command.link(cls.south.id)],
        )
        portal = new_test_user(cls.env, "file_portal", groups="base.group_portal")
        portal.partner_id.parent_id = cls.stranger
        plain = new_test_user(cls.env, "file_plain", groups="base.group_user")
        cls.outsiders = southern | portal | plain

    def _get_addresses(self):
        attachment, file = self.attachment, self.file
        return (
            f"/web/content/{attachment.id}",
            f"/web/content/{attachment.id}?access_token=1",
            f"/web/content/{attachment.id}?unique={attachment.checksum}",
            f"/web/image/{attachment.id}",
            f"/web/image/{attachment.id}/256x256",
            f"/web/content/ir.attachment/{attachment.id}/raw",
            f"/web/image/dms.claim.file/{file.id}/image_1280",
            f"/web/image/dms.claim.file/{file.id}/image_256",
            f"/web/content/dms.claim.file/{file.id}/image_1280",
        )

    def _is_given(self, address):
        """Whether an answer holds the photo or what is shown of it, not a placeholder."""
        answer = self.url_open(address)
        return answer.status_code == 200 and answer.content[:3] == b"\xff\xd8\xff"

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_addresses(self):
        for login in (None, *self.outsiders.mapped("login")):
            self.authenticate(login, login)
            for address in self._get_addresses():
                with self.subTest(login=login, address=address):
                    self.assertFalse(self._is_given(address))
        self.authenticate("claim_user", "claim_user")
        for address in self._get_addresses():
            if "access_token" in address:
                continue
            with self.subTest(address=address):
                self.assertTrue(self._is_given(address), "who may see the claim sees its photos")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_records(self):
        for user in self.outsiders:
            with self.subTest(user=user.login):
                for record in (self.file, self.attachment):
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["name"])
        for user in (self.user, self.manager, self.head):
            self.assertTrue(self.file.with_user(user).sha256)
            for change in (
                lambda mine: mine.write({"sha256": "0"}), lambda mine: mine.unlink(),
                lambda mine: mine.copy(),
            ):
                with self.assertRaises(AccessError):
                    change(self.file.with_user(user))

    def test_a_file_is_not_taken_over(self):
        """Naming somebody else's evidence in one's own claim gives nothing of it."""
        mine = self._create_claim(evidence=False, claimant_id=self.stranger.id)
        southern = self.outsiders.filtered(lambda user: user.login == "file_south")
        with self.assertRaises(AccessError):
            mine.evidence_ids[0].with_user(southern).attachment_ids = [
                Command.link(self.attachment.id)
            ]
        self.assertEqual(self.attachment.res_id, self.file.evidence_id.id)

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common_evidence import make_photo
from .test_claim_check import CheckCase


@tagged("post_install", "-at_install")
class TestClaimCheckFiles(CheckCase):
    def _claim(self, photo, **values):
        claim = self._create_claim(evidence=False, **values)
        claim.evidence_ids.filtered("is_required").attachment_ids = [
            Command.create({"name": "photo.jpg", "raw": photo})
        ]
        return claim

    def _check(self, photo, **values):
        claim = self._claim(photo, **values)
        claim.action_check()
        return claim

    def test_the_same_file(self):
        self._set("attachment")
        photo = make_photo(1)
        first = self._claim(photo, claimant_id=self.stranger.id)
        first.action_submit()
        self.assertEqual(self._get(first, "attachment").verdict, "passed")
        check = self._get(self._check(photo), "attachment")
        self.assertEqual((check.status, check.other_claim_id), ("error", first))
        self.assertIn("photo.jpg", check.text)
        self.assertIn(first.name, check.text)
        self.assertEqual(self._get(self._check(make_photo(2)), "attachment").verdict, "passed")

    def test_a_photo_that_shows_the_same(self):
        self._set("photo", severity="warning", threshold=6)
        first = self._claim(make_photo(1, (1600, 1200), 95))
        first.action_submit()
        check = self._get(self._check(make_photo(1, (640, 480), 50)), "photo")
        self.assertEqual((check.status, check.other_claim_id), ("warning", first))
        self.assertLessEqual(check.distance, 6)
        self.assertEqual(self._get(self._check(make_photo(3)), "photo").verdict, "passed")

    def test_time_of_photos(self):
        self._set("metadata", severity="warning")
        today = fields.Date.context_today(self.env["dms.claim"])
        moment = (today - timedelta(days=200)).strftime("%Y:%m:%d 12:00:00")
        check = self._get(self._check(make_photo(4, moment=moment)), "metadata")
        self.assertEqual((check.status, check.variant), ("warning", "time_outside"))
        # A day more or less by the zone in which the test runs.
        self.assertRegex(check.text, "(199|200|201) days outside")
        check = self._get(self._check(make_photo(5)), "metadata")
        self.assertEqual((check.verdict, check.variant), ("passed", "partly"))

    def test_no_files(self):
        claim = self._create_claim(evidence=False)
        claim.action_check()
        for code in ("attachment", "photo", "metadata"):
            self.assertEqual(self._get(claim, code).verdict, "not_applicable", code)

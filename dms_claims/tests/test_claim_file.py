import io
from base64 import b64decode
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from PIL import Image
from psycopg2 import IntegrityError

from .common import ClaimCase
from .common_evidence import DELHI, SVG, make_heic, make_pdf, make_photo


class EvidenceCase(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.requirement = cls.claim_type.evidence_ids.filtered("is_required")

    @classmethod
    def _attach_files(cls, claim, *contents, name="photo.jpg"):
        """Hand files in for the photo that the checklist asks for; the rows that tell of them."""
        evidence = claim.evidence_ids.filtered("is_required")[:1]
        known = evidence.file_ids
        evidence.attachment_ids = [
            Command.create({"name": name, "raw": content}) for content in contents
        ]
        return (evidence.file_ids - known).sorted("id")

    @classmethod
    def _create_with_photo(cls, *contents, is_submitted=False, **values):
        claim = cls._create_claim(evidence=False, **values)
        files = cls._attach_files(claim, *contents)
        if is_submitted:
            claim.action_submit()
        return files


@tagged("post_install", "-at_install")
class TestClaimFile(EvidenceCase):
    def test_photo_is_kept_as_it_came(self):
        moment = f"{self.today:%Y:%m:%d} 10:11:12"
        content = make_photo(size=(2600, 1400), moment=moment, offset="+05:30", place=DELHI)
        file = self._create_with_photo(content)
        self.assertEqual(file.attachment_id.raw, content, "scaling would lose time and place")
        self.assertEqual((file.kind, file.mimetype), ("photo", "image/jpeg"))
        self.assertEqual((file.width, file.height, file.size), (2600, 1400, len(content)))
        self.assertEqual(f"{file.taken_on}"[11:], "04:41:12")
        self.assertEqual(file.taken_date, self.today)
        self.assertTrue(file.has_place)
        self.assertAlmostEqual(file.latitude, DELHI[0], 5)
        shown = Image.open(io.BytesIO(b64decode(file.image_1280)))
        self.assertEqual(shown.size, (1280, 689))
        self.assertFalse(dict(shown.getexif()), "what is shown tells nothing of its own")
        self.assertEqual(Image.open(io.BytesIO(b64decode(file.image_256))).width, 256)

    def test_heic_is_shown_as_jpeg(self):
        file = self._create_with_photo(make_heic())
        self.assertEqual(file.attachment_id.mimetype, "image/heic")
        self.assertTrue(b64decode(file.image_1280).startswith(b"\xff\xd8\xff"))
        self.assertIn("another format", file.remark, "it was called .jpg")

    def test_clock_without_offset_is_the_claimants(self):
        self.claimant.tz = "Asia/Kolkata"
        file = self._create_with_photo(make_photo(moment="2026:03:01 02:00:00"))
        self.assertEqual(str(file.taken_on), "2026-02-28 20:30:00")
        self.assertEqual(str(file.taken_date), "2026-03-01")

    def test_refusals_name_each_file(self):
        claim = self._create_claim(evidence=False)
        before = self.env["ir.attachment"].search_count([])
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            claim.evidence_ids[0].attachment_ids = [
                Command.create({"name": "drawing.svg", "raw": SVG}),
                Command.create({"name": "good.jpg", "raw": make_photo()}),
                Command.create({"name": "setup.jpg", "raw": b"MZ\x90\0\3"}),
            ]
        self.assertIn("drawing.svg", str(refusal.exception))
        self.assertIn("setup.jpg", str(refusal.exception))
        self.assertNotIn("good.jpg", str(refusal.exception))
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)

    def test_size_limit_is_a_setting(self):
        settings = self.env["res.config.settings"].create({"dms_claim_file_size": 1})
        settings.execute()
        with self.assertRaisesRegex(UserError, "1 MiB at most"):
            self._create_with_photo(b"x" * (2**20 + 1))
        for size in (0, 101):
            with self.assertRaisesRegex(UserError, "between 1 and 100"):
                self.env["res.config.settings"].create({"dms_claim_file_size": size})

    def test_links_are_no_evidence(self):
        claim = self._create_claim(evidence=False)
        with self.assertRaisesRegex(UserError, "is a link"):
            claim.evidence_ids[0].attachment_ids = [
                Command.create({"name": "x", "type": "url", "url": "https://example.com/x.jpg"})
            ]

    def test_kind_that_is_not_asked_for(self):
        self.requirement.file_kind = "photo"
        with self.assertRaisesRegex(UserError, "does not answer “Photo”.*Photos"):
            self._attach_files(self._create_claim(evidence=False), make_pdf(), name="a.pdf")
        self.requirement.file_kind = "scan"
        claim = self._create_claim(evidence=False)
        self.assertEqual(self._attach_files(claim, make_pdf(), name="a.pdf").kind, "pdf")

    def test_number_of_different_files(self):
        self.requirement.min_files = 2
        claim = self._create_claim(evidence=False)
        photo = make_photo(1)
        self._attach_files(claim, photo, photo)
        evidence = claim.evidence_ids.filtered("is_required")
        self.assertEqual(evidence.status, "missing")
        with self.assertRaisesRegex(UserError, r"evidence is incomplete: Photo \(1 of 2"):
            claim.action_submit()
        self._attach_files(claim, make_photo(2))
        self.assertEqual((evidence.status, evidence.shortcoming), ("provided", ""))
        claim.action_submit()

    def test_files_for_each_line(self):
        self.requirement.is_per_line = True
        claim = self._create_claim(
            evidence=False, claimed_amount=20,
            line_ids=[Command.create({"name": name, "claimed_amount": 10}) for name in "ab"],
        )
        self._attach_files(claim, make_photo(1))
        with self.assertRaisesRegex(UserError, "1 of 2"):
            claim.action_submit()
        self._attach_files(claim, make_photo(2))
        claim.action_submit()

    def test_old_photos(self):
        self.requirement.max_age_days = 10
        claim = self._create_claim(evidence=False)
        old = self.today - timedelta(days=11)
        file = self._attach_files(claim, make_photo(moment=f"{old:%Y:%m:%d} 12:00:00"))
        with self.assertRaisesRegex(UserError, "more than 10 days ago"):
            claim.action_submit()
        file.attachment_id.unlink()
        self._attach_files(claim, make_photo(moment=f"{self.today:%Y:%m:%d} 12:00:00"))
        claim.action_submit()

    def test_what_is_no_longer_named_goes(self):
        file = self._create_with_photo(make_photo())
        attachment, evidence = file.attachment_id, file.evidence_id
        evidence.attachment_ids = [Command.unlink(attachment.id)]
        self.assertFalse(file.exists() or attachment.exists())
        self.assertEqual(evidence.status, "missing")

    def test_files_of_other_records_are_copied(self):
        letter = self.env["ir.attachment"].create({
            "name": "letter.pdf", "raw": make_pdf(), "res_model": "res.partner",
            "res_id": self.claimant.id,
        })
        claim = self._create_claim(evidence=False)
        claim.evidence_ids[0].attachment_ids = [Command.link(letter.id)]
        file = claim.file_ids
        self.assertNotEqual(file.attachment_id, letter)
        self.assertEqual((letter.res_model, letter.res_id), ("res.partner", self.claimant.id))
        letter.unlink()
        self.assertTrue(file.attachment_id.raw.startswith(b"%PDF"))

    def test_content_is_looked_at_again(self):
        file = self._create_with_photo(make_photo(1))
        digest = file.sha256
        file.attachment_id.raw = make_photo(2)
        self.assertNotEqual(file.sha256, digest)
        with self.assertRaisesRegex(UserError, "SVG"):
            file.attachment_id.raw = SVG

    def test_submitted_files_stand(self):
        file = self._create_with_photo(make_photo(), is_submitted=True)
        for values in (
            {"raw": make_photo(2)}, {"name": "other.jpg"}, {"res_id": 0}, {"type": "url"},
        ):
            with self.subTest(values=values.keys()), self.assertRaisesRegex(
                UserError, "has been submitted"
            ):
                file.attachment_id.write(values)
        with self.assertRaisesRegex(UserError, "not shown to everybody"):
            file.attachment_id.public = True

    @mute_logger("odoo.sql_db")
    def test_a_file_is_evidence_once(self):
        file = self._create_with_photo(make_photo())
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            file.copy()

    def test_upload_of_the_form_is_not_scaled(self):
        claim = self._create_claim(self.user, evidence=False)
        content = make_photo(size=(2600, 1400))
        attachment = self.env["ir.attachment"].with_user(self.user).create({
            "name": "photo.jpg", "raw": content, "res_model": "dms.claim.evidence", "res_id": 0,
        })
        self.assertEqual(attachment.raw, content)
        claim.evidence_ids[0].with_user(self.user).attachment_ids = [Command.link(attachment.id)]
        self.assertEqual(attachment.res_id, claim.evidence_ids[0].id)
        self.assertEqual(claim.file_ids.width, 2600)

    def test_library_that_fails_otherwise_is_not_hidden(self):
        with (
            patch("odoo.addons.dms_claims.inspection.inspect", side_effect=ZeroDivisionError),
            self.assertRaises(ZeroDivisionError),
        ):
            self._create_with_photo(make_photo())

    def test_demo_evidence_answers_any_checklist(self):
        self.requirement.write({"file_kind": "photo", "min_files": 2})
        self.claim_type.evidence_ids.filtered(lambda line: line.name == "Letter").write(
            {"is_required": True, "file_kind": "document"}
        )
        self.claimant.write({"partner_latitude": DELHI[0], "partner_longitude": DELHI[1]})
        claim = self._create_claim(evidence=False)
        self.env["dms.demo.claim.evidence"]._answer(claim.ids)
        self.assertEqual(claim.file_ids.mapped("kind").count("photo"), 2)
        self.assertFalse(any(claim.file_ids.mapped("remark")), claim.file_ids.mapped("remark"))
        claim.action_submit()

    def test_files_of_answers_are_looked_into(self):
        claim = self._create_with_photo(make_photo(), is_submitted=True).claim_id
        query = self.env["dms.claim.query"].create({"claim_id": claim.id, "question": "Which?"})
        attachment = self.env["ir.attachment"].create({"name": "answer.svg", "raw": SVG})
        with self.assertRaisesRegex(UserError, "answer.svg"):
            query._say("This one", attachment)
        attachment = self.env["ir.attachment"].create({"name": "answer.jpg", "raw": make_photo()})
        query._say("This one", attachment)
        self.assertEqual(query.file_ids, attachment)

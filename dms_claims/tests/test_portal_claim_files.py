import hashlib

from odoo.tests import tagged

from ..models.dms_claim_file import MEBIBYTE, SIZE_PARAMETER
from .common_portal_claims import ClaimPortalCommon


@tagged("post_install", "-at_install")
class TestPortalClaimFiles(ClaimPortalCommon):
    """Photos are sent one by one, kept once, and shown to nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._create_claim(cls.north, "damage")
        cls.foreign = cls._create_claim(cls.south, "damage")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.log_in("portal_north")

    def _get_files(self, claim=None):
        self.env.invalidate_all()
        return (claim or self.claim).evidence_ids.attachment_ids

    def test_send(self):
        content = self.make_photo()
        answer = self.send_photo(self.claim, content).json()
        self.assertEqual(answer["obstacles"], [])
        self.assertTrue(answer["file"]["is_image"])
        self.assertEqual(self._get_files().name, "photo.jpg")
        shown = self.url_open(answer["file"]["url"])
        self.assertEqual(shown.headers["Content-Type"], "image/jpeg")
        self.assertIn("default-src 'none'", shown.headers["Content-Security-Policy"])
        self.assertEqual(shown.content, self._get_files().raw)
        self.assertEqual(self.url_open(f"{answer['file']['url']}?thumbnail=1").status_code, 200)
        saved = self.url_open(f"{answer['file']['url']}?download=1")
        self.assertIn("attachment", saved.headers["Content-Disposition"])

    def test_what_is_sent_twice_is_kept_once(self):
        content = self.make_photo()
        first = self.send_photo(self.claim, content).json()
        self.assertEqual(self.send_photo(self.claim, content, "again.jpg").json(), first)
        self.assertEqual(len(self._get_files()), 1)
        self.send_photo(self.claim, self.make_photo("blue"))
        self.assertEqual(len(self._get_files()), 2)

    def test_refused(self):
        self.env["ir.config_parameter"].set_param(SIZE_PARAMETER, 1)
        self.env.flush_all()
        for content, name in (
            (b"", "empty.jpg"), (b"x" * (MEBIBYTE + 1), "big.jpg"), (b"<html></html>", "page.jpg"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "drawing.svg"),
            (b"MZ" + b"x" * 600, "tool.exe"),
        ):
            with self.subTest(name=name):
                answer = self.post(
                    f"/my/dms/claims/{self.claim.id}/files",
                    evidence_id=self.claim.evidence_ids.id, files={"file": (name, content)},
                )
                self.assertEqual(answer.status_code, 422)
                self.assertIn(name, answer.json()["error"])
        answer = self.post(
            f"/my/dms/claims/{self.claim.id}/files", evidence_id=self.claim.evidence_ids.id
        )
        self.assertEqual(answer.status_code, 400)
        answer = self.send_photo(self.claim, evidence=self.foreign.evidence_ids)
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self._get_files() | self._get_files(self.foreign))

    def test_remove(self):
        url = self.send_photo(self.claim).json()["file"]["url"]
        answer = self.post(f"{url}/remove")
        self.assertIn("Evidence is missing: Photo of it", answer.json()["obstacles"])
        self.assertFalse(self._get_files())
        self.assertEqual(self.post(f"{url}/remove").status_code, 404)

    def test_a_submitted_claim_keeps_its_files(self):
        url = self.send_photo(self.claim).json()["file"]["url"]
        self.env.invalidate_all()
        self.claim.action_submit()
        self.env.flush_all()
        self.post(f"{url}/remove")
        self.assertEqual(len(self._get_files()), 1)
        self.assertEqual(self.send_photo(self.claim, self.make_photo("blue")).status_code, 422)
        self.assertEqual(len(self._get_files()), 1)

    def test_foreign_files(self):
        content = self.make_photo()
        url = self.send_photo(self.claim, content).json()["file"]["url"]
        checksum = url.split("/")[-1]
        self.assertEqual(checksum, hashlib.sha1(content).hexdigest())
        for login in ("portal_south", "portal_outlet", "portal_other", "staff"):
            self.log_in(login)
            for path in (url, f"{url}?thumbnail=1", f"{url}?download=1",
                         f"/my/dms/claims/{self.foreign.id}/files/{checksum}"):
                with self.subTest(login=login, path=path):
                    self.assertEqual(self.url_open(path).status_code, 404)
            self.assertEqual(self.post(f"{url}/remove").status_code, 404)
        self.log_in(None)
        self.assert_redirected(url, "/web/login")
        self.assertEqual(len(self._get_files()), 1)

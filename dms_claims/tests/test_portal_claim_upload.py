import io

import openpyxl
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .common_portal_claims import ClaimPortalCommon

HEADINGS = "Claim No,Type,From,To,Amount,Details"


@tagged("post_install", "-at_install")
class TestPortalClaimUpload(ClaimPortalCommon):
    """A distributor claims by a spreadsheet, and nobody else learns of it."""

    def setUp(self):
        super().setUp()
        self.log_in("portal_north")

    def _send(self, *lines, name="claims.csv"):
        content = "\n".join([HEADINGS, *lines]).encode() if lines else b""
        return self.post("/my/dms/claims/upload", files={"ufile": (name, content, "text/csv")})

    def _row(self, reference="N-1", kind="freight", amount="12.50", name="Lorry"):
        return f"{reference},PORTAL-{kind},{self.today},{self.today},{amount},{name}"

    def _get_upload(self):
        self.env.invalidate_all()
        return self.env["dms.claim.upload"].search(
            [("distributor_id", "=", self.north.id)], limit=1
        )

    def test_good_rows_become_drafts(self):
        answer = self._send(self._row(), self._row(amount="7.50"), self._row("N-2", "fright"))
        upload = self._get_upload()
        self.assertEqual(answer.url, f"{self.base_url()}/my/dms/claims/upload/{upload.id}")
        self.assertRecordValues(upload, [{
            "distributor_id": self.north.id, "source": "portal", "state": "loaded",
            "accepted_count": 2, "rejected_count": 1,
        }])
        claim = self.env["dms.claim"].search([("claimant_id", "=", self.north.id)])
        self.assertRecordValues(claim, [{
            "external_reference": "N-1", "claimed_amount": 20, "state": "draft",
            "origin": "upload",
        }])
        self.assertIn(claim.name, answer.text)
        self.assertIn("PORTAL-fright", answer.text)
        page = self.get_page("/my/dms/claims/upload")
        self.assertIn("claims.csv", page)
        self.assertIn("PORTAL-freight", page)
        self.assertIn("/my/dms/claims/upload", self.get_page("/my/dms/claims"))

    def test_rejected_rows(self):
        self._send(self._row(), self._row("N-2", "fright"))
        path = f"/my/dms/claims/upload/{self._get_upload().id}/rejected"
        answer = self.url_open(path)
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual((len(rows), rows[1][:2]), (2, ("N-2", "PORTAL-fright")))
        self.assertIn("PORTAL-freight", rows[1][-1])
        self._send(self._row("N-3"))
        path = f"/my/dms/claims/upload/{self._get_upload().id}/rejected"
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_what_cannot_be_read_is_said(self):
        self.assertIn("is empty", self._send().text)
        answer = self.post("/my/dms/claims/upload")
        self.assertIn("Choose a file", answer.text)
        self.assertFalse(self._get_upload())
        answer = self.post(
            "/my/dms/claims/upload", files={"ufile": ("x.csv", b"Colour,Size\nred,5", "text/csv")}
        )
        self.assertIn("Claim Reference", answer.text)
        self.assertEqual(self._get_upload().state, "failed")

    def test_progress(self):
        self._send(self._row())
        upload = self._get_upload()
        path = f"/my/dms/claims/upload/{upload.id}"
        progress = self.make_jsonrpc_request(f"{path}/progress")
        self.assertEqual((progress["is_busy"], progress["done"]), (False, 100))
        upload.state = "loading"
        self.env.flush_all()
        self.assertTrue(self.make_jsonrpc_request(f"{path}/progress")["is_busy"])
        self.assertIn(f'data-progress-url="{path}/progress"', self.get_page(path))

    def test_foreign_files(self):
        self._send(self._row("SECRET-1"), self._row("SECRET-2", "fright"))
        upload = self._get_upload()
        path = f"/my/dms/claims/upload/{upload.id}"
        for login in ("portal_south", "portal_outlet", "portal_other", "staff"):
            self.log_in(login)
            with self.subTest(login=login):
                for page in (path, f"{path}/rejected"):
                    self.assertEqual(self.url_open(page).status_code, 404)
                with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
                    self.make_jsonrpc_request(f"{path}/progress")
                page = self.url_open("/my/dms/claims/upload").text
                self.assertNotIn("claims.csv", page)
                if login != "staff":
                    answer = self.url_open(f"/dms/claim-upload/{upload.id}/rejected.xlsx")
                    self.assertNotIn(b"SECRET", answer.content)
                    self.assertIn(answer.status_code, (403, 404))
                    content = self.url_open(f"/web/content/dms.claim.upload/{upload.id}/file")
                    self.assertNotIn(b"SECRET", content.content)

    def test_the_office_downloads(self):
        self._send(self._row("N-2", "fright"))
        upload = self._get_upload()
        self.log_in("staff")
        for name in (f"{upload.id}/rejected", "template"):
            answer = self.url_open(f"/dms/claim-upload/{name}.xlsx")
            self.assertEqual(answer.status_code, 200)
            self.assertTrue(openpyxl.load_workbook(io.BytesIO(answer.content)).active["A1"].value)

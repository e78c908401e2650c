import io
import re
from unittest.mock import patch

from odoo.http import Request
from odoo.tests import tagged

from ..controllers.portal_uploads import UploadsPortal
from ..ingest import Limits
from .common_portal import PortalCommon

HEADINGS = "Date,Invoice No,Customer,Item Code,Qty,Net Amount\n"


class UploadPortalCommon(PortalCommon):
    """As ``PortalCommon``, with jobs that run at once and files to send."""

    def setUp(self):
        super().setUp()
        self.startPatcher(
            patch("odoo.addons.queue_job.delay.must_run_without_delay", return_value=True)
        )

    def _make_content(self, *lines):
        return (HEADINGS + "".join(f"{line}\n" for line in lines)).encode()

    def _make_good_content(self):
        day = self.today.isoformat()
        return self._make_content(
            f"{day},U-1,T-CORNER,T-SOAP,3,30.00", f"{day},U-1,T-CORNER,T-SOAP,2,20.50"
        )

    def send(self, content, name="register.csv", **values):
        """Send a file as the form does; the page that comes of it."""
        values.setdefault("csrf_token", Request.csrf_token(self))
        return self.url_open(
            "/my/uploads/new", data=values, files={"ufile": (name, io.BytesIO(content))}
        )

    def step(self, upload, step, **values):
        values.setdefault("csrf_token", Request.csrf_token(self))
        return self.url_open(f"/my/uploads/{upload.id}/{step}", data=values)

    def get_last_upload(self):
        self.env.invalidate_all()
        return self.env["dms.upload"].search([], order="id desc", limit=1)

    def create_upload(self, distributor, **values):
        return self.env["dms.upload"].create(
            {"distributor_id": distributor.id, "file_name": "register.csv", "source": "portal",
             **values}
        )


@tagged("post_install", "-at_install")
class TestPortalUploads(UploadPortalCommon):
    def test_send_check_load(self):
        self.log_in("portal_north")
        self.assertIn("Nothing sent yet", self.get_page("/my/uploads"))
        page = self.send(self._make_good_content()).text
        upload = self.get_last_upload()
        self.assertRecordValues(upload, [{
            "state": "checked", "source": "portal", "distributor_id": self.north.id,
            "file_name": "register.csv", "new_count": 2, "row_count": 2,
        }])
        self.assertIn("50.50", page)
        self.assertIn("register.csv", self.get_page("/my/uploads"))
        self.assertFalse(upload.sale_ids, "nothing is recorded before it is confirmed")
        page = self.step(upload, "load").text
        self.env.invalidate_all()
        self.assertEqual(upload.state, "loaded")
        self.assertEqual(sum(upload.sale_ids.mapped("net_amount")), 50.5)
        self.assertIn("Recorded", page)
        self.assertIn("U-1", self.get_page("/my/sales"))
        # Pressed again, or sent again: nothing is added.
        self.step(upload, "load")
        page = self.send(self._make_good_content()).text
        self.assertIn("recorded before", page)
        self.assertEqual(
            self.env["dms.secondary.sale"].search_count([("invoice_reference", "=", "U-1")]), 2
        )

    def test_load_at_once(self):
        self.log_in("portal_north")
        self.send(self._make_good_content(), is_automatic="1")
        self.assertEqual(self.get_last_upload().state, "loaded")

    def test_rejected_rows_are_told_and_downloaded(self):
        day = self.today.isoformat()
        content = self._make_content(
            f"{day},U-1,T-CORNER,T-SOAP,3,30.00",
            f"{day},U-1,T-CORNER,<b>NO-SUCH</b>,1,7.25",
            f"{day},U-1,T-CORNER,T-SOAP,many,8.00",
        )
        self.log_in("portal_north")
        page = self.send(content).text
        upload = self.get_last_upload()
        self.assertEqual((upload.new_count, upload.rejected_count), (1, 2))
        self.assertIn("&lt;b&gt;NO-SUCH&lt;/b&gt;", page)
        self.assertNotIn("<b>NO-SUCH", page)
        self.assertIn("Unknown product", page)
        self.assertIn("The quantity is not a number.", page)
        response = self.url_open(f"/my/uploads/{upload.id}/rejected")
        self.assertEqual(response.status_code, 200)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn(".xlsx", response.headers["Content-Disposition"])
        self.assertTrue(response.content.startswith(b"PK"))
        # What was downloaded can be sent again as it is: the rows are the same ones.
        self.send(response.content, "mended.xlsx")
        again = self.get_last_upload()
        self.assertNotEqual(again, upload)
        self.assertEqual((again.new_count, again.rejected_count), (0, 2))

    def test_conflict_is_solved_as_chosen(self):
        day = self.today.isoformat()
        self.log_in("portal_north")
        self.send(self._make_content(f"{day},U-1,T-CORNER,T-SOAP,3,30.00"), is_automatic="1")
        page = self.send(self._make_content(f"{day},U-1,T-CORNER,T-SOAP,4,40.00")).text
        upload = self.get_last_upload()
        self.assertEqual(upload.conflict_count, 1)
        self.assertIn("Recorded before with other figures", page)
        self.step(upload, "load", conflict_choice="replace")
        sales = self.env["dms.secondary.sale"].search([("invoice_reference", "=", "U-1")])
        self.assertEqual(sum(sales.mapped("net_amount")), 40)
        self.assertEqual(len(sales), 3, "the row, its reversal and the new one")

    def test_unreadable_file_says_why(self):
        self.log_in("portal_north")
        page = self.send(b"PK\x03\x04 not really", "sales.xlsx").text
        upload = self.get_last_upload()
        self.assertEqual(upload.state, "failed")
        self.assertIn("The file could not be processed", page)
        self.assertIn("sales.xlsx", page)
        self.step(upload, "cancel")
        self.env.invalidate_all()
        self.assertEqual(upload.state, "cancelled")
        self.assertIn("given up", self.get_page(f"/my/uploads/{upload.id}"))

    def test_form_refuses_nothing_empty_and_too_large(self):
        before = self.env["dms.upload"].search_count([])
        self.log_in("portal_north")
        self.assertIn("is empty", self.send(b"", "empty.csv").text)
        self.assertIn("Choose a file first", self.send(b"x", "").text)
        with patch.object(UploadsPortal, "_get_upload_size_limit", return_value=10):
            self.assertIn("is larger than", self.send(b"x" * 11, "large.csv").text)
        self.assertEqual(self.env["dms.upload"].search_count([]), before)

    def test_form_says_the_size_limit(self):
        self.log_in("portal_north")
        self.assertIn(f'data-size-limit="{Limits().size}"', self.get_page("/my/uploads/new"))
        self.env["ir.config_parameter"].set_param("web.max_file_upload_size", 5 * 2**20)
        page = self.get_page("/my/uploads/new")
        self.assertIn(f'data-size-limit="{5 * 2**20}"', page)
        self.assertIn("up to 5 MiB", page)

    def test_form_needs_its_token(self):
        self.log_in("portal_north")
        before = self.env["dms.upload"].search_count([])
        response = self.send(self._make_good_content(), csrf_token="")
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.env["dms.upload"].search_count([]), before)

    def test_upload_for_a_sub_distributor(self):
        self.log_in("portal_north")
        page = self.get_page("/my/uploads/new")
        self.assertIn(">North Sub</option>", page)
        self.assertNotIn("South Traders", page)
        self.send(self._make_good_content(), distributor_id=self.sub.id)
        self.assertEqual(self.get_last_upload().distributor_id, self.sub)
        # Neither a foreign distributor nor an outlet can be meant.
        for partner in (self.south, self.north_outlet):
            self.send(self._make_good_content(), distributor_id=partner.id)
            self.assertEqual(self.get_last_upload().distributor_id, self.north)

    def test_file_name_is_escaped(self):
        name = "<img src=x onerror=alert(1)>.csv"
        self.log_in("portal_north")
        page = self.send(self._make_good_content(), name).text
        self.assertIn("&lt;img src=x onerror=alert(1)&gt;.csv", page)
        for path in ("/my/uploads", f"/my/uploads/{self.get_last_upload().id}"):
            self.assertNotIn("<img src=x", self.get_page(path))

    def test_list_filters(self):
        names = {
            state: f"{state}.csv" for state in ("draft", "checking", "checked", "loaded", "failed")
        }
        for state, name in names.items():
            self.create_upload(self.north, state=state, file_name=name)
        self.create_upload(self.sub, file_name="sub.csv", rejected_count=1)
        self.log_in("portal_north")
        every = {*names.values(), "sub.csv"}
        for parameters, expected in (
            ({}, every),
            ({"filterby": "busy"}, {"draft.csv", "checking.csv", "sub.csv"}),
            ({"filterby": "checked"}, {"checked.csv"}),
            ({"filterby": "loaded"}, {"loaded.csv"}),
            ({"filterby": "failed"}, {"failed.csv"}),
            ({"filterby": "rejected"}, {"sub.csv"}),
            ({"search": "load", "search_in": "file_name"}, {"loaded.csv"}),
            ({"sortby": "x", "filterby": "x", "groupby": "x"}, every),
            ({"filterby": "loaded", "search": "nothing"}, set()),
        ):
            for groupby in ("none", "distributor_id"):
                with self.subTest(**parameters, by=groupby):
                    page = self.get_page("/my/uploads", **{"groupby": groupby, **parameters})
                    found = re.findall(r'href="/my/uploads/\d+">\s*([^<]+?)\s*</a>', page)
                    self.assertCountEqual(found, expected)

    def test_progress(self):
        upload = self.create_upload(self.north, state="checking")
        self.log_in("portal_north")
        path = f"/my/uploads/{upload.id}/progress"
        progress = self.make_jsonrpc_request(path)
        self.assertEqual((progress["done"], progress["total"]), (0, 100))
        self.assertTrue(progress["is_busy"])
        self.assertIn("o_dms_upload_progress", self.get_page(f"/my/uploads/{upload.id}"))
        upload.state = "checked"
        self.assertFalse(self.make_jsonrpc_request(path)["is_busy"])

    def test_steps_only_where_they_belong(self):
        cases = (
            ("loaded", "portal", ("check", "load", "cancel")),
            ("checking", "portal", ("load", "cancel")),
            ("checked", "upload", ("check", "load", "cancel")),
        )
        self.log_in("portal_north")
        for state, source, steps in cases:
            upload = self.create_upload(self.north, state=state, source=source, new_count=1)
            for step in steps:
                with self.subTest(state=state, source=source, step=step):
                    response = self.step(upload, step)
                    self.assertEqual(response.status_code, 200)
                    self.env.invalidate_all()
                    self.assertEqual(upload.state, state)

    def test_home_tells_of_uploads_to_confirm(self):
        self.create_upload(self.north, state="checked")
        self.create_upload(self.south, state="checked")
        for login, expected in (("portal_north", 1), ("portal_other", 0), ("staff", 0)):
            self.log_in(login)
            counters = self.make_jsonrpc_request(
                "/my/counters", {"counters": ["dms_upload_checked_count"]}
            )
            self.assertEqual(counters["dms_upload_checked_count"], expected)

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .test_portal_uploads import UploadPortalCommon

MARK = "Very Secret Product"


@tagged("post_install", "-at_install")
class TestPortalUploadAccess(UploadPortalCommon):
    def setUp(self):
        super().setUp()
        day = self.today.isoformat()
        self.log_in("portal_south")
        self.send(
            self._make_content(
                f"{day},SECRET-1,Harbour Shop,{MARK},1,7.25",
                f"{day},SECRET-1,Harbour Shop,T-SOAP,1,8.25",
            ),
            "secret.csv",
        )
        self.upload = self.get_last_upload()
        self.assertEqual(self.upload.state, "checked")
        self.assertEqual(self.upload.rejected_count, 1)
        self.content_path = f"/web/content/dms.upload/{self.upload.id}/file"

    def test_owner_reads_it(self):
        self.assertIn(MARK, self.get_page(f"/my/uploads/{self.upload.id}"))
        self.assertIn(MARK, self.url_open(self.content_path).text)

    def test_pages_of_a_foreign_upload(self):
        path = f"/my/uploads/{self.upload.id}"
        for login, target in (
            ("portal_north", "/my/uploads"), ("portal_outlet", "/my"), ("portal_other", "/my"),
            ("staff", "/my"),
        ):
            self.log_in(login)
            with self.subTest(login=login):
                self.assert_redirected(path, target)
                self.assertEqual(self.url_open(f"{path}/rejected").status_code, 404)
                if login != "staff":
                    response = self.url_open(f"/dms/upload/{self.upload.id}/rejected.xlsx")
                    self.assertIn(response.status_code, (403, 404))
                for step in ("check", "load", "cancel"):
                    self.assertEqual(self.step(self.upload, step).status_code, 404)
                with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
                    self.make_jsonrpc_request(f"{path}/progress")
        self.env.invalidate_all()
        self.assertEqual(self.upload.state, "checked")

    def test_files_of_a_foreign_upload(self):
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "dms.upload"), ("res_id", "=", self.upload.id),
             ("res_field", "=", "file")]
        )
        self.assertTrue(attachment)
        for login in ("portal_north", "portal_outlet", "portal_other", None):
            self.log_in(login)
            for path in (self.content_path, f"/web/content/{attachment.id}"):
                with self.subTest(login=login, path=path):
                    response = self.url_open(path)
                    self.assertEqual(response.status_code, 404)
                    self.assertNotIn(MARK, response.text)

    def test_lists_are_for_distributors_only(self):
        self.assert_for_distributors_only("/my/uploads", "/my/uploads/page/2", "/my/uploads/new")
        self.log_in("portal_north")
        self.assertNotIn("secret.csv", self.get_page("/my/uploads"))

    def test_only_distributors_can_send(self):
        for login in ("portal_outlet", "portal_other", "staff"):
            self.log_in(login)
            self.send(self._make_good_content())
            self.assertEqual(self.get_last_upload(), self.upload, login)

    def test_visitors_are_asked_to_log_in(self):
        self.log_in(None)
        for path in (f"/my/uploads/{self.upload.id}", f"/my/uploads/{self.upload.id}/rejected"):
            self.assert_redirected(path, "/web/login")

    def _call(self, model, method, ids, *arguments, **keywords):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": [ids, *arguments], "kwargs": keywords},
        )

    def _assert_refused(self, *call, **keywords):
        with self.assertRaises(JsonRpcException) as caught, mute_logger("odoo.http"):
            self._call(*call, **keywords)
        self.assertIn("AccessError", str(caught.exception))

    def test_foreign_records_by_rpc(self):
        uploads = self.upload.ids
        self.log_in("portal_north")
        for method, arguments in (
            ("read", [["file_name", "file"]]),
            ("get_progress", []),
            ("action_check", []),
            ("action_load", []),
            ("action_cancel", []),
            ("action_reset", []),
            ("write", [{"state": "loaded"}]),
            ("unlink", []),
        ):
            with self.subTest(method=method):
                self._assert_refused("dms.upload", method, uploads, *arguments)
        self._assert_refused(
            "dms.upload", "action_choose", uploads, context={"dms_conflict_choice": "replace"}
        )
        self._assert_refused("dms.upload.row", "read", self.upload.row_ids.ids, ["cells"])
        self._assert_refused("dms.upload.finding", "read", self.upload.finding_ids.ids, ["code"])
        self._assert_refused("dms.upload.finding", "action_ignore", self.upload.finding_ids.ids)
        self.assertEqual(
            self._call("dms.upload", "search_read", [("id", "in", uploads)], ["name"]), []
        )
        self.env.invalidate_all()
        self.assertEqual(self.upload.state, "checked")

    def test_own_records_by_rpc_are_read_only(self):
        self.log_in("portal_south")
        uploads, findings = self.upload.ids, self.upload.finding_ids.ids
        self.assertEqual(
            self._call("dms.upload", "read", uploads, ["file_name"])[0]["file_name"], "secret.csv"
        )
        for method in ("action_check", "action_load", "action_cancel", "action_reset", "unlink"):
            with self.subTest(method=method):
                self._assert_refused("dms.upload", method, uploads)
        self._assert_refused("dms.upload", "write", uploads, {"net_total": 1})
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self.make_jsonrpc_request(
                "/web/dataset/call_kw/dms.upload/create",
                {"model": "dms.upload", "method": "create", "kwargs": {},
                 "args": [{"distributor_id": self.south.id, "file_name": "x"}]},
            )
        self._assert_refused(
            "dms.upload.finding", "write", findings, {"product_id": self.products[0].id}
        )
        self._assert_refused("dms.upload.finding", "action_register_outlet", findings)
        self._assert_refused(
            "dms.secondary.sale", "action_reverse", self.south_sale.ids
        )

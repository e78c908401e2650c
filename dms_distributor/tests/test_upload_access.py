from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_upload import HEADINGS, UploadCase

LINE = "T1,2026-03-01,TEST-OUT-1,TEST-SKU-X,12,10,120"


@tagged("post_install", "-at_install")
class TestUploadAccess(UploadCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "upload_manager", "dms_distributor.group_manager"
        )
        cls.user = new_test_user(cls.env, "upload_user", "dms_distributor.group_user")
        cls.portal = new_test_user(cls.env, "upload_portal", "base.group_portal")
        cls.portal.partner_id.parent_id = cls.distributor
        cls.other = cls.distributor.copy({"name": "Other Traders"})

    def test_user_sees_its_network_only(self):
        upload = self.upload(LINE)
        upload._run_check()
        seen = upload.with_user(self.user)
        with self.assertRaises(AccessError):
            seen.read(["name"])
        self.user.dms_network_ids = self.other
        with self.assertRaises(AccessError):
            seen.row_ids.with_user(self.user).read(["reason"])
        self.user.dms_network_ids = self.distributor
        self.assertTrue(seen.read(["name"]))
        self.assertEqual(seen.row_ids.reason, "product_unknown")
        self.assertTrue(seen._get_rejected_spreadsheet())
        with self.assertRaises(AccessError):
            seen.action_check()

    def test_manager_does_all_of_it(self):
        upload = self.env["dms.upload"].with_user(self.manager).create(
            {
                "distributor_id": self.distributor.id, "file_name": "sales.csv",
                "file": self.upload(LINE, "T2,2026-03-01,NEW-1,TEST-SKU-1,1,10,10").file,
            }
        )
        upload.action_read_file()
        self.assertEqual(upload.column_ids.mapped("role")[:2], ["invoice", "date"])
        self.assertIn("TEST-SKU-X", upload.preview)
        upload._run_check()
        upload.finding_ids.filtered("asks_product").product_id = self.product
        upload._run_load()
        self.assertEqual(upload.state, "loaded", upload.message)
        self.assertEqual(upload.sale_count, 2)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            upload.unlink()

    def test_portal_uploads_for_its_own_company(self):
        uploads = self.env["dms.upload"].with_user(self.portal)
        content = f"{HEADINGS}\n{LINE}\nT2,2026-03-01,TEST-OUT-1,TEST-SKU-1,1,10,10\n".encode()
        with trap_jobs() as trap:
            upload = uploads._create_from_portal(
                self.distributor, "ours.csv", content, is_automatic=True
            )
            trap.assert_jobs_count(1)
            self.assertEqual(upload.state, "checking")
            with self.assertRaises(AccessError):
                upload.unlink()
            trap.perform_enqueued_jobs()
        self.assertEqual((upload.state, upload.new_count), ("loaded", 1))
        self.assertEqual(self.facts().source, "portal")
        self.assertEqual(upload.row_ids.reason, "product_unknown")
        with self.assertRaises(AccessError):
            uploads._create_from_portal(self.other, "theirs.csv", content)

    def test_portal_sees_its_own_only(self):
        upload = self.upload(LINE)
        self.assertTrue(upload.with_user(self.portal).read(["name"]))
        upload.distributor_id = self.other
        with self.assertRaises(AccessError):
            upload.with_user(self.portal).read(["name"])

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.other.company_id = company
        with self.assertRaisesRegex(UserError, "Elsewhere"):
            self.upload(LINE, distributor_id=self.other.id)

    def test_only_distributors_upload(self):
        with self.assertRaisesRegex(UserError, "no distributor"):
            self.upload(LINE, distributor_id=self.outlet.id)

    def test_two_companies_record_apart(self):
        """A distributor that two companies share reports to each."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        for owner in (self.env.company, company):
            upload = self.upload(LINE.replace("SKU-X", "SKU-1"), company_id=owner.id)
            upload._run_load()
            self.assertEqual((upload.state, upload.new_count), ("loaded", 1), upload.message)



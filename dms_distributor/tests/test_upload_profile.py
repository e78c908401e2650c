from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..ingest import NO_HEADER, Layout
from .common_upload import SAMPLES, UploadCase

LINE = "T1,2026-03-01,TEST-OUT-1,TEST-SKU-1,12,10,120"


@tagged("post_install", "-at_install")
class TestUploadProfile(UploadCase):
    def test_layout_survives(self):
        """A profile made from a layout gives it back."""
        layout = Layout(
            sheet="Sales", header_row=4, columns={"invoice": "Bill", "date": "Day"},
            date_formats=("%d/%m/%Y", "%Y-%m-%d"), decimal_mark=",", thousands_mark=" ",
            fill_down=("invoice",), voucher=True, quantity_units=True,
            ignore_patterns=("^Total", "^Page"), returns="prefix", return_marks=("C", "R"),
            outlet_prefix="Party ", encoding="latin-1", delimiter=";",
        )
        profiles = self.env["dms.upload.profile"]
        for given in (layout, Layout(), Layout(header_row=NO_HEADER)):
            values = profiles._prepare_profile_values(given, self.distributor)
            if given is layout:
                # A mark that is text keeps the blank that belongs to it.
                self.assertEqual(values["outlet_prefix"], "Party ")
            self.assertEqual(profiles.create(values)._get_layout(), given)

    def test_profile_is_remembered(self):
        first = self.load(LINE)
        self.assertEqual(first.profile_id.distributor_id, self.distributor)
        self.env["dms.upload.profile"].create(
            first.profile_id.copy_data({"name": "Another that fits", "distributor_id": False})
        )
        second = self.load(LINE)
        self.assertEqual(second.profile_id, first.profile_id)

    def test_shared_profile_is_offered(self):
        first = self.load(LINE)
        first.profile_id.write({"distributor_id": False})
        other = self.distributor.copy({"name": "Other Traders"})
        upload = self.upload(LINE, distributor_id=other.id)
        upload.action_read_file()
        self.assertEqual(upload.profile_id, first.profile_id)

    def test_file_of_another_kind_gets_a_profile_of_its_own(self):
        first = self.load(LINE)
        name = "march_daybook.xlsx"
        upload = self.upload_content((SAMPLES / name).read_bytes(), name)
        upload.action_read_file()
        self.assertNotEqual(upload.profile_id, first.profile_id)
        self.assertTrue(upload.profile_id.voucher)

    def test_mapping_is_edited_beside_the_preview(self):
        upload = self.upload_content(
            "Invoice,Date,Blue,Item code,Qty,Amount\n1,2026-03-01,TEST-OUT-1,TEST-SKU-1,1,5\n"
        )
        upload.action_read_file()
        self.assertNotIn("TEST-OUT-1", upload.preview)
        upload.column_ids = [(0, 0, {"role": "outlet_code", "heading": "Blue"})]
        self.assertIn("TEST-OUT-1", upload.preview)
        upload.column_ids[0].heading = "Gone"
        self.assertFalse(upload.preview)
        self.assertIn("Gone", upload.preview_message)

    def test_preview_escapes(self):
        upload = self.upload("<img src=x>,2026-03-01,TEST-OUT-1,TEST-SKU-1,12,10,120")
        upload.action_read_file()
        self.assertIn("&lt;img", upload.preview)
        self.assertNotIn("<img", upload.preview)

    def test_constraints(self):
        profile = self.load(LINE).profile_id
        with self.assertRaises(ValidationError):
            profile.write({"decimal_mark": ",", "thousands_mark": ","})
        with self.assertRaises(ValidationError):
            profile.unit_ids = [(0, 0, {"word": "bag", "kind": "uom"})]

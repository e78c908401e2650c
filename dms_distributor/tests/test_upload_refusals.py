import io
import zipfile
from unittest.mock import patch

import openpyxl
from odoo.tests import tagged

from ..ingest import Limits
from .common_ingest import make_workbook
from .common_upload import HEADINGS, SAMPLES, UploadCase

DANGER = "=cmd|'/C calc'!A0"
FORBIDDEN = ("=", "+", "-", "@")


@tagged("post_install", "-at_install")
class TestUploadRefusals(UploadCase):
    """What cannot be read says so and leaves nothing; what can be read in part does so."""

    def assertRefused(self, content, file_name, message):
        upload = self.upload_content(content, file_name)
        for run in (upload._run_check, upload._run_load):
            run()
            self.assertEqual(upload.state, "failed")
            self.assertRegex(upload.message, message)
        self.assertFalse(self.facts())
        self.assertFalse(upload.row_ids + upload.row_ids)

    def test_empty(self):
        self.assertRefused(b"\n", "empty.csv", "empty|no rows")

    def test_no_file(self):
        upload = self.env["dms.upload"].create({"distributor_id": self.distributor.id})
        upload._run_check()
        self.assertEqual((upload.state, upload.message), ("failed", "Choose a file first."))

    def test_archive_with_a_false_name(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("notes.txt", "not a workbook")
        self.assertRefused(stream.getvalue(), "sales.xlsx", "no workbook|No column is known")

    def test_password(self):
        magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        # What an encrypted workbook is: a compound document with a stream of that name.
        content = magic + b"\0" * 1016 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1024
        self.assertRefused(content, "secret.xlsx", "password|incomplete|can't be read")

    def test_three_hundred_columns(self):
        content = ",".join(f"Column {n}" for n in range(300)) + "\n" + ",".join("1" * 300) + "\n"
        self.assertRefused(content, "wide.csv", "columns")

    def test_too_large(self):
        with patch("odoo.addons.dms_distributor.ingest.reading.dispatch.Limits",
                   lambda: Limits(size=1000)):
            self.assertRefused(HEADINGS + "x" * 2000, "large.csv", "larger")

    def test_cut_in_the_middle(self):
        content = (SAMPLES / "march_daybook.xlsx").read_bytes()
        self.assertRefused(content[: len(content) // 2], "cut.xlsx", "incomplete|damaged")
        content = (SAMPLES / "wholesaler_2010.csv.gz").read_bytes()
        self.assertRefused(content[: len(content) // 2], "cut.csv.gz", "incomplete|damaged")

    def test_no_column_is_known(self):
        self.assertRefused("Hello,World\n1,2\n3,4\n", "hello.csv", "column.* Product code")

    def test_no_column_is_known_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        upload = self.upload_content("Hello,World\n1,2\n3,4\n", "hello.csv")
        upload.with_context(lang="fr_FR")._run_check()
        self.assertRegex(upload.message, "^Aucune colonne n'est connue pour")

    def test_bad_cells_reject_their_rows(self):
        upload = self.load(
            "T1,2026-03-01,TEST-OUT-1,TEST-SKU-1,12,10,120",
            "T2,1899-12-31,TEST-OUT-1,TEST-SKU-1,12,10,120",
            "T3,2099-01-01,TEST-OUT-1,TEST-SKU-1,12,10,120",
            "T4,2026-03-01,TEST-OUT-1,TEST-SKU-1,dozen,10,120",
            "T5,soon,TEST-OUT-1,TEST-SKU-1,1,10,10",
            f"T6,2026-03-01,TEST-OUT-1,{DANGER},1,10,10",
        )
        self.assertCounts(upload, new_count=1, rejected_count=5, ignored_count=1)
        self.assertEqual(
            upload.row_ids.mapped("reason"),
            ["date_out_of_range", "date_out_of_range", "quantity_not_a_number", "date_unreadable",
             "product_unknown"],
        )

    def test_rejected_rows_are_mended_and_come_again(self):
        upload = self.load(
            "T1,2026-03-01,TEST-OUT-1,TEST-SKU-1,12,10,120",
            f"T6,2026-03-01,{DANGER},TEST-SKU-X,1,10,10",
        )
        content, name = upload._get_rejected_spreadsheet()
        self.assertEqual(name, "sales - rejected.xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        self.assertEqual([cell.value for cell in sheet[1]], [*HEADINGS.split(","), "Reason"])
        self.assertEqual(sheet["C2"].value, DANGER)
        for cell in sheet[2]:
            self.assertNotEqual(cell.data_type, "f", f"{cell.value} is calculated")
        row = [cell.value for cell in sheet[2]]
        row[3] = "TEST-SKU-2"
        mended = make_workbook([[*HEADINGS.split(","), "Reason"], row])
        again = self.upload_content(mended, "mended.xlsx")
        again._run_load()
        self.assertEqual(again.profile_id, upload.profile_id)
        self.assertCounts(again, new_count=1, ignored_count=1)
        self.assertEqual(self.facts(upload_id=again.id).outlet_id.name, DANGER)

    def assertRejectsRead(self, name):
        upload = self.upload_content((SAMPLES / name).read_bytes(), name)
        upload._run_check()
        content, _name = upload._get_rejected_spreadsheet()
        again = self.upload_content(content, "rejected.xlsx", profile_id=upload.profile_id.id)
        again._run_check()
        self.assertEqual(again.state, "checked", again.message)
        self.assertEqual(again.row_count, upload.rejected_count)
        self.assertEqual(again.file_total, upload.rejected_total)

    def test_rejects_of_a_day_book_are_read_by_the_same_profile(self):
        self.assertRejectsRead("march_daybook.xlsx")

    def test_rejects_of_bills_that_fill_down_are_read_by_the_same_profile(self):
        self.assertRejectsRead("february_ventes.csv")

from odoo.tests import tagged

from .common_upload import UploadCase

RECORDED = "T1,2026-03-01,TEST-OUT-1,TEST-SKU-1,12,10,120"
CHANGED = "T1,2026-03-01,TEST-OUT-1,TEST-SKU-1,10,10,100"
OTHER = "T1,2026-03-01,TEST-OUT-1,TEST-SKU-2,1,7,7"


@tagged("post_install", "-at_install")
class TestUploadConflict(UploadCase):
    def setUp(self):
        super().setUp()
        self.load(RECORDED, OTHER)
        self.recorded = self.facts(product_id=self.product.id)

    def total(self):
        return sum(self.facts().mapped("net_amount"))

    def test_conflict_names_both_versions(self):
        upload = self.upload(CHANGED, OTHER)
        upload._run_check()
        self.assertCounts(upload, conflict_count=1, known_count=1, ignored_count=1)
        self.assertRecordValues(
            upload.conflict_ids,
            [
                {
                    "sale_id": self.recorded.id, "recorded_quantity": 12, "recorded_amount": 120,
                    "quantity": 10, "net_amount": 100, "invoice_reference": "T1",
                    "outlet_id": self.outlet.id, "choice": "keep", "row_number": 2,
                }
            ],
        )

    def test_keep(self):
        upload = self.load(CHANGED, OTHER)
        self.assertEqual(self.total(), 127)
        self.assertEqual(upload.row_ids.reason, "conflict_kept")
        self.assertEqual(upload.new_count, 0)

    def test_replace(self):
        upload = self.upload(CHANGED, OTHER)
        upload._run_check()
        upload.with_context(dms_conflict_choice="replace").action_choose()
        upload._run_load()
        self.assertEqual(self.total(), 107)
        self.assertTrue(self.recorded.is_reversed)
        reversal = self.facts().filtered("reversal_of_id")
        self.assertEqual((reversal.reversal_of_id, reversal.quantity), (self.recorded, -12))
        self.assertEqual(reversal.upload_id, upload)

    def test_replaced_again_and_back(self):
        """Versions may come and go: what counts is always the last one."""
        for line, total in ((CHANGED, 107), (RECORDED, 127), (CHANGED, 107), (RECORDED, 127)):
            upload = self.upload(line, OTHER, conflict_choice="replace")
            upload._run_load()
            self.assertEqual(self.total(), total)
            again = self.load(line, OTHER)
            self.assertCounts(again, known_count=2, ignored_count=1)
        self.assertEqual(len(self.facts()), 2 + 4 * 2)

    def test_add(self):
        self.upload(CHANGED, OTHER, conflict_choice="add")._run_load()
        self.assertEqual(self.total(), 227)

    def test_choice_of_each_row(self):
        self.load("T2,2026-03-01,TEST-OUT-1,TEST-SKU-1,1,10,10")
        upload = self.upload(CHANGED, "T2,2026-03-01,TEST-OUT-1,TEST-SKU-1,2,10,20")
        upload._run_check()
        self.assertEqual(upload.conflict_count, 2)
        upload.conflict_ids[0].choice = "replace"
        upload._run_check()
        self.assertEqual(upload.conflict_ids.mapped("choice"), ["replace", "keep"])
        upload._run_load()
        self.assertEqual(self.total(), 100 + 7 + 10)

    def test_fact_that_was_taken_back_comes_again(self):
        self.recorded.action_reverse()
        self.assertEqual(self.total(), 7)
        upload = self.load(RECORDED, OTHER)
        self.assertCounts(upload, new_count=1, known_count=1, ignored_count=1)
        self.assertEqual(self.total(), 127)

    def test_more_lines_of_the_product_are_new(self):
        upload = self.upload(RECORDED, CHANGED, OTHER)
        upload._run_check()
        self.assertCounts(upload, new_count=1, known_count=2, ignored_count=1)

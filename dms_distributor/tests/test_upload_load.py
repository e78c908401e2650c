from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_upload import SAMPLES, UploadCase

SOAP = "T1,2026-03-01,TEST-OUT-1,TEST-SKU-1,12,10,120"
RETURN = "T2,2026-03-02,TEST-OUT-1,TEST-SKU-2,-2,2.5,-5"


@tagged("post_install", "-at_install")
class TestUploadLoad(UploadCase):
    def test_check_records_nothing(self):
        upload = self.upload(SOAP, RETURN)
        upload._run_check()
        self.assertEqual(upload.state, "checked", upload.message)
        self.assertCounts(upload, new_count=2, ignored_count=1)
        self.assertEqual(upload.net_total, 115)
        self.assertEqual(upload.quantity_total, 10)
        self.assertEqual(str(upload.date_from), "2026-03-01")
        self.assertFalse(self.facts())

    def test_load_records_facts(self):
        upload = self.load(SOAP, RETURN)
        soap, returned = self.facts()
        self.assertRecordValues(
            soap + returned,
            [
                {
                    "outlet_id": self.outlet.id, "product_id": self.products[0].id,
                    "quantity": 12, "gross_amount": 120, "discount_amount": 0, "net_amount": 120,
                    "free_quantity": 0, "invoice_reference": "T1", "source": "upload",
                    "upload_id": upload.id,
                },
                {
                    "outlet_id": self.outlet.id, "product_id": self.products[1].id,
                    "quantity": -2, "gross_amount": -5, "discount_amount": 0, "net_amount": -5,
                    "free_quantity": 0, "invoice_reference": "T2", "source": "upload",
                    "upload_id": upload.id,
                },
            ],
        )
        with self.assertRaisesRegex(UserError, "loaded already"):
            upload._run_load()

    def test_same_file_twice_adds_nothing(self):
        self.load(SOAP, SOAP, RETURN)
        again = self.load(SOAP, SOAP, RETURN)
        self.assertCounts(again, known_count=3, ignored_count=1)
        self.assertEqual(len(self.facts()), 3)

    def test_overlapping_file_adds_the_new(self):
        self.load(SOAP)
        upload = self.load(RETURN, SOAP, SOAP)
        self.assertCounts(upload, new_count=2, known_count=1, ignored_count=1)
        self.assertEqual(len(self.facts()), 3)

    def test_numbers_written_otherwise_are_the_same_row(self):
        self.load("T1,2026-03-01,TEST-OUT-1,TEST-SKU-1,12,10,120")
        upload = self.load("T1,01/03/2026,test-out-1,test-sku-1,12.0,10.00,120.00")
        self.assertCounts(upload, known_count=1, ignored_count=1)

    def test_codes_in_capitals_or_by_barcode(self):
        self.product.barcode = "4006381333931"
        self.load("T1,2026-03-01,test-out-1,4006381333931,1,10,10")
        self.assertEqual(self.facts().product_id, self.product)

    def test_unknown_product_is_rejected_then_mapped(self):
        upload = self.upload(SOAP, "T3,2026-03-03,TEST-OUT-1,SOAP XL,4,10,40")
        upload._run_check()
        self.assertCounts(upload, new_count=1, rejected_count=1, ignored_count=1)
        self.assertEqual(upload.rejected_total + upload.net_total, upload.file_total)
        self.assertEqual(upload.row_ids.reason, "product_unknown")
        self.assertEqual(upload.row_ids.value, "SOAP XL")
        self.assertEqual(upload.row_ids._get_cells()[3], "SOAP XL")
        finding = upload.finding_ids
        self.assertEqual((finding.kind, finding.row_count), ("product_unknown", 1))
        finding.product_id = self.products[1]
        self.assertEqual(finding.state, "mapped")
        upload._run_check()
        self.assertCounts(upload, new_count=2, ignored_count=1)
        self.assertFalse(upload.finding_ids)

    def test_unknown_products_are_created(self):
        upload = self.upload("T3,2026-03-03,TEST-OUT-1,NEW-SOAP,4,10,40", SOAP)
        upload._run_check()
        self.assertTrue(upload.has_unknown_products)
        upload.action_create_products()
        product = self.env["product.product"].search([("default_code", "=", "NEW-SOAP")])
        self.assertEqual(product.company_id, upload.company_id)
        upload._run_check()
        self.assertCounts(upload, new_count=2, ignored_count=1)
        self.assertFalse(upload.has_unknown_products)
        with self.assertRaisesRegex(UserError, "are known"):
            upload.action_create_products()

    def test_ambiguous_product_is_rejected(self):
        self.products[1].default_code = "TEST-SKU-1"
        upload = self.upload(SOAP)
        upload._run_check()
        self.assertEqual(upload.row_ids.reason, "product_ambiguous")

    def test_rejected_for_good(self):
        upload = self.upload("T3,2026-03-03,TEST-OUT-1,POST,1,10,10")
        upload._run_check()
        upload.finding_ids.action_ignore()
        upload._run_check()
        self.assertFalse(upload.finding_ids)
        self.assertEqual(upload.row_ids.reason, "product_ignored")

    def test_unknown_outlet_becomes_pending(self):
        line = "T4,2026-03-04,NEW-7,TEST-SKU-1,1,10,10"
        upload = self.upload(line, line)
        upload._run_check()
        self.assertEqual(upload.finding_ids.filtered("asks_outlet").kind, "outlet_new")
        upload._run_load()
        outlet = self.facts().outlet_id
        self.assertEqual(len(outlet), 1)
        self.assertEqual((outlet.dms_state, outlet.dms_upstream_id), ("pending", self.distributor))
        self.assertTrue(outlet.dms_network_path.startswith(self.distributor.dms_network_path))
        alias = self.env["dms.outlet.alias"].search([("outlet_id", "=", outlet.id)])
        self.assertEqual(alias.code, "NEW-7")
        self.load("T5,2026-03-05,NEW-7,TEST-SKU-1,1,10,10")
        self.assertEqual(self.facts().outlet_id, outlet)

    def test_outlet_of_another_distributor_is_not_taken(self):
        self.outlet.dms_upstream_id = self.distributor.copy({"name": "Other"})
        self.load(SOAP)
        self.assertNotEqual(self.facts().outlet_id, self.outlet)

    def test_policies_of_the_profile(self):
        upload = self.upload(
            "T4,2026-03-04,NEW-7,TEST-SKU-1,1,10,10", "T5,2026-03-05,,TEST-SKU-1,1,10,10", SOAP,
            SOAP,
        )
        upload.action_read_file()
        upload.profile_id.write(
            {"unknown_outlet": "reject", "missing_outlet": "reject", "repeated_row": "reject"}
        )
        upload._run_load()
        self.assertCounts(upload, new_count=1, rejected_count=3, ignored_count=1)
        self.assertEqual(
            upload.row_ids.mapped("reason"), ["outlet_unknown", "outlet_missing", "repeated"]
        )

    def test_row_without_outlet_is_a_counter_sale(self):
        self.load("T5,2026-03-05,,TEST-SKU-1,1,10,10")
        self.assertFalse(self.facts().outlet_id)

    def test_units_convert(self):
        dozen, unit = self.env.ref("uom.product_uom_dozen"), self.env.ref("uom.product_uom_unit")
        self.product.product_tmpl_id.uom_ids = dozen
        content = (
            "Invoice,Date,Item code,Qty,Unit,Amount\nU1,2026-03-01,TEST-SKU-1,2,Case,240\n"
            "U2,2026-03-01,TEST-SKU-1,3,pcs,30\nU3,2026-03-01,TEST-SKU-1,1,kg,30\n"
            "U4,2026-03-01,TEST-SKU-1,1,gross,30\nU5,2026-03-01,TEST-SKU-2,1,Case,30\n"
        )
        upload = self.upload_content(content)
        upload._run_load()
        self.assertEqual(self.product.uom_id, unit)
        self.assertEqual(self.facts().mapped("quantity"), [24, 3])
        self.assertEqual(
            upload.row_ids.mapped("reason"), ["unit_unrelated", "unit_unknown", "case_unknown"]
        )
        finding = upload.finding_ids.filtered(lambda finding: finding.kind == "unit_unknown")
        finding.uom_id = dozen
        self.assertEqual(upload.profile_id.unit_ids.word, "gross")

    def test_foreign_currency_converts_at_the_date(self):
        currency = self.env["res.currency"].create({"name": "TST", "symbol": "T"})
        self.env["res.currency.rate"].create(
            [
                {"currency_id": currency.id, "name": "2026-01-01", "rate": 2.0},
                {"currency_id": currency.id, "name": "2026-03-02", "rate": 4.0},
            ]
        )
        upload = self.upload(SOAP, RETURN)
        upload.action_read_file()
        upload.profile_id.currency_id = currency
        upload._run_load()
        self.assertEqual(self.facts().mapped("net_amount"), [60, -1.25])
        self.assertEqual((upload.file_total, upload.net_total), (115, 58.75))

    def test_tax_is_taken_off(self):
        upload = self.upload(SOAP)
        upload.action_read_file()
        upload.profile_id.tax_percent = 20
        upload._run_load()
        self.assertEqual(self.facts().net_amount, 100)

    def test_crash_leaves_nothing(self):
        upload = self.upload(SOAP, "T4,2026-03-04,NEW-7,TEST-SKU-1,1,10,10")
        staging = self.env.registry["dms.upload.staging"]
        insert = staging._insert_facts

        def crash(staging, upload):
            insert(staging, upload)
            raise MemoryError

        with (
            patch.object(staging, "_insert_facts", crash),
            self.assertRaises(MemoryError),
            self.env.cr.savepoint(),
        ):
            upload._run_load()
        self.env.invalidate_all()
        self.assertFalse(self.facts())
        self.assertFalse(
            self.env["dms.outlet.alias"].search([("distributor_id", "=", self.distributor.id)])
        )
        upload._run_load()
        self.assertEqual(len(self.facts()), 2)

    def test_samples_lose_nothing(self):
        """Of each kind of file, facts and rejected rows together are the file."""
        expected = {
            "january_register.xls": None, "february_ventes.csv": None, "march_daybook.xlsx": None,
            "wholesaler_2010.csv.gz": None,
        }
        for name in expected:
            with self.subTest(name):
                upload = self.upload_content((SAMPLES / name).read_bytes(), name)
                upload._run_check()
                self.assertEqual(upload.state, "checked", upload.message)
                self.assertTrue(upload.rejected_count)
                self._register_products(upload)
                upload._run_load()
                self.assertEqual(upload.state, "loaded", upload.message)
                facts = self.facts(upload_id=upload.id)
                self.assertEqual(len(facts) + upload.rejected_count, upload.row_count)
                self.assertAlmostEqual(
                    sum(facts.mapped("net_amount")) + sum(upload.row_ids.mapped("net_amount")),
                    upload.file_total, 2,
                )
                self.assertAlmostEqual(
                    sum(facts.mapped("quantity")) + sum(upload.row_ids.mapped("quantity")),
                    upload.quantity_total, 2,
                )

    def _register_products(self, upload):
        """All products of the file but one."""
        findings = upload.finding_ids.filtered(lambda found: found.kind == "product_unknown")[1:]
        for finding in findings:
            finding.product_id = self.env["product.product"].create({"name": finding.code})

import io

import openpyxl
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_order import OrderCommon

FILE = """Product Code,Qty,Unit
T-TEA,2,case
my-soap,5,
8900000000017,3,pcs
T-TEA,1,Case
NOPE,4,
T-OIL,1,case
T-SOAP,2.5,case
T-SOAP,a few,
T-SOAP,-3,
"""


@tagged("post_install", "-at_install")
class TestOrderUpload(OrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil.barcode = "8900000000017"
        cls.env["dms.product.alias"].create({
            "distributor_id": cls.sunrise.id, "code": "MY-SOAP", "product_id": cls.soap.id,
        })
        cls.uploads = cls.env["dms.order.upload"]

    def _take(self, content, distributor=None, name="order.csv"):
        return self.uploads._take(distributor or self.sunrise, name, content)

    def test_good_rows_go_in_and_others_are_told_why(self):
        upload = self._take(FILE.encode())
        self.assertRecordValues(upload, [{"accepted_count": 4, "rejected_count": 5}])
        cart = self.env["sale.order"]._get_dms_cart(self.sunrise)
        self.assertEqual(upload.order_id, cart)
        self.assertEqual(
            {(line.product_id, line.product_uom_id): line.product_uom_qty
             for line in cart.order_line},
            {(self.tea, self.case): 3, (self.soap, self.unit): 5, (self.oil, self.unit): 3},
        )
        reasons = {row.row_number: row.reason for row in upload.row_ids if row.reason}
        self.assertEqual(set(reasons), {6, 7, 8, 9, 10})
        for number, word in ((6, "NOPE"), (7, "Units"), (8, "multiple"), (9, "a few"), (10, "-3")):
            self.assertIn(word, reasons[number])

    def test_the_same_file_twice_orders_once(self):
        self._take(FILE.encode())
        cart = self._take(FILE.encode()).order_id
        self.assertEqual(sum(cart.order_line.mapped("product_uom_qty")), 11)

    def test_another_distributors_words_are_not_ours(self):
        self.seaside.specific_property_product_pricelist = self.pricelist
        upload = self._take(FILE.encode(), self.seaside)
        self.assertIn(3, [row.row_number for row in upload.row_ids if row.reason])

    def test_rejected_rows_come_back_to_be_mended(self):
        upload = self._take(FILE.encode())
        sheet = openpyxl.load_workbook(io.BytesIO(upload._get_rejected_spreadsheet())).active
        rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
        self.assertEqual(rows[0], ["Product Code", "Qty", "Unit", "Reason"])
        self.assertEqual(rows[1][:3], ["NOPE", "4", ""])
        self.assertEqual(len(rows), 6)
        again = self._take(upload._get_rejected_spreadsheet(), name="rejected.xlsx")
        self.assertRecordValues(again, [{"accepted_count": 0, "rejected_count": 5}])

    def test_what_is_no_order_says_so(self):
        for content, word in (
            (b"Colour\nred\nblue", "headings"), (b"Product Code,Qty\n", "orders"),
            (b"", "empty"),
        ):
            with self.assertRaises(UserError) as caught:
                self._take(content)
            self.assertIn(word, str(caught.exception))
        self.assertFalse(self.uploads.search([("distributor_id", "=", self.sunrise.id)]))

    def test_queries_do_not_grow_with_rows(self):
        cart = self.env["sale.order"]._create_dms_cart(self.sunrise)
        matcher = self.env["dms.order.upload.matcher"]
        _headings, rows = self.uploads._read("order.csv", FILE.encode())

        def count(times):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            matcher._match(self.sunrise, cart, rows * times)
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(100), count(1))

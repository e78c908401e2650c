import base64
from datetime import date, datetime

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestStockCount(StockCommon):
    def test_opening_stock_begins_the_stock(self):
        self.ledger.start_date = date(2026, 6, 1)
        self._sell(self.soap, 5, date(2026, 1, 31))
        self._sell(self.soap, 7, date(2026, 2, 1))
        count = self._count([(self.soap, 100)], kind="opening")
        count.action_submit()
        self.assertEqual(count.state, "submitted", "an opening stock is looked at")
        count.action_approve()
        self.assertEqual(self.ledger.start_date, date(2026, 2, 1))
        self.assertEqual(self.ledger.last_count_date, date(2026, 1, 31))
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: 93})
        january = self.env["dms.stock.month"].search(
            [("ledger_id", "=", self.ledger.id), ("month", "=", "2026-01-01")]
        )
        self.assertRecordValues(january, [{
            "opened_quantity": 100, "closing_quantity": 100, "variance_quantity": 0,
            "flag": "fine",
        }])

    def test_opening_stock_after_posted_sales_is_refused(self):
        self._sell(self.soap, 5, date(2026, 1, 15))
        self._post()
        count = self._count([(self.soap, 100)], kind="opening")
        count.action_submit()
        with self.assertRaisesRegex(UserError, "has followed sales since 2026-01-15"):
            count.action_approve()

    def test_variance_is_measured_as_of_the_day(self):
        self._deliver(self.soap, 100, day=datetime(2026, 1, 5))
        self._sell(self.soap, 30, date(2026, 1, 10))
        self._sell(self.soap, 20, date(2026, 2, 3))
        self._post()
        count = self._count([(self.soap, 68)])
        count.action_submit()
        self.assertRecordValues(
            count.line_ids, [{"expected_quantity": 70, "variance_quantity": -2}]
        )
        self.assertEqual(self._get_stock(self.soap), {None: 48})

    def test_sales_known_after_the_count_explain_its_variance(self):
        self._deliver(self.soap, 100, day=datetime(2026, 1, 5))
        self._sell(self.soap, 30, date(2026, 1, 10))
        self._post()
        count = self._count([(self.soap, 60)])
        count.action_submit()
        self.assertEqual(count.line_ids.variance_quantity, -10)
        self._sell(self.soap, 8, date(2026, 1, 20))
        self._post()
        self.assertRecordValues(
            count.line_ids, [{"late_quantity": 8, "variance_quantity": -2}]
        )
        self.assertEqual(self._get_stock(self.soap), {None: 60}, "the count was right")
        month = self.env["dms.stock.month"].search(
            [("ledger_id", "=", self.ledger.id), ("month", "=", "2026-01-01")]
        )
        self.assertRecordValues(month, [{
            "sold_quantity": 38, "closing_quantity": 62, "variance_quantity": -2,
            "declared_quantity": 60,
        }])

    def test_large_variance_needs_approval(self):
        self._deliver(self.soap, 100, day=datetime(2026, 1, 5))
        user = self._create_user("t_user", "dms_distributor.group_user", self.north)
        count = self._count([(self.soap, 10)]).with_user(user)
        count.action_submit()
        self.assertEqual(count.state, "submitted")
        self.assertEqual(self._get_stock(self.soap), {None: 100})
        with self.assertRaises(AccessError):
            count.action_approve()
        count.sudo(False).with_user(self.env.user).action_approve()
        self.assertEqual(self._get_stock(self.soap), {None: 10})

    def test_lots(self):
        old = self._create_lot("OLD", date(2026, 6, 1))
        self._deliver(self.milk, 10, old, day=datetime(2026, 1, 5))
        count = self._count([(old, 8)])
        count.line_ids = [Command.create({
            "product_id": self.milk.id, "lot_name": "NEW", "expiration_date": "2027-01-31",
            "quantity": 5,
        })]
        count.action_submit()
        self.assertEqual(self._get_stock(self.milk), {"OLD": 8, "NEW": 5})
        lot = count.line_ids.lot_id - old
        self.assertEqual(fields.Date.to_date(lot.expiration_date), date(2027, 1, 31))

    def test_missing_goods_without_a_lot_are_those_that_expire_first(self):
        for name, year in (("SOON", 2026), ("LATE", 2027)):
            self._deliver(
                self.milk, 10, self._create_lot(name, date(year, 6, 1)), day=datetime(2026, 1, 5)
            )
        count = self._count([(self.milk, 7)])
        count.action_submit()
        self.assertEqual(count.line_ids.expected_quantity, 20)
        self.assertEqual(self._get_stock(self.milk), {"LATE": 7})

    def test_everything_counted(self):
        self._deliver(self.soap, 10, day=datetime(2026, 1, 5))
        self._deliver(
            self.milk, 10, self._create_lot("L", date(2026, 6, 1)), day=datetime(2026, 1, 5)
        )
        self._count([(self.soap, 10)], is_complete=True).action_submit()
        self.assertEqual(self._get_stock(self.milk), {})
        self.assertEqual(self._get_stock(self.soap), {None: 10})

    def test_units(self):
        case = self.env["uom.uom"].create({
            "name": "T-Case", "relative_factor": 12, "relative_uom_id": self.soap.uom_id.id,
        })
        self.soap.uom_ids = [Command.link(case.id)]
        count = self._count([(self.soap, 2)])
        count.line_ids.product_uom_id = case
        self.assertEqual(count.line_ids.counted_quantity, 24)
        with self.assertRaisesRegex(UserError, "cannot be counted in"):
            count.line_ids.product_uom_id = self.env.ref("uom.product_uom_kgm")

    def test_obstacles(self):
        with self.assertRaisesRegex(UserError, "has no line"):
            self._count([]).action_submit()
        with self.assertRaisesRegex(UserError, "counted twice"):
            self._count([(self.soap, 1), (self.soap, 2)]).action_submit()
        self._count([(self.soap, 1)]).action_submit()
        with self.assertRaisesRegex(UserError, "count again as of a later day"):
            self._count([(self.soap, 1)], date=date(2026, 1, 15)).action_submit()
        with self.assertRaisesRegex(UserError, "in advance"):
            self._count([(self.soap, 1)], date=date(2099, 1, 1))
        with self.assertRaisesRegex(UserError, "is no distributor"):
            self._count([(self.soap, 1)], distributor_id=self.corner.id)

    def test_posted_counts_stand(self):
        count = self._count([(self.soap, 1)])
        count.action_submit()
        self.assertEqual(count.state, "approved")
        for change in (
            lambda: count.write({"date": "2026-01-02"}),
            lambda: count.line_ids.write({"quantity": 5}),
            lambda: count.line_ids.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "has been submitted and stands"):
                change()
        count.line_ids.reason = "damage"

    def test_fill_in_from_the_book(self):
        self._deliver(self.soap, 10, day=datetime(2026, 1, 5))
        count = self._count([])
        count.action_fill()
        self.assertRecordValues(
            count.line_ids, [{"product_id": self.soap.id, "expected_quantity": 10, "quantity": 0}]
        )

    def test_file(self):
        case = self.env["uom.uom"].create({
            "name": "T-Case", "relative_factor": 12, "relative_uom_id": self.soap.uom_id.id,
        })
        self.soap.uom_ids = [Command.link(case.id)]
        self.env["dms.product.alias"].create({
            "distributor_id": self.sunrise.id, "code": "MK-1", "product_id": self.milk.id,
        })
        content = "\n".join([
            "Closing stock of Sunrise", "Item Code;Batch No;Expiry Date;Closing Stock;UOM",
            "t-soap;;;2,5;Case", "MK-1;B7;31/01/2027;40;", "MK-1;B8;;-4;", "WHAT;;;3;",
            "T-SOAP;;;many;", "Total;;;45;",
        ])
        count = self._count([], file=base64.b64encode(content.encode()), file_name="stock.csv")
        count.action_read_file()
        self.assertRecordValues(count.line_ids, [
            {"product_id": self.soap.id, "counted_quantity": 30, "lot_name": False},
            {"product_id": self.milk.id, "counted_quantity": 40, "lot_name": "B7"},
        ])
        self.assertEqual(count.line_ids[1].expiration_date, date(2027, 1, 31))
        for fault in ("Row 5: [T-MILK] Test milk: the quantity -4",
                      "Row 6: no product has the code “WHAT”",
                      "Row 7: [T-SOAP] Test soap: the quantity “many”"):
            self.assertIn(fault, count.file_message)
        self.assertEqual(count.file_message.count("\n"), 2)
        count.file = base64.b64encode(b"a;b\n1;2\n")
        with self.assertRaisesRegex(UserError, "No row names the columns"):
            count.action_read_file()

from datetime import date, datetime
from unittest.mock import patch

from odoo.tests import tagged

from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestStockPosting(StockCommon):
    def test_one_move_a_product_and_day(self):
        self._deliver(self.soap, 100)
        for quantity, day in ((10, 15), (5, 15), (7, 16)):
            self._sell(self.soap, quantity, date(2026, 1, day), free_quantity=1)
        self._post()
        moves = self._get_moves(self.soap)
        self.assertRecordValues(moves, [
            {"state": "done", "quantity": 17, "date": datetime(2026, 1, 15, 12)},
            {"state": "done", "quantity": 8, "date": datetime(2026, 1, 16, 12)},
        ])
        self.assertEqual(moves.location_id, self.location)
        self.assertEqual(moves.location_dest_id, self.ledger.sold_location_id)
        self.assertEqual(self._get_stock(self.soap), {None: 75})
        self.assertEqual(self._get_stock(self.soap, self.ledger.sold_location_id), {None: 25})
        self.assertRecordValues(moves.dms_consumption_id.sorted("date"), [
            {"sold_quantity": 15, "free_quantity": 2, "short_quantity": 0},
            {"sold_quantity": 7, "free_quantity": 1, "short_quantity": 0},
        ])
        self.assertFalse(self.ledger._find_waiting())

    def test_first_expired_first_out(self):
        late = self._create_lot("LATE", date(2027, 6, 1))
        soon = self._create_lot("SOON", date(2026, 6, 1))
        self._deliver(self.milk, 50, late)
        self._deliver(self.milk, 30, soon)
        self._sell(self.milk, 20, date(2026, 1, 10))
        self._sell(self.milk, 25, date(2026, 1, 11))
        self._post()
        self.assertEqual(self._get_stock(self.milk), {"LATE": 35})
        lines = self._get_moves(self.milk).move_line_ids.sorted("id")
        self.assertEqual(
            [(line.lot_id.name, line.quantity) for line in lines],
            [("SOON", 20), ("SOON", 10), ("LATE", 15)],
        )

    def test_what_has_expired_before_the_sale_comes_last(self):
        gone = self._create_lot("GONE", date(2025, 12, 1))
        good = self._create_lot("GOOD", date(2026, 6, 1))
        self._deliver(self.milk, 10, gone)
        self._deliver(self.milk, 10, good)
        self._sell(self.milk, 12)
        self._post()
        self.assertEqual(self._get_stock(self.milk), {"GONE": 8})

    def test_a_lot_that_the_invoice_names_is_taken(self):
        late = self._create_lot("LATE", date(2027, 6, 1))
        soon = self._create_lot("SOON", date(2026, 6, 1))
        self._deliver(self.milk, 10, late)
        self._deliver(self.milk, 10, soon)
        self._sell(self.milk, 4, lot_id=late.id)
        self._post()
        self.assertEqual(self._get_stock(self.milk), {"LATE": 6, "SOON": 10})
        self._sell(self.milk, 8, lot_id=late.id)
        self._post()
        self.assertEqual(self._get_stock(self.milk), {"LATE": -2, "SOON": 10})
        self.assertEqual(self._get_moves(self.milk).dms_consumption_id.short_quantity, 2)

    def test_returns_come_back_to_the_lot_sold_last(self):
        lot = self._create_lot("L", date(2026, 6, 1))
        self._deliver(self.milk, 10, lot)
        self._sell(self.milk, 6, date(2026, 1, 10))
        self._post()
        self._sell(self.milk, -2, date(2026, 1, 12))
        self._post()
        self.assertEqual(self._get_stock(self.milk), {"L": 6})
        back = self._get_moves(self.milk)[-1]
        self.assertEqual(back.location_dest_id, self.location)
        self.assertEqual(back.dms_consumption_id.returned_quantity, 2)

    def test_sales_and_returns_of_a_day_are_one_move(self):
        self._deliver(self.soap, 20)
        self._sell(self.soap, 10)
        self._sell(self.soap, -3)
        self._post()
        move = self._get_moves(self.soap)
        self.assertEqual(move.quantity, 7)
        self.assertRecordValues(
            move.dms_consumption_id, [{"sold_quantity": 10, "returned_quantity": 3}]
        )

    def test_reversal_puts_back(self):
        self._deliver(self.soap, 20)
        sale = self._sell(self.soap, 10, free_quantity=2)
        self._post()
        sale.action_reverse()
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: 20})
        self.assertRecordValues(
            self._get_moves(self.soap).dms_consumption_id,
            [{"sold_quantity": 0, "free_quantity": 0, "returned_quantity": 0}],
        )

    def test_late_sales_are_dated_on_their_day(self):
        self._deliver(self.soap, 20)
        self._sell(self.soap, 5, date(2026, 2, 10))
        self._post()
        self._sell(self.soap, 3, date(2026, 1, 5))
        self._post()
        self.assertEqual(self._get_moves(self.soap)[-1].date, datetime(2026, 1, 5, 12))
        self.assertEqual(self._get_stock(self.soap), {None: 12})

    def test_sold_though_not_there(self):
        self._deliver(self.soap, 4)
        self._sell(self.soap, 10)
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: -6})
        self.assertEqual(self._get_moves(self.soap).dms_consumption_id.short_quantity, 6)
        self.assertEqual(self.ledger.short_count, 1)

    def test_lots_that_come_later_settle_what_was_short(self):
        lot = self._create_lot("L", date(2027, 6, 1))
        self._sell(self.milk, 5, date(2026, 1, 10))
        self._post()
        self.assertEqual(self._get_stock(self.milk), {None: -5})
        self._deliver(self.milk, 20, lot)
        self._sell(self.milk, 3, date(2026, 1, 12))
        self._post()
        self.assertEqual(self._get_stock(self.milk), {"L": 12})
        self.assertEqual(
            sum(self._get_moves(self.milk).dms_consumption_id.mapped("sold_quantity")), 8
        )

    def test_stock_in_packages_is_sold(self):
        package = self.env["stock.package"].create({"name": "T-PACK"})
        move = self._deliver(self.soap, 0.0001 + 9.9999)
        quant = self.env["stock.quant"].search(
            [("location_id", "=", self.location.id), ("product_id", "=", self.soap.id)]
        )
        quant.sudo().package_id = package
        self._sell(self.soap, 4)
        self._post()
        self.assertTrue(move)
        self.assertEqual(self._get_stock(self.soap), {None: 6})
        self.assertEqual(self._get_moves(self.soap).move_line_ids.package_id, package)

    def test_sales_of_before_the_stock_are_not_taken_off(self):
        self._deliver(self.soap, 20)
        self._sell(self.soap, 5, date(2025, 12, 31))
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: 20})
        self.env["dms.stock.ledger"]._cron_post()
        self.assertFalse(self.env["dms.stock.pending"].search(
            [("distributor_id", "=", self.sunrise.id)]))

    def test_what_is_not_kept_in_stock_is_left_out(self):
        service = self.env["product.product"].create({"name": "Carriage", "type": "service"})
        self._sell(service, 5)
        self._post()
        self.assertFalse(self._get_moves(service))

    def test_chunks_go_on_where_the_last_ended(self):
        self._deliver(self.soap, 100)
        for day in range(1, 8):
            self._sell(self.soap, day, date(2026, 1, day))
        self.assertTrue(self.ledger._post_pending(limit=3))
        self.assertEqual(self._get_stock(self.soap), {None: 94})
        self.assertTrue(self.ledger._post_pending(limit=3))
        self.assertFalse(self.ledger._post_pending(limit=3))
        self.assertEqual(self._get_stock(self.soap), {None: 72})
        self.assertFalse(self.ledger._post_pending())
        self.assertEqual(self._get_stock(self.soap), {None: 72})

    def test_a_crash_leaves_nothing_half_posted(self):
        self._deliver(self.soap, 100)
        self._sell(self.soap, 5)
        with (
            patch.object(
                self.registry["dms.stock.month"], "_refresh", side_effect=ValueError("crash")
            ),
            self.assertRaises(ValueError), self.cr.savepoint(),
        ):
            self.ledger._post_pending()
        self.env.invalidate_all(flush=False)
        self.assertFalse(self._get_moves(self.soap))
        self._post()
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: 95})

    def test_jobs(self):
        self._sell(self.soap, 5)
        self._sell(self.soap, 5)
        jobs = self.env["queue.job"].search(
            [("identity_key", "=", f"dms.stock.ledger:{self.ledger.id}:_job_post")]
        )
        self.assertEqual(len(jobs), 1)
        self.ledger._job_post()
        self.assertEqual(self._get_stock(self.soap), {None: -10})
        self.ledger._on_job_failed("UserError", "No such lot")
        self.assertIn("No such lot", self.ledger.message)
        self._sell(self.soap, 1)
        self._post()
        self.assertFalse(self.ledger.message)

    def test_check_against_the_sales(self):
        self._deliver(self.soap, 100)
        self._sell(self.soap, 5)
        self._sell(self.soap, 2, date(2026, 1, 16))
        self._post()
        self.assertEqual(self.ledger._resynchronise(), 0)
        self._sell(self.soap, 4, date(2026, 1, 17))
        self.assertEqual(self.ledger._resynchronise(), 0)
        self.env.cr.execute(
            "DELETE FROM dms_stock_pending WHERE distributor_id = %s", [self.sunrise.id]
        )
        self.assertEqual(self.ledger._resynchronise(), 1)
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: 89})

    def test_stock_kept_from_an_earlier_day(self):
        self.ledger.start_date = date(2026, 1, 20)
        self._deliver(self.soap, 100)
        self._sell(self.soap, 5)
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: 100})
        self.ledger._begin_at(date(2026, 1, 10))
        self._post()
        self.assertEqual(self._get_stock(self.soap), {None: 95})

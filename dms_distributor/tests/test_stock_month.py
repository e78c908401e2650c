from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestStockMonth(StockCommon):
    def _get_months(self, product=None):
        return self.env["dms.stock.month"].search(
            [("ledger_id", "=", self.ledger.id), ("product_id", "=", (product or self.soap).id),
             ("month", "<", "2026-05-01")], order="month"
        )

    def test_equation(self):
        self._deliver(self.soap, 100, day=datetime(2026, 1, 5))
        self._sell(self.soap, 30, date(2026, 1, 10), free_quantity=2)
        self._sell(self.soap, -4, date(2026, 1, 20))
        self._deliver(self.soap, 50, day=datetime(2026, 2, 5))
        self._sell(self.soap, 10, date(2026, 3, 1))
        self._post()
        self.ledger._refresh_months(date(2026, 1, 1))
        self.assertRecordValues(self._get_months(), [
            {"opening_quantity": 0, "received_quantity": 100, "sold_quantity": 30,
             "free_quantity": 2, "returned_quantity": 4, "closing_quantity": 72, "flag": "fine"},
            {"opening_quantity": 72, "received_quantity": 50, "sold_quantity": 0,
             "free_quantity": 0, "returned_quantity": 0, "closing_quantity": 122, "flag": "fine"},
            {"opening_quantity": 122, "received_quantity": 0, "sold_quantity": 10,
             "free_quantity": 0, "returned_quantity": 0, "closing_quantity": 112, "flag": "fine"},
            {"opening_quantity": 112, "received_quantity": 0, "sold_quantity": 0,
             "free_quantity": 0, "returned_quantity": 0, "closing_quantity": 112, "flag": "fine"},
        ])
        history = self.sunrise._get_dms_stock_value_history(date(2026, 1, 1), date(2026, 2, 1))
        self.assertEqual(
            history[self.sunrise],
            [(date(2026, 1, 1), 0, 144, 56), (date(2026, 2, 1), 144, 244, 0)],
        )

    def test_a_past_month_computed_again_is_the_same(self):
        self._deliver(self.soap, 100, day=datetime(2026, 1, 5))
        for month in (1, 2, 3):
            self._sell(self.soap, 10 * month, date(2026, month, 10))
        self._post()
        self.ledger._refresh_months(date(2026, 1, 1))
        names = ["month", "opening_quantity", "sold_quantity", "closing_quantity"]
        before = self._get_months().read(names, load=None)
        self.ledger._refresh_months(date(2026, 2, 1))
        after = self._get_months().read(names, load=None)
        for row in before + after:
            del row["id"]
        self.assertEqual(before, after)

    def test_leakage(self):
        self._deliver(self.soap, 100, day=datetime(2026, 1, 5))
        self._sell(self.soap, 30, date(2026, 1, 10))
        self._post()
        count = self._count([(self.soap, 60)])
        count.action_submit()
        self.assertEqual(count.state, "approved", "a variance of 20 is small")
        self.assertRecordValues(self._get_months()[0], [{
            "closing_quantity": 70, "declared_quantity": 60, "variance_quantity": -10,
            "variance_percent": -10, "variance_value": -20, "flag": "leakage", "is_counted": True,
            "closing_value": 120,
        }])
        self.assertEqual(self._get_months()[1].opening_quantity, 60)

    def test_small_variances_are_fine(self):
        self._deliver(self.soap, 100, day=datetime(2026, 1, 5))
        self._count([(self.soap, 99)]).action_submit()
        self.assertRecordValues(
            self._get_months()[0], [{"variance_quantity": -1, "flag": "fine"}]
        )

    def test_parallel_trade(self):
        self._deliver(self.soap, 10, day=datetime(2026, 1, 5))
        self._sell(self.soap, 30, date(2026, 1, 10))
        self._post()
        self.assertRecordValues(
            self._get_months()[0], [{"closing_quantity": -20, "flag": "parallel"}]
        )
        self._count([(self.soap, 5)]).action_submit()
        self.assertRecordValues(self._get_months()[0], [{
            "closing_quantity": -20, "declared_quantity": 5, "variance_quantity": 25,
            "flag": "parallel",
        }])

    def test_months_end_at_the_midnight_of_the_company(self):
        self.env.company.partner_id.tz = "Asia/Kolkata"
        self._deliver(self.soap, 100, day=datetime(2026, 1, 31, 20, 0))
        self.ledger._refresh_months(date(2026, 1, 1))
        self.assertEqual(self._get_months()[0].month, date(2026, 2, 1))

    def test_a_delivery_asks_for_the_figures(self):
        self._deliver(self.soap, 100)
        self.assertTrue(self.env["queue.job"].search(
            [("identity_key", "=", f"dms.stock.ledger:{self.ledger.id}:_job_refresh")]))
        self.ledger._job_refresh()
        self.assertEqual(
            self.env["dms.stock.month"].search(
                [("ledger_id", "=", self.ledger.id), ("product_id", "=", self.soap.id)]
            ).received_quantity, 100,
        )

    def test_drill_down(self):
        self._deliver(self.soap, 100, day=datetime(2026, 1, 5))
        self._sell(self.soap, 30, date(2026, 1, 10))
        self._post()
        self._count([(self.soap, 60)]).action_submit()
        row = self._get_months()[0]
        kinds = {
            "action_stock_movement": ["received", "sold", "cycle"],
            "action_secondary_sale": 1, "action_stock_count_line": 1,
        }
        for action, expected in kinds.items():
            opened = row.with_context(dms_subject=action).action_open()
            records = self.env[opened["res_model"]].search(opened["domain"])
            if action == "action_stock_movement":
                self.assertEqual(records.sorted("date").mapped("kind"), expected)
                self.assertEqual(sum(records.mapped("quantity")), 60)
                for record in records[:2]:
                    self.assertTrue(record.action_open_document())
            else:
                self.assertEqual(len(records), expected)

    def test_only_managers_compute_anew(self):
        self._deliver(self.soap, 100, day=datetime(2026, 1, 5))
        self.ledger._refresh_months(date(2026, 1, 1))
        user = self._create_user("t_user", "dms_distributor.group_user", self.north)
        rows = self._get_months()
        self.assertTrue(rows.with_user(user).has_access("read"))
        with self.assertRaises(AccessError):
            rows.with_user(user).action_refresh()
        rows.action_refresh()

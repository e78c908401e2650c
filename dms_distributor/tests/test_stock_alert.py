from datetime import date, datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestStockAlert(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.manager = cls._create_user("t_manager", "dms_distributor.group_manager")
        cls.north.user_id = cls.manager
        (cls.ledger | cls.seaside_ledger).start_date = cls.today - timedelta(days=30)

    def _sell_daily(self, product, quantity, distributor=None, days=30):
        for back in range(days):
            self._sell(
                product, quantity, self.today - timedelta(days=back), distributor=distributor
            )
        self._post((distributor or self.sunrise).dms_stock_ledger_ids)

    def _get_position(self, product=None, distributor=None):
        return self.env["dms.stock.position"].search([
            ("distributor_id", "=", (distributor or self.sunrise).id),
            ("product_id", "=", (product or self.soap).id),
        ])

    def _get_alerts(self):
        return self.env["dms.stock.alert"].search([("distributor_id", "=", self.sunrise.id)])

    def _get_activities(self):
        return self.sunrise.activity_ids.filtered(
            lambda activity: activity.activity_type_id
            == self.env.ref("dms_distributor.activity_type_stock")
        )

    def test_cover_of_the_company(self):
        self.env.company.write({"dms_cover_min_days": 7, "dms_cover_max_days": 45})
        self._deliver(self.soap, 100)
        self._sell_daily(self.soap, 2, days=30)
        position = self._get_position()
        self.assertAlmostEqual(position.daily, 60 / 31, places=2)
        self.assertEqual(position.status, "fine")
        self._sell(self.soap, 30, self.today)
        self._post()
        self.env.invalidate_all()
        self.assertEqual(self._get_position().status, "low")

    def test_the_threshold_that_says_most_counts(self):
        category = self.env["product.category"].create({"name": "T-Cat"})
        below = self.env["product.category"].create({"name": "T-Sub", "parent_id": category.id})
        self.soap.categ_id = below
        self._deliver(self.soap, 10)
        thresholds = self.env["dms.stock.threshold"]
        for values, minimum in (
            ({}, 11), ({"distributor_id": self.sunrise.id}, 12),
            ({"product_category_id": category.id}, 13),
            ({"product_category_id": below.id}, 14),
            ({"product_category_id": below.id, "distributor_id": self.sunrise.id}, 15),
            ({"product_id": self.soap.id}, 16),
            ({"product_id": self.soap.id, "distributor_id": self.sunrise.id}, 17),
        ):
            threshold = thresholds.create(
                {**values, "basis": "quantity", "minimum": minimum, "maximum": 100}
            )
            self.env.flush_all()
            position = self._get_position()
            position.invalidate_recordset()
            self.assertEqual((position.minimum, position.threshold_id), (minimum, threshold))

    def test_thresholds_are_sound(self):
        thresholds = self.env["dms.stock.threshold"]
        with self.assertRaisesRegex(ValidationError, "not both"):
            thresholds.create({
                "product_id": self.soap.id, "minimum": 1, "maximum": 2,
                "product_category_id": self.env["product.category"].create({"name": "T"}).id,
            })
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            thresholds.create({"product_id": self.soap.id, "minimum": 3, "maximum": 2})
        thresholds.create({"product_id": self.soap.id, "minimum": 1, "maximum": 2})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            thresholds.create({"product_id": self.soap.id, "minimum": 1, "maximum": 2})

    def test_managers_are_told_once(self):
        self.env["dms.stock.threshold"].create({
            "product_id": self.soap.id, "basis": "quantity", "minimum": 20, "maximum": 50,
        })
        self._deliver(self.soap, 15)
        self.env["dms.stock.alert"]._cron_alert()
        alert = self._get_alerts()
        self.assertRecordValues(alert, [{
            "kind": "low", "quantity": 15, "minimum": 20, "date_closed": False, "is_told": True,
        }])
        activity = self._get_activities()
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("Test soap", activity.note)
        activity.unlink()
        self._sell(self.soap, 5, self.today)
        self._post()
        self.env["dms.stock.alert"]._cron_alert()
        self.assertFalse(self._get_activities(), "the same shortage is not told again")
        self.assertEqual(self._get_alerts().quantity, 10)
        self._deliver(self.soap, 20)
        self.env["dms.stock.alert"]._cron_alert()
        self.assertEqual(alert.date_closed, self.today)
        self._sell(self.soap, 30, self.today)
        self._post()
        self.env["dms.stock.alert"]._cron_alert()
        self.assertEqual(self._get_alerts().filtered(lambda a: not a.date_closed).kind, "out")
        self.assertEqual(len(self._get_activities()), 1, "a new shortage is")

    def test_what_is_new_joins_the_open_activity(self):
        for product in (self.soap, self.milk):
            self.env["dms.stock.threshold"].create({
                "product_id": product.id, "basis": "quantity", "minimum": 20, "maximum": 50,
            })
        self._deliver(self.soap, 15)
        self.env["dms.stock.alert"]._cron_alert()
        self._deliver(self.milk, 15, self._create_lot("L", date(2027, 1, 1)))
        self.env["dms.stock.alert"]._cron_alert()
        activity = self._get_activities()
        self.assertEqual(len(activity), 1)
        self.assertIn("Test soap", activity.note)
        self.assertIn("Test milk", activity.note)

    def test_ageing(self):
        now = datetime.now()
        for quantity, age in ((40, 100), (30, 70), (20, 40), (10, 5)):
            self._deliver(self.soap, quantity, day=now - timedelta(days=age))
        self._sell(self.soap, 55, self.today)
        self._post()
        row = self.env["dms.stock.ageing"].search(
            [("distributor_id", "=", self.sunrise.id), ("product_id", "=", self.soap.id)]
        )
        self.assertRecordValues(row, [{
            "quantity": 45, "quantity_30": 10, "quantity_60": 20, "quantity_90": 15,
            "quantity_older": 0, "value": 90, "expiry_bucket": "5", "proposal": False,
        }])
        opened = row.action_open_movements()
        self.assertEqual(
            sum(self.env["dms.stock.movement"].search(opened["domain"]).mapped("quantity")), 45
        )

    def test_near_expiry(self):
        rows = {}
        for name, left in (("GONE", -2), ("SOON", 20), ("NEXT", 50), ("GOOD", 200)):
            lot = self._create_lot(name, self.today + timedelta(days=left))
            self._deliver(self.milk, 100, lot)
        for row in self.env["dms.stock.ageing"].search(
            [("distributor_id", "=", self.sunrise.id), ("product_id", "=", self.milk.id)]
        ):
            rows[row.lot_id.name] = row
        self.assertEqual(
            {name: (row.expiry_bucket, row.days_left) for name, row in rows.items()},
            {"GONE": ("0", -2), "SOON": ("1", 20), "NEXT": ("2", 50), "GOOD": ("4", 200)},
        )
        self.assertIn("Expired", rows["GONE"].proposal)
        self.assertIn("take it back", rows["SOON"].proposal)
        self.assertIn("scheme", rows["NEXT"].proposal)

    def test_lots_that_sell_in_time_need_nothing(self):
        lot = self._create_lot("NEXT", self.today + timedelta(days=50))
        self._deliver(self.milk, 200, lot)
        self._sell_daily(self.milk, 5, days=30)
        row = self.env["dms.stock.ageing"].search(
            [("distributor_id", "=", self.sunrise.id), ("product_id", "=", self.milk.id)]
        )
        self.assertEqual((row.quantity, row.surplus_quantity, row.proposal), (50, 0, False))
        self.assertEqual(row.cover_days, 10)

    def test_transfers(self):
        self.env["dms.stock.threshold"].create({
            "product_id": self.soap.id, "basis": "quantity", "minimum": 20, "maximum": 60,
        })
        self._deliver(self.soap, 100)
        self._deliver(self.soap, 5, location=self.seaside_ledger.location_id)
        transfers = self.env["dms.stock.transfer"]
        transfers.action_propose()
        own = [("product_id", "=", self.soap.id)]
        transfer = transfers.search(own)
        self.assertRecordValues(transfer, [{
            "distributor_id": self.sunrise.id, "target_id": self.seaside.id, "quantity": 35,
            "value": 70, "state": "proposed", "is_same_upstream": False,
        }])
        transfers._cron_propose()
        self.assertEqual(len(transfers.search(own)), 1)
        transfer = transfers.search(own)
        transfer.action_agree()
        transfers._cron_propose()
        self.assertEqual(transfers.search(own), transfer, "it is on its way")
        transfer.action_done()
        self.assertEqual(self._get_stock(self.soap), {None: 65})
        self.assertEqual(self._get_stock(self.soap, self.seaside_ledger.location_id), {None: 40})
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            transfer.quantity = 3
        other = transfers.create({
            "distributor_id": self.sunrise.id, "target_id": self.seaside.id,
            "product_id": self.soap.id, "quantity": 500,
        })
        with self.assertRaisesRegex(UserError, "it holds 65"):
            other.action_done()
        other.action_dismiss()
        self.assertEqual(other.state, "dismissed")

    def test_threshold_form(self):
        form = Form(self.env["dms.stock.threshold"])
        form.product_id = self.soap
        form.minimum, form.maximum = 5, 9
        self.assertEqual(form.save().display_name, "All distributors, [T-SOAP] Test soap")


@tagged("post_install", "-at_install")
class TestPriceBreach(StockCommon):
    def _sell_at(self, price, quantity=10, **values):
        amount = price * quantity
        return self._sell(
            self.soap, quantity, gross_amount=amount, discount_amount=0, net_amount=amount,
            **values,
        )

    def _get_breaches(self):
        return self.env["dms.price.breach"].search([("product_id", "=", self.soap.id)])

    def test_below_cost(self):
        self._sell_at(2.0)
        self.assertFalse(self._get_breaches())
        sale = self._sell_at(1.8)
        self.assertRecordValues(self._get_breaches(), [{
            "sale_id": sale.id, "distributor_id": self.sunrise.id, "outlet_id": self.corner.id,
            "price": 1.8, "floor_price": 2, "amount": 2, "basis": "cost", "state": "open",
        }])

    def test_tolerance(self):
        self.env.company.dms_floor_tolerance = 15
        self.env.flush_all()
        self._sell_at(1.8)
        self.assertFalse(self._get_breaches())
        self._sell_at(1.6)
        self.assertEqual(self._get_breaches().floor_price, 1.7)

    def test_floor_price(self):
        self.soap.dms_floor_price = 2.5
        self.env.flush_all()
        self._sell_at(2.4)
        self.assertRecordValues(
            self._get_breaches(), [{"floor_price": 2.5, "basis": "floor", "amount": 1}]
        )

    def test_returns_and_free_goods_break_nothing(self):
        self._sell_at(1.0, quantity=-5)
        self._sell(self.soap, 0, free_quantity=5, gross_amount=0, discount_amount=0, net_amount=0)
        self.assertFalse(self._get_breaches())

    def test_reversed_sales_are_settled(self):
        sale = self._sell_at(1.0)
        sale.action_reverse()
        breach = self._get_breaches()
        breach.invalidate_recordset()
        self.assertEqual(breach.state, "reversed")
        with self.assertRaisesRegex(UserError, "has been taken back"):
            breach.action_confirm()

    def test_decision(self):
        self._sell_at(1.0)
        breach = self._get_breaches()
        with self.assertRaisesRegex(UserError, "enter the reason first"):
            breach.action_explain()
        breach.reason = "Near its date"
        breach.action_explain()
        self.assertRecordValues(breach, [{"state": "explained", "user_id": self.env.uid}])
        breach.action_reopen()
        breach.action_confirm()
        self.assertEqual(breach.state, "confirmed")

    def test_managers_are_told_once(self):
        manager = self._create_user("t_manager", "dms_distributor.group_manager")
        self.sunrise.user_id = manager
        self._sell_at(1.0)
        self._sell_at(1.5)
        for _time in range(2):
            self.env["dms.price.breach"]._cron_alert()
        activity = self.sunrise.activity_ids
        self.assertEqual((activity.summary, activity.user_id),
                         ("2 sales below the price floor", manager))
        self.assertIn("15.0", activity.note)

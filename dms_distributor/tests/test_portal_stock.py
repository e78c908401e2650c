from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import tagged

from .common_portal import PortalCommon


class PortalStockCommon(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soap = cls.products[0]
        cls.products.write({"is_storable": True})
        cls.milk = cls.env["product.product"].create({
            "name": "Milk 1 l", "default_code": "T-MILK", "is_storable": True, "tracking": "lot",
            "use_expiration_date": True,
        })
        cls.lot = cls.env["stock.lot"].create({
            "name": "L-SOON", "product_id": cls.milk.id, "company_id": cls.env.company.id,
            "expiration_date": date.today() + timedelta(days=20),
        })
        cls.env.company.dms_count_limit = 1000
        cls.ledger = cls.north.dms_stock_ledger_ids
        cls.ledger.write({
            "start_date": date.today() - timedelta(days=30),
            "last_count_date": date.today() - timedelta(days=31),
        })
        cls.env["stock.quant"].create([
            {"product_id": cls.soap.id, "location_id": cls.ledger.location_id.id, "quantity": 40},
            {"product_id": cls.milk.id, "location_id": cls.ledger.location_id.id, "quantity": 9,
             "lot_id": cls.lot.id},
        ])
        cls.env.flush_all()

    def _get_counts(self, distributor=None):
        return self.env["dms.stock.count"].search(
            [("distributor_id", "=", (distributor or self.north).id)], order="id"
        )


@tagged("post_install", "-at_install")
class TestPortalStock(PortalStockCommon):
    def _send(self, step, **cells):
        return self.url_open(
            "/my/dms/stock/count", data={
                "csrf_token": Request.csrf_token(self), "step": step, **cells,
            },
        )

    def test_stock(self):
        self.log_in("portal_north")
        page = self.get_page("/my/dms/stock")
        self.assertIn("Soap 100 g", page)
        self.assertIn("Milk 1 l", page)
        page = self.get_page("/my/dms/stock", filterby="expiry")
        self.assertNotIn("Soap 100 g", page)
        self.assertIn("Milk 1 l", page)
        self.assertIn("Nothing matches", self.get_page("/my/dms/stock", search="none such"))

    def test_others_see_nothing(self):
        count = self.env["dms.stock.count"].create({
            "distributor_id": self.north.id, "line_ids": [(0, 0, {"product_id": self.soap.id})],
        })
        self.log_in("portal_south")
        self.assertIn("not kept yet", self.get_page("/my/dms/stock"))
        self.assert_redirected(f"/my/dms/stock/counts/{count.id}", "/my/dms/stock/counts")
        self.assertNotIn(count.name, self.get_page("/my/dms/stock/counts"))
        self.assert_for_distributors_only(
            "/my/dms/stock", "/my/dms/stock/count", "/my/dms/stock/counts",
            f"/my/dms/stock/counts/{count.id}",
        )

    def test_portal_users_reach_no_costs(self):
        user = self.env["res.users"].search([("login", "=", "portal_north")])
        for name in ("dms.stock.ageing", "dms.stock.month", "dms.stock.position",
                     "dms.stock.ledger", "dms.stock.count.line", "dms.price.breach"):
            with self.assertRaises(AccessError):
                self.env[name].with_user(user).search([])
        count = self.env["dms.stock.count"].create({"distributor_id": self.north.id})
        with self.assertRaises(AccessError):
            count.with_user(user).read(["expected_value"])
        with self.assertRaises(AccessError):
            count.with_user(user).write({"note": "mine"})
        with self.assertRaises(AccessError):
            self.env["dms.stock.count"].with_user(user)._record_from_portal(
                self.south, "", False, {"cells": {}, "extras": []}
            )

    def test_count(self):
        self.log_in("portal_north")
        self.assertIn("L-SOON", self.get_page("/my/dms/stock/count"))
        response = self._send(
            "submit", **{
                f"quantity-{self.soap.id}-0": "38,5", f"quantity-{self.milk.id}-{self.lot.id}": "",
                "extra_code": "T-MILK", "extra_lot": "L-NEW", "extra_expiry": "2030-01-31",
                "extra_quantity": "4", "extra_unit": "", "note": "Shelf by shelf",
            },
        )
        count = self._get_counts()
        self.assertEqual(response.url, f"{self.base_url()}/my/dms/stock/counts/{count.id}")
        self.assertRecordValues(count, [{
            "state": "approved", "kind": "cycle", "source": "portal", "note": "Shelf by shelf",
        }])
        self.assertRecordValues(count.line_ids, [
            {"product_id": self.soap.id, "counted_quantity": 38.5, "variance_quantity": -1.5},
            {"product_id": self.milk.id, "counted_quantity": 4, "variance_quantity": 4},
        ])
        self.assertEqual(count.line_ids[1].lot_id.name, "L-NEW")

    def test_draft_goes_on(self):
        self.log_in("portal_north")
        self._send("save", **{f"quantity-{self.soap.id}-0": "12"})
        self.assertIn('value="12"', self.get_page("/my/dms/stock/count"))
        self._send("save", **{f"quantity-{self.soap.id}-0": "13"})
        self.assertRecordValues(self._get_counts().line_ids, [{"quantity": 13}])
        self.assertEqual(self._get_counts().state, "draft")

    def test_first_count_opens_the_stock(self):
        self.log_in("portal_south")
        self._send("submit", **{f"quantity-{self.soap.id}-0": "20"})
        self.assertRecordValues(
            self._get_counts(self.south), [{"kind": "opening", "state": "submitted"}]
        )

    def test_what_is_wrong_is_said_and_nothing_is_kept(self):
        self.log_in("portal_north")
        page = self._send(
            "submit", **{
                f"quantity-{self.soap.id}-0": "many", "extra_code": "NO-SUCH", "extra_lot": "",
                "extra_expiry": "", "extra_quantity": "3", "extra_unit": "",
            },
        ).text
        self.assertIn("the quantity “many” is not a number", page)
        self.assertIn("no product has the code “NO-SUCH”", page)
        self.assertIn('value="many"', page)
        self.assertFalse(self._get_counts())
        self.assertIn("has no line", self._send("submit").text)

    def test_home(self):
        self.log_in("portal_north")
        self.assertIn("/my/dms/stock", self.get_page("/my"))

    def test_home_counts_what_the_list_shows(self):
        """Before any alert has been told of it."""
        self.env["dms.stock.threshold"].create({
            "product_id": self.soap.id, "basis": "quantity", "minimum": 50, "maximum": 90,
        })
        self.env.flush_all()
        self.log_in("portal_north")
        answer = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["dms_stock_alert_count"]}
        )
        self.assertEqual(answer["dms_stock_alert_count"], 1)
        page = self.get_page("/my/dms/stock", filterby="short")
        self.assertIn("Soap 100 g", page)
        self.assertNotIn("Milk 1 l", page)

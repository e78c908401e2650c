import json

from odoo import http
from odoo.tests import HttpCase, tagged

from .common_order import OrderCommon

PASSWORD = "portal-test-password"


class OrderPortalCommon(OrderCommon, HttpCase):
    """Two distributors of the price list, and who logs in for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seaside.specific_property_product_pricelist = cls.pricelist
        for login, partner in (
            ("order_sunrise", cls.sunrise), ("order_seaside", cls.seaside),
            ("order_corner", cls.corner),
        ):
            user = cls._create_user(login, "base.group_portal")
            user.write({"password": PASSWORD})
            user.partner_id.parent_id = partner
        cls._stock(cls.tea, 500)
        cls._stock(cls.soap, 500)
        cls.env.flush_all()

    def log_in(self, login):
        self.authenticate(login, PASSWORD)

    def call(self, path, **params):
        """The answer of a JSON route, whole."""
        return self.url_open(
            path, data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        ).json()

    def post(self, path, files=None, **values):


        values["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(path, data=values, files=files)


@tagged("post_install", "-at_install")
class TestOrderPortal(OrderPortalCommon):
    def test_order_by_json(self):
        self.log_in("order_sunrise")
        data = self.call("/my/dms/order/data")["result"]
        self.assertEqual(len(data["products"]), 3)
        self.assertIsNone(data["terms"]["available"])
        saved = self.call("/my/dms/order/save", changes={self.tea.id: [2, 1]})["result"]
        self.assertEqual(saved["cart"]["total"], 200)
        refused = self.call("/my/dms/order/save", changes={self.tea.id: ["many", 1]})
        self.assertIn("Test Tea", refused["error"]["data"]["message"])
        answer = self.call(
            "/my/dms/order/submit", changes={self.soap.id: [1, 0]}, reference="PO-1", note="Soon"
        )["result"]
        order = self.env["sale.order"].browse(answer["order"]["id"])
        self.assertRecordValues(order, [{
            "state": "sale", "partner_id": self.sunrise.id, "client_order_ref": "PO-1",
            "amount_untaxed": 227,
        }])

    def test_only_distributors_order(self):
        for login in ("order_corner", None):
            self.log_in(login) if login else self.authenticate(None, None)
            for route in ("data", "save", "submit"):
                answer = self.call(f"/my/dms/order/{route}", changes={})
                self.assertIn("error", answer, f"{route} as {login}")
        self.log_in("order_corner")
        for path in ("/my/dms/order", "/my/dms/order/upload", "/my/dms/returns",
                     "/my/dms/returns/new"):
            page = self.url_open(path, allow_redirects=False)
            self.assertEqual(page.headers["Location"].removeprefix(self.base_url()), "/my", path)

    def test_a_stranger_reaches_nothing(self):
        order = self._order({self.tea: (1, 0)})
        self._deliver(order)
        choice = order._get_dms_returnable_lines()[0]
        sent = self.env["dms.return.request"]._create_from_portal(self.sunrise, "", [{
            "move_id": choice["move"].id, "quantity": 1, "reason": "wrong",
        }])
        upload = self.env["dms.order.upload"]._take(self.sunrise, "o.csv", b"Code,Qty\nX,1\n")
        self.env.flush_all()
        self.log_in("order_seaside")
        for path in (f"/my/dms/orders/{order.id}/again", f"/my/dms/orders/{order.id}/cancel"):
            self.assertEqual(self.post(path).status_code, 404, path)
        outcome = f"/my/dms/order/upload/{upload.id}"
        for path in (outcome, f"{outcome}/rejected"):
            self.assertEqual(self.url_open(path).status_code, 404, path)
        page = self.url_open(f"/my/dms/returns/{sent.id}")
        self.assertNotIn(sent.name, page.text)
        form = self.url_open(f"/my/dms/returns/new?order_id={order.id}")
        self.assertNotIn("Test Tea", form.text)
        self.assertNotIn(order.name, self.url_open("/my/orders").text)
        self.log_in("order_sunrise")
        self.assertIn(sent.name, self.url_open(f"/my/dms/returns/{sent.id}").text)

    def test_order_pages(self):
        self.company.dms_minimum_order_amount = 150
        order = self._order({self.tea: (2, 0), self.oil: (0, 3)})
        self._deliver(order)
        held = self._order({self.tea: (1, 0)}, accepted=["minimum"])
        self.env.flush_all()
        self.log_in("order_sunrise")
        listed = self.url_open("/my/orders").text
        for text in (order.name, held.name, "On hold", "Order again"):
            self.assertIn(text, listed)
        page = self.url_open(f"/my/orders/{order.id}").text
        for text in ("o_dms_timeline", "Back-order, expected", "Delivery slip", "Return goods"):
            self.assertIn(text, page)
        page = self.url_open(f"/my/orders/{held.id}").text
        self.assertIn("below the minimum", page)
        self.post(f"/my/dms/orders/{held.id}/cancel", reason="Not needed")
        self.assertEqual(held.dms_cancel_reason, "Not needed")
        self.assertIn("You asked to cancel", self.url_open(f"/my/orders/{held.id}").text)

    def test_order_again(self):
        order = self._order({self.tea: (2, 0), self.oil: (0, 3)})
        self.oil.sale_ok = False
        self.env.flush_all()
        self.log_in("order_sunrise")
        page = self.post(f"/my/dms/orders/{order.id}/again")
        self.assertIn("Test Oil", page.text)
        cart = self.env["sale.order"]._get_dms_cart(self.sunrise)
        self.assertEqual(cart.order_line.product_id, self.tea)

    def test_upload(self):
        self.log_in("order_sunrise")
        content = b"Code,Qty,Unit\nT-TEA,2,case\nX,1,\n"
        page = self.post("/my/dms/order/upload", files={"ufile": ("o.csv", content)})
        self.assertIn("/my/dms/order/upload/", page.url)
        self.assertIn("is no product of your price list", page.text)
        rejected = self.url_open(page.url.split("?")[0] + "/rejected")
        self.assertIn("spreadsheetml", rejected.headers["Content-Type"])
        page = self.post("/my/dms/order/upload", files={"ufile": ("o.csv", b"Colour\nred\n")})
        self.assertIn("Call them Product Code", page.text)

    def test_return_goods(self):
        order = self._order({self.tea: (0, 10)})
        self._deliver(order)
        self.env.flush_all()
        key = f"{order.picking_ids.move_ids.id}_0"
        self.log_in("order_sunrise")
        send = {"order_id": order.id, f"quantity_{key}": "4", f"reason_{key}": "damaged"}
        page = self.post("/my/dms/returns/new", **send)
        self.assertIn("photo", page.text)
        page = self.post("/my/dms/returns/new", **{**send, f"reason_{key}": "wrong"})
        self.assertIn("/my/dms/returns/", page.url)
        sent = self.env["dms.return.request"].search([("distributor_id", "=", self.sunrise.id)])
        self.assertRecordValues(sent, [{"state": "submitted", "amount": 32}])
        page = self.post("/my/dms/returns/new", **{**send, f"quantity_{key}": "7",
                                                  f"reason_{key}": "wrong"})
        self.assertIn("only 6", page.text)


@tagged("post_install", "-at_install")
class TestOrderTour(OrderPortalCommon):
    def _check_order(self):
        order = self.env["sale.order"].search(
            [("dms_distributor_id", "=", self.sunrise.id), ("dms_is_cart", "=", False)]
        )
        self.assertEqual(
            {(line.product_id, line.product_uom_id): line.product_uom_qty
             for line in order.order_line},
            {(self.tea, self.case): 2, (self.soap, self.unit): 7, (self.oil, self.unit): 5},
        )
        self.assertRecordValues(order, [{
            "state": "sent", "dms_hold_state": "held", "client_order_ref": "TOUR-1",
        }])

    def _prepare(self):
        self.company.dms_minimum_order_amount = 1000
        self.env["dms.must.stock"].create({
            "name": "Core", "line_ids": [
                (0, 0, {"product_id": self.oil.id, "minimum_quantity": 5}),
            ],
        })

    def test_quick_order_on_a_desktop(self):
        self._prepare()
        self.start_tour("/my", "dms_quick_order", login="order_sunrise")
        self._check_order()

    def test_upload_return_and_order_again(self):
        order = self._order({self.tea: (0, 10)})
        self._deliver(order)
        self.env.flush_all()
        self.start_tour("/my/dms/order", "dms_order_upload_and_return", login="order_sunrise")
        self.assertEqual(
            self.env["dms.return.request"].search([("distributor_id", "=", self.sunrise.id)]).state,
            "submitted",
        )
        cart = self.env["sale.order"]._get_dms_cart(self.sunrise)
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in cart.order_line},
            {self.tea: 10, self.soap: 3},
        )


@tagged("post_install", "-at_install")
class TestOrderTourPhone(OrderPortalCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_quick_order_on_a_phone(self):
        TestOrderTour._prepare(self)
        self.start_tour("/my/dms/order", "dms_quick_order_phone", login="order_sunrise")
        TestOrderTour._check_order(self)

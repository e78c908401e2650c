from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_api import ApiCase


@tagged("post_install", "-at_install")
class TestApiOrders(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.env["uom.uom"].create(
            {"name": "Case of 24 (test)", "relative_factor": 24,
             "relative_uom_id": cls.product.uom_id.id}
        )
        cls.product.write({"uom_ids": [(4, cls.case.id)], "list_price": 10, "taxes_id": False})

    def order(self, key="PO-1", lines=({"product": "TEST-SKU-1", "quantity": 2},), **values):
        return {"source_key": key, "lines": list(lines), **values}

    def place(self, key, *rows):
        return self.api.place_orders(key, "T-D1", list(rows))["rows"]

    def test_order_is_placed_once(self):
        [first] = self.place("b1", self.order(delivery_date="2026-12-24", note="Gate 2"))
        order = self.env["sale.order"].browse(first["id"])
        self.assertEqual((first["status"], order.state), ("accepted", "sale"))
        self.assertEqual((order.partner_id, order.amount_untaxed), (self.distributor, 20))
        self.assertEqual(str(order.commitment_date.date()), "2026-12-24")
        self.assertIn("Gate 2", order.note)
        [again] = self.place("b2", self.order())
        self.assertEqual((again["status"], again["id"]), ("known", order.id))

    def test_units(self):
        lines = [
            {"product": "TEST-SKU-1", "quantity": "1.5", "unit": unit}
            for unit in ("case of 24 (TEST)", "case", "pcs")
        ]
        [answer] = self.place("b1", self.order(lines=lines, confirm=False))
        order = self.env["sale.order"].browse(answer["id"])
        self.assertEqual(order.state, "draft")
        self.assertEqual(
            order.order_line.product_uom_id.ids, (self.case + self.product.uom_id).ids
        )

    def test_rows_are_refused_one_by_one(self):
        line = {"product": "TEST-SKU-1", "quantity": 1}
        rows = [
            self.order("1"),
            self.order("", [line]),
            self.order("3", []),
            self.order("4", ["x"]),
            self.order("5", [{**line, "product": "X"}]),
            self.order("6", [line, {**line, "quantity": "NaN"}]),
            self.order("7", [{**line, "unit": "pallet"}]),
            self.order("8", delivery_date="tomorrow"),
            self.order("9", [{**line, "price": 1}]),
            self.order("10", confirm="no"),
            {"source_key": "11", "lines": 5},
        ]
        answers = self.place("b1", *rows)
        self.assertEqual([answer.get("code") for answer in answers], [
            None, "source_key_missing", "lines_missing", "line_unreadable", "product_unknown",
            "quantity_not_a_number", "unit_unknown", "date_unreadable", "line_unreadable",
            "confirm_unreadable", "lines_missing",
        ])
        self.assertEqual(answers[5]["field"], "lines.2.quantity")
        orders = self.env["sale.order"].search([("partner_id", "=", self.distributor.id)])
        self.assertEqual(orders.mapped("dms_source_key"), ["1"])

    def test_order_that_may_not_be_confirmed_is_kept(self):
        self.product.sale_line_warn_msg = False
        order = type(self.env["sale.order"])
        original = order._confirmation_error_message
        self.patch(
            order, "_confirmation_error_message",
            lambda order: "The limit is reached." if order.dms_source_key == "2"
            else original(order),
        )
        answers = self.place("b1", self.order("1"), self.order("2"))
        self.assertEqual([answer["state"] for answer in answers], ["sale", "draft"])
        self.assertEqual(answers[1]["held"], "The limit is reached.")

    def test_reading(self):
        self.place("b1", self.order("1"), self.order("2"))
        page = self.api.get_orders("T-D1", limit=1)
        self.assertEqual(page["rows"][0]["source_key"], "1")
        page = self.api.get_orders("T-D1", after=page["next"], limit=1)
        self.assertEqual((page["rows"][0]["source_key"], page["next"]), ("2", None))
        self.assertFalse(self.api.get_orders("T-D1", changed_since="2199-01-01")["rows"])
        for arguments in ({"limit": -1}, {"limit": 2000}, {"after": "x"}, {"changed_since": "x"}):
            with self.subTest(arguments), self.assertRaises(UserError):
                self.api.get_orders("T-D1", **arguments)
        products = self.api.get_products("T-D1", limit=1000)["rows"]
        soap = next(row for row in products if row["code"] == "TEST-SKU-1")
        self.assertEqual(soap["price"], 10)
        self.assertEqual(soap["packagings"], [{"unit": "Case of 24 (test)", "quantity": 24}])
        self.assertEqual(
            [row["code"] for row in self.api.get_outlets("T-D1")["rows"]], ["TEST-OUT-1"]
        )
        self.assertEqual(len(self.api.get_outlets()["rows"]), 1, "of the own network only")

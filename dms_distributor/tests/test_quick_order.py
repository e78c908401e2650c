from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_order import OrderCommon


@tagged("post_install", "-at_install")
class TestQuickOrder(OrderCommon):
    def test_prices_are_those_of_the_orders_lines(self):
        data, rows = self._read_data()
        self.assertEqual(set(rows), {"T-TEA", "T-SOAP", "T-OIL"}, "what the price list prices")
        self.assertEqual((rows["T-TEA"]["unitPrice"], rows["T-TEA"]["casePrice"]), (8, 96))
        self.assertEqual((rows["T-SOAP"]["unitPrice"], rows["T-SOAP"]["casePrice"]), (2.25, 27))
        self.assertEqual((rows["T-OIL"]["case"], rows["T-OIL"]["casePrice"]), ("", None))
        order = self._order({self.tea: (1, 2), self.soap: (3, 0), self.oil: (0, 4)})
        self.assertEqual(
            {(line.product_id, line.product_uom_id): line.price_unit for line in order.order_line},
            {
                (self.tea, self.case): 96, (self.tea, self.unit): 8, (self.soap, self.case): 27,
                (self.oil, self.unit): 6.3,
            },
        )
        self.assertEqual(data["taxes"], [(1.0, 1.0)])

    def test_prices_are_cores(self):
        """Whatever the rules, the batch gives what core gives product by product."""
        self.pricelist.item_ids = [
            Command.create({
                "applied_on": "3_global", "compute_price": "formula", "price_discount": 5,
                "price_round": 0.5, "price_surcharge": 0.2, "base": "list_price",
            }),
            Command.create({
                "applied_on": "1_product", "product_tmpl_id": self.oil.product_tmpl_id.id,
                "compute_price": "formula", "price_discount": 12, "base": "standard_price",
                "min_quantity": 5,
            }),
        ]
        products = self.env["product.product"].search([("sale_ok", "=", True)], limit=60)
        products |= self.products
        prices = self.pricelist._get_dms_prices(products, products._get_dms_cases())
        core = self.pricelist._get_products_price(products, 1.0)
        self.assertEqual(
            {product.id: round(pair[0], 6) for product, pair in prices.items()},
            {product: round(price, 6) for product, price in core.items()},
        )
        for product, case in products._get_dms_cases().items():
            price = self.pricelist._get_product_price(product, 1.0, uom=case)
            self.assertAlmostEqual(prices[product][1], price, 6, product.name)

    def test_queries_do_not_grow_with_products(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.quick_order._get_data(self.sunrise)
            return self.env.cr.sql_log_count - before

        def make(*numbers):
            self.env["product.product"].create([
                {
                    "name": f"Many {number}", "default_code": f"M-{number}", "is_storable": True,
                    "categ_id": self.category.id, "uom_ids": [Command.set(self.case.ids)],
                }
                for number in range(*numbers)
            ])

        make(20)
        count()
        few = count()
        make(20, 200)
        # New products clear caches: they are filled again first.
        count()
        self.assertLessEqual(count(), few)
        self.assertLess(few, 60)

    def test_stock_is_told_as_a_status(self):
        self._stock(self.tea, 1000)
        self._stock(self.soap, 20)
        move = self.env["stock.move"].create({
            "product_id": self.oil.id, "product_uom_qty": 5,
            "location_id": self.env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": self.warehouse.lot_stock_id.id, "date": "2031-05-01",
        })
        move._action_confirm()
        _data, rows = self._read_data()
        self.assertEqual(
            [(row["stock"], row["stockDate"], row["free"])
             for row in (rows["T-TEA"], rows["T-SOAP"], rows["T-OIL"])],
            [("in", None, None), ("low", None, None), ("out", "2031-05-01", None)],
        )
        self.company.dms_show_stock = True
        _data, rows = self._read_data()
        self.assertEqual(rows["T-SOAP"]["free"], 20)

    def test_last_order_and_in_transit(self):
        self._order({self.tea: (1, 3)})
        _data, rows = self._read_data()
        self.assertEqual(rows["T-TEA"]["lastQuantity"], 15)
        self.assertEqual(rows["T-TEA"]["lastDate"], self.company._get_dms_day().isoformat())
        self.assertEqual(self.sunrise._get_dms_in_transit(self.products), {self.tea: 15})

    def test_last_order_is_on_the_day_of_the_company(self):
        self.company.partner_id.tz = "Asia/Kolkata"
        order = self._order({self.tea: (1, 3)})
        order.date_order = "2026-03-31 19:00:00"
        _data, rows = self._read_data()
        self.assertEqual(rows["T-TEA"]["lastDate"], "2026-04-01")

    def test_suggestion_covers_sales_and_must_stock(self):
        self.company.dms_cover_days = 14
        start = self.today.replace(day=1) - relativedelta(months=3)
        days = (self.today.replace(day=1) - start).days
        self._create_sale(
            self.sunrise, self.corner, product_id=self.tea.id, date=start, quantity=days * 3
        )
        self.env["dms.must.stock"].create({
            "name": "Core", "tier_ids": self.distributor_tier.ids, "territory_ids": self.north.ids,
            "line_ids": [Command.create({"product_id": self.oil.id, "minimum_quantity": 5})],
        })
        suggested = self.sunrise._get_dms_suggested_quantities(self.products)
        # 3 a day for 14 days: 42, in cases of 12.
        self.assertEqual(suggested, {self.tea: 48, self.soap: 0, self.oil: 5})
        _data, rows = self._read_data()
        self.assertEqual((rows["T-OIL"]["must"], rows["T-TEA"]["must"]), (5, 0))
        self._order({self.tea: (2, 0), self.oil: (0, 5)})
        suggested = self.sunrise._get_dms_suggested_quantities(self.products)
        self.assertEqual(suggested, {self.tea: 24, self.soap: 0, self.oil: 0})

    def test_must_stock_lists_are_for_whom_they_name(self):
        def make(**values):
            return self.env["dms.must.stock"].create({
                "name": "List",
                "line_ids": [Command.create({"product_id": self.tea.id, "minimum_quantity": 6})],
                **values,
            })

        yesterday = self.today - timedelta(days=1)
        for values in (
            {"tier_ids": self.stockist_tier.ids}, {"territory_ids": self.south.ids},
            {"date_end": yesterday}, {"date_start": self.today + timedelta(days=1)},
        ):
            make(**values)
        self.assertEqual(self.sunrise._get_dms_must_stock()[self.sunrise], {})
        make(territory_ids=self.country.ids)
        self.assertEqual(self.sunrise._get_dms_must_stock()[self.sunrise], {self.tea: 6})
        self.assertEqual(
            self.sunrise._get_dms_must_stock(date=yesterday)[self.sunrise], {self.tea: 6}
        )

    def test_save_keeps_one_draft_that_can_be_taken_up(self):
        answer = self.quick_order._save(self.sunrise, {str(self.tea.id): [1, 2], "0": [1, 1]})
        self.assertEqual(answer["refused"], [0])
        first = answer["cart"]["id"]
        answer = self.quick_order._save(self.sunrise, {str(self.tea.id): [2, 0]})
        self.assertEqual(answer["cart"]["id"], first)
        self.assertEqual(answer["cart"]["total"], 192)
        data, _rows = self._read_data()
        self.assertEqual(data["cart"]["quantities"], {self.tea.id: [2, 0]})
        answer = self.quick_order._save(self.sunrise, {str(self.tea.id): [0, 0]})
        self.assertEqual((answer["cart"]["lines"], answer["cart"]["total"]), (0, 0))

    def test_save_refuses_what_is_no_quantity(self):
        for pair in (["x", 0], [-1, 0], [float("nan"), 0], [0, 1e12], [None, "1;2"]):
            with self.assertRaises(UserError):
                self.quick_order._save(self.sunrise, {str(self.tea.id): pair})
        with self.assertRaises(UserError):
            self.quick_order._save(self.sunrise, {str(self.oil.id): [1, 0]})

    def test_price_breaks_count_at_the_orders_quantity(self):
        order = self._order({self.tea: (0, 120)})
        self.assertEqual(order.order_line.price_unit, 7)

    def test_submit_says_what_has_changed(self):
        save = self.quick_order._save
        self.assertEqual(self.quick_order._submit(self.sunrise)["problems"][0]["code"], "empty")
        save(self.sunrise, {str(self.tea.id): [1, 0], str(self.soap.id): [1.5, 0],
                            str(self.oil.id): [0, 2]})
        self.oil.sale_ok = False
        self.pricelist.item_ids.filtered(lambda item: item.fixed_price == 8).fixed_price = 9
        problems = self.quick_order._submit(self.sunrise)["problems"]
        self.assertEqual(
            {(problem["code"], problem["product"], problem["is_blocking"]) for problem in problems},
            {
                ("price", self.tea.id, False), ("multiple", self.soap.id, True),
                ("not_sold", self.oil.id, True),
            },
        )
        self.assertIn("108", next(p["message"] for p in problems if p["code"] == "price"))
        save(self.sunrise, {str(self.soap.id): [2, 0], str(self.oil.id): [0, 0]})
        answer = self.quick_order._submit(self.sunrise, reference="PO 7", note="Ring first")
        self.assertFalse(answer["problems"], "the new price has been told")
        order = self.env["sale.order"].browse(answer["order"]["id"])
        self.assertRecordValues(order, [{
            "state": "sale", "client_order_ref": "PO 7", "dms_source": "portal",
            "dms_is_cart": False, "dms_distributor_id": self.sunrise.id, "amount_untaxed": 162,
        }])
        self.assertIn("Ring first", str(order.message_ids.mapped("body")))

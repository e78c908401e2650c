from datetime import timedelta

from lxml import etree
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_order import OrderCommon


@tagged("post_install", "-at_install")
class TestOrderTerms(OrderCommon):
    def _set_price(self, price):
        self.pricelist.item_ids.filtered(
            lambda item: item.product_id == self.tea and not item.min_quantity
        ).fixed_price = price

    def test_below_the_minimum_it_waits(self):
        self.company.dms_minimum_order_amount = 100
        self.quick_order._save(self.sunrise, {str(self.tea.id): [1, 0]})
        [problem] = self.quick_order._submit(self.sunrise)["problems"]
        self.assertEqual((problem["code"], problem["is_blocking"]), ("minimum", False))
        answer = self.quick_order._submit(self.sunrise, accepted=["minimum"])
        order = self.env["sale.order"].browse(answer["order"]["id"])
        self.assertRecordValues(order, [{"state": "sent", "dms_hold_state": "held"}])
        self.assertIn("minimum", answer["order"]["reasons"][0])
        release = self.env["dms.order.release"].create({"order_id": order.id, "note": "New shop"})
        release.action_submit()
        release.action_approve()
        self.assertRecordValues(order, [{"state": "sale", "dms_hold_state": "released"}])

    def test_above_the_limit_it_waits(self):
        self.company.dms_order_approval_amount = 900
        self.assertEqual(self._order({self.tea: (9, 0)}).state, "sale")
        order = self._order({self.tea: (9, 5)})
        self.assertEqual((order.state, order.dms_hold_codes), ("sent", "approval"))

    def test_other_customers_order_as_ever(self):
        self.company.write({"dms_order_approval_amount": 1, "dms_minimum_order_amount": 10**6})
        order = self.env["sale.order"].create({
            "partner_id": self.env["res.partner"].create({"name": "Walk-in"}).id,
            "order_line": [Command.create({"product_id": self.tea.id, "product_uom_qty": 5})],
        })
        order.action_confirm()
        self.assertRecordValues(order, [{
            "state": "sale", "dms_distributor_id": False, "dms_back_order_policy": False,
            "dms_price_until": False, "picking_policy": "direct",
        }])

    def test_the_agreement_comes_first(self):
        self.company.write({"dms_minimum_order_amount": 10**6, "dms_price_honour_days": 3})
        agreement = self.env["dms.agreement"].create({
            "distributor_id": self.sunrise.id, "date_start": self.today - timedelta(days=9),
            "territory_ids": self.north.ids, "minimum_order_amount": 5, "price_honour_days": 30,
            "back_order_policy": "wait", "approval_amount": 0, "product_ids": self.tea.ids,
        })
        agreement.action_submit()
        agreement.action_approve()
        self.env.invalidate_all()
        if agreement.state != "active":
            agreement.with_context(skip_validation_check=True).sudo()._move("active")
        _data, rows = self._read_data()
        self.assertEqual(set(rows), {"T-TEA"}, "what the agreement covers")
        order = self._order({self.tea: (1, 0)})
        self.assertRecordValues(order, [{
            "state": "sale", "dms_back_order_policy": "wait", "picking_policy": "one",
            "dms_price_until": self.today + timedelta(days=30),
        }])

    def test_ordered_price_is_honoured(self):
        self.company.dms_order_approval_amount = 10
        order = self._order({self.tea: (1, 0), self.soap: (1, 0)})
        self.assertEqual(order.state, "sent", "it waits for its approval")
        self._set_price(12)
        tea = order.order_line.filtered(lambda line: line.product_id == self.tea)
        tea.product_uom_qty = 2
        order.action_update_prices()
        self.assertEqual(tea.price_unit, 96, "ordered at this price")
        self.company.dms_order_approval_amount = 0
        order.action_confirm()
        self.assertEqual((order.state, tea.price_unit), ("sale", 96))
        # Another unit is another order.
        tea.product_uom_id = self.unit
        self.assertEqual(tea.price_unit, 12)

    def test_after_the_days_prices_are_renewed_and_told(self):
        self.company.dms_order_approval_amount = 10
        order = self._order({self.tea: (1, 0), self.soap: (1, 0)})
        self._set_price(12)
        order.order_line.dms_price_until = self.today - timedelta(days=1)
        self.company.dms_order_approval_amount = 0
        order.action_confirm()
        tea = order.order_line.filtered(lambda line: line.product_id == self.tea)
        self.assertEqual((order.state, tea.price_unit), ("sale", 144))
        told = order.message_ids.filtered(lambda message: "Test Tea" in message.body)
        self.assertIn(self.sunrise, told.partner_ids)
        self.assertNotIn("Test Soap", told.body, "its price is the same")

    def test_order_again_keeps_honoured_prices(self):
        first = self._order({self.tea: (1, 3), self.soap: (2, 0), self.oil: (0, 5)})
        self._set_price(12)
        self.oil.sale_ok = False
        soap = first.order_line.filtered(lambda line: line.product_id == self.soap)
        soap.dms_price_until = self.today - timedelta(days=1)
        self.soap.list_price = 5
        [missing] = first._order_again_dms()
        self.assertIn("Test Oil", missing)
        cart = self.env["sale.order"]._get_dms_cart(self.sunrise)
        self.assertEqual(
            {(line.product_id, line.product_uom_id): (line.product_uom_qty, line.price_unit)
             for line in cart.order_line},
            {
                (self.tea, self.case): (1, 96), (self.tea, self.unit): (3, 8),
                (self.soap, self.case): (2, 54),
            },
        )
        first._order_again_dms()
        self.assertEqual(sum(cart.order_line.mapped("product_uom_qty")), 6, "asked twice, once")

    def test_rest_is_delivered_later(self):
        self._stock(self.tea, 12)
        order = self._order({self.tea: (3, 0)})
        self._deliver(order)
        self.assertEqual(len(order.picking_ids.filtered(lambda one: one.state != "done")), 1)

    def test_rest_is_cancelled(self):
        self.company.dms_back_order_policy = "cancel"
        self._stock(self.tea, 12)
        order = self._order({self.tea: (3, 0)})
        self._deliver(order)
        self.assertLessEqual(set(order.picking_ids.mapped("state")), {"done", "cancel"})
        self.assertRecordValues(order.order_line, [{
            "product_uom_qty": 1, "dms_cancelled_quantity": 2, "qty_delivered": 1,
        }])
        self.assertEqual(order.delivery_status, "full")

    def test_cancellation_is_asked_and_decided(self):
        self._stock(self.tea, 12)
        order = self._order({self.tea: (1, 0)})
        order._ask_dms_cancellation("Ordered twice")
        self.assertTrue(order.dms_cancel_date)
        self.assertIn("Ordered twice", str(order.activity_ids.mapped("note")))
        order.action_dms_decline_cancellation()
        self.assertFalse(order.dms_cancel_date)
        self._deliver(order)
        with self.assertRaises(UserError):
            order._ask_dms_cancellation("Too late")

    def test_timeline(self):
        self._stock(self.tea, 12)
        order = self._order({self.tea: (1, 0)})

        def states():
            return [step["state"] for step in order._get_dms_timeline()]

        self.assertEqual(states(), ["done", "done", "current", "todo"])
        self._deliver(order)
        self.assertEqual(states(), ["done", "done", "done", "current"])
        order._create_invoices().action_post()
        self.assertEqual(states(), ["done", "done", "done", "done"])
        self.company.dms_minimum_order_amount = 10**6
        self.quick_order._save(self.sunrise, {str(self.tea.id): [1, 0]})
        answer = self.quick_order._submit(self.sunrise, accepted=["minimum"])
        order = self.env["sale.order"].browse(answer["order"]["id"])
        self.assertEqual(states(), ["done", "stopped", "todo", "todo"])
        self.assertEqual(order.dms_submit_date.date(), fields.Date.today())

    def test_users_see_orders_of_their_network(self):
        ours = self._order({self.tea: (1, 0)})
        self.seaside.specific_property_product_pricelist = self.pricelist
        theirs = self._order({self.tea: (1, 0)}, self.seaside)
        other = self.env["sale.order"].create({
            "partner_id": self.env["res.partner"].create({"name": "Walk-in"}).id
        })
        north = self._create_user("north", "dms_distributor.group_user", territories=self.north)
        manager = self._create_user("boss", "dms_distributor.group_manager")
        orders, lines = self.env["sale.order"], self.env["sale.order.line"]
        domain = [("id", "in", (ours | theirs | other).ids)]
        self.assertEqual(orders.with_user(north).search(domain), ours)
        self.assertEqual(orders.with_user(manager).search(domain), ours | theirs)
        self.assertEqual(
            lines.with_user(north).search([("order_id", "in", (ours | theirs).ids)]),
            ours.order_line,
        )

    def test_managers_confirm_without_rights_to_stock(self):
        manager = self._create_user("boss", "dms_distributor.group_manager")
        north = self._create_user("north", "dms_distributor.group_user", territories=self.north)
        order = self.env["sale.order"].with_user(manager).create({
            "partner_id": self.sunrise.id,
            "order_line": [Command.create({"product_id": self.tea.id, "product_uom_qty": 5})],
        })
        with self.assertRaises(AccessError):
            order.with_user(north).action_dms_confirm()
        order.action_dms_confirm()
        self.assertEqual((order.state, len(order.sudo().picking_ids)), ("sale", 1))
        order.action_dms_cancel()
        self.assertEqual((order.state, order.sudo().picking_ids.state), ("cancel", "cancel"))
        other = self.env["sale.order"].create({
            "partner_id": self.env["res.partner"].create({"name": "Walk-in"}).id
        })
        with self.assertRaises(AccessError):
            other.with_user(manager).action_dms_confirm()

    def test_managers_without_sales_rights_get_our_form(self):
        own, core = "dms_distributor.view_primary_order_form", "sale.view_order_form"
        for groups, expected in (
            (["dms_distributor.group_user"], own), (["dms_distributor.group_manager"], own),
            (["sales_team.group_sale_salesman"], core),
            (["dms_distributor.group_manager", "sales_team.group_sale_salesman"], core),
        ):
            user = self._create_user(groups[-1] + str(len(groups)), groups[0])
            user.group_ids += self.env.ref(groups[-1])
            views = self.env["sale.order"].with_user(user).get_views([(False, "form")])["views"]
            self.assertEqual(views["form"]["id"], self.env.ref(expected).id, groups)

    def test_confirming_held_orders_from_their_list(self):
        """Sellers confirm as core does, managers who may not sell as managers of the network."""
        for group, expected in (
            ("dms_distributor.group_user", []),
            ("dms_distributor.group_manager", ["action_dms_confirm"]),
            ("sales_team.group_sale_salesman", ["action_confirm"]),
        ):
            user = self._create_user(f"list_{group}", group)
            view = self.env.ref("dms_distributor.view_sale_order_held_list").with_user(user)
            arch = self.env["sale.order"].with_user(user).get_view(view.id, "list")["arch"]
            self.assertEqual(etree.fromstring(arch).xpath("//header/button/@name"), expected, group)

    def test_price_lists_count_as_soon_as_the_add_on_is_there(self):
        self.assertTrue(
            self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist")
        )
        defaults = self.env["product.pricelist"].search([
            ("item_ids", "=", False), ("company_id", "=", self.env.ref("base.main_company").id),
        ])
        self.assertTrue(defaults)
        settings = self.env["res.config.settings"]
        names = settings._fields
        answer = settings.onchange(
            {}, [], {name: {} for name in names if name.startswith("group_product")}
        )
        self.assertNotIn("warning", answer)

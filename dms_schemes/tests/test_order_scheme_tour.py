from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common_order import SchemeOrderCommon


@tagged("post_install", "-at_install")
class TestOrderSchemeTour(SchemeOrderCommon, HttpCase):
    def test_a_seller_types_an_order(self):
        new_test_user(
            self.env, "scheme_seller",
            groups="sales_team.group_sale_salesman_all_leads,dms_distributor.group_manager",
        )
        self.sunrise.name = "Sunrise Test"
        self.sunrise.specific_property_product_pricelist = False
        product = self.env["product.product"].create({
            "name": "Tour Tea", "list_price": 10.0, "taxes_id": [Command.clear()],
        })
        self._scheme("Tour 10 %", [(200, 10)], product_ids=[Command.set(product.ids)])
        self._scheme(
            "Tour 20 + 1", [(20, 1)], calculation="recurring", basis="quantity",
            benefit_kind="goods", product_ids=[Command.set(product.ids)],
        )
        self.start_tour("/odoo/action-sale.action_quotations", "dms_schemes_order",
                        login="scheme_seller")
        order = self.env["sale.order"].search([("order_line.product_id", "=", product.id)])
        self.assertEqual((order.state, order.amount_untaxed), ("sale", 180.0))
        self.assertEqual(self._get_free(order), {product: (1, self.unit)})

    def test_a_distributor_orders_in_the_portal(self):
        user = new_test_user(self.env, "scheme_sunrise", groups="base.group_portal")
        user.partner_id.parent_id = self.sunrise
        self._scheme("Quick 10 %", [(100, 10)])
        self._free(product_ids=[Command.set(self.tea.ids)])
        self.start_tour("/my/dms/order", "dms_schemes_quick_order", login="scheme_sunrise")
        order = self.env["sale.order"].search(
            [("dms_distributor_id", "=", self.sunrise.id)], limit=1, order="id desc"
        )
        self.assertEqual((order.state, order.amount_untaxed), ("sale", 1512.0))
        self.assertEqual(self._get_free(order), {self.tea: (1, self.case)})

from odoo import Command
from odoo.tests import new_test_user, tagged

from .common_explanation import ExplanationCommon


@tagged("post_install", "-at_install")
class TestOrderExplanation(ExplanationCommon):
    """Why? on an order and on its lines, before and after confirmation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order((cls.tea, 12), (cls.soap, 15))
        cls.tea_line, cls.soap_line = cls.order.order_line

    @classmethod
    def _create_order(cls, *purchase, partner=None):
        return cls.env["sale.order"].create({
            "partner_id": (partner or cls.north).id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": quantity})
                for product, quantity in purchase
            ],
        })

    def told(self, line=None, order=None):
        explained = (order or self.order)._explain_dms_schemes(line)
        return {outcome["code"]: outcome for outcome in explained["outcomes"]}

    def assert_applied(self, outcome, amount):
        self.assertEqual((outcome["status"], outcome["amount"]), ("applied", amount))

    def test_order(self):
        told = self.told()
        self.assertEqual(told["TEA-VOLUME"]["amount"], 30)
        self.assertEqual(told["SOAP-20-1"]["status"], "near")

    def test_line_is_told_its_own_share(self):
        told = self.told(self.tea_line)
        self.assert_applied(told["TEA-VOLUME"], 30)
        self.assertEqual(told["SOAP-20-1"]["reason"], "product")
        told = self.told(self.soap_line)
        self.assertEqual(told["TEA-VOLUME"]["reason"], "product")
        self.assertEqual(told["SOAP-20-1"]["status"], "near")

    def test_free_line_names_its_scheme(self):
        self.soap_line.product_uom_qty = 40
        free = self.order.order_line.filtered("dms_scheme_id")
        self.assertTrue(free)
        self.assertEqual(list(self.told(free)), ["SOAP-20-1"])

    def test_confirmed_order_tells_what_was_settled(self):
        self.order.action_confirm()
        self.volume.action_stop()
        late = self._create_scheme("Late", "LATE", self.tea, [(1, 50)])
        told = self.told()
        self.assert_applied(told["TEA-VOLUME"], 30)
        self.assertEqual(told[late.code]["status"], "missed")
        self.assertIn("confirmed", told[late.code]["message"])

    def test_customer_outside_of_the_network(self):
        order = self._create_order(
            (self.tea, 12), partner=self.env["res.partner"].create({"name": "Passer-by"})
        )
        self.assertIn("Passer-by", order._explain_dms_schemes()["message"])

    def test_dialogs(self):
        for record, expected in ((self.order, 30), (self.tea_line, 30), (self.soap_line, 0)):
            action = record.action_explain_dms_schemes()
            check = self.env["dms.scheme.check"].with_context(**action["context"]).new({})
            self.assertEqual(check.outcome["amount"], expected)

    def test_portal(self):
        self._create_scheme(
            "South only", "SOUTH", self.tea, [(1, 1)], partner_ids=[Command.set(self.south.ids)],
        )
        self.order.action_confirm()
        self.env.flush_all()
        path = f"/my/dms/orders/{self.order.id}/schemes"
        self.log_in("portal_north")
        self.assertIn(path, self.get_page(f"/my/orders/{self.order.id}"))
        page = self.get_page(path)
        self.assertIn('data-scheme="TEA-VOLUME" data-reason="applied"', page)
        self.assertIn("15 Units of 20 Units", page)
        self.assertNotIn("South only", page)
        for login in ("portal_south", "portal_outlet", "portal_other"):
            self.log_in(login)
            self.assertEqual(self.url_open(path).status_code, 404, login)

    def test_from_a_product(self):
        action = self.tea.product_tmpl_id.action_check_dms_schemes()
        check = self.env["dms.scheme.check"].with_context(**action["context"]).create(
            {"partner_id": self.north.id}
        )
        self.assertEqual(check.line_ids.product_id, self.tea)
        self.assertEqual(check.outcome["counts"]["near"], 1)

    def test_tour(self):
        new_test_user(
            self.env, "why_tour",
            groups="dms_distributor.group_manager,sales_team.group_sale_manager",
        )
        self.env.flush_all()
        self.start_tour(f"/odoo/orders/{self.order.id}", "dms_schemes_why", login="why_tour")

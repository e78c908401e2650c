from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalCredit(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner, amount in ((cls.north, 7654), (cls.south, 4321)):
            limit = cls.env["dms.credit.limit"].create(
                {"partner_id": partner.id, "amount": amount, "reason": "Test"}
            )
            limit.action_submit()
            limit.action_approve()
        cls.order = cls.env["sale.order"].create({
            "partner_id": cls.north.id,
            "order_line": [Command.create({
                "product_id": cls.products[0].id, "price_unit": 9999, "product_uom_qty": 1,
            })],
        })
        cls.order.action_confirm()
        cls.env.flush_all()

    def test_page_shows_the_own_credit(self):
        self.log_in("portal_north")
        self.assertIn("/my/dms/credit", self.get_page("/my/home"))
        page = self.get_page("/my/dms/credit")
        self.assertIn("7,654.00", page)
        self.assertIn(self.order.name, page)
        self.assertIn("exceeds the credit", page)
        self.log_in("portal_south")
        page = self.get_page("/my/dms/credit")
        self.assertIn("4,321.00", page)
        self.assertNotIn(self.order.name, page)

    def test_page_is_for_distributors_only(self):
        self.assert_for_distributors_only("/my/dms/credit")

    def test_signed_order_is_held_and_says_so(self):
        order = self.order.copy()
        order.write({"require_signature": True, "require_payment": False,
                     "validity_date": self.today + timedelta(days=9)})
        order.action_quotation_sent()
        self.env.flush_all()
        self.log_in("portal_north")
        answer = self.make_jsonrpc_request(f"/my/orders/{order.id}/accept", {
            "name": "Anita",
            "signature": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",  # noqa: E501
        })
        self.assertNotIn("error", answer)
        order.invalidate_recordset()
        self.assertEqual((order.state, order.dms_hold_state), ("sent", "held"))
        self.assertIn("waits for our release", self.get_page(f"/my/orders/{order.id}"))

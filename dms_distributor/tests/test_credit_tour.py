from odoo import Command
from odoo.tests import HttpCase, tagged

from .common_network import NetworkCommon


@tagged("post_install", "-at_install")
class TestCreditTour(NetworkCommon, HttpCase):
    def test_held_order_is_released(self):
        limit = self.env["dms.credit.limit"].create(
            {"partner_id": self.sunrise.id, "amount": 100, "reason": "Test"}
        )
        limit.action_submit()
        limit.action_approve()
        order = self.env["sale.order"].create({
            "partner_id": self.sunrise.id,
            "order_line": [Command.create({
                "product_id": self.product.id, "price_unit": 500, "product_uom_qty": 1,
            })],
        })
        self._create_user(
            "t_credit",
            "dms_distributor.group_manager,sales_team.group_sale_manager,"
            "account.group_account_invoice",
        )
        self.start_tour(
            f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}",
            "dms_credit_release", login="t_credit",
        )
        self.assertEqual((order.state, order.dms_hold_state), ("sale", "released"))

from datetime import timedelta
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditHold(CreditCommon):
    def test_order_within_the_limit_passes(self):
        self._give_limit(1000)
        order = self._create_order(1000)
        self.assertTrue(order.action_confirm() is True)
        self.assertEqual((order.state, order.dms_hold_state), ("sale", "none"))
        self.assertEqual(self._get_statement().available, Decimal(0))

    def test_order_beyond_the_limit_is_held(self):
        self._give_limit(1000)
        order = self._create_order(1000.01)
        answer = order.action_confirm()
        self.assertEqual((order.state, order.dms_hold_state), ("draft", "held"))
        self.assertEqual(order.dms_hold_codes, "credit_limit")
        self.assertIn("1,000.01", order.dms_hold_reason)
        self.assertEqual(answer["tag"], "display_notification")
        self.assertIn(order.name, answer["params"]["message"])
        check = self.env["dms.credit.check"].search([("order_id", "=", order.id)])
        self.assertEqual((check.result, check.available), ("held", -0.01))

    def test_held_order_passes_once_there_is_room(self):
        self._give_limit(1000)
        invoice = self._invoice(600)
        order = self._create_order(500)
        order.action_confirm()
        self.assertEqual(order.dms_hold_state, "held")
        self._pay(600, invoice=invoice)
        order.action_confirm()
        self.assertEqual((order.state, order.dms_hold_state), ("sale", "none"))
        self.assertFalse(order.dms_hold_reason)

    def test_review_ends_holds_for_which_there_is_room(self):
        self._give_limit(1000)
        invoice = self._invoice(900)
        orders = self._create_order(600) | self._create_order(600)
        orders.action_confirm()
        self.assertEqual(orders.mapped("dms_hold_state"), ["held", "held"])
        self._pay(900, invoice=invoice)
        self.env["sale.order"]._cron_review_dms_holds()
        self.assertEqual(orders.mapped("dms_hold_state"), ["none", "held"])
        self.assertEqual(orders.mapped("state"), ["draft", "draft"])

    def test_payment_in_the_portal_needs_no_credit(self):
        self._give_limit(100)
        order = self._create_order(500)
        self.env["payment.transaction"].create({
            "provider_id": self.env["payment.provider"].create({
                "name": "Test", "code": "none", "company_id": self.company.id,
            }).id,
            "payment_method_id": self.env["payment.method"].search([], limit=1).id or
            self.env["payment.method"].create({"name": "T", "code": "t"}).id,
            "amount": 450, "currency_id": order.currency_id.id, "partner_id": self.sunrise.id,
            "reference": "test-credit", "state": "done", "sale_order_ids": order.ids,
        })
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_mass_action_confirms_what_fits(self):
        self._give_limit(1000)
        orders = self._create_order(600) | self._create_order(600) | self._create_order(300)
        outsider = self._create_order(9999, self.env["res.partner"].create({"name": "Outsider"}))
        (orders | outsider).action_confirm()
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "sale"])
        self.assertEqual(outsider.state, "sale")

    def test_overdue_holds_after_the_days_of_grace(self):
        self._give_limit(10000)
        account = self.sunrise.dms_credit_account_ids
        account.grace_days = 5
        self._invoice(100, due_days=-5)
        order = self._create_order(10)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        account.grace_days = 4
        order = self._create_order(10)
        order.action_confirm()
        self.assertEqual(order.dms_hold_codes, "credit_overdue")
        self.assertIn("5 days", order.dms_hold_reason)

    def test_partner_without_limit(self):
        order = self._create_order(10**6)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.company.dms_credit_without_limit = "none"
        order = self._create_order(1)
        order.action_confirm()
        self.assertEqual(order.dms_hold_state, "held")

    def test_ended_limit_is_no_credit(self):
        self._give_limit(
            1000, date_from=self.today - timedelta(days=9), date_to=self.today
        )
        self.assertEqual(self._get_statement().limit, 1000)
        self._give_limit(
            500, self.seaside, kind="temporary",
            date_from=self.today - timedelta(days=9), date_to=self.today,
        )
        self.assertEqual(self._get_statement(self.seaside).available, 500)
        (self.sunrise | self.seaside).dms_credit_limit_ids.sudo().date_to = (
            self.today - timedelta(days=1)
        )
        self.env.flush_all()
        self.assertEqual(self._get_statement().available, 0)
        self.assertEqual(self._get_statement(self.seaside).available, 0)

    def test_customer_outside_the_network_is_untouched(self):
        outsider = self.env["res.partner"].create({"name": "Outsider"})
        order = self._create_order(100, outsider)
        order.action_confirm()
        self.assertFalse(order.dms_credit_partner_id)
        self.assertFalse(self.env["dms.credit.check"].search([("order_id", "=", order.id)]))
        self._give_limit(50, outsider)
        order = self._create_order(100, outsider)
        order.action_confirm()
        self.assertEqual(order.dms_hold_state, "held")

    def test_other_doors_are_closed(self):
        self._give_limit(1000)
        order = self._create_order(2000)
        with self._refused("exceeds the credit"):
            order.state = "sale"
        with self._refused("exceeds the credit"):
            order.with_context(dms_cleared=[order.id]).write({"state": "sale"})
        with self._refused("exceeds the credit"):
            self._create_order(2000, state="sale")
        order = self._create_order(900)
        order.action_confirm()
        line = order.order_line
        for change in (
            lambda: line.write({"product_uom_qty": 20}),
            lambda: line.write({"price_unit": 1001}),
            lambda: line.copy({"order_id": order.id, "price_unit": 200}),
            lambda: order.write({"order_line": [Command.update(line.id, {"price_unit": 5000})]}),
        ):
            with self._refused("exceeds the credit"):
                change()
        line.price_unit = 1000
        line.price_unit = 10
        self.assertEqual(self._get_statement().available, 990)

    def test_line_of_discount_cannot_be_removed_past_the_limit(self):
        self._give_limit(1000)
        order = self._create_order(1500)
        discount = order.order_line.copy({
            "order_id": order.id, "price_unit": -600, "product_uom_qty": 1,
        })
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        with self._refused("exceeds the credit"):
            discount.product_uom_qty = 0

    def test_order_cannot_be_moved_to_a_debtor_without_room(self):
        self._give_limit(1000)
        self._give_limit(10, self.seaside)
        order = self._create_order(500)
        order.action_confirm()
        with self._refused("Seaside"):
            order.partner_invoice_id = self.seaside

    def test_contacts_and_payers_share_the_credit(self):
        self._give_limit(1000)
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.sunrise.id})
        order = self._create_order(700, contact)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        order = self._create_order(700, partner_invoice_id=contact.id)
        order.action_confirm()
        self.assertEqual(order.dms_hold_state, "held")
        payer = self.env["res.partner"].create({"name": "Payer"})
        order = self._create_order(700, partner_invoice_id=payer.id)
        self.assertEqual(order.dms_credit_partner_id, self.sunrise)


@tagged("post_install", "-at_install")
class TestOrderRelease(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_limit(100)
        cls.order = cls._create_order(500)
        cls.order.action_confirm()
        cls.user = cls._create_user(
            "t_user", "dms_distributor.group_user,sales_team.group_sale_salesman",
            territories=cls.country,
        )
        cls.user.write({"company_ids": cls.company.ids, "company_id": cls.company.id})

    def _request(self, **values):
        release = self.env["dms.order.release"].with_user(self.user).create({
            "order_id": self.order.id, "note": "Old customer", **values,
        })
        release.action_submit()
        return release

    def test_release_confirms_the_order(self):
        release = self._request()
        self.assertEqual((release.amount, release.reason_codes), (500, "credit_limit"))
        with self.assertRaises(AccessError):
            release.action_approve()
        release.sudo(False).with_user(self.env.user).action_approve()
        self.assertEqual((self.order.state, self.order.dms_hold_state), ("sale", "released"))
        check = self.order.env["dms.credit.check"].search(
            [("order_id", "=", self.order.id)], limit=1
        )
        self.assertEqual(check.result, "released")
        with self._refused("exceeds the credit"):
            self.order.order_line.price_unit = 501

    def test_larger_order_needs_another_release(self):
        release = self._request(confirm_order=False)
        release.with_user(self.env.user).action_approve()
        self.assertEqual((self.order.state, self.order.dms_hold_state), ("draft", "released"))
        self.order.order_line.price_unit = 501
        self.order.action_confirm()
        self.assertEqual((self.order.state, self.order.dms_hold_state), ("draft", "held"))

    def test_release_does_not_cover_a_new_reason(self):
        release = self._request(confirm_order=False)
        release.with_user(self.env.user).action_approve()
        self._invoice(10, due_days=-30)
        self.order.action_confirm()
        self.assertEqual(self.order.dms_hold_codes, "credit_overdue")

    def test_release_needs_grounds_and_a_held_order(self):
        release = self.env["dms.order.release"].create({"order_id": self.order.id})
        with self._refused("on what grounds"):
            release.action_submit()
        free = self._create_order(1)
        release = self.env["dms.order.release"].create({"order_id": free.id, "note": "x"})
        with self._refused("is not held"):
            release.action_submit()

    def test_amount_of_a_release_is_the_orders(self):
        release = self._request(amount=10**6, reason_codes="credit_limit,credit_overdue")
        self.assertEqual((release.amount, release.reason_codes), (500, "credit_limit"))

    def test_refusal_keeps_the_hold(self):
        release = self._request().with_user(self.env.user)
        release.decision_reason = "Pays late"
        release.action_refuse()
        self.assertEqual((self.order.state, self.order.dms_hold_state), ("draft", "held"))

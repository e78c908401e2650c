import base64
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_order import OrderCommon

PHOTO = base64.b64encode(base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
))


@tagged("post_install", "-at_install")
class TestReturnRequest(OrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = cls.env["dms.return.request"]
        cls._stock(cls.tea, 100)

    def _sell(self, quantities):
        order = self._order(quantities)
        self._deliver(order)
        return order

    def _request(self, order, quantity=3, reason="excess", **values):
        [choice] = order._get_dms_returnable_lines()
        return self.requests.create({
            "distributor_id": self.sunrise.id,
            "line_ids": [Command.create({
                "move_id": choice["move"].id, "lot_id": choice["lot"].id, "quantity": quantity,
                "reason": reason, **values,
            })],
        })

    def _agree(self, **values):
        agreement = self.env["dms.agreement"].create({
            "distributor_id": self.sunrise.id, "date_start": date.today() - timedelta(days=30),
            "territory_ids": self.north.ids, "is_return_allowed": True, **values,
        })
        agreement.action_submit()
        agreement.action_approve()
        if agreement.state != "active":
            agreement.sudo()._move("active")
        return agreement

    def _receive(self, request):
        picking = request.picking_ids
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_from_the_wish_to_the_credit_note(self):
        order = self._sell({self.tea: (0, 10)})
        order._create_invoices().action_post()
        request = self._request(order)
        self.assertEqual(request.amount, 24)
        request.action_submit()
        request.action_approve()
        picking = request.picking_ids
        self.assertRecordValues(picking.move_ids, [{
            "product_id": self.tea.id, "product_uom_qty": 3, "to_refund": True,
        }])
        self.assertEqual(request.state, "approved")
        self._receive(request)
        note = request.credit_note_ids
        self.assertRecordValues(note, [{
            "move_type": "out_refund", "state": "draft", "amount_untaxed": 24,
            "partner_id": self.sunrise.id,
        }])
        self.assertEqual((request.state, order.order_line.qty_delivered), ("received", 7))
        note.action_post()
        self.assertEqual(request.state, "credited")
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_what_was_invoiced_as_ordered_is_credited_too(self):
        self.tea.invoice_policy = "order"
        order = self._sell({self.tea: (0, 10)})
        order._create_invoices().action_post()
        request = self._request(order)
        request.action_submit()
        request.action_approve()
        self._receive(request)
        self.assertEqual(request.credit_note_ids.amount_untaxed, 24)
        self.assertRecordValues(order.order_line, [{"product_uom_qty": 7, "qty_to_invoice": 0}])
        self.assertLessEqual(set(order.picking_ids.mapped("state")), {"done", "cancel"})

    def test_what_was_not_invoiced_needs_no_credit_note(self):
        order = self._sell({self.tea: (0, 10)})
        request = self._request(order)
        request.action_submit()
        request.action_approve()
        self._receive(request)
        self.assertEqual((request.state, len(request.credit_note_ids)), ("credited", 0))
        self.assertEqual(order.order_line.qty_to_invoice, 7)

    def test_no_more_comes_back_than_was_delivered(self):
        order = self._sell({self.tea: (0, 10)})
        with self.assertRaisesRegex(UserError, "only 10"):
            self._request(order, 11).action_submit()
        self._request(order, 7).action_submit()
        with self.assertRaisesRegex(UserError, "only 3"):
            self._request(order, 4).action_submit()
        self.assertEqual(order._get_dms_returnable_lines()[0]["quantity"], 3)

    def test_damage_needs_a_photo(self):
        order = self._sell({self.tea: (0, 10)})
        with self.assertRaisesRegex(UserError, "photo"):
            self._request(order, reason="damaged").action_submit()
        self._request(order, reason="damaged", photo=PHOTO).action_submit()

    def test_window_and_cap_of_the_agreement(self):
        self._agree(return_window_days=5, return_cap_percent=50)
        order = self._sell({self.tea: (0, 10)})
        with self.assertRaisesRegex(UserError, "50 %"):
            self._request(order, 6).action_submit()
        self._request(order, 5).action_submit()
        with self.assertRaisesRegex(UserError, "50 %"):
            self._request(order, 1).action_submit()
        order.picking_ids.date_done = fields.Datetime.now() - timedelta(days=6)
        with self.assertRaisesRegex(UserError, "until"):
            self._request(order, 1).action_submit()
        goodwill = self._request(order, 1)
        goodwill.is_goodwill = True
        goodwill.action_submit()
        user = self._create_user("rep", "dms_distributor.group_user", territories=self.north)
        with self.assertRaises(AccessError):
            self._request(order, 1).with_user(user).is_goodwill = True

    def test_goods_near_their_date(self):
        self._agree(is_expiry_credited=True, expiry_notice_days=20, expiry_credit_percent=60)
        self.soap.write({"tracking": "lot", "use_expiration_date": True})
        lot = self.env["stock.lot"].create({
            "product_id": self.soap.id, "name": "L-1",
            "expiration_date": fields.Datetime.now() + timedelta(days=40),
        })
        self._stock(self.soap, 50, lot)
        order = self._sell({self.soap: (0, 20)})
        order._create_invoices().action_post()
        self.assertEqual(order._get_dms_returnable_lines()[0]["lot"], lot)
        with self.assertRaisesRegex(UserError, "20 days"):
            self._request(order, 10, "near_expiry").action_submit()
        lot.expiration_date = fields.Datetime.now() + timedelta(days=15)
        with self.assertRaisesRegex(UserError, "another reason"):
            self._request(order, 10, "expired").action_submit()
        request = self._request(order, 10, "near_expiry")
        request.action_submit()
        request.action_approve()
        self.assertEqual(request.picking_ids.move_line_ids.lot_id, lot)
        self._receive(request)
        # Ten at 2.25, of which 60 % are credited.
        self.assertEqual(request.credit_note_ids.amount_untaxed, 13.5)

    def test_a_submitted_request_stands(self):
        request = self._request(self._sell({self.tea: (0, 10)}))
        request.action_submit()
        with self.assertRaises(UserError):
            request.line_ids.quantity = 5
        with self.assertRaises(UserError):
            request.line_ids.unlink()
        request.decision_reason = "Not ours"
        request.action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.line_ids._get_returnable_quantity(), 10)

    def test_goods_of_another_cannot_be_given_back(self):
        request = self._request(self._sell({self.tea: (0, 10)}))
        request.distributor_id = self.seaside
        with self.assertRaisesRegex(UserError, "not delivered"):
            request.action_submit()

from odoo import Command
from odoo.tests import tagged

from .common_order import SchemeFlowCommon


@tagged("post_install", "-at_install")
class TestOrderSchemeFlow(SchemeFlowCommon):
    """Benefits from the confirmation to the invoice and back."""

    def test_what_is_confirmed_stands(self):
        scheme = self._scheme("All", [(100, 10)])
        order = self._quotation((self.tea, 50))
        order.action_confirm()
        self.assertTrue(order.dms_is_scheme_frozen)
        self.assertEqual(order.amount_untaxed, 360.0)
        self.assertEqual(order.dms_scheme_line_ids.amount, 40.0)
        self._end(scheme)
        order._update_dms_schemes()
        order._recompute_prices()
        self.assertEqual(order.amount_untaxed, 360.0)
        self.assertEqual(order.dms_scheme_panel["rows"][0]["amount"], 40.0)
        self.assertTrue(order.dms_scheme_panel["is_frozen"])
        self.assertEqual(self._quotation((self.tea, 50)).amount_untaxed, 400.0)

    def test_a_written_state_freezes_as_well(self):
        self._scheme("All", [(100, 10)])
        order = self._quotation((self.tea, 50))
        order.state = "sale"
        self.assertTrue(order.dms_is_scheme_frozen)
        self.assertEqual(order.dms_scheme_line_ids.amount, 40.0)

    def test_delivery_invoice_and_credit_note(self):
        money = self._scheme("All", [(100, 10)], product_ids=[Command.set(self.tea.ids)])
        goods = self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 20, self.case))
        source, free = order.order_line
        order.action_confirm()
        self.assertEqual(self._get_sums(money), (168.0, 0, 0, 0))
        self.assertEqual(len(order.picking_ids.move_ids), 2)
        self._ship(order, {source: 20, free: 1})
        self.assertEqual((source.qty_delivered, free.qty_delivered), (20, 1))
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 1512.0)
        self.assertAlmostEqual(invoice.amount_tax, 272.16)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(self._get_sums(money), (0, 168.0, 168.0, 0))
        self.assertEqual(self._get_sums(goods)[0], 0)
        notes = invoice.invoice_line_ids.mapped(lambda line: line._get_dms_scheme_note())
        self.assertEqual([bool(note) for note in notes], [True, False])
        refund = invoice._reverse_moves(cancel=True)
        self.assertEqual(refund.amount_total, invoice.amount_total)
        self.assertEqual(
            self._get_sums(money), (168.0, 0, 0, 0), "the order can be invoiced again"
        )

    def test_an_invoice_that_is_drafted_again(self):
        scheme = self._scheme("All", [(100, 10)])
        order = self._quotation((self.tea, 50))
        order.action_confirm()
        self._ship(order, {order.order_line: 50})
        invoice = self._invoice(order)
        self.assertEqual(self._get_sums(scheme), (0, 40.0, 40.0, 0))
        invoice.button_draft()
        self.assertEqual(self._get_sums(scheme), (40.0, 0, 0, 0))
        invoice.action_post()
        self.assertEqual(self._get_sums(scheme), (0, 40.0, 40.0, 0))

    def test_a_part_is_delivered_and_the_rest_follows(self):
        scheme = self._scheme("All", [(100, 3.33)])
        order = self._quotation((self.tea, 30))
        line = order.order_line
        order.action_confirm()
        self.assertEqual(order.amount_untaxed, 232.01)
        self._ship(order, {line: 7})
        first = self._invoice(order)
        self.assertEqual(first.amount_untaxed, 54.14)
        self.assertEqual(self._get_sums(scheme), (6.13, 1.86, 1.86, 0))
        self._ship(order, {line: 23})
        second = self._invoice(order)
        self.assertAlmostEqual(first.amount_untaxed + second.amount_untaxed, 232.01)
        self.assertEqual(self._get_sums(scheme), (0, 7.99, 7.99, 0))

    def test_the_rest_is_given_up(self):
        scheme = self._scheme("All", [(100, 10)])
        order = self._quotation((self.tea, 50))
        order.action_confirm()
        self._ship(order, {order.order_line: 20}, keep_rest=False)
        order.order_line.product_uom_qty = 20
        self.assertEqual(order.amount_untaxed, 144.0)
        self.assertEqual(self._get_sums(scheme), (16.0, 0, 0, 0))
        self._invoice(order)
        self.assertEqual(self._get_sums(scheme), (0, 16.0, 16.0, 0))

    def test_what_is_added_later_earns_nothing(self):
        scheme = self._scheme("All", [(100, 10)])
        order = self._quotation((self.tea, 50))
        order.action_confirm()
        order.order_line.product_uom_qty = 80
        self.assertEqual(order.amount_untaxed, 600.0)
        self.assertEqual(self._get_sums(scheme)[0], 40.0)

    def test_a_cancelled_order_gives_its_promises_back(self):
        scheme = self._scheme("All", [(100, 10)])
        order = self._quotation((self.tea, 50))
        order.action_confirm()
        self.assertEqual(self._get_sums(scheme)[0], 40.0)
        order._action_cancel()
        self.assertEqual(self._get_sums(scheme)[0], 0.0)
        order.action_draft()
        self.assertFalse(order.dms_scheme_line_ids)
        self.assertFalse(order.dms_is_scheme_frozen)
        self._end(scheme)
        order.date_order = order.date_order
        order.action_confirm()
        self.assertEqual(self._get_sums(scheme)[0], 0.0)

    def test_a_budget_cuts_and_says_so(self):
        scheme = self._scheme(
            "All", [(100, 10)], budget_scope="scheme", budget_amount=50,
        )
        first, second = self._quotation((self.tea, 50)), self._quotation((self.tea, 50))
        self.assertEqual((first.amount_untaxed, second.amount_untaxed), (360.0, 360.0))
        first.action_confirm()
        second.action_confirm()
        self.assertEqual(second.amount_untaxed, 390.0)
        self.assertEqual(self._get_sums(scheme)[0], 50.0)
        self.assertIn("10.00", second.message_ids.mapped("body")[0] or "")
        self.assertEqual(self._quotation((self.tea, 50)).amount_untaxed, 400.0)
        first._action_cancel()
        self.assertEqual(self._quotation((self.tea, 50)).amount_untaxed, 360.0)

    def test_what_is_paid_later_accrues_at_the_invoice(self):
        scheme = self._scheme("All", [(100, 10)], payout="off_invoice")
        order = self._quotation((self.tea, 50))
        self.assertEqual(order.amount_untaxed, 400.0)
        self.assertEqual(order.dms_scheme_panel["total"], 0)
        self.assertEqual(order.dms_scheme_panel["rows"][0]["amount"], 40.0)
        order.action_confirm()
        self._ship(order, {order.order_line: 50})
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 400.0)
        self.assertEqual(self._get_sums(scheme), (0, 40.0, 40.0, 40.0))

    def test_a_returned_part_takes_its_share_back(self):
        scheme = self._scheme("All", [(100, 10)])
        order = self._quotation((self.tea, 50))
        line = order.order_line
        order.action_confirm()
        picking = self._ship(order, {line: 50})
        self._invoice(order)
        self._return(picking, 10)
        self.assertEqual(line.qty_delivered, 40)
        refund = self._invoice(order, final=True)
        self.assertEqual(refund.move_type, "out_refund")
        self.assertEqual(refund.amount_untaxed, 72.0)
        self.assertEqual(self._get_sums(scheme), (0, 32.0, 32.0, 0))

    def test_a_return_below_the_slab_is_charged_back(self):
        scheme = self._scheme("All", [(400, 10)], adjustment="reevaluated")
        order = self._quotation((self.tea, 50))
        line = order.order_line
        order.action_confirm()
        picking = self._ship(order, {line: 50})
        self.assertEqual(self._invoice(order).amount_untaxed, 360.0)
        self._return(picking, 10)
        claw_back = order.order_line - line
        self.assertEqual((claw_back.dms_is_claw_back, claw_back.price_subtotal), (True, 32.0))
        self.assertEqual(claw_back.tax_ids, self.tax)
        refund = self._invoice(order, final=True)
        self.assertEqual(refund.move_type, "out_refund")
        self.assertEqual(refund.amount_untaxed, 40.0, "72 for the goods less 32 charged back")
        self.assertAlmostEqual(refund.amount_tax, 7.2)
        self.assertEqual(self._get_sums(scheme), (0, 0, 0, 0))

    def test_a_rest_given_up_is_worked_out_anew(self):
        scheme = self._scheme("All", [(100, 5), (400, 10)], adjustment="reevaluated")
        order = self._quotation((self.tea, 50))
        order.action_confirm()
        self._ship(order, {order.order_line: 20}, keep_rest=False)
        order.order_line.product_uom_qty = 20
        self.assertEqual(order.amount_untaxed, 152.0, "160 less 5 %")
        order.order_line.filtered(lambda line: not line.dms_is_claw_back).product_uom_qty = 50
        self.assertEqual(order.amount_untaxed, 360.0)
        self.assertEqual(self._get_sums(scheme)[0], 40.0)

    def test_free_goods_that_are_not_earned_any_more(self):
        self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 40, self.case))
        source, free = order.order_line
        order.action_confirm()
        picking = self._ship(order, {source: 40, free: 2})
        self._invoice(order)
        self._return(picking, 20 * 12)
        self.assertEqual(source.qty_delivered, 20)
        claw_back = order.order_line - source - free
        self.assertEqual(claw_back.price_subtotal, 96.0, "one case at its price")
        refund = self._invoice(order, final=True)
        self.assertEqual(refund.amount_untaxed, 20 * 84 - 96)

    def test_free_goods_of_a_rest_given_up(self):
        self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 40, self.case))
        source, free = order.order_line
        order.action_confirm()
        source.product_uom_qty = 39
        self.assertEqual(free.product_uom_qty, 1)

    def test_purchases_add_up_over_the_window(self):
        self._scheme(
            "Volume", [(500, 2), (1000, 5)], mechanism="period", payout="on_invoice",
            date_end=self.today,
            product_ids=[Command.set(self.tea.ids)],
        )
        first = self._quotation((self.tea, 50))
        self.assertEqual(first.amount_untaxed, 400.0, "no slab is reached yet")
        first.action_confirm()
        second = self._quotation((self.tea, 50))
        self.assertEqual(second.amount_untaxed, 384.0, "2 % of 800")
        second.action_confirm()
        third = self._quotation((self.tea, 50))
        self.assertEqual(third.amount_untaxed, 356.0, "5 % of 1,200, of which 16 are given")
        self.assertEqual(second._get_dms_evaluation()[second].outcomes[
            second.dms_scheme_line_ids.scheme_id.id
        ].amount, 16)

    def test_a_target_pays_once_it_is_reached(self):
        scheme = self._scheme(
            "Target", [(100, 3)], mechanism="target", payout="off_invoice",
            target_ids=[Command.create({"partner_id": self.sunrise.id, "value": 700})],
        )
        order = self._quotation((self.tea, 50))
        self.assertEqual(order.dms_scheme_panel["rows"], [])
        order.action_confirm()
        order = self._quotation((self.tea, 50))
        self.assertEqual(order.amount_untaxed, 400.0)
        self.assertEqual(order.dms_scheme_panel["rows"][0]["amount"], 24.0, "3 % of 800")
        order.action_confirm()
        self._ship(order, {order.order_line: 50})
        self._invoice(order)
        self.assertEqual(self._get_sums(scheme), (0, 24.0, 24.0, 24.0))
        other = self._quotation((self.tea, 50), partner=self.seaside)
        self.assertEqual(other.dms_scheme_panel["rows"], [])

    def test_the_credit_check_sees_what_is_to_be_paid(self):
        self.sunrise._get_dms_credit_statements(self.company)
        self._scheme("All", [(1, 50)])
        order = self._quotation((self.soap, 100))
        self.assertEqual(order._get_dms_credit_amount(), 112.5)

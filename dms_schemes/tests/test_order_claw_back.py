from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common_order import SchemeFlowCommon


class ClawBackCommon(SchemeFlowCommon):
    """What documents and the ledger say once goods have come back."""

    def _get_document_sums(self, order):
        """Of all posted documents of an order, credit notes negative: value without and with tax,
        and what schemes take off on them.
        """
        moves = order.invoice_ids.filtered(lambda move: move.state == "posted")
        return tuple(
            round(sum(-move.direction_sign * figure(move) for move in moves), 2)
            for figure in (
                lambda move: move.amount_untaxed,
                lambda move: move.amount_total,
                lambda move: sum(move.invoice_line_ids.mapped("dms_scheme_amount")),
            )
        )

    def _sell(self, order):
        """Confirm, deliver and invoice a quotation; the delivery and the invoice."""
        order.action_confirm()
        picking = self._ship(order, {line: line.product_uom_qty for line in order.order_line})
        return picking, self._invoice(order)

    def _credit(self, order, **values):
        """Credit what came back; the credit note."""
        refund = order._create_invoices(final=True)
        refund.write(values)
        refund.action_post()
        self.assertEqual(refund.move_type, "out_refund")
        return refund


@tagged("post_install", "-at_install")
class TestClawBackIncludedTaxes(ClawBackCommon):
    """Returns of goods whose prices include the tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create({
            "name": "18 % included", "amount": 18.0, "price_include_override": "tax_included",
        })
        cls.tea.taxes_id = cls.tax

    def test_a_returned_part_takes_its_share_back(self):
        scheme = self._scheme("All", [(100, 10)])
        order = self._quotation((self.tea, 50))
        self.assertEqual((order.amount_untaxed, order.amount_total), (305.09, 360.0))
        picking, _invoice = self._sell(order)
        self.assertEqual(self._get_sums(scheme), (0, 33.9, 33.9, 0))
        given = [33.9]
        for returned in (7, 10, 33):
            self._return(picking, returned)
            self._credit(order)
            value, total, taken = self._get_document_sums(order)
            given.append(taken)
            self.assertEqual(self._get_sums(scheme), (0, taken, taken, 0))
        self.assertEqual(given, [33.9, 29.15, 22.37, 0.0])
        self.assertEqual((value, total), (0.0, 0.0), "nothing is kept, nothing is owed")

    def test_a_return_below_the_slab_is_charged_back(self):
        scheme = self._scheme("All", [(330, 10)], adjustment="reevaluated")
        order = self._quotation((self.tea, 50))
        line = order.order_line
        picking, _invoice = self._sell(order)
        self._return(picking, 10)
        claw_back = order.order_line - line
        self.assertEqual(
            (claw_back.price_unit, claw_back.price_subtotal, claw_back.tax_ids),
            (32.0, 27.12, self.tax),
        )
        refund = self._credit(order)
        self.assertEqual((refund.amount_untaxed, refund.amount_total), (33.9, 40.0))
        value, total, _taken = self._get_document_sums(order)
        self.assertEqual((value, total), (271.19, 320.0), "forty at the full price")
        self.assertEqual(self._get_sums(scheme), (0, 0, 0, 0))

    def test_the_charge_is_the_same_in_one_return_or_two(self):
        scheme = self._scheme("All", [(200, 3.3), (330, 7.7)], adjustment="reevaluated")
        totals = []
        for returns in ((30,), (11, 19)):
            order = self._quotation((self.tea, 50))
            picking, _invoice = self._sell(order)
            for returned in returns:
                self._return(picking, returned)
                self._credit(order)
            totals.append(self._get_document_sums(order)[1])
        self.assertEqual(totals, [160.0, 160.0], "twenty, which is below both slabs")
        self.assertEqual(self._get_sums(scheme), (0, 0, 0, 0))

    def test_free_goods_that_are_not_earned_any_more(self):
        self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 40, self.case))
        source, free = order.order_line
        picking, _invoice = self._sell(order)
        self.assertEqual((source.qty_delivered, free.qty_delivered), (40, 2))
        self._return(picking, 20 * 12)
        claw_back = order.order_line - source - free
        self.assertEqual(
            (claw_back.price_subtotal, claw_back.price_total), (81.36, 96.0), "a case at its price"
        )
        self.assertEqual(self._credit(order).amount_total, 20 * 84 - 96)

    def test_a_credit_note_made_of_the_invoice(self):
        scheme = self._scheme("All", [(100, 10)])
        order = self._quotation((self.tea, 50))
        _picking, invoice = self._sell(order)
        refund = invoice._reverse_moves()
        refund.invoice_line_ids.quantity = 10
        refund.action_post()
        self.assertEqual((refund.amount_untaxed, refund.amount_total), (61.02, 72.0))
        self.assertEqual(self._get_sums(scheme), (6.78, 27.12, 27.12, 0), "ten may follow")
        self._invoice(order)
        self.assertEqual(self._get_sums(scheme), (0, 33.9, 33.9, 0))
        self.assertEqual(self._get_document_sums(order), (305.09, 360.0, 33.9))


@tagged("post_install", "-at_install")
class TestClawBackCurrency(ClawBackCommon):
    """Returns of an order in another currency than its schemes', at another rate than then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.later = cls.today + timedelta(days=20)
        currency = cls.env["res.currency"].create({
            "name": "TST", "symbol": "T", "rate_ids": [
                Command.create({"name": day, "rate": rate})
                for day, rate in (("2000-01-01", 2.0), (cls.later, 4.0))
            ],
        })
        cls.foreign = cls.env["product.pricelist"].create({
            "name": "Test Foreign", "currency_id": currency.id,
            "item_ids": [Command.create({
                "applied_on": "0_product_variant", "product_id": cls.tea.id,
                "compute_price": "fixed", "fixed_price": 8,
            })],
        })

    def test_a_returned_part_takes_back_what_it_was_given(self):
        scheme = self._scheme("All", [(150, 10)], budget_scope="scheme", budget_amount=1000)
        order = self._quotation((self.tea, 50), pricelist_id=self.foreign.id)
        self.assertEqual(order.amount_untaxed, 360.0, "400 are 200 of the scheme's")
        picking, _invoice = self._sell(order)
        self.assertEqual(self._get_sums(scheme), (0, 20.0, 20.0, 0))
        self._return(picking, 10)
        refund = self._credit(order, invoice_date=self.later)
        self.assertEqual(refund.amount_untaxed, 72.0)
        self.assertEqual(self._get_sums(scheme), (0, 16.0, 16.0, 0))
        self._return(picking, 40)
        self._credit(order, invoice_date=self.later)
        self.assertEqual(self._get_sums(scheme), (0, 0, 0, 0))
        self.assertEqual(scheme.budget_left, 1000)

    def test_a_return_below_the_slab_is_charged_back(self):
        scheme = self._scheme("All", [(180, 10)], adjustment="reevaluated")
        order = self._quotation((self.tea, 50), pricelist_id=self.foreign.id)
        line = order.order_line
        picking, _invoice = self._sell(order)
        self._return(picking, 10)
        claw_back = order.order_line - line
        self.assertEqual(claw_back.price_subtotal, 32.0, "in the currency of the order")
        refund = self._credit(order, invoice_date=self.later)
        self.assertEqual(refund.amount_untaxed, 40.0)
        self.assertEqual(self._get_document_sums(order)[0], 320.0)
        self.assertEqual(self._get_sums(scheme), (0, 0, 0, 0))

    def test_what_is_paid_later_is_owed_no_more(self):
        scheme = self._scheme("All", [(150, 10)], payout="off_invoice")
        order = self._quotation((self.tea, 50), pricelist_id=self.foreign.id)
        picking, _invoice = self._sell(order)
        self.assertEqual(self._get_sums(scheme), (0, 20.0, 20.0, 20.0))
        self._return(picking, 50)
        self._credit(order, invoice_date=self.later)
        self.assertEqual(self._get_sums(scheme), (0, 0, 0, 0))

    def test_an_invoice_at_another_rate_uses_the_promise_up(self):
        scheme = self._scheme("All", [(150, 10)], budget_scope="scheme", budget_amount=1000)
        order = self._quotation((self.tea, 50), pricelist_id=self.foreign.id)
        order.action_confirm()
        self.assertEqual(self._get_sums(scheme), (20.0, 0, 0, 0))
        self._ship(order, {order.order_line: 50})
        invoice = order._create_invoices()
        invoice.invoice_date = self.later
        invoice.action_post()
        self.assertEqual(self._get_sums(scheme), (0, 20.0, 20.0, 0))

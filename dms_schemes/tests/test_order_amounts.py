from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import Form, tagged


@tagged("post_install", "-at_install")
class TestOrderAmounts(AccountTestInvoicingCommon):
    """A scheme's discount in the amounts of orders, invoices and credit notes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.product = cls.env["product.product"].create({
            "name": "Biscuits", "list_price": 33.33, "standard_price": 20.0, "is_storable": False,
            "invoice_policy": "order", "taxes_id": [Command.clear()],
        })
        cls.tax = cls.env["account.tax"].create({"name": "18 %", "amount": 18.0})
        cls.included = cls.env["account.tax"].create({
            "name": "18 % included", "amount": 18.0, "price_include_override": "tax_included",
        })

    def _order(self, *lines, taxes=None, share=0.0, **values):
        """A confirmed order whose only line has a scheme take ``share`` off."""
        order = self.env["sale.order"].create({
            "partner_id": self.partner_a.id,
            "order_line": [
                Command.create({
                    "product_id": self.product.id, "product_uom_qty": quantity,
                    "price_unit": price, "discount": discount,
                    "tax_ids": [Command.set(taxes.ids if taxes else [])],
                })
                for quantity, price, discount in lines
            ],
            **values,
        })
        line = order.order_line[:1]
        line.dms_scheme_discount = line._get_dms_scheme_percent(share)
        return order

    def test_the_discount_comes_after_the_lines_own_and_before_taxes(self):
        order = self._order((10, 33.33, 10.0), taxes=self.tax, share=29.97)
        line = order.order_line
        self.assertEqual(line._get_dms_value(), 299.97)
        self.assertEqual(line.price_subtotal, 270.0)
        self.assertEqual(line.dms_scheme_amount, 29.97)
        self.assertEqual(order.amount_untaxed, 270.0)
        self.assertEqual(order.amount_tax, 48.6)
        self.assertAlmostEqual(line.margin, 70.0)
        self.assertAlmostEqual(order.amount_undiscounted, 333.3)

    def test_every_cent_can_be_taken_off_a_price_with_included_taxes(self):
        for share in (0.01, 1.23, 7.77, 99.99, 240.14):
            order = self._order((7, 41.95, 3.5), taxes=self.included, share=share)
            line = order.order_line
            self.assertAlmostEqual(
                line._get_dms_value() - line.price_subtotal, share, places=2, msg=str(share)
            )

    def test_a_price_change_does_not_lose_the_discount(self):
        order = self._order((10, 33.33, 0.0), share=33.33)
        order.order_line.product_uom_qty = 20
        self.assertEqual(order.order_line.price_subtotal, 599.94)

    def test_a_foreign_currency_has_its_own_cents(self):
        currency = self.setup_other_currency("JPY", rounding=1.0)
        pricelist = self.env["product.pricelist"].create({
            "name": "JPY", "currency_id": currency.id,
        })
        order = self._order((3, 1001, 0.0), share=100, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, currency)
        self.assertEqual(order.order_line.price_subtotal, 2903)

    def test_invoices_of_parts_add_up_to_the_cent(self):
        order = self._order((3, 33.33, 0.0), taxes=self.tax, share=10.0)
        order.action_confirm()
        line = order.order_line
        self.assertEqual(line.untaxed_amount_to_invoice, 89.99)
        subtotals = []
        self.product.invoice_policy = "delivery"
        for delivered in (1, 2, 3):
            line.qty_delivered = delivered
            move = order._create_invoices()
            move.action_post()
            subtotals.append(move.amount_untaxed)
        self.assertEqual(subtotals, [30.0, 29.99, 30.0])
        self.assertAlmostEqual(sum(subtotals), 89.99)
        self.assertEqual(line.invoice_status, "invoiced")
        self.assertEqual(line.untaxed_amount_to_invoice, 0.0)

    def test_the_credit_note_gives_back_what_was_invoiced(self):
        order = self._order((10, 33.33, 0.0), taxes=self.tax, share=33.3)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_untaxed, 300.0)
        self.assertEqual(invoice.invoice_line_ids.dms_scheme_amount, 33.3)
        self.assertEqual(invoice.amount_tax, 54.0)
        credit_note = invoice._reverse_moves(cancel=True)
        self.assertEqual(credit_note.amount_total, invoice.amount_total)
        self.assertEqual(credit_note.invoice_line_ids.dms_scheme_amount, 33.3)
        self.assertEqual(invoice.payment_state, "reversed")

    def test_the_quantity_of_a_draft_invoice_can_be_edited(self):
        order = self._order((10, 10.0, 0.0), taxes=self.tax, share=10.0)
        order.action_confirm()
        invoice = order._create_invoices()
        with Form(invoice) as form, form.invoice_line_ids.edit(0) as line:
            line.quantity = 5
        self.assertEqual(invoice.amount_untaxed, 45.0)
        self.assertEqual(invoice.amount_tax, 8.1)

    def test_a_duplicate_starts_without_the_scheme(self):
        order = self._order((10, 10.0, 0.0), share=10.0)
        self.assertEqual(order.copy().amount_untaxed, 100.0)

    def test_down_payments_are_of_the_discounted_total(self):
        order = self._order((10, 10.0, 0.0), taxes=self.tax, share=20.0)
        order.action_confirm()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids).create({
            "advance_payment_method": "percentage", "amount": 50,
        })
        wizard.create_invoices()
        self.assertEqual(order.invoice_ids.amount_untaxed, 40.0)

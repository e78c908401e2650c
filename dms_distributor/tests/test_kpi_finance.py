from freezegun import freeze_time
from odoo import fields
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestKpiFinance(AccountTestInvoicingCommon):
    """What a distributor owes and when it pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.env.user.group_ids |= cls.env.ref("dms_distributor.group_manager") | cls.env.ref(
            "sales_team.group_sale_manager"
        )
        tier = cls.env["dms.tier"].search([("role", "=", "distributor")], limit=1)
        cls.distributor = cls.env["res.partner"].create(
            {"name": "Payer", "dms_tier_id": tier.id, "company_id": cls.company.id}
        )
        cls.soap = cls.env["product.product"].create(
            {"name": "Soap", "taxes_id": False, "invoice_policy": "order", "list_price": 50}
        )

    def _invoice(self, day, amount, quantity=1, due="2026-12-31"):
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.distributor.id, "invoice_date": day,
            "invoice_date_due": due, "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, {
                "product_id": self.soap.id, "quantity": quantity, "price_unit": amount / quantity,
                "tax_ids": [],
            })],
        })
        invoice.action_post()
        return invoice

    def _pay(self, invoice, day, **values):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"payment_date": day, **values})._create_payments()

    def _get_parts(self, code, day="2026-03-15"):
        kpi = self.env.ref(f"dms_distributor.kpi_{code}")
        with freeze_time("2026-06-01"):
            period = kpi._get_period(self.company, fields.Date.to_date(day))
            figures = kpi._get_figures(period)
        [row] = [
            index for index, one in enumerate(figures.distributor_ids)
            if one == self.distributor.id
        ]
        parts = (figures.numerators[row], figures.denominators[row])
        return (*parts, figures.histograms[row]) if figures.histograms else parts

    def test_dso(self):
        """Owed at the end of March: 300 of January, half paid, and 200 of March."""
        self._pay(self._invoice("2026-01-10", 300), "2026-03-05", amount=150)
        self._invoice("2026-03-10", 200)
        self._invoice("2026-04-10", 999)
        owed, sold = self._get_parts("dso")
        self.assertAlmostEqual(owed, 350 * 31)
        self.assertAlmostEqual(sold, 200)

    def test_order_to_cash(self):
        """Confirmed on 1 March, invoiced, paid on the 21st: twenty days."""
        with freeze_time("2026-03-01 10:00:00"):
            order = self.env["sale.order"].create({
                "partner_id": self.distributor.id,
                "order_line": [(0, 0, {
                    "product_id": self.soap.id, "product_uom_qty": 2, "tax_ids": [],
                })],
            })
            order.action_confirm()
            invoice = order._create_invoices()
            invoice.action_post()
        self._pay(invoice, "2026-03-21")
        self.assertEqual(self._get_parts("order_to_cash"), (20, 1, {"20": 1}))

    def test_landed_cost_is_what_was_invoiced(self):
        """Invoiced at 30 a piece, though the list price is 50; sold on for 100."""
        self._invoice("2026-02-10", 300, quantity=10)
        self.env["dms.secondary.sale"].create({
            "company_id": self.company.id, "distributor_id": self.distributor.id,
            "product_id": self.soap.id, "date": "2026-03-12", "quantity": 2, "gross_amount": 100,
            "net_amount": 100, "source_key": "landed",
        })
        margin, net = self._get_parts("margin_health")
        self.assertAlmostEqual(margin, 100 - 2 * 30)
        self.assertAlmostEqual(net, 100)

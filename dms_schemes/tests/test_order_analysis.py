import io
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from .common_order import SchemeOrderCommon


@tagged("post_install", "-at_install")
class TestOrderAnalysis(SchemeOrderCommon):
    """What schemes have given, where orders are looked at together."""

    def _read_report(self, order, *measures):
        rows = self.env["sale.report"]._read_group(
            [("order_reference", "=", f"sale.order,{order.id}")], ["product_id", "dms_scheme_id"],
            [f"{name}:sum" for name in measures],
        )
        return {
            (product, scheme): tuple(round(figure, 2) for figure in figures)
            for product, scheme, *figures in rows
        }

    def test_sales_analysis_tells_what_schemes_give(self):
        discount = self._scheme("Soap", [(100, 5)], product_ids=[Command.set(self.soap.ids)])
        free = self._free(product_ids=[Command.set(self.tea.ids)])
        self.tea.standard_price = 3
        order = self._quotation((self.tea, 45, self.case), (self.soap, 100))
        soap = order.order_line.filtered(lambda line: line.product_id == self.soap)
        self.assertEqual(soap.dms_scheme_amount, 11.25)
        order.action_confirm()
        none = discount.browse()
        self.assertEqual(
            self._read_report(order, "dms_scheme_discount", "dms_free_quantity", "dms_free_cost"),
            {
                (self.tea, none): (0, 0, 0),
                (self.tea, free): (0, 24, 72),
                (self.soap, none): (11.25, 0, 0),
            },
        )
        figures = self._read_report(order, "price_subtotal", "product_uom_qty")
        self.assertEqual(figures[self.soap, none], (soap.price_subtotal, 100))

    def test_free_goods_at_full_price_are_no_discount(self):
        self.company.dms_free_goods_price = "discounted"
        free = self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 20, self.case))
        figures = self._read_report(order, "dms_scheme_discount", "dms_free_quantity")
        self.assertEqual(figures[self.tea, free], (0, 12))

    def test_free_goods_were_not_ordered(self):
        self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 20, self.case))
        order.action_confirm()
        self.assertEqual(len(order.order_line), 2)
        last = self.env["dms.quick.order"]._get_last_orders(self.sunrise, self.tea)
        self.assertEqual(last[self.tea.id][0], 240)

    def test_terms_of_several_schemes_print_one_by_one(self):
        """A wkhtmltopdf on an unpatched Qt takes one document at a time."""
        schemes = self._scheme("One", [(100, 5)]) + self._scheme("Two", [(100, 5)])
        printed = []

        def print_page(_reports, bodies, *args, **options):
            printed.append(bodies)
            writer, stream = PdfFileWriter(), io.BytesIO()
            writer.addBlankPage(100, 100)
            writer.write(stream)
            return stream.getvalue()

        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with patch.object(type(reports), "_run_wkhtmltopdf", print_page), patch.object(
            type(reports), "get_wkhtmltopdf_state", lambda reports: "ok"
        ):
            content, kind = reports._render_qweb_pdf("dms_schemes.report_scheme_terms", schemes.ids)
        self.assertEqual(kind, "pdf")
        self.assertEqual([len(bodies) for bodies in printed], [1, 1])
        for name, [body] in zip(("One", "Two"), printed, strict=True):
            self.assertIn(name, body)
        self.assertEqual(PdfFileReader(io.BytesIO(content)).numPages, 2)

from odoo import http
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request

from .portal import DistributorPortal


class InvoicesPortal(DistributorPortal):
    _lines_per_page = 200

    @http.route(
        ["/my/sales/<int:sale_id>", "/my/sales/<int:sale_id>/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_sales_invoice(self, sale_id, page=1, **params):
        """The invoice to which a line belongs."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        try:
            sale = self._document_check_access("dms.secondary.sale", sale_id)
        except (AccessError, MissingError):
            return request.redirect("/my/sales")
        return request.render(
            "dms_distributor.portal_my_sales_invoice", self._prepare_invoice_values(sale, page)
        )

    def _prepare_invoice_values(self, sale, page):
        """Values of the page of an invoice.

        :param sale: a line of it that the user may see, past the rules
        """
        domain = Domain(
            [("company_id", "=", sale.company_id.id),
             ("distributor_id", "=", sale.distributor_id.id),
             ("invoice_reference", "=", sale.invoice_reference),
             ("outlet_id", "=", sale.outlet_id.id),
             ("date", "=", sale.date)]
        )
        sales = request.env["dms.secondary.sale"]
        [(count, gross, discount, net)] = sales._read_group(
            domain, [],
            ["__count", "gross_amount:sum", "discount_amount:sum", "net_amount:sum"],
        )
        pager = portal_pager(
            url=f"/my/sales/{sale.id}", total=count, page=page, step=self._lines_per_page
        )
        lines = sales.search(
            domain, order="id", limit=self._lines_per_page, offset=max(pager["offset"], 0)
        )
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_sales_invoice",
            "dms_sale": sale,
            "lines": lines.sudo(),
            "line_count": count,
            "gross_amount": gross,
            "discount_amount": discount,
            "net_amount": net,
            "pager": pager,
            "currency": sale.currency_id,
        }

from odoo import http
from odoo.addons.dms_distributor.controllers.portal import DistributorPortal
from odoo.fields import Domain
from odoo.http import request

# Products of one purchase that is tried.
ROWS = 12
# Outlets that are offered by name; any other is named by its code.
OUTLETS_OFFERED = 300


class SchemeCheckPortal(DistributorPortal):
    """Which schemes apply to what a distributor, or an outlet of its, would buy."""

    @http.route(
        "/my/dms/schemes/check", type="http", auth="user", website=True, readonly=True,
        sitemap=False,
    )
    def portal_scheme_check(self, outlet=None, **params):
        """What schemes would give for a purchase, and what is missing to more."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        return request.render(
            "dms_schemes.portal_scheme_check", self._prepare_check_values(distributor, outlet)
        )

    def _prepare_check_values(self, distributor, outlet):
        """Values of the page.

        :param outlet: code of the outlet that buys; empty: the distributor itself does
        """
        products = self._get_check_products(distributor)
        outlets = self._get_check_outlets()
        buyer = self._find_check_buyer(distributor, outlet)
        rows = self._get_check_rows(products)
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_scheme_check",
            "products": products.grouped("categ_id"),
            "outlets": outlets,
            "outlet_code": outlet or "",
            "buyer": buyer,
            "rows": rows + [(products.browse(), "")] * (1 if len(rows) < ROWS else 0),
            "explained": buyer and rows and self._explain_check(distributor, buyer, rows),
        }

    def _get_check_products(self, distributor):
        """The products that the distributor can order, past the rules."""
        quick_order = request.env["dms.quick.order"].sudo()
        order = quick_order._new_order(distributor)
        return quick_order._get_products(distributor, order.pricelist_id)

    def _get_check_outlets(self):
        """Outlets to choose from, past the rules."""
        return request.env["res.partner"].search(
            self._get_network_partners_domain() & Domain("dms_role", "=", "outlet")
            & Domain("dms_code", "!=", False), order="name", limit=OUTLETS_OFFERED,
        ).sudo()

    def _find_check_buyer(self, distributor, code):
        """Who buys: the outlet of that code in the network; empty when there is none."""
        if not code:
            return distributor
        return request.env["res.partner"].search(
            self._get_network_partners_domain() & Domain("dms_code", "=", code), limit=1
        ).sudo()

    def _get_check_rows(self, products):
        """What the address asks for.

        :return: pairs of a product and a quantity above zero
        """
        arguments = request.httprequest.args
        known = {product.id: product for product in products}
        rows = []
        for product, quantity in zip(
            arguments.getlist("product"), arguments.getlist("quantity"), strict=False
        ):
            number = self._parse_quantity(quantity)
            if number and self._parse_id(product) in known:
                rows.append((known[self._parse_id(product)], number))
        return rows[:ROWS]

    @staticmethod
    def _parse_quantity(value):
        """The quantity that a query parameter holds, or 0 when it holds none."""
        try:
            number = float(value)
        except ValueError:
            return 0
        return number if 0 < number < 10**9 else 0

    def _explain_check(self, distributor, buyer, rows):
        """See ``dms.scheme._explain``; schemes of others are not told of."""
        schemes, day = request.env["dms.scheme"].sudo(), self._get_today()
        lines = [
            {"key": key, "product": product, "quantity": quantity, "uom": product.uom_id,
             "value": schemes._get_purchase_value(product, quantity, product.uom_id, buyer, day)}
            for key, (product, quantity) in enumerate(rows, 1)
        ]
        return schemes._explain_purchase(
            buyer, lines, day, schemes._get_purchase_currency(buyer),
            among=schemes._get_network_schemes(distributor, "running"),
        )

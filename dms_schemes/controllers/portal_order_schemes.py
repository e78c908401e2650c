from odoo import http
from odoo.addons.dms_distributor.controllers.portal_orders import OrdersPortal
from odoo.http import request


class OrderSchemesPortal(OrdersPortal):
    """What schemes give on an order, and why others do not."""

    @http.route(
        "/my/dms/orders/<int:order_id>/schemes", type="http", auth="user", website=True,
        readonly=True, sitemap=False,
    )
    def portal_order_schemes(self, order_id, **params):
        """Every scheme that the distributor's network may earn, as it concerns the order."""
        order = self._get_own_order(order_id)
        distributor = self._get_portal_distributor()
        schemes = request.env["dms.scheme"].sudo().with_company(order.company_id)
        among = schemes._get_network_schemes(
            distributor, "running", day=order._get_dms_scheme_date()
        )
        return request.render("dms_schemes.portal_order_schemes", {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_order_schemes",
            "sale_order": order,
            "explained": order._explain_dms_schemes(among=among),
        })

from odoo import http
from odoo.addons.sale.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .portal import DistributorPortal


class OrdersPortal(DistributorPortal, CustomerPortal):
    """What Odoo's own pages of orders say and do besides for distributors."""

    def _prepare_quotations_domain(self, partner):
        """What a distributor has submitted is an order to it, held or not."""
        domain = super()._prepare_quotations_domain(partner)
        if not self._get_portal_distributor():
            return domain
        return [*domain, ("dms_submit_date", "=", False)]

    def _prepare_orders_domain(self, partner):
        domain = super()._prepare_orders_domain(partner)
        if not self._get_portal_distributor():
            return domain
        return [
            ("partner_id", "child_of", [partner.commercial_partner_id.id]),
            "|", ("state", "in", ("sale", "cancel")),
            "&", ("state", "=", "sent"), ("dms_submit_date", "!=", False),
        ]

    def _get_page_view_values(self, document, access_token, values, *args, **kwargs):
        values = super()._get_page_view_values(document, access_token, values, *args, **kwargs)
        if document._name == "sale.order" and self._is_own_order(document):
            values["dms_primary_order"] = document
            values["dms_notice"] = request.session.pop("dms_order_notice", "")
        return values

    @http.route(
        "/my/dms/orders/<int:order_id>/again", type="http", auth="user", website=True,
        methods=["POST"], sitemap=False,
    )
    def portal_order_again(self, order_id, **params):
        """Put an earlier order's products into the quick order."""
        missing = self._get_own_order(order_id)._order_again_dms()
        request.session["dms_order_notices"] = missing
        return request.redirect("/my/dms/order")

    @http.route(
        "/my/dms/orders/<int:order_id>/cancel", type="http", auth="user", website=True,
        methods=["POST"], sitemap=False,
    )
    def portal_order_ask_cancellation(self, order_id, reason="", **params):
        """Ask to cancel an order; whoever looks after the distributor decides."""
        order = self._get_own_order(order_id)
        try:
            order._ask_dms_cancellation((reason or "").strip()[:2000])
            request.session["dms_order_notice"] = request.env._(
                "We have your request and look whether %s can still be stopped.", order.name
            )
        except UserError as error:
            request.session["dms_order_notice"] = error.args[0]
        return request.redirect(f"/my/orders/{order.id}")

    def _is_own_order(self, order):
        """Whether the logged-in distributor is the one that ordered."""
        distributor = self._get_portal_distributor()
        return bool(distributor) and order.sudo().dms_distributor_id == distributor

    def _get_own_order(self, order_id):
        """An order of the user's own company, past the rules.

        :raise NotFound: for anyone else, whether or not there is one
        """
        try:
            order = self._document_check_access("sale.order", order_id)
        except (AccessError, MissingError):
            raise request.not_found() from None
        if not self._is_own_order(order):
            raise request.not_found()
        return order.with_user(request.env.user).sudo()

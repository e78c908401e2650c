import json

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .portal import DistributorPortal


class QuickOrderPortal(DistributorPortal):
    """The page on which a distributor orders; the page reads and sends all by JSON."""

    @http.route(
        "/my/dms/order", type="http", auth="user", website=True, methods=["GET"], readonly=True,
        sitemap=False,
    )
    def portal_quick_order(self, **params):
        """The quick order: the page is filled by what ``portal_quick_order_data`` answers."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        return request.render("dms_distributor.portal_quick_order", {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_quick_order",
            "notices": request.session.pop("dms_order_notices", None) or [],
            "props": json.dumps({"distributor": distributor.id}),
        })

    @http.route(
        "/my/dms/order/data", type="jsonrpc", auth="user", website=True, readonly=True
    )
    def portal_quick_order_data(self):
        """The price list with all that helps to order; see ``dms.quick.order._get_data``."""
        return self._get_quick_order()._get_data(self._get_ordering_distributor())

    @http.route("/my/dms/order/save", type="jsonrpc", auth="user", website=True)
    def portal_quick_order_save(self, changes):
        """Keep what has been entered; see ``dms.quick.order._save``."""
        return self._get_quick_order()._save(self._get_ordering_distributor(), changes)

    @http.route("/my/dms/order/submit", type="jsonrpc", auth="user", website=True)
    def portal_quick_order_submit(self, changes=None, accepted=(), reference="", note=""):
        """Keep what has been entered and hand the order in; see ``dms.quick.order._submit``."""
        distributor = self._get_ordering_distributor()
        quick_order = self._get_quick_order()
        quick_order._save(distributor, changes)
        return quick_order._submit(
            distributor,
            accepted=[code for code in accepted if isinstance(code, str)],
            reference=str(reference)[:64],
            note=str(note)[:2000],
        )

    @staticmethod
    def _get_quick_order():
        """The quick order past the rules: who may use it has been looked at."""
        return request.env["dms.quick.order"].sudo()

    def _get_ordering_distributor(self):
        """The distributor that orders.

        :raise UserError: for anyone who is none
        """
        distributor = self._get_portal_distributor()
        if not distributor:
            raise UserError(request.env._(
                "Only distributors order here: log in with a distributor's account."
            ))
        return distributor.sudo()

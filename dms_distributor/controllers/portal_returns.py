import base64

from odoo import http
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .portal import DistributorPortal

PHOTO_LIMIT = 8 * 2**20


class ReturnsPortal(DistributorPortal):
    """Asking to give goods back, and what becomes of it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dms_return_count" in counters:
            values["dms_return_count"] = (
                request.env["dms.return.request"].search_count(self._get_returns_domain())
                if self._get_portal_distributor() else 0
            )
        return values

    def _get_returns_domain(self):
        return [("distributor_id", "=", self._get_portal_distributor().id)]

    @http.route(
        ["/my/dms/returns", "/my/dms/returns/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_returns(self, page=1, **params):
        """The distributor's requests, newest first."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        requests, domain = request.env["dms.return.request"], self._get_returns_domain()
        pager = portal_pager(
            url="/my/dms/returns", total=requests.search_count(domain), page=page,
            step=self._items_per_page,
        )
        return request.render("dms_distributor.portal_my_returns", {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_returns",
            "default_url": "/my/dms/returns",
            "pager": pager,
            "returns": requests.search(
                domain, limit=self._items_per_page, offset=max(pager["offset"], 0)
            ).sudo(),
        })

    @http.route(
        "/my/dms/returns/new", type="http", auth="user", website=True, methods=["GET"],
        readonly=True, sitemap=False,
    )
    def portal_return_new(self, order_id="", **params):
        """The goods of an order, to choose what is to come back; without one, the orders."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_return_new", self._prepare_return_form_values(order_id)
        )

    @http.route(
        "/my/dms/returns/new", type="http", auth="user", website=True, methods=["POST"],
        sitemap=False,
    )
    def portal_return_send(self, order_id="", note="", **params):
        """Hand a request in; what stands against it is said in the form again."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        values = self._prepare_return_form_values(order_id)
        try:
            with request.env.cr.savepoint():
                lines = self._read_return_lines(values["choices"], params)
                sent = request.env["dms.return.request"].sudo()._create_from_portal(
                    distributor.sudo(), note.strip()[:2000], lines
                )
        except UserError as error:
            return request.render(
                "dms_distributor.portal_return_new",
                {**values, "error": error.args[0], "entered": params, "note": note},
            )
        return request.redirect(f"/my/dms/returns/{sent.id}")

    @http.route(
        "/my/dms/returns/<int:return_id>", type="http", auth="user", website=True, readonly=True,
        sitemap=False,
    )
    def portal_my_return(self, return_id, **params):
        """A request and what became of it."""
        try:
            sent = self._document_check_access("dms.return.request", return_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        distributor = self._get_portal_distributor()
        if not distributor or sent.distributor_id != distributor:
            return request.redirect("/my")
        return request.render("dms_distributor.portal_my_return", {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_return",
            "return_request": sent,
        })

    def _prepare_return_form_values(self, order_id):
        """Values of the form: the goods of the order that was chosen, and the orders to choose."""
        distributor = self._get_portal_distributor()
        orders = request.env["sale.order"].sudo().search(
            [
                ("dms_distributor_id", "=", distributor.id), ("state", "=", "sale"),
                ("company_id", "=", request.env.company.id),
                ("delivery_status", "in", ("full", "partial", "started")),
            ],
            order="date_order desc", limit=100,
        )
        order = orders & orders.browse(self._parse_id(order_id))
        lines = request.env["dms.return.request.line"]
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_return_new",
            "orders": orders,
            "return_order": order,
            "choices": order._get_dms_returnable_lines() if order else [],
            "reasons": lines._fields["reason"]._description_selection(request.env),
            "entered": {},
            "note": "",
            "error": None,
        }

    def _read_return_lines(self, choices, params):
        """Values of the lines that the form holds.

        :param choices: what may come back: nothing else is read
        :raise UserError: when something is missing or is no number
        """
        reasons = dict(
            request.env["dms.return.request.line"]._fields["reason"]._description_selection(
                request.env
            )
        )
        lines = []
        for choice in choices:
            move, lot = choice["move"], choice["lot"]
            key = f"{move.id}_{lot.id or 0}"
            text = (params.get(f"quantity_{key}") or "").strip().replace(",", ".")
            if not text or text == "0":
                continue
            name = move.product_id.display_name
            try:
                quantity = float(text)
            except ValueError:
                quantity = 0.0
            if not 0 < quantity < 10**9:
                raise UserError(request.env._(
                    "%(product)s: “%(text)s” is not a quantity.", product=name, text=text
                ))
            reason = params.get(f"reason_{key}")
            if reason not in reasons:
                raise UserError(request.env._("%s: choose a reason.", name))
            lines.append({
                "move_id": move.id, "lot_id": lot.id, "quantity": quantity, "reason": reason,
                "note": (params.get(f"note_{key}") or "").strip()[:500],
                "photo": self._read_return_photo(params.get(f"photo_{key}"), name),
            })
        return lines

    @staticmethod
    def _read_return_photo(file, name):
        """The content of a photo as a form sends it, or False.

        :raise UserError: when it is too large
        """
        if not file or not getattr(file, "filename", ""):
            return False
        content = file.read(PHOTO_LIMIT + 1)
        if len(content) > PHOTO_LIMIT:
            raise UserError(request.env._(
                "%(product)s: the photo is larger than %(limit)s MiB.",
                product=name, limit=PHOTO_LIMIT // 2**20,
            ))
        return base64.b64encode(content)

from odoo import http
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request

from .portal import DistributorPortal

# Rows in which what is not on the list can be entered.
BLANK_ROWS = 3
# How a product stands that runs out.
SHORT = ("out", "low")


class StockPortal(DistributorPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dms_stock_alert_count" in counters:
            distributor = self._get_portal_distributor()
            # What the page behind it lists; alerts are told once a day and lag behind.
            values["dms_stock_alert_count"] = distributor and request.env[
                "dms.stock.position"
            ].sudo().search_count(
                self._get_stock_domain(distributor) & Domain("status", "in", SHORT)
            ) or 0
        return values

    @http.route(
        "/my/dms/stock", type="http", auth="user", website=True, readonly=True, sitemap=False
    )
    def portal_my_stock(self, **params):
        """What the user's distributor has: how long it lasts, and what expires."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render("dms_distributor.portal_my_stock", self._prepare_stock_values(params))

    @http.route(
        "/my/dms/stock/count", type="http", auth="user", website=True, methods=["GET"],
        readonly=True, sitemap=False,
    )
    def portal_my_stock_count_new(self, **params):
        """The grid in which a count is entered; an open draft goes on."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_my_stock_count_new", self._prepare_count_form_values()
        )

    @http.route(
        "/my/dms/stock/count", type="http", auth="user", website=True, methods=["POST"],
        sitemap=False,
    )
    def portal_my_stock_count_save(self, step="save", **params):
        """Keep what was entered, or hand it in. What is wrong is said in the grid again."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        entered = self._get_entered()
        try:
            with request.env.cr.savepoint():
                count = request.env["dms.stock.count"]._record_from_portal(
                    distributor, params.get("note"), bool(params.get("is_complete")), entered
                )
                if step == "submit":
                    count.action_submit()
        except UserError as error:
            request.env.invalidate_all(flush=False)
            values = self._prepare_count_form_values(entered)
            return request.render(
                "dms_distributor.portal_my_stock_count_new", {**values, "error": error.args[0]}
            )
        if step == "submit":
            return request.redirect(f"/my/dms/stock/counts/{count.id}")
        return request.redirect("/my/dms/stock/count?saved=1")

    @http.route(
        ["/my/dms/stock/counts", "/my/dms/stock/counts/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_stock_counts(self, page=1, **params):
        """What has been counted so far."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        counts = request.env["dms.stock.count"].sudo()
        domain = Domain("distributor_id", "=", distributor.id) & Domain(
            "company_id", "=", request.env.company.id
        )
        pager = portal_pager(
            url="/my/dms/stock/counts", total=counts.search_count(domain), page=page,
            step=self._items_per_page,
        )
        return request.render(
            "dms_distributor.portal_my_stock_counts",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "dms_stock_counts",
                "default_url": "/my/dms/stock/counts",
                "counts": counts.search(
                    domain, limit=self._items_per_page, offset=pager["offset"]
                ),
                "pager": pager,
            },
        )

    @http.route(
        "/my/dms/stock/counts/<int:count_id>",
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_stock_count(self, count_id, **params):
        """One count, and what it differed in from the book once it is posted."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        try:
            count = self._document_check_access("dms.stock.count", count_id)
        except (AccessError, MissingError):
            return request.redirect("/my/dms/stock/counts")
        return request.render(
            "dms_distributor.portal_my_stock_count",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "dms_stock_count",
                "dms_count": count,
            },
        )

    # The stock

    def _get_stock_domain(self, distributor) -> Domain:
        """Domain of what a distributor has in stock."""
        return Domain("company_id", "=", request.env.company.id) & Domain(
            "distributor_id", "=", distributor.id
        )

    def _get_stock_filters(self):
        return {
            "all": request.env._("All products"),
            "short": request.env._("Running out"),
            "expiry": request.env._("Near expiry"),
            "over": request.env._("Too much"),
        }

    def _prepare_stock_values(self, params):
        """Values of the list of the stock, from the parameters of its address."""
        distributor = self._get_portal_distributor()
        own = self._get_stock_domain(distributor)
        positions = request.env["dms.stock.position"].sudo().search(own)
        lots = request.env["dms.stock.ageing"].sudo().search(
            own & Domain("quantity", ">", 0) & Domain("days_left", "<=", 60)
            & Domain("expiration_date", "!=", False)
        )
        expiring = lots.grouped("product_id")
        filters = self._get_stock_filters()
        chosen = self._choose(params.get("filterby"), filters)
        tests = {
            "all": lambda row: True,
            "short": lambda row: row.status in SHORT,
            "expiry": lambda row: row.product_id in expiring,
            "over": lambda row: row.status == "over",
        }
        search = (params.get("search") or "").strip()
        rows = positions.filtered(tests[chosen])
        if search:
            rows = rows.filtered(
                lambda row: search.lower() in row.product_id.display_name.lower()
            )
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_stock",
            "default_url": "/my/dms/stock",
            "filters": filters,
            "filterby": chosen,
            "search": search,
            "rows": rows.sorted(lambda row: row.product_id.display_name),
            "has_stock": bool(positions),
            "expiring": expiring,
            "stock_counts": {
                "products": len(positions.filtered(lambda row: row.quantity > 0)),
                "short": len(positions.filtered(tests["short"])),
                "expiry": len(expiring),
                "over": len(positions.filtered(tests["over"])),
            },
            "ledger": distributor.dms_stock_ledger_ids.filtered(
                lambda ledger: ledger.company_id == request.env.company
            ),
        }

    # The count

    def _get_entered(self) -> dict:
        """What a sent grid holds: texts by (product, lot), and the rows of other products."""
        form = request.httprequest.form
        cells = {}
        for name, value in form.items():
            kind, *key = name.split("-")
            if kind in ("quantity", "unit") and len(key) == 2 and all(map(str.isdigit, key)):
                cells.setdefault(tuple(map(int, key)), {})[kind] = value.strip()
        names = ("code", "lot", "expiry", "quantity", "unit")
        columns = [form.getlist(f"extra_{name}") for name in names]
        extras = [
            {name: value.strip() for name, value in zip(names, row, strict=True)}
            for row in zip(*columns, strict=False)
        ]
        return {
            "cells": {key: cell for key, cell in cells.items() if cell.get("quantity")},
            "extras": [row for row in extras if row["code"] or row["quantity"]],
        }

    def _prepare_count_form_values(self, entered=None):
        """Values of the grid: what was entered before is in it again.

        :param entered: as of ``_get_entered``; None: what the open draft holds
        """
        counts = request.env["dms.stock.count"].sudo()
        distributor = self._get_portal_distributor()
        draft = counts._find_portal_draft(distributor)
        if entered is None:
            entered = draft._get_portal_entries()
        rows = counts._get_portal_rows(distributor, entered["cells"])
        blank = {"code": "", "lot": "", "expiry": "", "quantity": "", "unit": ""}
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_stock_count_new",
            "dms_count": draft,
            "rows": rows,
            "cells": entered["cells"],
            "extras": entered["extras"] + [blank] * BLANK_ROWS,
            "today": self._get_today(),
            "error": None,
            "is_saved": bool(request.params.get("saved")),
        }

from dateutil.relativedelta import relativedelta
from odoo import http
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import format_date
from odoo.tools import groupby as group_elements

from .portal import DistributorPortal


class SalesPortal(DistributorPortal):
    @http.route(
        ["/my/sales", "/my/sales/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_sales(self, page=1, **params):
        """The invoices of the user's distributor and of its sub-distributors."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_my_sales", self._prepare_sales_values(page, params)
        )

    # What the list offers

    def _get_sales_searchbar_sortings(self):
        return {
            "newest": {"label": request.env._("Newest"), "order": "date desc"},
            "oldest": {"label": request.env._("Oldest"), "order": "date asc"},
            "highest": {"label": request.env._("Highest value"), "order": "net_amount desc"},
            "lowest": {"label": request.env._("Lowest value"), "order": "net_amount asc"},
        }

    def _get_sales_searchbar_filters(self):
        """Kinds of lines; an invoice shows with those of its lines that are of the kind."""
        return {
            "all": {"label": request.env._("Sales and returns"), "domain": Domain.TRUE},
            "sales": {"label": request.env._("Sales"), "domain": Domain("quantity", ">=", 0)},
            "returns": {"label": request.env._("Returns"), "domain": Domain("quantity", "<", 0)},
        }

    def _get_sales_searchbar_groupby(self):
        return {
            "none": {"label": request.env._("None")},
            "month": {"label": request.env._("Month")},
            "outlet": {"label": request.env._("Outlet")},
            "distributor": {"label": request.env._("Distributor")},
        }

    def _get_sales_searchbar_inputs(self):
        return {
            "invoice": {"input": "invoice", "label": request.env._("Search by invoice")},
            "outlet": {"input": "outlet", "label": request.env._("Search by outlet")},
            "product": {"input": "product", "label": request.env._("Search by product")},
        }

    def _get_sales_search_domain(self, search_in, search) -> Domain:
        if not search:
            return Domain.TRUE
        if search_in == "invoice":
            return Domain("invoice_reference", "ilike", search)
        # Portal users cannot read products; the lines themselves stay under the rules.
        field, names = {
            "outlet": ("outlet_id", ("name", "dms_code")),
            "product": ("product_id", ("name", "default_code", "barcode")),
        }[search_in]
        return Domain(field, "any!", Domain.OR(Domain(name, "ilike", search) for name in names))

    def _get_sales_periods(self):
        """Periods to choose from: label, first and last day (None: open)."""
        today = self._get_today()
        month = today.replace(day=1)
        return {
            "year": (request.env._("Last 12 months"), self._get_first_month(), None),
            "month": (request.env._("This month"), month, None),
            "last_month": (
                request.env._("Last month"),
                month - relativedelta(months=1),
                month - relativedelta(days=1),
            ),
            "quarter": (request.env._("Last 3 months"), month - relativedelta(months=2), None),
            "calendar_year": (request.env._("This year"), today.replace(month=1, day=1), None),
            "ever": (request.env._("All periods"), None, None),
        }

    # Values of the pages

    def _prepare_sales_period(self, params):
        """The period wanted: from one date to another, or else one of those to choose from."""
        periods = self._get_sales_periods()
        begin = self._parse_date(params.get("date_begin"))
        end = self._parse_date(params.get("date_end"))
        key = self._choose(params.get("period"), periods)
        label, first, last = periods[key]
        if begin or end:
            key, label, first, last = None, request.env._("Chosen dates"), begin, end
        domain = Domain.TRUE
        if first:
            domain &= Domain("date", ">=", first)
        if last:
            domain &= Domain("date", "<=", last)
        return {
            "periods": periods, "period": key, "period_label": label,
            "date_begin": begin, "date_end": end, "period_domain": domain,
        }

    def _prepare_sales_partners(self, params):
        """The outlet and the distributor to which the address narrows the list, if visible."""
        partners = {
            name: request.env["res.partner"].search(
                Domain("id", "=", self._parse_id(params.get(name)))
                & self._get_network_partners_domain()
            )
            for name in ("outlet", "distributor")
            if params.get(name)
        }
        return {name: partner for name, partner in partners.items() if partner}

    def _prepare_sales_values(self, page, params):
        """Values of the list, from the parameters of its address."""
        searchbar = self._prepare_searchbar_values(
            params,
            self._get_sales_searchbar_sortings(),
            self._get_sales_searchbar_filters(),
            self._get_sales_searchbar_groupby(),
            self._get_sales_searchbar_inputs(),
        )
        period = self._prepare_sales_period(params)
        partners = self._prepare_sales_partners(params)
        everything = self._get_sales_domain()
        narrowed = everything & self._get_sales_narrowing_domain(searchbar, partners)
        arguments = {
            **self._get_searchbar_arguments(searchbar),
            **{name: partner.id for name, partner in partners.items()},
        }
        return {
            **self._prepare_portal_layout_values(),
            **self._prepare_sales_summary(everything),
            **searchbar,
            **period,
            **self._prepare_invoice_list_values(
                page, arguments, searchbar, period, narrowed
            ),
            "page_name": "dms_sales",
            "default_url": "/my/sales",
            "list_arguments": arguments,
            "narrowed_partners": {name: partner.sudo() for name, partner in partners.items()},
            "is_partial": searchbar["filterby"] != "all"
            or bool(searchbar["search"] and searchbar["search_in"] == "product"),
            "currency": request.env.company.currency_id,
        }

    def _get_sales_narrowing_domain(self, searchbar, partners):
        """Domain of the lines that the search bar and the partners chosen leave over."""
        domain = searchbar["searchbar_filters"][searchbar["filterby"]]["domain"]
        domain &= self._get_sales_search_domain(searchbar["search_in"], searchbar["search"])
        for name, partner in partners.items():
            domain &= Domain(f"{name}_id", "=", partner.id)
        return domain

    def _prepare_invoice_list_values(self, page, arguments, searchbar, period, narrowed):
        """The invoices of one page of the list, their number and value in all.

        :param arguments: parameters for the addresses of the other pages, without the period's
        :param narrowed: domain of the lines of any period
        """
        domain = narrowed & period["period_domain"]
        count, total = self._count_invoices(domain)
        period_arguments = {name: period[name] for name in ("period", "date_begin", "date_end")}
        pager = portal_pager(
            url="/my/sales",
            url_args={**arguments, **period_arguments},
            total=count,
            page=page,
            step=self._items_per_page,
        )
        invoices = self._read_invoices(
            domain,
            searchbar["searchbar_sortings"][searchbar["sortby"]]["order"],
            limit=self._items_per_page,
            offset=max(pager["offset"], 0),
        )
        return {
            "pager": pager,
            "invoice_count": count,
            "invoice_total": total,
            "grouped_invoices": self._group_invoices(invoices, searchbar["groupby"]),
            "latest": None if invoices else self._read_invoices(narrowed, limit=1),
            "has_distributors": len({invoice["distributor"] for invoice in invoices}) > 1,
        }

    @staticmethod
    def _group_invoices(invoices, groupby):
        """Invoices of a page in groups.

        :return: dicts of ``title`` (None: not grouped) and ``invoices``
        """
        titles = {
            "none": lambda invoice: None,
            "month": lambda invoice: format_date(
                request.env, invoice["date"], date_format="MMMM y"
            ),
            "outlet": lambda invoice: invoice["outlet"].name or request.env._("Over the counter"),
            "distributor": lambda invoice: invoice["distributor"].name,
        }
        return [
            {"title": title, "invoices": members}
            for title, members in group_elements(invoices, titles[groupby])
        ]

    def _prepare_sales_summary(self, domain):
        """Figures on top of the list: this month, last month, growth, active outlets, returns.

        They come of the monthly sums; only the days of this month's growth are read of the sales.

        :param domain: of the sales and sums to add up
        """
        today = self._get_today()
        month = today.replace(day=1)
        sums = request.env["dms.secondary.outlet.month"]
        months = self._prepare_months(domain)
        year_ago = relativedelta(years=1)
        [(before,)] = request.env["dms.secondary.sale"]._read_group(
            domain
            & Domain("date", ">=", month - year_ago)
            & Domain("date", "<=", today - year_ago),
            [], ["net_amount:sum"],
        )
        [(net, returned)] = sums._read_group(
            domain & Domain("month", ">=", self._get_first_month()),
            [], ["net_amount:sum", "return_amount:sum"],
        )
        [(active_outlets,)] = sums._read_group(
            domain & Domain([("month", "=", month), ("gross_amount", ">", 0)]),
            [], ["outlet_id:count_distinct"],
        )
        sold = (net or 0) + (returned or 0)
        return {
            "months": months,
            "this_month": months[-1]["value"],
            "last_month": months[-2]["value"],
            "growth": (months[-1]["value"] / before - 1) * 100 if before and before > 0 else None,
            "active_outlets": active_outlets,
            "outlet_count": request.env["res.partner"].search_count(
                self._get_network_partners_domain()
                & Domain([("dms_role", "=", "outlet"), ("dms_state", "in", ("active", "pending"))])
            ),
            "returns_rate": 100 * returned / sold if sold > 0 else None,
        }

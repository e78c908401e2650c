from datetime import date

from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL, format_amount, format_date


class DistributorPortal(CustomerPortal):
    """What every page of the distributor's portal rests on."""

    _items_per_page = 40
    # What tells one invoice from another; lines without a reference make one a day and outlet.
    _invoice_fields = ("distributor_id", "invoice_reference", "outlet_id", "date")

    def _get_portal_distributor(self):
        """The distributor in whose name the user has logged in.

        :return: its commercial partner, past the rules; empty for anyone else, be it a portal user
            who is no distributor or a member of the staff, who has the screens of the back office
        """
        user = request.env.user
        partner = user.commercial_partner_id
        is_distributor = user._is_portal() and partner.dms_role == "distributor"
        return partner if is_distributor else partner.browse()

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dms_upload_checked_count" in counters:
            values["dms_upload_checked_count"] = self._count_uploads_to_confirm()
        return values

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        distributor = self._get_portal_distributor()
        return {**values, "dms_distributor": distributor}

    def _count_uploads_to_confirm(self):
        """How many checked uploads wait for the distributor's word."""
        if not self._get_portal_distributor():
            return 0
        return request.env["dms.upload"].search_count([("state", "=", "checked")])

    def _get_network_partners_domain(self) -> Domain:
        """Domain of the partners below the user's distributor and of that distributor itself.

        Record rules let a portal user read its own contacts too: this leaves them out.
        """
        return request.env.user._get_network_domain()

    def _get_sales_domain(self) -> Domain:
        """Domain of the sales, and sums of sales, that the portal shows: those in one currency.

        The record rules keep the rest to the network.
        """
        return Domain("company_id", "=", request.env.company.id)

    def _read_page(self, model, domain, searchbar, page, url):
        """One page of the records that the user may see, as the search bar sorts and groups them.

        :param searchbar: what ``_prepare_searchbar_values`` gave
        :param page: number of the page, from 1
        :param url: address of the list
        :return: the pager and the records, past the rules of what they refer to
        """
        records = request.env[model]
        pager = portal_pager(
            url=url,
            url_args=self._get_searchbar_arguments(searchbar),
            total=records.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        order = searchbar["searchbar_sortings"][searchbar["sortby"]]["order"]
        groupby = searchbar["groupby"]
        records = records.search(
            domain,
            order=order if groupby == "none" else f"{groupby}, {order}",
            limit=self._items_per_page,
            offset=max(pager["offset"], 0),
        )
        return pager, records.sudo()

    @staticmethod
    def _group_records(records, groupby):
        """Records of a page in groups.

        :return: pairs of the group's record (None: not grouped) and its records, in their order
        """
        if groupby == "none":
            return [(None, records)] if records else []
        return list(records.grouped(groupby).items())

    @staticmethod
    def _choose(value, options):
        """The wanted option when there is such a one, else the first: addresses can be typed."""
        return value if value in options else next(iter(options))

    @staticmethod
    def _parse_date(value):
        """The date that a query parameter holds, or None when it holds none."""
        try:
            return date.fromisoformat(value or "")
        except ValueError:
            return None

    @staticmethod
    def _parse_id(value):
        """The record id that a query parameter holds, or 0 when it holds none."""
        is_id = value and value.isascii() and value.isdigit() and len(value) < 10
        return int(value) if is_id else 0

    def _prepare_searchbar_values(self, params, sortings, filters, groupings, inputs):
        """Values of the search bar of a list, from the parameters of its address.

        What the address asks for and is not offered counts as not asked for: the first is taken.

        :return: a dict of what ``portal.portal_searchbar`` draws, and what was chosen
        """
        return {
            "searchbar_sortings": sortings,
            "searchbar_filters": filters,
            "searchbar_groupby": groupings,
            "searchbar_inputs": inputs,
            "sortby": self._choose(params.get("sortby"), sortings),
            "filterby": self._choose(params.get("filterby"), filters),
            "groupby": self._choose(params.get("groupby"), groupings),
            "search_in": self._choose(params.get("search_in"), inputs),
            "search": (params.get("search") or "").strip(),
        }

    @staticmethod
    def _get_searchbar_arguments(values):
        """Parameters by which an address asks again for what the search bar shows."""
        names = ("sortby", "filterby", "groupby", "search_in", "search")
        return {name: values[name] for name in names if values[name]}

    # Sales, as every page reads them

    def _get_today(self):
        return fields.Date.context_today(request.env.user)

    def _get_first_month(self):
        """The month with which the last twelve months begin, this one being the last."""
        return self._get_today().replace(day=1) - relativedelta(months=11)

    def _prepare_months(self, domain):
        """Net sales of this month and the twelve before it, for bars.

        :param domain: of the monthly sums by outlet to add up
        :return: dicts of ``label``, ``title``, ``value`` and ``height`` (per cent of the highest),
            oldest first
        """
        first = self._get_first_month() - relativedelta(months=1)
        totals = dict(
            request.env["dms.secondary.outlet.month"]._read_group(
                domain & Domain("month", ">=", first), ["month:month"], ["net_amount:sum"]
            )
        )
        starts = [first + relativedelta(months=step) for step in range(13)]
        values = [totals.get(start, 0.0) for start in starts]
        highest = max(*values, 0.0) or 1.0
        currency = request.env.company.currency_id
        return [
            {
                "label": format_date(request.env, start, date_format="MMM"),
                "title": "{}: {}".format(
                    format_date(request.env, start, date_format="MMMM y"),
                    format_amount(request.env, value, currency),
                ),
                "value": value,
                "height": max(round(100 * value / highest), 0),
            }
            for start, value in zip(starts, values, strict=True)
        ]

    def _read_invoices(self, domain, order="date desc", limit=None, offset=0):
        """Sales grouped by invoice.

        :param domain: of the lines; the value of an invoice is that of its lines in the domain
        :param order: of the invoices, by one of date, net_amount and line_count
        :return: dicts of the invoice fields (partners past the rules), ``id`` of a line by which
            to open the invoice, ``line_count`` and ``net_amount``
        """
        column, direction = order.split()
        aggregates = {"date": "date:day", "net_amount": "net_amount:sum", "line_count": "__count"}
        rows = request.env["dms.secondary.sale"]._read_group(
            domain,
            [*self._invoice_fields[:3], "date:day"],
            ["id:min", "__count", "net_amount:sum"],
            order=f"{aggregates[column]} {direction}, id:min {direction}",
            limit=limit,
            offset=offset,
        )
        return [
            {
                "distributor": distributor.sudo(),
                "reference": reference,
                "outlet": outlet.sudo(),
                "date": day,
                "id": sale_id,
                "line_count": count,
                "net_amount": total,
            }
            for distributor, reference, outlet, day, sale_id, count, total in rows
        ]

    def _count_invoices(self, domain):
        """How many invoices the lines of a domain make, and their value.

        :return: pair of a number and an amount
        """
        sales = request.env["dms.secondary.sale"]
        query = sales._search(domain)
        [(count, total)] = request.env.execute_query(
            SQL(
                "SELECT COUNT(*), COALESCE(SUM(net_amount), 0) FROM "
                "(SELECT SUM(%s) AS net_amount FROM %s WHERE %s GROUP BY %s) AS invoice",
                sales._field_to_sql(sales._table, "net_amount", query),
                query.from_clause,
                query.where_clause or SQL("TRUE"),
                SQL(", ").join(
                    sales._field_to_sql(sales._table, name, query) for name in self._invoice_fields
                ),
            )
        )
        return count, float(total)

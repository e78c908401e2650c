from odoo import http
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.fields import Domain
from odoo.http import request

from .portal import DistributorPortal


class NetworkPortal(DistributorPortal):
    _last_invoices = 10

    @http.route(
        ["/my/network", "/my/network/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_network(self, page=1, **params):
        """The sub-distributors and outlets of the user's distributor."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_my_network", self._prepare_network_values(page, params)
        )

    @http.route(
        "/my/network/<int:partner_id>",
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_network_partner(self, partner_id, **params):
        """One sub-distributor or outlet: who it is and what was sold to it, or by it."""
        distributor = self._get_portal_distributor()
        partner = distributor and request.env["res.partner"].search(
            Domain("id", "=", partner_id) & self._get_network_partners_domain()
        )
        if not partner:
            return request.redirect("/my/network" if distributor else "/my")
        return request.render(
            "dms_distributor.portal_my_network_partner",
            self._prepare_network_partner_values(partner.sudo()),
        )

    # What the list offers

    def _get_network_searchbar_sortings(self):
        return {
            "name": {"label": request.env._("Name"), "order": "complete_name, id"},
            "code": {"label": request.env._("Code"), "order": "dms_code, id"},
            "city": {"label": request.env._("City"), "order": "city, complete_name, id"},
            "newest": {"label": request.env._("Newest"), "order": "create_date desc, id desc"},
        }

    def _get_network_searchbar_filters(self):
        states = request.env["res.partner"]._fields["dms_state"]._description_selection(request.env)
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            **{
                state: {"label": label, "domain": Domain("dms_state", "=", state)}
                for state, label in states
            },
        }

    def _get_network_searchbar_groupby(self):
        return {
            "none": {"label": request.env._("None")},
            "dms_tier_id": {"label": request.env._("Tier")},
            "dms_upstream_id": {"label": request.env._("Supplied by")},
            "dms_channel_id": {"label": request.env._("Channel")},
            "dms_outlet_class_id": {"label": request.env._("Class")},
        }

    def _get_network_searchbar_inputs(self):
        return {
            "all": {"input": "all", "label": request.env._("Search in all")},
            "name": {"input": "name", "label": request.env._("Search by name")},
            "dms_code": {"input": "dms_code", "label": request.env._("Search by code")},
            "city": {"input": "city", "label": request.env._("Search by city")},
        }

    def _get_network_choices(self):
        """The filters beside the state's: query parameter, label, field and records offered."""
        return [
            ("tier", request.env._("Tier"), "dms_tier_id", request.env["dms.tier"].search(
                [("role", "!=", "manufacturer")])),
            ("channel", request.env._("Channel"), "dms_channel_id",
             request.env["dms.channel"].search([])),
            ("outlet_class", request.env._("Class"), "dms_outlet_class_id",
             request.env["dms.outlet.class"].search([])),
        ]

    def _get_network_search_domain(self, search_in, search) -> Domain:
        names = ("complete_name", "dms_code", "city") if search_in == "all" else (search_in,)
        return Domain.OR(Domain(name, "ilike", search) for name in names) if search else Domain.TRUE

    # Values of the pages

    def _prepare_network_choices(self, params):
        """What is offered and chosen of each further filter.

        :return: pair of a list of dicts (``parameter``, ``label``, ``records``, ``chosen``) and the
            domain of the chosen ones
        """
        choices, domain = [], Domain.TRUE
        for parameter, label, field, records in self._get_network_choices():
            chosen = records & records.browse(self._parse_id(params.get(parameter)))
            choices.append(
                {"parameter": parameter, "label": label, "records": records, "chosen": chosen}
            )
            if chosen:
                domain &= Domain(field, "=", chosen.id)
        return choices, domain

    def _prepare_network_values(self, page, params):
        """Values of the list, from the parameters of its address."""
        searchbar = self._prepare_searchbar_values(
            params,
            self._get_network_searchbar_sortings(),
            self._get_network_searchbar_filters(),
            self._get_network_searchbar_groupby(),
            self._get_network_searchbar_inputs(),
        )
        Partner = request.env["res.partner"]
        everyone = self._get_network_partners_domain() & Domain(
            "id", "!=", self._get_portal_distributor().id
        )
        choices, domain = self._prepare_network_choices(params)
        domain &= everyone & searchbar["searchbar_filters"][searchbar["filterby"]]["domain"]
        domain &= self._get_network_search_domain(searchbar["search_in"], searchbar["search"])
        upstream = Partner.search(
            Domain("id", "=", self._parse_id(params.get("upstream"))) & everyone
        )
        if upstream:
            domain &= Domain("dms_upstream_id", "=", upstream.id)
        pager = portal_pager(
            url="/my/network",
            url_args={
                **self._get_searchbar_arguments(searchbar),
                **{choice["parameter"]: choice["chosen"].id or None for choice in choices},
                "upstream": upstream.id or None,
            },
            total=Partner.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        partners = self._search_network_partners(domain, searchbar, pager)
        return {
            **self._prepare_portal_layout_values(),
            **searchbar,
            "page_name": "dms_network",
            "default_url": "/my/network",
            "pager": pager,
            "choices": choices,
            "upstream": upstream.sudo(),
            "grouped_partners": self._group_records(partners, searchbar["groupby"]),
            "is_network_empty": not partners and not Partner.search_count(everyone, limit=1),
            "sales_by_partner": self._read_sales_by_partner(partners),
        }

    def _search_network_partners(self, domain, searchbar, pager):
        """The partners of one page of the list, past the rules."""
        order = searchbar["searchbar_sortings"][searchbar["sortby"]]["order"]
        if searchbar["groupby"] != "none":
            order = f"{searchbar['groupby']}, {order}"
        return request.env["res.partner"].search(
            domain, order=order, limit=self._items_per_page, offset=max(pager["offset"], 0)
        ).sudo()

    def _prepare_network_partner_values(self, partner):
        """Values of the page of one partner.

        :param partner: a partner of the user's network, past the rules
        """
        field = self._get_sales_field(partner)
        domain = self._get_sales_domain() & Domain(field, "=", partner.id)
        months = self._prepare_months(domain)
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_network_partner",
            "dms_partner": partner,
            "sales_parameter": "outlet" if field == "outlet_id" else "distributor",
            "months": months,
            "year_total": sum(month["value"] for month in months[1:]),
            "invoices": self._read_invoices(domain, limit=self._last_invoices),
            "currency": request.env.company.currency_id,
            "downstream_count": request.env["res.partner"].search_count(
                Domain("dms_upstream_id", "=", partner.id) & self._get_network_partners_domain()
            ),
        }

    @staticmethod
    def _get_sales_field(partner):
        """The field of a sale in which a partner of this role stands."""
        return "distributor_id" if partner.dms_role == "distributor" else "outlet_id"

    def _read_sales_by_partner(self, partners):
        """Net sales of the last twelve months, by partner id."""
        since = self._get_first_month()
        totals = {}
        for field in ("distributor_id", "outlet_id"):
            of_role = partners.filtered(lambda p, field=field: self._get_sales_field(p) == field)
            domain = self._get_sales_domain() & Domain(field, "in", of_role.ids)
            rows = request.env["dms.secondary.outlet.month"]._read_group(
                domain & Domain("month", ">=", since), [field], ["net_amount:sum"]
            ) if of_role else []
            totals.update({partner.id: total for partner, total in rows})
        return totals

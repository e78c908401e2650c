from odoo import http
from odoo.addons.dms_distributor.controllers.portal import DistributorPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.fields import Domain
from odoo.http import request

from ..models.dms_scheme import BINDING_STATES

# Products named on the page of a scheme; the quick order shows them all.
PRODUCTS_SHOWN = 24


class SchemesPortal(DistributorPortal):
    """What a distributor is promised, how far it is, what it has earned and been paid.

    Portal users have no right on schemes: the pages show those that somebody of the network may
    earn, past the rules, and of what was earned only the network's own.
    """

    _schemes_per_page = 20

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dms_scheme_ending_count" in counters:
            distributor = self._get_portal_distributor()
            values["dms_scheme_ending_count"] = distributor and len(
                self._get_schemes()._get_network_schemes(distributor, "ending")
            ) or 0
        return values

    @http.route(
        ["/my/dms/schemes", "/my/dms/schemes/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_schemes(self, page=1, period=None, **params):
        """The schemes of the user's network: running, to come, or over."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        periods = self._get_scheme_periods()
        period = self._choose(period, periods)
        found = {
            name: self._get_schemes()._get_network_schemes(distributor, name) for name in periods
        }
        pager = portal_pager(
            url="/my/dms/schemes", url_args={"period": period}, page=page,
            total=len(found[period]), step=self._schemes_per_page,
        )
        offset = max(pager["offset"], 0)
        schemes = found[period][offset:offset + self._schemes_per_page]
        return request.render("dms_schemes.portal_my_schemes", {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_schemes",
            "period": period,
            "periods": {
                name: {"label": label, "count": len(found[name])}
                for name, label in periods.items()
            },
            "schemes": schemes,
            "standings": schemes._get_standings(distributor),
            "pager": pager,
        })

    @http.route(
        ["/my/dms/schemes/<int:scheme_id>", "/my/dms/schemes/<int:scheme_id>/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_scheme(self, scheme_id, page=1, **params):
        """One scheme: its terms, how far the network is, and what it has brought."""
        distributor = self._get_portal_distributor()
        scheme = distributor and self._find_scheme(distributor, scheme_id)
        if not scheme:
            return request.redirect("/my/dms/schemes" if distributor else "/my")
        return request.render(
            "dms_schemes.portal_my_scheme", self._prepare_scheme_values(distributor, scheme, page)
        )

    @http.route(
        "/my/dms/schemes/<int:scheme_id>/terms",
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_scheme_terms(self, scheme_id, **params):
        """The terms of a scheme to print."""
        distributor = self._get_portal_distributor()
        scheme = distributor and self._find_scheme(distributor, scheme_id)
        if not scheme:
            return request.redirect("/my/dms/schemes" if distributor else "/my")
        content, _kind = request.env["ir.actions.report"].sudo()._render_qweb_pdf(
            "dms_schemes.report_scheme_terms", scheme.ids
        )
        return request.make_response(content, headers=[
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", http.content_disposition(f"{scheme.display_name}.pdf")),
        ])

    @staticmethod
    def _get_schemes():
        """Schemes past the rules: who may see which is looked at by who asks."""
        return request.env["dms.scheme"].sudo()

    def _get_scheme_periods(self):
        return {
            "running": request.env._("Running"),
            "upcoming": request.env._("Upcoming"),
            "past": request.env._("Past"),
        }

    def _find_scheme(self, distributor, scheme_id):
        """The scheme of that id, when it is binding and somebody of the network may earn it."""
        scheme = self._get_schemes().search(
            Domain("id", "=", scheme_id) & Domain("state", "in", BINDING_STATES)
            & Domain("company_id", "=", request.env.company.id)
        )
        return scheme._filtered_by_network(distributor)

    def _prepare_scheme_values(self, distributor, scheme, page):
        """Values of the page of one scheme.

        :param page: number of the page of those who take part
        """
        products = request.env["product.product"].sudo()
        domain = scheme._get_product_domain()
        standing = scheme._get_standings(distributor)[scheme]
        pager, rows = self._read_earners(distributor, scheme, page)
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_scheme",
            "scheme": scheme,
            "standing": standing,
            "slabs": scheme._get_slab_rows(),
            "facts": scheme._get_facts(),
            "counts_all": not self._names_goods(scheme),
            "products": products.search(domain, limit=PRODUCTS_SHOWN, order="name"),
            "product_count": products.search_count(domain),
            "earners": [row._prepare_earner_row() for row in rows],
            "pager": pager,
        }

    @staticmethod
    def _names_goods(scheme):
        """Whether the scheme says which products count, rather than counting all."""
        return bool(
            scheme.product_ids or scheme.category_ids or scheme.excluded_product_ids
            or scheme.excluded_category_ids
        )

    def _read_earners(self, distributor, scheme, page):
        """One page of those of the network who take part, the furthest first.

        :return: the pager and entitlements, past the rules
        """
        entitlements = request.env["dms.scheme.entitlement"].sudo()
        domain = scheme._get_entitlement_domain(distributor)
        last = entitlements.search(domain, order="date_from desc", limit=1).date_from
        domain &= Domain("date_from", "=", last)
        pager = portal_pager(
            url=f"/my/dms/schemes/{scheme.id}", total=entitlements.search_count(domain),
            page=page, step=self._items_per_page,
        )
        return pager, entitlements.search(
            domain, order="slab desc, progress desc, id", limit=self._items_per_page,
            offset=max(pager["offset"], 0),
        )

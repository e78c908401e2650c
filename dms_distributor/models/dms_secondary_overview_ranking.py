from collections import Counter
from heapq import nlargest

import numpy as np
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import date_utils

from .dms_secondary_overview import TOP


class DmsSecondaryOverview(models.AbstractModel):
    """The best products and outlets of the sales overview."""

    _inherit = "dms.secondary.overview"

    @api.model
    def _get_products(self, filters):
        """Net amount of the best products.

        The sums by product know no outlet. Where the scope needs it (a territory served from
        elsewhere too, a user who sees outlets but not their distributor) the sums are read of the
        distributors that have all their sales inside, and the sales themselves of the others.
        """
        period = self._get_period_domain(filters.first, filters.last)
        inside = self._get_place_domain(filters) & period
        sums = self._get_scope_domain(filters, by_outlet=False) & period
        checks = [self._get_sum("net_amount"), "quantity:sum", "line_count:sum"]
        place, model = self._get_place_model(), self.env["dms.secondary.product.month"]
        rows = self._read_nets(model, sums, "product_id", checks[1:])
        [wanted] = place._read_group(inside, [], checks)
        found = np.array([figures for _product, *figures in rows]).reshape(-1, len(checks)).sum(0)
        if np.allclose(found, np.array(wanted, dtype=float), rtol=1e-12, atol=1e-6):
            return {product: net for product, net, *_check in rows[:TOP]}

        wanted = place._read_group(inside, ["distributor_id"], checks)
        sellers = [distributor.id for distributor, *_check in wanted]
        companies = Domain("company_id", "in", self.env.companies.ids)
        sums = companies & period & Domain("distributor_id", "in", sellers)
        kept = set(model._read_group(sums, ["distributor_id"], checks))
        whole = [row[0].id for row in wanted if row in kept]
        nets = Counter(dict(self._read_nets(
            model, companies & period & Domain("distributor_id", "in", whole), "product_id"
        )))
        sales = self._get_scope_domain(filters)
        sales &= Domain("distributor_id", "in", sorted(set(sellers) - set(whole)))
        sales &= Domain("date", ">=", filters.first)
        sales &= Domain("date", "<=", date_utils.end_of(filters.last, "month"))
        for product, net in self._read_nets(self.env["dms.secondary.sale"], sales, "product_id"):
            nets[product] += net
        return dict(nlargest(TOP, nets.items(), key=lambda item: (item[1], -item[0].id)))

    @api.model
    def _get_outlets(self, filters):
        """Net amount of the best outlets; over the counter is one of them."""
        domain = self._get_scope_domain(filters)
        if len(self.env.companies.currency_id) == 1:
            years = self.env["dms.secondary.outlet.year"]
            return years._get_best(domain, filters.first, filters.last, TOP)
        # Where amounts are converted.
        months = self.env["dms.secondary.outlet.month"]
        domain &= self._get_period_domain(filters.first, filters.last)
        return dict(self._read_nets(months, domain, "outlet_id", limit=TOP))

    @api.model
    def _read_nets(self, model, domain, groupby, aggregates=(), limit=None):
        """Net amounts by a record, best first; ordered by its identifier, for its name would have
        to be joined to every row."""
        net = self._get_sum("net_amount")
        return model._read_group(
            domain, [groupby], [net, *aggregates], limit=limit, order=f"{net} DESC, {groupby}:min"
        )

from collections import defaultdict
from typing import NamedTuple

import numpy as np
from dateutil.relativedelta import relativedelta
from odoo import fields, models

from ..ordering import daily_sales, suggest

# Full months before this one whose sales tell what is sold a day.
DEMAND_MONTHS = 3


class OrderTerms(NamedTuple):
    """What holds for a distributor's orders; amounts in the company's currency, 0: no limit."""

    minimum_amount: float
    approval_amount: float
    price_honour_days: int
    back_order_policy: str


class ResPartner(models.Model):
    """What a partner orders from the company, and on which terms."""

    _inherit = "res.partner"

    dms_order_ids = fields.One2many("sale.order", "dms_distributor_id", string="Primary Orders")
    dms_order_count = fields.Integer("Number of Primary Orders", compute="_compute_dms_order_count")

    def _compute_dms_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group(
                [("dms_distributor_id", "in", self.ids), ("dms_is_cart", "=", False)],
                ["dms_distributor_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.dms_order_count = counts.get(partner, 0)

    def action_open_dms_orders(self):
        """Open the partner's primary orders."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_distributor.action_primary_order"
        )
        return {
            **action,
            "domain": [("dms_distributor_id", "=", self.id), ("dms_is_cart", "=", False)],
            "context": {"default_partner_id": self.id},
        }

    def _get_dms_order_terms(self, company=None):
        """The terms of orders: of the agreement in force, else of the company.

        :param company: that sells; by default the current one
        :return: dict of partner → ``OrderTerms``
        """
        company = company or self.env.company
        agreements = self.with_company(company)._get_dms_agreements()
        general = OrderTerms(
            company.dms_minimum_order_amount,
            company.dms_order_approval_amount,
            company.dms_price_honour_days,
            company.dms_back_order_policy,
        )
        agreed = {
            partner: OrderTerms(
                agreement.minimum_order_amount,
                agreement.approval_amount,
                agreement.price_honour_days,
                agreement.back_order_policy,
            )
            for partner, agreement in agreements.items()
        }
        return {partner: agreed.get(partner, general) for partner in self}

    def _get_dms_must_stock(self, company=None, date=None):
        """What partners must have in stock, by the lists in force.

        :param company: whose lists; by default the current one
        :param date: by default today
        :return: dict of partner → dict of product → least quantity, in the product's unit
        """
        company = company or self.env.company
        date = date or fields.Date.context_today(self)
        lists = self.env["dms.must.stock"].sudo()
        lists = lists.search(lists._get_in_force_domain(company, date))
        minimums = {}
        for partner in self:
            products = defaultdict(float)
            for line in lists.filtered(lambda record, who=partner: record._is_for(who)).line_ids:
                product = line.product_id
                products[product] = max(products[product], line.minimum_quantity)
            minimums[partner] = dict(products)
        return minimums

    def _get_dms_daily_sales(self, products, company=None):
        """What this partner sells a day, from the sums of the last full months.

        A hook: the forecast puts what it expects in its place.

        :param products: ``product.product``
        :return: array of quantities in the products' units, in the order of the products
        """
        self.ensure_one()
        month = fields.Date.context_today(self).replace(day=1)
        first = month - relativedelta(months=DEMAND_MONTHS)
        panel = self.env["dms.secondary.product.month"]._get_demand_panel(
            company or self.env.company, self, first, month - relativedelta(months=1)
        )
        # Months before a distributor's first sale are none in which it sold nothing.
        days = [(month - (month - relativedelta(months=count))).days
                for count in panel.month_counts.tolist()]
        rates = daily_sales(panel.quantities.sum(axis=1), days).tolist()
        known = dict(zip(panel.product_ids.tolist(), rates, strict=True))
        return np.array([known.get(product.id, 0.0) for product in products])

    def _get_dms_suggested_quantities(self, products):
        """How much of each product this partner should order now.

        Average daily sale × days to cover − stock on hand − in transit, in full cases; and no less
        than brings a must-stock product to its least quantity.

        :param products: ``product.product``
        :return: dict of product → quantity in the product's unit
        """
        self.ensure_one()
        if not products:
            return {}
        company = self.env.company
        on_hand = self._get_dms_stock_on_hand(products)
        in_transit = self._get_dms_in_transit(products)
        cases = products._get_dms_cases()
        minimums = self._get_dms_must_stock(company)[self]
        quantities = suggest(
            self._get_dms_daily_sales(products, company),
            company.dms_cover_days,
            [minimums.get(product, 0.0) for product in products],
            [on_hand.get((self, product), 0.0) for product in products],
            [in_transit.get(product, 0.0) for product in products],
            [
                cases[product].factor / product.uom_id.factor if product in cases else 1.0
                for product in products
            ],
        )
        return dict(zip(products, quantities.tolist(), strict=True))

    def _get_dms_in_transit(self, products):
        """What this partner has ordered and not yet received, past the rules.

        :return: dict of product → quantity in the product's unit; products without any are absent
        """
        self.ensure_one()
        rows = self.env["stock.move"].sudo()._read_group(
            [
                ("product_id", "in", products.ids),
                ("sale_line_id.order_id.dms_distributor_id", "=", self.id),
                ("location_dest_usage", "in", ("customer", "transit")),
                ("state", "not in", ("draft", "done", "cancel")),
                ("company_id", "=", self.env.company.id),
            ],
            ["product_id"],
            ["product_qty:sum"],
        )
        return {product: quantity for product, quantity in rows}

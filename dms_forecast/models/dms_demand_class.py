import numpy as np
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.dms_distributor.tools.notification import notify
from odoo.addons.queue_job.job import identity_exact
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..replenishment import classify_abc, classify_xyz, measure_demand, stock_levels

DISTRIBUTORS_PER_JOB = 25


class DmsDemandClass(models.Model):
    """Demand of a product at a distributor: how much, how steady, and what stock it needs.

    Rows are computed from the monthly sums of secondary sales, replaced as a whole for a
    distributor, and written past the ORM: nobody edits them.
    """

    _name = "dms.demand.class"
    _description = "Demand Class"
    _order = "distributor_id, net_amount desc, id"
    _rec_name = "product_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    territory_id = fields.Many2one(related="distributor_id.dms_territory_id")
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True, ondelete="cascade"
    )
    product_category_id = fields.Many2one(related="product_id.categ_id")
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    date_from = fields.Date("Window From", readonly=True)
    date_to = fields.Date("Window To", readonly=True)
    month_count = fields.Integer(
        "Months", readonly=True, aggregator=None,
        help="Months of the window since the distributor's first sale in it.",
    )
    quantity_mean = fields.Float(
        "Monthly Demand", digits="Product Unit", readonly=True, aggregator=None
    )
    quantity_deviation = fields.Float(
        "Monthly Deviation", digits="Product Unit", readonly=True, aggregator=None
    )
    variation = fields.Float(
        digits=(12, 3), readonly=True, aggregator=None,
        help="Deviation over mean: below 0.5 demand is steady. Empty without demand.",
    )
    net_amount = fields.Monetary("Value", readonly=True, help="Net sales of the window.")
    value_share = fields.Float(
        digits=(7, 6), readonly=True, aggregator=None, help="Of the distributor's net sales."
    )
    abc = fields.Selection(
        [("A", "A"), ("B", "B"), ("C", "C")], "ABC", readonly=True,
        help="A: the products that make the first 80 % of the distributor's value; B: up to 95 %.",
    )
    xyz = fields.Selection(
        [("X", "X"), ("Y", "Y"), ("Z", "Z")], "XYZ", readonly=True,
        help="X: variation up to 0.5, steady; Y: up to 1; Z: above, or no demand.",
    )
    abc_xyz = fields.Char("Class", readonly=True)
    lead_time_days = fields.Float(readonly=True, aggregator=None)
    review_days = fields.Float("Review Period (days)", readonly=True, aggregator=None)
    service_level = fields.Float("Service Level (%)", readonly=True, aggregator=None)
    safety_stock = fields.Float(
        digits="Product Unit", readonly=True, aggregator=None,
        help="z·√(L·σd² + d²·σL²): kept against demand and lead times that vary.",
    )
    reorder_point = fields.Float(
        digits="Product Unit", readonly=True, aggregator=None,
        help="d·L + safety stock: order when stock on hand and on its way falls to this.",
    )
    order_up_to = fields.Float(
        "Order up to", digits="Product Unit", readonly=True, aggregator=None,
        help="What stock is filled up to when it is looked at once a review period.",
    )
    computed_on = fields.Datetime(readonly=True)

    _key_unique = models.UniqueIndex(
        "(company_id, distributor_id, product_id)",
        "A product has one demand class at a distributor.",
    )
    _distributor_value_idx = models.Index("(distributor_id, net_amount DESC)")
    _class_idx = models.Index("(company_id, abc_xyz)")

    def action_refresh(self):
        """Compute the classes of the current company again, as queue jobs.

        :return: a notification
        :raise AccessError: unless the user is a manager of Distribution
        """
        if not self.env.user.has_group("dms_distributor.group_manager"):
            raise AccessError(
                self.env._("Only a manager of Distribution may compute demand classes again.")
            )
        count = self._refresh_later(self.env.company)
        message = (
            self.env._(
                "Demand of %(count)s distributors is being classified; look again shortly.",
                count=count,
            )
            if count
            else self.env._("There are no sales in the demand window: nothing to classify.")
        )
        return notify(message, "info" if count else "warning", None)

    @api.model
    def _cron_refresh(self):
        for company in self._get_companies():
            self._refresh_later(company)

    @api.model
    def _refresh_all(self):
        """Classify the demand of all companies at once, without jobs."""
        for company in self._get_companies():
            self._refresh(company, self._get_distributors(company))

    @api.model
    def _refresh_later(self, company):
        """Enqueue the classification of a company's distributors, a part each job.

        A part that waits already is not enqueued twice.

        :return: the number of distributors
        """
        distributors = self._get_distributors(company)
        for start in range(0, len(distributors), DISTRIBUTORS_PER_JOB):
            part = distributors[start : start + DISTRIBUTORS_PER_JOB]
            label = self.env._("Classify demand of %(count)s distributors", count=len(part))
            self.with_company(company).with_delay(
                description=label, identity_key=identity_exact
            )._refresh(company, part)
        return len(distributors)

    @api.model
    def _refresh(self, company, distributors):
        """Classify the demand of ``distributors`` and replace what was computed before.

        Four queries, whatever the number of products.

        :return: the number of rows
        """
        if not distributors:
            return 0
        month_from, month_to = self._get_window(company)
        panel = self.env["dms.secondary.product.month"]._get_demand_panel(
            company, distributors, month_from, month_to
        )
        columns = self._prepare_columns(company, panel)
        self._replace(company, distributors, columns, month_from, month_to)
        return len(panel.product_ids)

    @api.model
    def _get_window(self, company):
        """First and last month of the window, as their first days; the last is complete."""
        this_month = fields.Date.context_today(self).replace(day=1)
        return (
            this_month - relativedelta(months=company.dms_demand_months),
            this_month - relativedelta(months=1),
        )

    @api.model
    def _get_companies(self):
        """Companies with sales, in or before the window."""
        rows = self.env["dms.secondary.product.month"].sudo()._read_group([], ["company_id"])
        return self.env["res.company"].union(*(company for (company,) in rows))

    @api.model
    def _get_distributors(self, company):
        """Distributors with sales in the window, or with classes from an earlier one."""
        month_from, month_to = self._get_window(company)
        sold = self.env["dms.secondary.product.month"].sudo()._read_group(
            [
                ("company_id", "=", company.id),
                ("month", ">=", month_from), ("month", "<=", month_to),
            ],
            ["distributor_id"],
        )
        known = self.sudo()._read_group([("company_id", "=", company.id)], ["distributor_id"])
        return self.env["res.partner"].union(*(partner for (partner,) in sold + known)).sorted("id")

    @api.model
    def _prepare_columns(self, company, panel):
        """Statistics, classes and stock levels of a panel; add-ons may change or add columns.

        :param panel: a ``DemandPanel`` of ``dms_distributor``
        :return: a dict: column of the table → one value a series
        """
        demand = measure_demand(panel.quantities, panel.month_counts)
        service_level, review = company.dms_service_level, company.dms_review_days
        lead_time = company.dms_lead_time_days
        levels = stock_levels(
            demand.daily_mean, demand.daily_deviation, lead_time,
            company.dms_lead_time_deviation, review, service_level / 100,
        )
        size = len(panel.product_ids)
        abc = classify_abc(panel.net_amounts, panel.distributor_ids)
        xyz = classify_xyz(demand.variation)
        return {
            "distributor_id": panel.distributor_ids,
            "product_id": panel.product_ids,
            "month_count": panel.month_counts,
            "quantity_mean": demand.mean,
            "quantity_deviation": demand.deviation,
            # Without demand there is no variation: SQL's NULL.
            "variation": np.where(np.isfinite(demand.variation), demand.variation, None),
            "net_amount": panel.net_amounts,
            "value_share": self._get_shares(panel),
            "abc": abc,
            "xyz": xyz,
            "abc_xyz": np.char.add(abc, xyz),
            "lead_time_days": np.full(size, lead_time),
            "review_days": np.full(size, review),
            "service_level": np.full(size, service_level),
            **levels._asdict(),
        }

    @api.model
    def _get_shares(self, panel):
        """Share of each series in its distributor's net sales; 0 where those are not above 0."""
        _ids, group = np.unique(panel.distributor_ids, return_inverse=True)
        totals = np.bincount(group, weights=panel.net_amounts)[group]
        return np.divide(
            panel.net_amounts, totals, out=np.zeros(len(totals)), where=totals > 0
        )

    @api.model
    def _replace(self, company, distributors, columns, month_from, month_to):
        """Write ``columns`` in place of all rows of the distributors, in two statements."""
        constants = {
            "company_id": company.id,
            "date_from": month_from,
            "date_to": month_to + relativedelta(months=1, days=-1),
            "computed_on": fields.Datetime.now(),
        }
        names = [*constants, *columns]
        arrays = SQL(", ").join(
            SQL(
                "%s::%s[]",
                values.tolist(),
                SQL.identifier(self._fields[name].column_type[0]),
            )
            for name, values in columns.items()
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM dms_demand_class WHERE company_id = %s AND distributor_id IN %s",
                company.id, distributors._ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO dms_demand_class (%s) SELECT %s, series.* FROM unnest(%s) series",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(SQL("%s", value) for value in constants.values()),
                arrays,
            )
        )
        self.invalidate_model()

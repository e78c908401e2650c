from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from odoo import api, fields, models
from odoo.tools import SQL


class DemandPanel(NamedTuple):
    """Demand of many series over the same months, oldest first; all arrays share their rows."""

    distributor_ids: NDArray[np.int64]
    product_ids: NDArray[np.int64]
    quantities: NDArray[np.float64]  # (series, months), in the product's unit, returns taken off
    net_amounts: NDArray[np.float64]  # of all months together, in the company's currency
    month_counts: NDArray[np.int64]  # months since the distributor's first sale in the window


class DmsSecondaryProductMonth(models.Model):
    """Secondary sales of a product by a distributor in a month."""

    _name = "dms.secondary.product.month"
    _description = "Secondary Sales by Product and Month"
    _inherit = ["dms.secondary.month"]
    _rec_name = "product_id"
    _log_access = False
    _grain = "product_id"

    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    product_category_id = fields.Many2one(related="product_id.categ_id")
    product_uom_id = fields.Many2one(related="product_id.uom_id")

    _key_unique = models.UniqueIndex(
        "(distributor_id, COALESCE(product_id, 0), month, company_id)",
        "The sales of a distributor, product and month are summed in one row.",
    )
    _month_idx = models.Index("(month, company_id)")
    _product_idx = models.Index("(product_id, month)")

    @api.model
    def _get_demand_panel(self, company, distributors, month_from, month_to):
        """What was sold of each product by each distributor, month by month.

        The one place where demand is aggregated; past the record rules, for calculations.

        :param company: ``res.company``
        :param distributors: ``res.partner``, empty for all
        :param month_from: first day of the first month
        :param month_to: first day of the last month, included
        :return: a ``DemandPanel``; months without sales are 0
        """
        first = month_from.year * 12 + month_from.month
        count = month_to.year * 12 + month_to.month - first + 1
        rows = self.env.execute_query(
            SQL(
                "SELECT distributor_id, product_id, quantity::float, net_amount::float,"
                " (EXTRACT(YEAR FROM month) * 12 + EXTRACT(MONTH FROM month))::int - %s"
                " FROM %s WHERE %s AND month BETWEEN %s AND %s",
                first, SQL.identifier(self._table),
                self._get_scope_sql(company, distributors), month_from, month_to,
            )
        )
        table = np.array(rows, dtype=np.float64).reshape(-1, 5)
        months = table[:, 4].astype(np.int64)
        keys, series = np.unique(table[:, :2].astype(np.int64), axis=0, return_inverse=True)
        series = series.reshape(-1)
        quantities = np.zeros((len(keys), count))
        quantities[series, months] = table[:, 2]
        distributor_ids, distributor = np.unique(keys[:, 0], return_inverse=True)
        starts = np.full(len(distributor_ids), count)
        np.minimum.at(starts, distributor[series], months)
        return DemandPanel(
            keys[:, 0], keys[:, 1], quantities,
            np.bincount(series, weights=table[:, 3], minlength=len(keys)),
            (count - starts)[distributor],
        )

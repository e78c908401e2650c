from odoo import api, models
from odoo.tools import SQL

from ..tools.kpi_period import Computation
from .dms_secondary_month import IS_RETURN
from .dms_secondary_outlet_month import SALE_LINES

# Outlets that bought in the period, from whomever: each counts once, for the distributor that
# supplies it, so that distributors add up to their territory.
BOUGHT = """
    bought AS MATERIALIZED (
        SELECT DISTINCT outlet_id
          FROM dms_secondary_outlet_month
         WHERE company_id = %(company)s AND month BETWEEN %(first)s AND %(until)s
           AND outlet_id IS NOT NULL AND line_count > 0)"""
# Outlets in service that were known by the end of the period: registered, or buying, by then.
# A distributor that companies share is a company's once it has sold the company's goods.
UNIVERSE = f"""
    {BOUGHT}, universe AS MATERIALIZED (
        SELECT outlet.id AS outlet_id, outlet.dms_upstream_id AS distributor_id,
               outlet.dms_territory_id AS territory_id, outlet.dms_state AS state,
               outlet.dms_tier_id AS tier_id, outlet.dms_outlet_class_id AS class_id,
               bought.outlet_id IS NOT NULL AS has_bought
          FROM res_partner outlet
          JOIN res_partner supplier ON supplier.id = outlet.dms_upstream_id
                                   AND supplier.dms_role = 'distributor'
     LEFT JOIN bought ON bought.outlet_id = outlet.id
         WHERE outlet.dms_role = 'outlet' AND outlet.active
           AND (outlet.company_id IS NULL OR outlet.company_id = %(company)s)
           AND (supplier.company_id = %(company)s
                OR supplier.company_id IS NULL
                   AND EXISTS (SELECT FROM dms_secondary_product_month sums
                                WHERE sums.distributor_id = supplier.id
                                  AND sums.company_id = %(company)s))
           AND (bought.outlet_id IS NOT NULL
                OR (outlet.dms_state IN ('active', 'pending')
                    AND (outlet.create_date < %(until)s::date + 1
                         OR EXISTS (SELECT FROM dms_secondary_outlet_month earlier
                                     WHERE earlier.outlet_id = outlet.id
                                       AND earlier.month <= %(until)s)))))"""
NUMERIC = f"""
    WITH {UNIVERSE}
    SELECT distributor_id, COUNT(*) FILTER (WHERE has_bought), COUNT(*)
      FROM universe GROUP BY distributor_id"""
ECO = f"""
    WITH {UNIVERSE}
    SELECT distributor_id, COUNT(*) FILTER (WHERE has_bought), COUNT(*)
      FROM universe WHERE state = 'active' GROUP BY distributor_id"""
# An outlet weighs what it bought in the twelve months that end with the period.
WEIGHTED = f"""
    WITH {UNIVERSE}, weight AS MATERIALIZED (
        SELECT outlet_id, SUM(net_amount) AS amount
          FROM dms_secondary_outlet_month
         WHERE company_id = %(company)s AND outlet_id IS NOT NULL
           AND month > %(until)s::date - INTERVAL '1 year' AND month <= %(until)s
      GROUP BY outlet_id HAVING SUM(net_amount) > 0)
    SELECT universe.distributor_id,
           COALESCE(SUM(weight.amount) FILTER (WHERE universe.has_bought), 0), SUM(weight.amount)
      FROM universe JOIN weight ON weight.outlet_id = universe.outlet_id
  GROUP BY universe.distributor_id"""
NARROWS = """(
               NOT EXISTS (SELECT FROM dms_must_stock_dms_%(what)s_rel rel
                            WHERE rel.dms_must_stock_id = list.id)
               OR EXISTS (SELECT FROM dms_must_stock_dms_%(what)s_rel rel
                           WHERE rel.dms_must_stock_id = list.id
                             AND rel.dms_%(what)s_id %(own)s))"""
IN_SUBTREE = """IN (
                   SELECT above.id FROM dms_territory own
                     JOIN dms_territory above ON own.parent_path LIKE above.parent_path || '%%'
                    WHERE own.id = universe.territory_id)"""
# Listed is what anyone in the network has sold in the twelve months that end with the period.
SKU = """
    WITH listed AS (
        SELECT COUNT(DISTINCT sums.product_id) AS products
          FROM dms_secondary_product_month sums
          JOIN product_product product ON product.id = sums.product_id AND product.active
         WHERE sums.company_id = %(company)s AND sums.line_count > 0
           AND sums.month > %(until)s::date - INTERVAL '1 year' AND sums.month <= %(until)s)
    SELECT sums.distributor_id, COUNT(DISTINCT sums.product_id), MIN(listed.products)
      FROM dms_secondary_product_month sums
      JOIN product_product product ON product.id = sums.product_id AND product.active
CROSS JOIN listed
     WHERE sums.company_id = %(company)s AND sums.line_count > 0
       AND sums.month BETWEEN %(first)s AND %(until)s
  GROUP BY sums.distributor_id"""
# Must-stock products of each outlet, by the lists in force at the end of the period. What a list
# does not name (tiers, classes, territories) does not narrow it.
RANGE = f"""
    WITH {UNIVERSE}, wanted AS MATERIALIZED (
        SELECT DISTINCT universe.distributor_id, universe.outlet_id, line.product_id
          FROM dms_must_stock list
          JOIN dms_must_stock_line line ON line.must_stock_id = list.id
    CROSS JOIN universe
         WHERE list.active AND list.company_id = %(company)s
           AND COALESCE(list.date_start, %(until)s) <= %(until)s
           AND COALESCE(list.date_end, %(until)s) >= %(until)s
           AND {NARROWS % {'what': 'tier', 'own': '= universe.tier_id'}}
           AND {NARROWS % {'what': 'outlet_class', 'own': '= universe.class_id'}}
           AND {NARROWS % {'what': 'territory', 'own': IN_SUBTREE}}), sold AS MATERIALIZED (
        SELECT outlet_id, product_id
          FROM dms_secondary_sale
         WHERE company_id = %(company)s AND date BETWEEN %(first)s AND %(until)s
           AND outlet_id IS NOT NULL
      GROUP BY outlet_id, product_id HAVING SUM({SALE_LINES % IS_RETURN}) > 0)
    SELECT wanted.distributor_id, COUNT(sold.product_id), COUNT(*)
      FROM wanted
 LEFT JOIN sold ON sold.outlet_id = wanted.outlet_id AND sold.product_id = wanted.product_id
  GROUP BY wanted.distributor_id"""
DENSITY = f"""
    WITH {UNIVERSE}
    SELECT 0, COUNT(universe.outlet_id), MIN(territory.%(size)s) / %(per)s, territory.id
      FROM dms_territory territory
 LEFT JOIN dms_territory below ON below.parent_path LIKE territory.parent_path || '%%'
 LEFT JOIN universe ON universe.territory_id = below.id AND universe.state = 'active'
     WHERE territory.active AND territory.%(size)s > 0
       AND (territory.company_id IS NULL OR territory.company_id = %(company)s)
  GROUP BY territory.id"""


class DmsKpi(models.Model):
    """How far distributors reach the outlets and the assortment."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        outlets = "_get_kpi_universe"
        return super()._get_kpi_computations() | {
            "numeric_distribution": Computation("_compute_kpi_numeric_distribution", outlets),
            "weighted_distribution": Computation("_compute_kpi_weighted_distribution", outlets),
            "eco": Computation("_compute_kpi_eco", outlets),
            "range_selling": Computation("_compute_kpi_range_selling", outlets),
            "sku_penetration": Computation(
                "_compute_kpi_sku_penetration", "_get_kpi_product_months"
            ),
            "coverage_area": Computation("_compute_kpi_coverage_area", "_get_kpi_territory"),
            "coverage_population": Computation(
                "_compute_kpi_coverage_population", "_get_kpi_territory"
            ),
        }

    @api.model
    def _compute_kpi_numeric_distribution(self, period):
        return self._run_kpi(NUMERIC, period)

    @api.model
    def _compute_kpi_weighted_distribution(self, period):
        return self._run_kpi(WEIGHTED, period)

    @api.model
    def _compute_kpi_eco(self, period):
        return self._run_kpi(ECO, period)

    @api.model
    def _compute_kpi_sku_penetration(self, period):
        return self._run_kpi(SKU, period)

    @api.model
    def _compute_kpi_range_selling(self, period):
        return self._run_kpi(RANGE, period)

    @api.model
    def _compute_kpi_coverage_area(self, period):
        return self._run_kpi(DENSITY, period, "territory_ids", size=SQL("area"), per=1000.0)

    @api.model
    def _compute_kpi_coverage_population(self, period):
        return self._run_kpi(DENSITY, period, "territory_ids", size=SQL("population"), per=1000.0)

    @api.model
    def _get_kpi_universe(self, period, snapshot):
        """Outlets that the distributor supplies."""
        return {
            "res_model": "res.partner",
            "domain": [
                ("dms_role", "=", "outlet"),
                ("dms_upstream_id", "=", snapshot.distributor_id.id),
                ("dms_state", "in", ["active", "pending"]),
            ],
        }

    @api.model
    def _get_kpi_territory(self, period, snapshot):
        """Active outlets of the territory."""
        return {
            "res_model": "res.partner",
            "domain": [
                ("dms_role", "=", "outlet"), ("dms_state", "=", "active"),
                ("dms_territory_id", "child_of", snapshot.territory_id.id),
            ],
        }

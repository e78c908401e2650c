"""Statements that read what a measured scheme would have cost."""

from .result_sql import RESULT

WORTH = "round(result.earned * result.unit_value / result.money_step) * result.money_step"
COST = f"""
WITH {RESULT}
SELECT COUNT(DISTINCT result.partner_id),
       COUNT(DISTINCT result.partner_id) FILTER (WHERE result.earned > 0),
       COALESCE(SUM(result.unit_quantity), 0), COALESCE(SUM(result.value), 0),
       COALESCE(SUM(result.value) FILTER (WHERE result.earned > 0), 0),
       COALESCE(SUM({WORTH}), 0)
  FROM result"""
# Where each figure that was paid by itself stood: a window, or a document.
SLABS = """
WITH placed AS (
    SELECT figure.partner_id, figure.value, COALESCE(amount.steps, 0) * scheme.step
               * scheme.unit_value AS cost, figure.position,
           CASE scheme.mechanism
               WHEN 'target' THEN 100 * own.own / NULLIF(figure.target * own.factor, 0)
               WHEN 'growth' THEN 100 * (own.own - own.before) / NULLIF(own.before, 0)
               WHEN 'display' THEN 100 * LEAST(figure.times, scheme.required) / scheme.required
               WHEN 'combo' THEN figure.times
               ELSE own.own / own.factor END AS figure
      FROM dms_m_figure figure
      JOIN dms_m_scheme scheme ON scheme.position = figure.position
CROSS JOIN LATERAL (
           SELECT CASE WHEN scheme.by_value THEN figure.value ELSE figure.quantity END AS own,
                  CASE WHEN scheme.by_value THEN figure.before_value
                       ELSE figure.before_quantity END AS before,
                  CASE WHEN scheme.by_value THEN 1 ELSE scheme.factor END AS factor) own
 LEFT JOIN dms_m_amount amount ON amount.id = figure.id)
SELECT COALESCE(slab.slab, 0), COUNT(*), COUNT(DISTINCT placed.partner_id),
       COALESCE(SUM(placed.value), 0), COALESCE(SUM(placed.cost), 0)
  FROM placed
  LEFT JOIN dms_m_slab slab ON slab.position = placed.position AND slab.lower <= placed.figure
                           AND (slab.upper IS NULL OR slab.upper > placed.figure)
 GROUP BY 1 ORDER BY 1"""
# How many sales there are about, from the sums of months.
SIZE = """
SELECT COALESCE(SUM(line_count), 0) FROM dms_secondary_product_month
 WHERE company_id = %(company)s AND month BETWEEN date_trunc('month', %(first)s::date) AND %(last)s
"""

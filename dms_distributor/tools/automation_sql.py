"""What automation rules look for: one statement a kind, over sums and orders, never over facts.

``%(company)s``, ``%(partners)s`` (identifiers of distributors) and the rule's own figures are
parameters. Each statement gives the distributor first and then what the kind tells of, those with
the most at stake first.
"""

# The day of the last sale in a sum; sums of older data know the month only.
LAST_DAY = "COALESCE(m.last_date, (m.month + interval '1 month - 1 day')::date)"

LAPSED_OUTLETS = f"""
SELECT m.distributor_id, m.outlet_id, max({LAST_DAY}) AS last_date, sum(m.net_amount)
  FROM dms_secondary_outlet_month m
  JOIN res_partner o ON o.id = m.outlet_id AND o.active AND o.dms_state = 'active'
 WHERE m.company_id = %(company)s AND m.distributor_id = ANY(%(partners)s)
   AND m.month >= date_trunc('month', %(since)s::date) AND m.line_count > 0
 GROUP BY m.distributor_id, m.outlet_id
HAVING max({LAST_DAY}) < %(until)s AND max({LAST_DAY}) >= %(since)s AND sum(m.net_amount) > 0
   AND NOT EXISTS (
       SELECT FROM dms_secondary_outlet_month x
        WHERE x.outlet_id = m.outlet_id AND x.company_id = %(company)s AND x.line_count > 0
          AND x.month >= date_trunc('month', %(until)s::date)
          AND COALESCE(x.last_date, (x.month + interval '1 month - 1 day')::date) >= %(until)s)
 ORDER BY sum(sum(m.net_amount)) OVER (PARTITION BY m.distributor_id) DESC, 1, 4 DESC, 2
"""

INACTIVE_PRODUCTS = f"""
SELECT m.distributor_id, m.product_id, max({LAST_DAY}) AS last_date, sum(m.net_amount)
  FROM dms_secondary_product_month m
  JOIN product_product p ON p.id = m.product_id AND p.active
  JOIN product_template t ON t.id = p.product_tmpl_id AND t.sale_ok AND t.active
 WHERE m.company_id = %(company)s AND m.distributor_id = ANY(%(partners)s)
   AND m.month >= date_trunc('month', %(since)s::date) AND m.line_count > 0
 GROUP BY m.distributor_id, m.product_id
HAVING max({LAST_DAY}) < %(until)s AND max({LAST_DAY}) >= %(since)s AND sum(m.net_amount) > 0
 ORDER BY sum(sum(m.net_amount)) OVER (PARTITION BY m.distributor_id) DESC, 1, 4 DESC, 2
"""

# What the last complete month is compared with: months (first, last) and how many there are.
FALLING_SALES = """
SELECT m.distributor_id, m.distributor_id,
       COALESCE(sum(m.net_amount) FILTER (WHERE m.month = %(month)s), 0) AS now,
       sum(m.net_amount) FILTER (WHERE m.month BETWEEN %(first)s AND %(last)s) / %(count)s AS before
  FROM dms_secondary_product_month m
 WHERE m.company_id = %(company)s AND m.distributor_id = ANY(%(partners)s)
   AND (m.month = %(month)s OR m.month BETWEEN %(first)s AND %(last)s)
 GROUP BY m.distributor_id
HAVING sum(m.net_amount) FILTER (WHERE m.month BETWEEN %(first)s AND %(last)s) > 0
   AND COALESCE(sum(m.net_amount) FILTER (WHERE m.month = %(month)s), 0)
       <= (1 - %(percent)s / 100.0) / %(count)s
          * sum(m.net_amount) FILTER (WHERE m.month BETWEEN %(first)s AND %(last)s)
 ORDER BY sum(m.net_amount) FILTER (WHERE m.month BETWEEN %(first)s AND %(last)s) / %(count)s
          - COALESCE(sum(m.net_amount) FILTER (WHERE m.month = %(month)s), 0) DESC, 1
"""

# The usual interval is known from four orders on; several orders of a day are one.
LATE_ORDERS = """
WITH day AS (
    SELECT DISTINCT p.commercial_partner_id AS partner_id, o.date_order::date AS day
      FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
     WHERE o.state = 'sale' AND o.company_id = %(company)s
       AND o.date_order >= %(today)s::date - 730
       AND o.partner_id IN (
           SELECT c.id FROM res_partner c WHERE c.commercial_partner_id = ANY(%(partners)s))
), habit AS (
    SELECT partner_id, max(day) AS last_date, %(today)s::date - max(day) AS since,
           CASE WHEN count(*) >= 4
                THEN (max(day) - min(day))::numeric / (count(*) - 1) END AS usual
      FROM day GROUP BY partner_id
)
SELECT partner_id, partner_id, last_date, since, round(usual)::integer
  FROM habit
 WHERE since >= %(days)s OR (%(percent)s > 0 AND since > usual * (1 + %(percent)s / 100.0))
 ORDER BY since DESC, 1
"""

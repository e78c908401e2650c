"""Statements that tell on which sales claims rest.

They read what ``dms.scheme.measuring`` has left in the transaction's tables, for it has found which
goods of which partners each scheme counts.
"""

from odoo.addons.dms_schemes.tools.measure_sql import ORDERS
from odoo.addons.dms_schemes.tools.result_sql import RESULT

CREATE = """
CREATE TEMP TABLE IF NOT EXISTS dms_c_claim (
    position integer NOT NULL, claim_id integer NOT NULL, distributor_id integer NOT NULL,
    window_from date NOT NULL, date_from date NOT NULL, date_to date NOT NULL, line_id integer
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_c_line (
    claim_id integer NOT NULL, partner_id integer NOT NULL, window_from date NOT NULL,
    line_id integer NOT NULL, PRIMARY KEY (claim_id, partner_id, window_from)
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_c_sale (
    claim_id integer NOT NULL, line_id integer NOT NULL, company_id integer NOT NULL,
    scheme_id integer NOT NULL, sale_id integer, order_line_id integer, date date NOT NULL
) ON COMMIT DROP;
TRUNCATE dms_c_claim, dms_c_line, dms_c_sale
"""

# A line that names its partner comes before the claim's line for all others. What no line asks
# for is not claimed.
COLLECT = """
INSERT INTO dms_c_sale (claim_id, line_id, company_id, scheme_id, sale_id, date)
SELECT claim.claim_id, COALESCE(line.line_id, claim.line_id), %(company)s, scheme.scheme_id,
       sale.id, sale.date
  FROM dms_c_claim claim
  JOIN dms_m_scheme scheme ON scheme.position = claim.position
  JOIN dms_secondary_sale sale ON sale.company_id = %(company)s
                              AND sale.distributor_id = claim.distributor_id
                              AND sale.date BETWEEN claim.date_from AND claim.date_to
  JOIN dms_m_product product ON product.product_id = sale.product_id
  JOIN dms_m_match match ON match.position = claim.position AND match.part = 0
                        AND match.product_class = product.class
  JOIN dms_m_party party ON party.class = match.party_class AND party.partner_id =
       CASE WHEN match.pass & 1 = 1 THEN sale.outlet_id ELSE sale.distributor_id END
  LEFT JOIN dms_c_line line ON line.claim_id = claim.claim_id
                           AND line.partner_id = party.partner_id
                           AND line.window_from = claim.window_from
 WHERE scheme.mechanism <> 'price_protection'
   AND COALESCE(line.line_id, claim.line_id) IS NOT NULL"""

# The same of orders placed with the company: who buys earns.
COLLECT_ORDERS = f"""
INSERT INTO dms_c_sale (claim_id, line_id, company_id, scheme_id, order_line_id, date)
SELECT claim.claim_id, COALESCE(line.line_id, claim.line_id), %(company)s, scheme.scheme_id,
       sale.order_line_id, sale.date
  FROM dms_c_claim claim
  JOIN dms_m_scheme scheme ON scheme.position = claim.position
  JOIN ({ORDERS}) sale ON sale.distributor_id = claim.distributor_id
                      AND sale.date BETWEEN claim.date_from AND claim.date_to
  JOIN dms_m_product product ON product.product_id = sale.product_id
  JOIN dms_m_match match ON match.position = claim.position AND match.part = 0
                        AND match.product_class = product.class
  JOIN dms_m_party party ON party.class = match.party_class
                        AND party.partner_id = sale.distributor_id
  LEFT JOIN dms_c_line line ON line.claim_id = claim.claim_id
                           AND line.partner_id = party.partner_id
                           AND line.window_from = claim.window_from
 WHERE COALESCE(line.line_id, claim.line_id) IS NOT NULL"""

# What another claim has stays there, by the unique indexes on sales and on order lines.
TAKE = """
INSERT INTO dms_claim_source (claim_id, line_id, company_id, scheme_id, sale_id, order_line_id)
SELECT claim_id, line_id, company_id, scheme_id, sale_id, order_line_id
  FROM dms_c_sale WHERE claim_id = ANY(%(claims)s)
 ORDER BY claim_id, sale_id, order_line_id
ON CONFLICT DO NOTHING"""

# By claim and the claim that has them: how many sales, from when to when.
CLASHES = """
WITH clash AS (
    SELECT mine.claim_id, taken.claim_id AS other_id, mine.date
      FROM dms_c_sale mine
      JOIN dms_claim_source taken ON taken.scheme_id = mine.scheme_id
                                 AND taken.sale_id = mine.sale_id
 UNION ALL
    SELECT mine.claim_id, taken.claim_id, mine.date
      FROM dms_c_sale mine
      JOIN dms_claim_source taken ON taken.scheme_id = mine.scheme_id
                                 AND taken.order_line_id = mine.order_line_id)
SELECT claim_id, other_id, COUNT(*), MIN(date), MAX(date)
  FROM clash
 WHERE claim_id = ANY(%(claims)s) AND other_id <> claim_id
 GROUP BY claim_id, other_id
 ORDER BY claim_id, other_id"""

RELEASE = "DELETE FROM dms_claim_source WHERE claim_id = ANY(%(claims)s)"

# What schemes have earned, window by window; money in the company's currency.
EARNED = f"""
WITH {RESULT}
SELECT position, distributor_id, partner_id, date_from, earned,
       round(earned * unit_value / money_step) * money_step, lines
  FROM result
 WHERE earned <> 0 OR lines > 0"""

"""Statements behind the return on a scheme."""

SUMS = """
SELECT position, distributor_id, date_from, SUM(value)
  FROM dms_m_figure GROUP BY position, distributor_id, date_from"""
# Value and cost of the goods that count, by the products' cost of today.
MARGIN = """
SELECT COALESCE(SUM(sale.value), 0),
       COALESCE(SUM(sale.quantity * COALESCE((product.standard_price ->> %(key)s)::numeric, 0)), 0)
  FROM ({source}) sale
  JOIN dms_m_product counted ON counted.product_id = sale.product_id
  JOIN product_product product ON product.id = sale.product_id
 WHERE sale.date BETWEEN %(first)s AND %(last)s
   AND counted.class IN (SELECT product_class FROM dms_m_match WHERE position = 0)"""
EARNED = """
SELECT distributor_id, SUM(earned_value) FROM dms_scheme_entitlement
 WHERE scheme_id = %(scheme)s GROUP BY distributor_id"""
GRANTED = """
SELECT distributor_id, SUM(consumed) FROM dms_scheme_grant
 WHERE scheme_id = %(scheme)s GROUP BY distributor_id"""
PROMOTION = """
SELECT line.distributor_id, SUM(line.incremental_margin - line.spend), SUM(line.spend)
  FROM dms_scheme_roi_line line
  JOIN dms_scheme_roi roi ON roi.id = line.roi_id
 WHERE roi.company_id = %(company)s AND roi.date_to BETWEEN %(first)s AND %(until)s
 GROUP BY line.distributor_id HAVING SUM(line.spend) > 0"""

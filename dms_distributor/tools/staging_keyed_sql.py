"""What a load does besides for rows whose sender gave each a key of its own; see ``staging_sql``.

A key names a row for good: sent again with other figures it is a correction of the same row, and
two rows with different keys never contradict one another, whatever their invoice.
"""

IS_KEYED = "SELECT EXISTS (SELECT FROM dms_resolved WHERE source_key LIKE 'KEYED%')"

# A key says nothing of the date: the row may be known under another one.
ANY_DATE = {"date_from": "0001-01-01", "date_to": "9999-12-31"}

DIFFERENT_KEYS_AGREE = """
DELETE FROM dms_conflict c
 USING dms_resolved r, dms_secondary_sale f
 WHERE r.row_number = c.row_number AND r.source_key LIKE 'KEYED%%'
   AND f.id = c.sale_id AND f.source_key LIKE 'KEYED%%'
"""

FIND_CORRECTIONS = """
INSERT INTO dms_conflict (row_number, sale_id, choice)
SELECT r.row_number, f.id, CASE %(choice)s WHEN 'replace' THEN 'replace' ELSE 'keep' END
  FROM dms_resolved r JOIN dms_secondary_sale f ON f.id = r.sale_id
 WHERE r.source_key LIKE 'KEYED%%' AND r.reason IS NULL
   AND (f.date, f.product_id, f.outlet_id, f.invoice_reference, f.quantity, f.free_quantity,
        f.discount_amount, f.net_amount)
       IS DISTINCT FROM
       (r.date, r.product_id, r.outlet_id, r.invoice::varchar, r.quantity, r.free_quantity,
        r.discount_amount, r.net_amount)
"""

CORRECT_AS_NEXT_VERSION = """
UPDATE dms_resolved r
   SET sale_id = NULL,
       source_key = left(r.source_key, 33) || '~'
           || COALESCE(NULLIF(substr(r.source_key, 35), '')::integer, 0) + 1
  FROM dms_conflict c
 WHERE c.row_number = r.row_number AND c.sale_id = r.sale_id
"""

ANSWERS = """
SELECT r.row_number, COALESCE(r.sale_id, f.id), r.sale_id IS NOT NULL, c.sale_id,
       s.lot IS NOT NULL AND r.lot_id IS NULL
  FROM dms_resolved r
  JOIN dms_staged s USING (row_number)
  LEFT JOIN dms_secondary_sale f
    ON f.distributor_id = %(distributor)s AND f.source_key = r.source_key
  LEFT JOIN dms_conflict c ON c.row_number = r.row_number AND c.choice = 'replace'
 WHERE r.reason IS NULL
"""

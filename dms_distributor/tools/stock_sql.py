"""Statements by which sales are taken off the stocks of distributors, set by set."""

from ..models.dms_secondary_month import IS_RETURN

_STORABLE = """
    JOIN product_product product ON product.id = {table}.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
                                  AND template.is_storable
"""

FIND_WAITING = """
SELECT ledger.id
  FROM dms_stock_ledger ledger
 WHERE ledger.id = ANY(%s)
   AND EXISTS (
       SELECT FROM dms_stock_pending pending
        WHERE pending.distributor_id = ledger.distributor_id
          AND pending.company_id = ledger.company_id
          AND pending.date >= ledger.start_date)
 ORDER BY ledger.id
"""

# Sales of before the stock was kept lie before its opening; those of vanished partners moved.
FORGET_EARLIER = """
DELETE FROM dms_stock_pending pending
 WHERE EXISTS (
       SELECT FROM dms_stock_ledger ledger
        WHERE ledger.distributor_id = pending.distributor_id
          AND ledger.company_id = pending.company_id
          AND pending.date < ledger.start_date)
    OR NOT EXISTS (SELECT FROM res_partner WHERE res_partner.id = pending.distributor_id)
"""

TAKE_PENDING = """
WITH taken AS (
    DELETE FROM dms_stock_pending
     WHERE id IN (
           SELECT id FROM dms_stock_pending
            WHERE distributor_id = %(distributor)s AND company_id = %(company)s
              AND date >= %(start)s
            ORDER BY date, id
            LIMIT %(limit)s)
 RETURNING product_id, date, lot_id, sold_quantity, free_quantity, returned_quantity)
SELECT taken.product_id, taken.date, taken.lot_id,
       (SUM(sold_quantity) * 1000000)::bigint, (SUM(free_quantity) * 1000000)::bigint,
       (SUM(returned_quantity) * 1000000)::bigint
  FROM taken
""" + _STORABLE.format(table="taken") + """
 GROUP BY taken.product_id, taken.date, taken.lot_id
 ORDER BY taken.date, taken.product_id, taken.lot_id NULLS FIRST
"""

# What had expired before the first of the sales was not what outlets were given: it comes last.
READ_LAYERS = """
SELECT quant.product_id, quant.lot_id, quant.package_id, quant.owner_id,
       (SUM(quant.quantity) * 1000000)::bigint
  FROM stock_quant quant
  LEFT JOIN stock_lot lot ON lot.id = quant.lot_id
 WHERE quant.location_id = %(location)s AND quant.product_id = ANY(%(products)s)
 GROUP BY quant.product_id, quant.lot_id, quant.package_id, quant.owner_id
 ORDER BY COALESCE(MIN(lot.expiration_date) < %(day)s, FALSE),
          MIN(COALESCE(lot.removal_date, lot.expiration_date)) NULLS LAST,
          MIN(quant.in_date), quant.lot_id, quant.package_id, quant.owner_id
"""

# Of which lot a product was sold last: what comes back without a lot is most likely of it.
READ_LAST_SOLD = """
SELECT DISTINCT ON (line.product_id) line.product_id, line.lot_id
  FROM stock_move_line line
 WHERE line.location_dest_id = %(sold)s AND line.state = 'done' AND line.lot_id IS NOT NULL
   AND line.product_id = ANY(%(products)s)
 ORDER BY line.product_id, line.date DESC, line.id DESC
"""

UPSERT_CONSUMPTION = """
INSERT INTO dms_stock_consumption (
    ledger_id, company_id, distributor_id, product_id, date, sold_quantity, free_quantity,
    returned_quantity, short_quantity)
SELECT %(ledger)s, %(company)s, %(distributor)s, product_id, date, sold / 1000000.0,
       free / 1000000.0, returned / 1000000.0, short / 1000000.0
  FROM unnest(%(products)s, %(dates)s::date[], %(sold)s::bigint[], %(free)s::bigint[],
              %(returned)s::bigint[], %(short)s::bigint[])
       AS row (product_id, date, sold, free, returned, short)
 ORDER BY product_id, date
    ON CONFLICT (ledger_id, product_id, date) DO UPDATE
   SET sold_quantity = dms_stock_consumption.sold_quantity + EXCLUDED.sold_quantity,
       free_quantity = dms_stock_consumption.free_quantity + EXCLUDED.free_quantity,
       returned_quantity = dms_stock_consumption.returned_quantity + EXCLUDED.returned_quantity,
       short_quantity = dms_stock_consumption.short_quantity + EXCLUDED.short_quantity
RETURNING id, product_id, date
"""

# Odoo dates moves at the moment they are done; these happened on the day of the sale or count.
DATE_BACK = """
WITH dated AS (
    SELECT move.id,
           COALESCE(count.date, consumption.date) + CASE WHEN count.id IS NULL
               THEN interval '12 hours' ELSE interval '12 hours 30 minutes' END AS date
      FROM stock_move move
      LEFT JOIN dms_stock_consumption consumption ON consumption.id = move.dms_consumption_id
      LEFT JOIN dms_stock_count_line line ON line.id = move.dms_count_line_id
      LEFT JOIN dms_stock_count count ON count.id = line.count_id
     WHERE move.id = ANY(%(moves)s)
), moved AS (
    UPDATE stock_move SET date = dated.date FROM dated WHERE dated.id = stock_move.id)
UPDATE stock_move_line SET date = dated.date FROM dated WHERE dated.id = stock_move_line.move_id
"""

# Which count of a product was the first on or after a day, where there was one.
READ_COUNTS = """
SELECT line.product_id, count.date, MIN(line.id)
  FROM dms_stock_count_line line
  JOIN dms_stock_count count ON count.id = line.count_id
 WHERE count.ledger_id = %(ledger)s AND count.state = 'approved' AND count.kind = 'cycle'
   AND line.product_id = ANY(%(products)s) AND count.date >= %(day)s
 GROUP BY line.product_id, count.date
 ORDER BY line.product_id, count.date
"""

_SALES = f"""
    SELECT sale.product_id, sale.date, sale.lot_id,
           SUM(CASE WHEN {IS_RETURN} THEN 0 ELSE quantity END) AS sold,
           SUM(COALESCE(free_quantity, 0)) AS free,
           SUM(CASE WHEN {IS_RETURN} THEN -quantity ELSE 0 END) AS returned
      FROM dms_secondary_sale sale
""" + _STORABLE.format(table="sale") + """
     WHERE sale.distributor_id = %(distributor)s AND sale.company_id = %(company)s
       AND sale.date >= %(start)s
     GROUP BY sale.product_id, sale.date, sale.lot_id
"""
_POSTED = """
    SELECT product_id, date, sold_quantity AS sold, free_quantity AS free,
           returned_quantity AS returned
      FROM dms_stock_consumption WHERE ledger_id = %(ledger)s
"""

COUNT_DIFFERENCES = f"""
WITH sales AS ({_SALES}), posted AS ({_POSTED}), kept AS (
    SELECT product_id, date, SUM(sold) AS sold, SUM(free) AS free, SUM(returned) AS returned
      FROM (SELECT * FROM posted
             UNION ALL
            SELECT waiting.product_id, date, sold_quantity, free_quantity, returned_quantity
              FROM dms_stock_pending waiting
""" + _STORABLE.format(table="waiting") + """
             WHERE waiting.distributor_id = %(distributor)s AND waiting.company_id = %(company)s
               AND waiting.date >= %(start)s) kept
     GROUP BY product_id, date
), made AS (
    SELECT product_id, date, SUM(sold) AS sold, SUM(free) AS free, SUM(returned) AS returned
      FROM sales GROUP BY product_id, date)
SELECT COUNT(*)
  FROM made FULL JOIN kept USING (product_id, date)
 WHERE (COALESCE(made.sold, 0), COALESCE(made.free, 0), COALESCE(made.returned, 0))
    <> (COALESCE(kept.sold, 0), COALESCE(kept.free, 0), COALESCE(kept.returned, 0))
"""

DELETE_PENDING = """
DELETE FROM dms_stock_pending
 WHERE distributor_id = %(distributor)s AND company_id = %(company)s
"""

# A lot is told only of days of which nothing was taken off yet: what is posted knows no lot.
INSERT_PENDING = f"""
WITH sales AS ({_SALES}), posted AS ({_POSTED}), flow AS (
    SELECT product_id, date, sold, free, returned,
           CASE WHEN EXISTS (SELECT FROM posted
                              WHERE posted.product_id = sales.product_id
                                AND posted.date = sales.date)
                THEN NULL ELSE lot_id END AS lot_id
      FROM sales
     UNION ALL
    SELECT product_id, date, -sold, -free, -returned, NULL FROM posted
)
INSERT INTO dms_stock_pending (
    company_id, distributor_id, product_id, lot_id, date, sold_quantity, free_quantity,
    returned_quantity)
SELECT %(company)s, %(distributor)s, product_id, lot_id, date, SUM(sold), SUM(free), SUM(returned)
  FROM flow
 GROUP BY product_id, lot_id, date
HAVING SUM(sold) <> 0 OR SUM(free) <> 0 OR SUM(returned) <> 0
"""

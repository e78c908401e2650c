"""What the books of a distributor's stock say as of a moment, lot by lot."""

# What is there now, less what has moved since.
READ_BOOK = """
SELECT product_id, lot_id, SUM(quantity)
  FROM (
        SELECT product_id, lot_id, quantity FROM stock_quant WHERE location_id = %(location)s
         UNION ALL
        SELECT product_id, lot_id, -quantity_product_uom FROM stock_move_line
         WHERE location_dest_id = %(location)s AND state = 'done' AND date >= %(until)s
         UNION ALL
        SELECT product_id, lot_id, quantity_product_uom FROM stock_move_line
         WHERE location_id = %(location)s AND state = 'done' AND date >= %(until)s
       ) AS book
 GROUP BY product_id, lot_id
HAVING SUM(quantity) <> 0
 ORDER BY product_id, lot_id
"""

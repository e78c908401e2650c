"""How distributors stand with each product: what they have, sell a day, and should have."""

# Quantity sold a day over the last ninety days, or since the stock is kept if that is shorter.
DAILY_SALES = """
    SELECT consumption.ledger_id, consumption.product_id,
           SUM(sold_quantity + free_quantity - returned_quantity)
               / GREATEST(LEAST(90, %(today)s::date - MIN(ledger.start_date) + 1), 1) AS daily
      FROM dms_stock_consumption consumption
      JOIN dms_stock_ledger ledger ON ledger.id = consumption.ledger_id
     WHERE consumption.date > %(today)s::date - 90
     GROUP BY consumption.ledger_id, consumption.product_id
"""

# The threshold that says most about a distributor and product is the one that counts: a product's
# before its category's, a near category's before a far one's, a distributor's before one for all.
POSITIONS = f"""
WITH held AS (
    SELECT ledger.id AS ledger_id, quant.product_id, SUM(quant.quantity) AS quantity
      FROM dms_stock_ledger ledger
      JOIN stock_quant quant ON quant.location_id = ledger.location_id
     WHERE ledger.active
     GROUP BY ledger.id, quant.product_id
), sold AS ({DAILY_SALES}), stood AS (
    SELECT ledger_id, product_id, COALESCE(held.quantity, 0) AS quantity,
           GREATEST(COALESCE(sold.daily, 0), 0) AS daily
      FROM held FULL JOIN sold USING (ledger_id, product_id)
), judged AS (
    SELECT stood.ledger_id::bigint * 10000000 + stood.product_id AS id, stood.ledger_id,
           ledger.company_id, ledger.distributor_id, stood.product_id, stood.quantity,
           stood.daily, chosen.id AS threshold_id,
           COALESCE(CASE chosen.basis WHEN 'days' THEN chosen.minimum * stood.daily
                                      ELSE chosen.minimum END,
                    company.dms_cover_min_days * stood.daily) AS minimum,
           COALESCE(CASE chosen.basis WHEN 'days' THEN chosen.maximum * stood.daily
                                      ELSE chosen.maximum END,
                    company.dms_cover_max_days * stood.daily) AS maximum
      FROM stood
      JOIN dms_stock_ledger ledger ON ledger.id = stood.ledger_id AND ledger.active
      JOIN res_company company ON company.id = ledger.company_id
      JOIN product_product product ON product.id = stood.product_id AND product.active
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN product_category category ON category.id = template.categ_id
      LEFT JOIN LATERAL (
           SELECT threshold.*
             FROM dms_stock_threshold threshold
             LEFT JOIN product_category above ON above.id = threshold.product_category_id
            WHERE threshold.active AND threshold.company_id = ledger.company_id
              AND (threshold.distributor_id IS NULL
                   OR threshold.distributor_id = ledger.distributor_id)
              AND (threshold.product_id IS NULL OR threshold.product_id = stood.product_id)
              AND (above.id IS NULL OR category.parent_path LIKE above.parent_path || '%%')
            ORDER BY threshold.product_id IS NULL, LENGTH(above.parent_path) DESC NULLS LAST,
                     threshold.distributor_id IS NULL, threshold.id
            LIMIT 1) chosen ON TRUE
)
SELECT judged.*,
       CASE WHEN quantity <= 0 AND (daily > 0 OR minimum > 0) THEN 'out'
            WHEN quantity < minimum THEN 'low'
            WHEN quantity > maximum THEN 'over'
            ELSE 'fine' END AS status,
       GREATEST(minimum - quantity, 0) AS shortage_quantity,
       GREATEST(quantity - GREATEST(maximum, 0), 0) AS surplus_quantity,
       CASE WHEN daily > 0 THEN FLOOR(LEAST(GREATEST(quantity, 0) / daily, 9999))::integer
            WHEN quantity > 0 THEN 9999 ELSE 0 END AS cover_days
  FROM judged
"""

# Alerts that no longer hold are closed, those that hold are brought up to date, new ones are added:
# nobody is told of the same thing twice.
FOLLOW_ALERTS = f"""
WITH now AS (
    SELECT * FROM ({POSITIONS}) position WHERE status IN ('out', 'low', 'over')
), closed AS (
    UPDATE dms_stock_alert alert SET date_closed = %(today)s
     WHERE date_closed IS NULL
       AND NOT EXISTS (SELECT FROM now
                        WHERE now.ledger_id = alert.ledger_id
                          AND now.product_id = alert.product_id AND now.status = alert.kind)
)
INSERT INTO dms_stock_alert (
    ledger_id, company_id, distributor_id, product_id, kind, date, quantity, minimum, maximum,
    daily_sales, cover_days, is_told)
SELECT ledger_id, company_id, distributor_id, product_id, status, %(today)s, quantity, minimum,
       maximum, daily, cover_days, FALSE
  FROM now
 ORDER BY ledger_id, product_id, status
    ON CONFLICT (ledger_id, product_id, kind) WHERE date_closed IS NULL DO UPDATE
   SET quantity = EXCLUDED.quantity, minimum = EXCLUDED.minimum, maximum = EXCLUDED.maximum,
       daily_sales = EXCLUDED.daily_sales, cover_days = EXCLUDED.cover_days
"""

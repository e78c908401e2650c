"""The statement that computes the monthly figures of distributors' stocks from their moves."""

# What a stock held before the first month is what it holds now less what has moved since: it needs
# no older figure to be right. {zone} is the company's, for a month ends where its midnight is.
REFRESH = """
WITH ledger AS (
    SELECT * FROM dms_stock_ledger WHERE id = ANY(%(ledgers)s)
), move AS (
    SELECT ledger.id AS ledger_id, line.product_id, 1 AS direction, line.location_id AS other_id,
           line.quantity_product_uom AS quantity, line.move_id
      FROM ledger
      JOIN stock_move_line line ON line.location_dest_id = ledger.location_id
     WHERE line.state = 'done' AND line.date >= %(since)s
     UNION ALL
    SELECT ledger.id, line.product_id, -1, line.location_dest_id, line.quantity_product_uom,
           line.move_id
      FROM ledger
      JOIN stock_move_line line ON line.location_id = ledger.location_id
     WHERE line.state = 'done' AND line.date >= %(since)s
), flow AS (
    SELECT consumption.ledger_id, consumption.product_id,
           date_trunc('month', consumption.date::timestamp)::date AS month,
           0 AS received, sold_quantity AS sold, free_quantity AS free,
           returned_quantity AS returned, 0 AS sent, 0 AS opened, 0 AS adjusted, 0 AS varied,
           0 AS counted
      FROM dms_stock_consumption consumption
      JOIN ledger ON ledger.id = consumption.ledger_id
     WHERE consumption.date >= %(month)s
     UNION ALL
    SELECT move.ledger_id, move.product_id,
           date_trunc('month', (stock.date AT TIME ZONE 'UTC') AT TIME ZONE %(zone)s)::date,
           CASE WHEN sort.kind = 'other' AND direction = 1 THEN move.quantity ELSE 0 END, 0, 0, 0,
           CASE WHEN sort.kind = 'other' AND direction = -1 THEN move.quantity ELSE 0 END,
           CASE WHEN sort.kind = 'opening' THEN direction * move.quantity ELSE 0 END,
           CASE WHEN sort.kind = 'inventory' THEN direction * move.quantity ELSE 0 END,
           CASE WHEN sort.kind = 'cycle' THEN direction * move.quantity ELSE 0 END, 0
      FROM move
      JOIN stock_move stock ON stock.id = move.move_id
      JOIN stock_location other ON other.id = move.other_id
      LEFT JOIN dms_stock_count_line line ON line.id = stock.dms_count_line_id
      LEFT JOIN dms_stock_count count ON count.id = line.count_id
      CROSS JOIN LATERAL (
           SELECT COALESCE(count.kind, CASE WHEN other.usage IN ('inventory', 'production')
                                            THEN 'inventory' ELSE 'other' END) AS kind) sort
     WHERE stock.dms_consumption_id IS NULL
     UNION ALL
    SELECT count.ledger_id, line.product_id, date_trunc('month', count.date::timestamp)::date,
           0, 0, 0, 0, 0, 0, 0, 0, 1
      FROM ledger
      JOIN dms_stock_count count ON count.ledger_id = ledger.id
      JOIN dms_stock_count_line line ON line.count_id = count.id
     WHERE count.state = 'approved' AND count.kind = 'cycle' AND count.date >= %(month)s
), moved AS (
    SELECT ledger_id, product_id, month, SUM(received) AS received, SUM(sold) AS sold,
           SUM(free) AS free, SUM(returned) AS returned, SUM(sent) AS sent, SUM(opened) AS opened,
           SUM(adjusted) AS adjusted, SUM(varied) AS varied, MAX(counted) AS counted,
           SUM(received + returned + opened + adjusted + varied - sold - free - sent) AS net
      FROM flow GROUP BY ledger_id, product_id, month
), held AS (
    SELECT ledger.id AS ledger_id, quant.product_id, SUM(quant.quantity) AS quantity
      FROM ledger JOIN stock_quant quant ON quant.location_id = ledger.location_id
     GROUP BY ledger.id, quant.product_id
), base AS (
    SELECT ledger_id, product_id,
           ROUND(COALESCE(held.quantity, 0) - COALESCE(gone.net, 0), %(digits)s) AS quantity
      FROM held
      FULL JOIN (SELECT ledger_id, product_id, SUM(net) AS net FROM moved GROUP BY 1, 2) gone
           USING (ledger_id, product_id)
), calendar AS (
    SELECT day::date AS month
      FROM generate_series(
           %(month)s::date,
           GREATEST(%(last)s::date, COALESCE((SELECT MAX(month) FROM moved), %(last)s::date)),
           interval '1 month') day
), filled AS (
    SELECT base.ledger_id, base.product_id, calendar.month, moved.counted,
           COALESCE(received, 0) AS received, COALESCE(sold, 0) AS sold, COALESCE(free, 0) AS free,
           COALESCE(returned, 0) AS returned, COALESCE(sent, 0) AS sent,
           COALESCE(opened, 0) AS opened, COALESCE(adjusted, 0) AS adjusted,
           COALESCE(varied, 0) AS varied, COALESCE(net, 0) AS net, moved.month IS NOT NULL AS lives,
           base.quantity + COALESCE(SUM(net) OVER (
               PARTITION BY base.ledger_id, base.product_id ORDER BY calendar.month
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS opening
      FROM base
      CROSS JOIN calendar
      LEFT JOIN moved ON moved.ledger_id = base.ledger_id AND moved.product_id = base.product_id
                     AND moved.month = calendar.month
), told AS (
    SELECT filled.*, ledger.company_id, ledger.distributor_id,
           opening + net - varied AS closing,
           COALESCE((product.standard_price ->> ledger.company_id::text)::numeric, 0) AS cost,
           opening + opened + received + returned AS handled,
           company.dms_stock_tolerance / 100.0 AS tolerance
      FROM filled
      JOIN ledger ON ledger.id = filled.ledger_id
      JOIN product_product product ON product.id = filled.product_id
      JOIN res_company company ON company.id = ledger.company_id
     WHERE filled.lives OR ABS(filled.opening) >= POWER(10, -%(digits)s)
)
INSERT INTO dms_stock_month (
    ledger_id, company_id, distributor_id, product_id, month, unit_cost, opening_quantity,
    opened_quantity, received_quantity, sold_quantity, free_quantity, returned_quantity,
    sent_quantity, adjusted_quantity, closing_quantity, is_counted, declared_quantity,
    variance_quantity, variance_value, handled_quantity, opening_value, received_value, sold_value,
    closing_value, flag)
SELECT ledger_id, company_id, distributor_id, product_id, month, cost, opening, opened, received,
       sold, free, returned, sent, adjusted, closing, counted IS NOT NULL AND counted > 0,
       CASE WHEN counted > 0 THEN closing + varied END, varied, varied * cost, GREATEST(handled, 0),
       opening * cost, received * cost, (sold + free - returned) * cost, (closing + varied) * cost,
       CASE WHEN closing < -POWER(10, -%(digits)s) / 2 AND NOT COALESCE(counted > 0, FALSE)
            THEN 'parallel'
            WHEN varied > tolerance * GREATEST(handled, 0) AND varied > 0 THEN 'parallel'
            WHEN -varied > tolerance * GREATEST(handled, 0) AND varied < 0 THEN 'leakage'
            ELSE 'fine' END
  FROM told
"""

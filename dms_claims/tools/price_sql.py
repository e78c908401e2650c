"""What claimants paid for goods, for many questions at once."""

# Without tax, for the product's own unit, in the company's currency. The delivery of the very lot
# tells best; then the last invoice, then the last order before the day.
PAID = """
WITH asked AS (
    SELECT * FROM unnest(%(numbers)s::int[], %(products)s::int[], %(lots)s::int[],
                         %(partners)s::int[], %(dates)s::date[])
               AS asked (number, product_id, lot_id, partner_id, date)),
sold AS (
    SELECT line.id, line.product_id,
           line.price_subtotal / COALESCE(NULLIF(sale.currency_rate, 0), 1)
               / NULLIF(line.product_uom_qty * unit.factor / own.factor, 0) AS price,
           buyer.commercial_partner_id AS partner_id, sale.date_order
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
      JOIN res_partner buyer ON buyer.id = sale.partner_id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN uom_uom unit ON unit.id = line.product_uom_id
      JOIN uom_uom own ON own.id = template.uom_id
     WHERE sale.company_id = %(company)s AND sale.state = 'sale' AND line.price_subtotal > 0
       AND line.product_id = ANY(%(products)s)
       AND buyer.commercial_partner_id = ANY(%(partners)s)),
found AS (
    SELECT asked.number, 1 AS rank, sold.date_order::date AS day, sold.id, sold.price
      FROM asked
      JOIN stock_move_line moved ON moved.lot_id = asked.lot_id AND moved.state = 'done'
      JOIN stock_move move ON move.id = moved.move_id
      JOIN sold ON sold.id = move.sale_line_id AND sold.partner_id = asked.partner_id
               AND sold.product_id = asked.product_id
     UNION ALL
    SELECT asked.number, 2, invoice.invoice_date, line.id,
           ABS(line.balance) / NULLIF(line.quantity * unit.factor / own.factor, 0)
      FROM asked
      JOIN account_move_line line ON line.product_id = asked.product_id
                                 AND line.display_type = 'product'
                                 AND line.parent_state = 'posted' AND line.balance < 0
      JOIN account_move invoice ON invoice.id = line.move_id
                               AND invoice.company_id = %(company)s
                               AND invoice.move_type = 'out_invoice'
                               AND invoice.commercial_partner_id = asked.partner_id
                               AND invoice.invoice_date <= asked.date
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN uom_uom own ON own.id = template.uom_id
      JOIN uom_uom unit ON unit.id = COALESCE(line.product_uom_id, template.uom_id)
     UNION ALL
    SELECT asked.number, 3, sold.date_order::date, sold.id, sold.price
      FROM asked
      JOIN sold ON sold.product_id = asked.product_id AND sold.partner_id = asked.partner_id
               AND sold.date_order < asked.date + 1)
SELECT DISTINCT ON (number) number, price
  FROM found
 WHERE price > 0
 ORDER BY number, rank, day DESC, id DESC"""

# What distributors sold to outlets, by question and product.
SOLD = """
SELECT asked.number, sale.product_id, SUM(sale.quantity), SUM(sale.net_amount)
  FROM unnest(%(numbers)s::int[], %(products)s::int[], %(partners)s::int[], %(firsts)s::date[],
              %(lasts)s::date[]) AS asked (number, product_id, partner_id, first, last)
  JOIN dms_secondary_sale sale ON sale.company_id = %(company)s
                              AND sale.distributor_id = asked.partner_id
                              AND sale.date BETWEEN asked.first AND asked.last
                              AND sale.product_id = COALESCE(asked.product_id, sale.product_id)
 GROUP BY asked.number, sale.product_id
HAVING SUM(sale.quantity) > 0"""

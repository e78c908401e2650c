"""Statements that tell what distributors had of products on the day before their price fell."""

# What lay at a distributor is what lies there now less what has moved since; nothing older has to
# be right. Sales and counts move stock on the day that they are of, all else at its moment. What
# is under way has gone into a transit location, bound for the distributor, and not out of it.
_MOVED = """
    SELECT ledger.id AS ledger_id, line.product_id,
           {sign} line.quantity_product_uom AS quantity,
           COALESCE(consumption.date, count.date,
                    (line.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date) AS day
      FROM {lines}
      JOIN stock_move move ON move.id = line.move_id
 LEFT JOIN dms_stock_consumption consumption ON consumption.id = move.dms_consumption_id
 LEFT JOIN dms_stock_count_line counted ON counted.id = move.dms_count_line_id
 LEFT JOIN dms_stock_count count ON count.id = counted.count_id
     {bound}
     WHERE line.state = 'done' AND line.product_id IN (SELECT product_id FROM asked)"""
# A day of any time zone begins within a day of its midnight in ours.
_SINCE = " AND line.date >= (SELECT MIN(date_from) FROM asked) - 2"
_AT = "ledger JOIN stock_move_line line ON line.{side} = ledger.location_id"
_UNDER_WAY = "stock_location transit JOIN stock_move_line line ON line.{side} = transit.id"
# Goods that turn back before they arrive are no longer under way to where they were bound.
_BOUND = """
 LEFT JOIN stock_move returned ON returned.id = move.origin_returned_move_id
      JOIN ledger ON ledger.location_id = COALESCE(
           returned.location_final_id, move.location_final_id, move.location_dest_id)
      JOIN stock_location other ON other.id = line.{other} AND other.usage <> 'transit'"""
_INTO = _MOVED.format(
    sign="", lines=_UNDER_WAY.format(side="location_dest_id"),
    bound=_BOUND.format(other="location_id"),
) + " AND transit.usage = 'transit' AND other.id <> ledger.location_id"
_OUT = _MOVED.format(
    sign="-", lines=_UNDER_WAY.format(side="location_id"),
    bound=_BOUND.format(other="location_dest_id"),
) + " AND transit.usage = 'transit'"

STOCK = f"""
INSERT INTO dms_m_stock (position, distributor_id, date_from, product_id, on_hand, in_transit,
                         quantity)
WITH asked AS MATERIALIZED (
    SELECT scheme.position, price.product_id, span.date_from, scheme.with_transit
      FROM dms_m_scheme scheme
      JOIN dms_m_window span USING (position)
      JOIN dms_m_price price USING (position)
     WHERE scheme.mechanism = 'price_protection'),
ledger AS MATERIALIZED (
    SELECT id, distributor_id, location_id
      FROM dms_stock_ledger
     WHERE company_id = %(company)s
       AND (%(distributors)s IS NULL OR distributor_id = ANY(%(distributors)s))),
moved AS MATERIALIZED (
    SELECT ledger_id, product_id, day, SUM(quantity) AS quantity
      FROM ({_MOVED.format(
          sign="", lines=_AT.format(side="location_dest_id"), bound="") + _SINCE}
             UNION ALL
            {_MOVED.format(sign="-", lines=_AT.format(side="location_id"), bound="") + _SINCE}) line
  GROUP BY ledger_id, product_id, day),
sent AS MATERIALIZED (
    SELECT ledger_id, product_id, day, SUM(quantity) AS quantity
      FROM ({_INTO} UNION ALL {_OUT}) line
  GROUP BY ledger_id, product_id, day),
held AS MATERIALIZED (
    SELECT ledger.id AS ledger_id, quant.product_id, SUM(quant.quantity) AS quantity
      FROM ledger JOIN stock_quant quant ON quant.location_id = ledger.location_id
     WHERE quant.product_id IN (SELECT product_id FROM asked)
  GROUP BY ledger.id, quant.product_id),
stood AS (
    SELECT asked.position, asked.date_from, asked.product_id, asked.with_transit, part.ledger_id,
           GREATEST(SUM(part.on_hand), 0) AS on_hand,
           GREATEST(SUM(part.in_transit), 0) AS in_transit
      FROM asked
      JOIN (SELECT ledger_id, product_id, NULL::date AS since, NULL::date AS before,
                   quantity AS on_hand, 0 AS in_transit FROM held
             UNION ALL
            SELECT ledger_id, product_id, day, NULL, -quantity, 0 FROM moved
             UNION ALL
            SELECT ledger_id, product_id, NULL, day, 0, quantity FROM sent) part
        ON part.product_id = asked.product_id
       AND (part.since IS NULL OR part.since >= asked.date_from)
       AND (part.before IS NULL OR part.before < asked.date_from)
  GROUP BY asked.position, asked.date_from, asked.product_id, asked.with_transit, part.ledger_id)
SELECT stood.position, ledger.distributor_id, stood.date_from, stood.product_id, stood.on_hand,
       CASE WHEN stood.with_transit THEN stood.in_transit ELSE 0 END,
       stood.on_hand + CASE WHEN stood.with_transit THEN stood.in_transit ELSE 0 END
  FROM stood
  JOIN ledger ON ledger.id = stood.ledger_id
  JOIN dms_m_party party ON party.partner_id = ledger.distributor_id
 WHERE stood.on_hand + CASE WHEN stood.with_transit THEN stood.in_transit ELSE 0 END > 0
   AND EXISTS (SELECT FROM dms_m_match match
                WHERE match.position = stood.position AND match.party_class = party.class)"""

# Quantities of other units than the scheme's are paid for and not added to it.
FIGURES = """
INSERT INTO dms_m_figure (position, distributor_id, partner_id, date_from, document, quantity,
                          value, lines, owed)
SELECT stock.position, stock.distributor_id, stock.distributor_id, stock.date_from, '',
       COALESCE(SUM(stock.quantity * product.factor) FILTER (WHERE price.is_addable), 0),
       round(SUM(stock.quantity * product.factor / price.factor * price.before)
             / MAX(scheme.money_step)) * MAX(scheme.money_step), COUNT(*),
       SUM(stock.quantity * product.factor / price.factor * price.difference)
  FROM dms_m_stock stock
  JOIN dms_m_scheme scheme USING (position)
  JOIN dms_m_price price USING (position, product_id)
  JOIN dms_m_product product USING (product_id)
 GROUP BY stock.position, stock.distributor_id, stock.date_from"""

# Each product's part of the amount in the scheme's currency: parts add up to the whole, which is
# rounded once.
_PARTS = """
WITH running AS (
    SELECT scheme.scheme_id, stock.distributor_id, stock.date_from AS date, stock.product_id,
           stock.on_hand, stock.in_transit, stock.quantity, price.uom_id, price.old_price,
           price.new_price, dms_scheme.currency_id,
           round(SUM(stock.quantity * product.factor / unit.factor
                     * (price.old_price - price.new_price)) OVER whole / currency.rounding)
               * currency.rounding AS amount
      FROM dms_m_stock stock
      JOIN dms_m_scheme scheme USING (position)
      JOIN dms_m_price unit USING (position, product_id)
      JOIN dms_m_product product USING (product_id)
      JOIN dms_scheme ON dms_scheme.id = scheme.scheme_id
      JOIN res_currency currency ON currency.id = dms_scheme.currency_id
      JOIN dms_scheme_price price ON price.scheme_id = scheme.scheme_id
                                 AND price.product_id = stock.product_id
    WINDOW whole AS (PARTITION BY stock.position, stock.distributor_id, stock.date_from
                     ORDER BY stock.product_id)),
part AS (
    SELECT scheme_id, distributor_id, date, product_id, on_hand, in_transit, quantity, uom_id,
           old_price, new_price, currency_id,
           amount - COALESCE(LAG(amount) OVER (PARTITION BY scheme_id, distributor_id, date
                                               ORDER BY product_id), 0) AS amount
      FROM running)"""
PARTS = (
    "distributor_id", "date", "product_id", "on_hand", "in_transit", "quantity", "uom_id",
    "old_price", "new_price", "currency_id", "amount",
)
READ = f"{_PARTS} SELECT {', '.join(PARTS)} FROM part ORDER BY distributor_id, date, product_id"

_FIGURES = (
    "currency_id", "on_hand", "in_transit", "quantity", "uom_id", "old_price", "new_price",
    "amount",
)
UPSERT = f"""{_PARTS}
INSERT INTO dms_scheme_protection AS kept
       (company_id, entitlement_id, scheme_id, distributor_id, date, product_id,
        {', '.join(_FIGURES)})
SELECT entitlement.company_id, entitlement.id, part.scheme_id, part.distributor_id, part.date,
       part.product_id, {', '.join(f'part.{name}' for name in _FIGURES)}
  FROM part
  JOIN dms_scheme_entitlement entitlement
    ON entitlement.scheme_id = part.scheme_id
   AND entitlement.distributor_id = part.distributor_id
   AND entitlement.partner_id = part.distributor_id AND entitlement.date_from = part.date
 ORDER BY entitlement.id, part.product_id
    ON CONFLICT (entitlement_id, product_id)
    DO UPDATE SET {', '.join(f'{name} = EXCLUDED.{name}' for name in _FIGURES)}
 WHERE ({', '.join(f'kept.{name}' for name in _FIGURES)})
       IS DISTINCT FROM ({', '.join(f'EXCLUDED.{name}' for name in _FIGURES)})"""
DELETE = """
DELETE FROM dms_scheme_protection kept USING dms_m_scheme scheme
 WHERE scheme.scheme_id = kept.scheme_id
   AND (%(distributors)s IS NULL OR kept.distributor_id = ANY(%(distributors)s))
   AND NOT EXISTS (
       SELECT FROM dms_m_stock stock
        WHERE stock.position = scheme.position AND stock.product_id = kept.product_id
          AND stock.distributor_id = kept.distributor_id AND stock.date_from = kept.date)"""

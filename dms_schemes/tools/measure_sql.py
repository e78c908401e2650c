"""Statements that add up sales for many schemes at once.

What matches is found beforehand and lies in small tables of the transaction: products that the
same schemes count are a class, and so are partners who may earn the same schemes; days between two
dates on which a window begins or ends are a span. Sales are added up by class and span first, so
that they are read once whatever the number of schemes.
"""

# Sales in the shape that every source has.
FACTS = """
    SELECT sale.distributor_id, sale.outlet_id, sale.product_id, sale.date, sale.quantity,
           sale.net_amount AS value, COALESCE(sale.invoice_reference, '') AS reference
      FROM dms_secondary_sale sale
     WHERE sale.company_id = %(company)s AND sale.date BETWEEN %(first)s AND %(last)s"""
# Orders placed with the company, in the company's currency and the product's unit.
ORDERS = """
    SELECT buyer.commercial_partner_id AS distributor_id,
           buyer.commercial_partner_id AS outlet_id, line.product_id,
           (sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS date,
           line.product_uom_qty * unit.factor / own_unit.factor AS quantity,
           line.price_subtotal / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS value,
           sale.name AS reference, line.id AS order_line_id
      FROM sale_order sale
      JOIN res_partner buyer ON buyer.id = sale.partner_id
      JOIN sale_order_line line ON line.order_id = sale.id
      JOIN uom_uom unit ON unit.id = line.product_uom_id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN uom_uom own_unit ON own_unit.id = template.uom_id
     WHERE sale.company_id = %(company)s AND sale.state = 'sale' AND line.display_type IS NULL
       AND sale.date_order >= %(first)s::date - 1 AND sale.date_order < %(last)s::date + 2"""

# Passes: whose sales are added up, and whether each document counts alone. An outlet earns what it
# bought; a distributor what it sold to all, over the counter too, or what it has in stock: then no
# sales are added up.
OUTLET, DOCUMENT, STOCK = 1, 2, 4


def earner(number: int) -> str:
    return "outlet_id" if number & OUTLET else "distributor_id"


def document(number: int) -> str:
    """What tells documents apart: the day decides, and a number may be used by two outlets."""
    if number & DOCUMENT:
        return "concat_ws('|', sale.date, sale.outlet_id, sale.reference)"
    return "''"


def narrow(is_narrow: bool) -> str:
    """Condition that admits partners of whom something has changed, or all."""
    return (
        "AND (sale.distributor_id, sale.partner_id) IN"
        " (SELECT distributor_id, partner_id FROM dms_m_touched)" if is_narrow else ""
    )


FLOW = """
    SELECT sale.distributor_id, sale.partner_id, product.class AS product_class, day.span,
           sale.document, SUM(sale.quantity * product.factor) AS quantity,
           SUM(sale.value) AS value, COUNT(*) AS lines
      FROM (SELECT sale.*, sale.{earner} AS partner_id, {document} AS document
              FROM ({source}) sale) sale
      JOIN dms_m_product product ON product.product_id = sale.product_id
      JOIN dms_m_day day ON day.date = sale.date
     WHERE sale.partner_id IS NOT NULL {narrow}
  GROUP BY sale.distributor_id, sale.partner_id, product.class, day.span, sale.document"""

MATCHED = """
      FROM flow
      JOIN dms_m_party party ON party.partner_id = flow.partner_id
      JOIN dms_m_match match ON match.pass = {number}
                            AND match.product_class = flow.product_class
                            AND match.party_class = party.class
      JOIN dms_m_span span ON span.position = match.position AND span.span = flow.span"""

MEASURE = f"""
INSERT INTO dms_m_figure (position, distributor_id, partner_id, date_from, document, quantity,
                          value, before_quantity, before_value, lines)
WITH flow AS MATERIALIZED ({FLOW})
    SELECT match.position, flow.distributor_id, flow.partner_id, span.date_from, flow.document,
           COALESCE(SUM(flow.quantity) FILTER (WHERE NOT span.is_before), 0),
           COALESCE(SUM(flow.value) FILTER (WHERE NOT span.is_before), 0),
           COALESCE(SUM(flow.quantity) FILTER (WHERE span.is_before), 0),
           COALESCE(SUM(flow.value) FILTER (WHERE span.is_before), 0),
           COALESCE(SUM(flow.lines) FILTER (WHERE NOT span.is_before), 0) {MATCHED}
  GROUP BY match.position, flow.distributor_id, flow.partner_id, span.date_from, flow.document"""

# How many whole sets a document holds: the part of which there is least decides. Of the value, what
# lies in whole sets counts.
SETS = f"""
WITH flow AS MATERIALIZED ({FLOW}), held AS (
    SELECT match.position, flow.distributor_id, flow.partner_id, flow.document, match.part,
           SUM(flow.quantity) AS quantity, SUM(flow.value) AS value {MATCHED}
     WHERE match.part > 0
  GROUP BY match.position, flow.distributor_id, flow.partner_id, flow.document, match.part),
sets AS (
    SELECT held.position, held.distributor_id, held.partner_id, held.document,
           GREATEST(MIN(div(held.quantity, part.quantity)), 0) AS times, COUNT(*) AS parts,
           SUM(held.value * part.quantity / NULLIF(held.quantity, 0)) AS price
      FROM held JOIN dms_m_part part USING (position, part)
  GROUP BY held.position, held.distributor_id, held.partner_id, held.document)
UPDATE dms_m_figure figure
   SET times = sets.times, set_value = sets.times * sets.price
  FROM sets
 WHERE sets.position = figure.position AND sets.distributor_id = figure.distributor_id
   AND sets.partner_id = figure.partner_id AND sets.document = figure.document
   AND sets.parts = (SELECT COUNT(*) FROM dms_m_part part WHERE part.position = sets.position)"""

# How many different products of an assortment a document holds enough of.
PRODUCTS = f"""
WITH flow AS MATERIALIZED ({FLOW.replace("day.span,", "day.span, sale.product_id,")}),
held AS (
    SELECT match.position, flow.distributor_id, flow.partner_id, flow.document, flow.product_id,
           SUM(flow.quantity) AS quantity {MATCHED}
     WHERE match.position IN (SELECT position FROM dms_m_each)
  GROUP BY match.position, flow.distributor_id, flow.partner_id, flow.document, flow.product_id),
counted AS (
    SELECT held.position, held.distributor_id, held.partner_id, held.document,
           COUNT(*) AS products
      FROM held JOIN dms_m_each least USING (position)
     WHERE held.quantity > 0 AND held.quantity >= least.quantity
  GROUP BY held.position, held.distributor_id, held.partner_id, held.document)
UPDATE dms_m_figure figure
   SET times = counted.products
  FROM counted
 WHERE counted.position = figure.position AND counted.distributor_id = figure.distributor_id
   AND counted.partner_id = figure.partner_id AND counted.document = figure.document"""

# What the difference of two prices makes of the quantity resold.
PRICES = f"""
WITH flow AS MATERIALIZED ({FLOW.replace("day.span,", "day.span, sale.product_id,")}),
owed AS (
    SELECT match.position, flow.distributor_id, flow.partner_id, span.date_from,
           SUM(flow.quantity * price.difference / price.factor) AS owed {MATCHED}
      JOIN dms_m_price price ON price.position = match.position
                            AND price.product_id = flow.product_id
  GROUP BY match.position, flow.distributor_id, flow.partner_id, span.date_from)
UPDATE dms_m_figure figure
   SET owed = owed.owed
  FROM owed
 WHERE owed.position = figure.position AND owed.distributor_id = figure.distributor_id
   AND owed.partner_id = figure.partner_id AND owed.date_from = figure.date_from"""

# Partners alike in all that schemes ask for are a group; those that lists name stand alone.
GROUPS = """
INSERT INTO dms_m_group
SELECT partner.id, DENSE_RANK() OVER (ORDER BY
           partner.dms_tier_id, partner.grade_id, partner.dms_channel_id,
           partner.dms_outlet_class_id, partner.dms_territory_id,
           CASE WHEN partner.id = ANY(%(named)s) OR partner.commercial_partner_id = ANY(%(named)s)
                THEN partner.id END)
  FROM res_partner partner
 WHERE partner.dms_tier_id IS NOT NULL
   AND (partner.company_id IS NULL OR partner.company_id = %(company)s)"""
READ_GROUPS = "SELECT number, MIN(partner_id) FROM dms_m_group GROUP BY number ORDER BY number"
PARTIES = """
INSERT INTO dms_m_party
SELECT member.partner_id, class.class
  FROM dms_m_group member
  JOIN unnest(%(numbers)s, %(classes)s) AS class (number, class) ON class.number = member.number"""

# Partners with a target are told of it though they have sold nothing.
TARGETS = """
UPDATE dms_m_figure figure SET target = target.target
  FROM (SELECT scheme.position, line.partner_id,
               CASE WHEN scheme.by_value THEN line.value ELSE line.quantity END AS target
          FROM dms_scheme_target line JOIN dms_m_scheme scheme USING (scheme_id)
         WHERE scheme.mechanism = 'target') target
 WHERE target.position = figure.position AND target.partner_id = figure.partner_id"""
_SELLER = """
COALESCE(CASE WHEN partner.dms_role = 'outlet' THEN partner.dms_upstream_id END, partner.id)"""
# Rows without a sale are added within the scope of what is measured only.
_WITHIN = """
 WHERE (%(distributors)s IS NULL OR unsold.distributor_id = ANY(%(distributors)s))
   AND (NOT %(is_narrow)s OR (unsold.distributor_id, unsold.partner_id) IN (
       SELECT distributor_id, partner_id FROM dms_m_touched))
   AND NOT EXISTS (
       SELECT FROM dms_m_figure figure
        WHERE figure.position = unsold.position AND figure.partner_id = unsold.partner_id
          AND figure.date_from = unsold.date_from)"""
UNSTARTED_TARGETS = f"""
INSERT INTO dms_m_figure (position, distributor_id, partner_id, date_from, document, target)
SELECT position, distributor_id, partner_id, date_from, '', target
  FROM (SELECT scheme.position, {_SELLER} AS distributor_id, partner.id AS partner_id,
               span.date_from,
               CASE WHEN scheme.by_value THEN line.value ELSE line.quantity END AS target
          FROM dms_scheme_target line
          JOIN dms_m_scheme scheme USING (scheme_id)
          JOIN dms_m_window span ON span.position = scheme.position
          JOIN res_partner partner ON partner.id = line.partner_id
         WHERE scheme.mechanism = 'target') unsold {_WITHIN}"""

_PASSED = f"""
SELECT scheme.position, partner.id AS partner_id, span.date_from, {_SELLER} AS distributor_id,
       COUNT(*) FILTER (WHERE audit.is_passed) AS passed
  FROM dms_scheme_audit audit
  JOIN dms_m_scheme scheme USING (scheme_id)
  JOIN dms_m_window span ON span.position = scheme.position AND audit.date >= span.date_from
                        AND audit.date <= COALESCE(span.date_to, audit.date)
  JOIN res_partner partner ON partner.id = audit.partner_id
  JOIN dms_m_party party ON party.partner_id = partner.id
 WHERE EXISTS (SELECT FROM dms_m_match match
                WHERE match.position = scheme.position AND match.party_class = party.class)
 GROUP BY scheme.position, partner.id, span.date_from"""
# Where the outlet buys from several distributors, the one that sold most to it advances the fee.
AUDITS = f"""
WITH passed AS ({_PASSED}), main AS (
    SELECT DISTINCT ON (position, partner_id, date_from) id, position, partner_id, date_from
      FROM dms_m_figure ORDER BY position, partner_id, date_from, value DESC, distributor_id)
UPDATE dms_m_figure figure SET times = passed.passed
  FROM main JOIN passed USING (position, partner_id, date_from)
 WHERE figure.id = main.id"""
UNSOLD_AUDITS = f"""
INSERT INTO dms_m_figure (position, distributor_id, partner_id, date_from, document, times)
SELECT position, distributor_id, partner_id, date_from, '', passed
  FROM ({_PASSED}) unsold {_WITHIN}"""

# How many decimal places figures have. Shares of a value and of a price end at the tenth.
DIGITS = """
SELECT LEAST(10, COALESCE(GREATEST(
           MAX(scale(trim_scale(figure.quantity))), MAX(scale(trim_scale(figure.before_quantity))),
           MAX(scale(trim_scale(figure.target * scheme.factor)))), 0)),
       LEAST(10, COALESCE(GREATEST(
           MAX(scale(trim_scale(figure.value))), MAX(scale(trim_scale(figure.before_value))),
           MAX(scale(trim_scale(figure.set_value))), MAX(scale(trim_scale(figure.owed))),
           MAX(scale(trim_scale(figure.target)))), 0))
  FROM dms_m_figure figure JOIN dms_m_scheme scheme ON scheme.position = figure.position"""
# What the arithmetic takes: whole numbers. A share is what climbs, and of what it is one. Where
# more is supposed to be sold than was, ``quantity`` and ``value`` are more than ``one``.
EXPORT = """
COPY (
WITH figure AS (
    SELECT figure.id, figure.position, scheme.mechanism, figure.times, figure.target, figure.owed,
           scheme.required, figure.quantity * {quantity} AS quantity,
           COALESCE(figure.set_value, figure.value) * {value} AS value,
           CASE WHEN scheme.is_on_increment THEN figure.before_quantity * {one_quantity} ELSE 0 END
               AS less_quantity,
           CASE WHEN scheme.is_on_increment THEN figure.before_value * {one_value} ELSE 0 END
               AS less_value,
           CASE WHEN scheme.by_value THEN figure.value * {value}
                ELSE figure.quantity * {quantity} END AS own,
           CASE WHEN scheme.by_value THEN figure.before_value * {one_value}
                ELSE figure.before_quantity * {one_quantity} END AS own_before,
           CASE WHEN scheme.by_value THEN {one_value} ELSE scheme.factor * {one_quantity} END
               AS own_factor
      FROM dms_m_figure figure
      JOIN dms_m_scheme scheme ON scheme.position = figure.position
 LEFT JOIN dms_m_each least ON least.position = figure.position
     WHERE (scheme.mechanism <> 'target' OR figure.target > 0)
       AND (least.position IS NULL OR figure.times >= least.products AND (
           least.total_quantity IS NULL AND least.total_value IS NULL
           OR figure.quantity * {quantity} >= least.total_quantity * {one_quantity}
           OR figure.value * {value} >= least.total_value * {one_value})))
SELECT id, position,
       round(CASE WHEN own_before > 0 THEN GREATEST(quantity - less_quantity, 0)
                  ELSE quantity END),
       round(CASE WHEN own_before > 0 THEN GREATEST(value - less_value, 0) ELSE value END),
       mechanism NOT IN ('order', 'period', 'assortment'),
       round(CASE mechanism
           WHEN 'target' THEN own
           WHEN 'growth' THEN own - GREATEST(own_before, 0)
           WHEN 'ship_debit' THEN COALESCE(owed, 0) * {value}
           WHEN 'price_protection' THEN COALESCE(owed, 0) * {value}
           WHEN 'combo' THEN trunc(times * {value} / {one_value})
           ELSE times END),
       round(CASE mechanism
           WHEN 'target' THEN target * own_factor
           WHEN 'growth' THEN GREATEST(own_before, 0)
           WHEN 'display' THEN required
           ELSE 1 END)
  FROM figure)
TO STDOUT WITH (FORMAT csv)"""

"""What a file's codes, words for units and dates stand for; see ``staging_sql`` for the tables."""

# What a code stands for by the best rank it has; ``found`` tells how many things it is by that.
_BEST = """
best AS (
    SELECT c.no, min(c.{thing}) AS {thing}, count(DISTINCT c.{thing}) AS found
      FROM candidate c
      JOIN (SELECT no, min(rank) AS rank FROM candidate GROUP BY no) m
        ON m.no = c.no AND m.rank = c.rank
     GROUP BY c.no
)
"""

# The distributor's own word comes first, then the company's code, the barcode, the name; what is
# written exactly so before what differs in capitals; what is on sale before what is archived.
RESOLVE_PRODUCTS = """
WITH candidate AS (
    SELECT s.no, a.product_id, CASE WHEN a.code = s.code THEN 1 ELSE 2 END AS rank
      FROM dms_staged_product s
      JOIN dms_product_alias a ON upper(a.code) = upper(s.code)
     WHERE a.company_id = %(company)s AND a.distributor_id = %(distributor)s
    UNION ALL
    SELECT s.no, p.id,
           CASE WHEN p.default_code = s.code THEN 3 ELSE 4 END
               + CASE WHEN p.active THEN 0 ELSE 4 END
      FROM dms_staged_product s
      JOIN product_product p ON upper(p.default_code) = upper(s.code)
      JOIN product_template t ON t.id = p.product_tmpl_id
     WHERE t.company_id IS NULL OR t.company_id = ANY(%(companies)s)
    UNION ALL
    SELECT s.no, p.id, CASE WHEN p.active THEN 5 ELSE 9 END
      FROM dms_staged_product s
      JOIN product_product p ON p.barcode = s.code
      JOIN product_template t ON t.id = p.product_tmpl_id
     WHERE t.company_id IS NULL OR t.company_id = ANY(%(companies)s)
    UNION ALL
    SELECT s.no, p.id, CASE WHEN p.active THEN 6 ELSE 10 END
      FROM dms_staged_product s
      JOIN product_template t
        ON upper(s.code) IN (upper(t.name ->> 'en_US'), upper(t.name ->> %(lang)s))
      JOIN product_product p ON p.product_tmpl_id = t.id
     WHERE s.code = s.name
       AND (t.company_id IS NULL OR t.company_id = ANY(%(companies)s))
), """ + _BEST.format(thing="product_id") + """
UPDATE dms_staged_product s
   SET product_id = CASE WHEN x.found = 1 AND NOT x.ignored THEN x.product_id END,
       problem = CASE WHEN x.ignored THEN 'product_ignored'
                      WHEN x.found IS NULL THEN 'product_unknown'
                      WHEN x.found > 1 THEN 'product_ambiguous' END
  FROM (SELECT p.no, b.product_id, b.found, upper(p.code) = ANY(%(ignored)s) AS ignored
          FROM dms_staged_product p LEFT JOIN best b ON b.no = p.no) x
 WHERE s.no = x.no
"""

# A company's code counts only below the distributor: another's customer may bear the same number.
RESOLVE_OUTLETS = """
WITH candidate AS (
    SELECT s.no, a.outlet_id, CASE WHEN a.code = s.code THEN 1 ELSE 2 END AS rank
      FROM dms_staged_outlet s
      JOIN dms_outlet_alias a ON upper(a.code) = upper(s.code)
     WHERE a.company_id = %(company)s AND a.distributor_id = %(distributor)s
    UNION ALL
    SELECT s.no, o.id, CASE WHEN o.dms_code = s.code THEN 3 ELSE 4 END
      FROM dms_staged_outlet s
      JOIN res_partner o ON upper(o.dms_code) = upper(s.code)
     WHERE o.dms_network_path LIKE %(below)s AND o.id <> %(distributor)s AND o.active
       AND (o.company_id IS NULL OR o.company_id = %(company)s)
    UNION ALL
    SELECT s.no, o.id, 5
      FROM dms_staged_outlet s
      JOIN res_partner o ON upper(o.name) = upper(s.code)
     WHERE s.code = s.name
       AND o.dms_network_path LIKE %(below)s AND o.id <> %(distributor)s AND o.active
       AND (o.company_id IS NULL OR o.company_id = %(company)s)
), """ + _BEST.format(thing="outlet_id") + """
UPDATE dms_staged_outlet s
   SET outlet_id = CASE WHEN x.found = 1 THEN x.outlet_id END,
       problem = CASE WHEN x.found IS NULL THEN 'outlet_unknown'
                      WHEN x.found > 1 THEN 'outlet_ambiguous' END
  FROM (SELECT o.no, b.outlet_id, b.found
          FROM dms_staged_outlet o LEFT JOIN best b ON b.no = o.no) x
 WHERE s.no = x.no
"""

# Outlets that the load is going to register: unknown ones that sell something that is known.
NEW_OUTLETS = """
SELECT o.no, o.code, o.name
  FROM dms_staged_outlet o
 WHERE o.problem = 'outlet_unknown'
   AND EXISTS (SELECT FROM dms_resolved r WHERE r.outlet_no = o.no AND r.reason IS NULL)
 ORDER BY o.no
"""

# Units without a common reference give a wrong number and no error: they are told apart here.
RESOLVE_FACTORS = """
CREATE TEMP TABLE dms_staged_factor ON COMMIT DROP AS
WITH pair AS (
    SELECT DISTINCT s.unit_no, s.product_no
      FROM dms_staged s WHERE s.unit_no IS NOT NULL
), own AS (
    SELECT pair.unit_no, pair.product_no, u.kind, u.uom_id AS word_uom_id, t.id AS template_id,
           uom.id AS uom_id, uom.factor, split_part(uom.parent_path, '/', 1) AS root
      FROM pair
      JOIN dms_staged_unit u ON u.no = pair.unit_no
      JOIN dms_staged_product s ON s.no = pair.product_no
      JOIN product_product p ON p.id = s.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom uom ON uom.id = t.uom_id
), packaging AS (
    SELECT own.unit_no, own.product_no, min(rel.uom_uom_id) AS uom_id, count(*) AS found
      FROM own
      JOIN product_template_uom_uom_rel rel ON rel.product_template_id = own.template_id
     WHERE own.kind = 'case' AND rel.uom_uom_id <> own.uom_id
     GROUP BY own.unit_no, own.product_no
), chosen AS (
    SELECT own.*, packaging.found,
           CASE own.kind
               WHEN 'piece' THEN own.root::integer
               WHEN 'uom' THEN own.word_uom_id
               WHEN 'case' THEN CASE
                   WHEN packaging.found = 1 THEN packaging.uom_id
                   WHEN packaging.found IS NULL AND own.root <> own.uom_id::text THEN own.uom_id
               END
           END AS unit_id
      FROM own LEFT JOIN packaging USING (unit_no, product_no)
)
SELECT c.unit_no, c.product_no, unit.factor / c.factor AS factor,
       CASE WHEN c.kind IS NULL THEN 'unit_unknown'
            WHEN c.unit_id IS NULL THEN 'case_unknown'
            WHEN split_part(unit.parent_path, '/', 1) <> c.root THEN 'unit_unrelated'
       END AS problem
  FROM chosen c LEFT JOIN uom_uom unit ON unit.id = c.unit_id
"""

# As res.currency reads them: the newest rate of the day or before, else the first there is.
_RATE_AT = """
COALESCE(
    (SELECT r.rate FROM res_currency_rate r
      WHERE r.currency_id = %({currency})s AND r.name <= d.date
        AND (r.company_id IS NULL OR r.company_id = %(company_id)s)
      ORDER BY r.company_id, r.name DESC LIMIT 1),
    (SELECT r.rate FROM res_currency_rate r
      WHERE r.currency_id = %({currency})s
        AND (r.company_id IS NULL OR r.company_id = %(company_id)s)
      ORDER BY r.company_id, r.name LIMIT 1),
    1.0)
"""
RESOLVE_RATES = f"""
CREATE TEMP TABLE dms_staged_rate ON COMMIT DROP AS
SELECT d.date,
       {_RATE_AT.format(currency="to_currency_id")}
       / {_RATE_AT.format(currency="from_currency_id")} AS rate
  FROM (SELECT DISTINCT date FROM dms_staged) d
"""

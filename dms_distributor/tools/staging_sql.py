"""The statements by which a file of sales is checked and loaded, all rows at once.

Tables of the transaction, dropped with it:

``dms_staged``           the file's rows as read; codes stand as numbers of the next four tables
``dms_staged_product``   each product code once, and the product found for it
``dms_staged_outlet``    each outlet code once, and the outlet found for it
``dms_staged_unit``      each word for a unit once, and what it means
``dms_staged_factor``    each word and product once, and how many of the product's unit it is
``dms_staged_rate``      each date once, and the rate of the file's currency
``dms_resolved``         the rows as they would become facts, or why they cannot
``dms_conflict``         new rows beside the facts that they would correct

``%(…)s`` are parameters; ``{…}`` are fragments that ``dms.upload.staging`` fills in.
"""

TABLES = (
    "dms_staged", "dms_staged_product", "dms_staged_outlet", "dms_staged_unit",
    "dms_staged_factor", "dms_staged_rate", "dms_resolved", "dms_conflict",
)

CREATE = """
CREATE TEMP TABLE dms_staged (
    row_number integer, invoice text, date date, outlet_no integer, product_no integer,
    unit_no integer, lot text, quantity numeric, gross numeric, discount numeric, net numeric,
    free numeric, identity text, repeat integer) ON COMMIT DROP;
CREATE TEMP TABLE dms_staged_product (
    no integer PRIMARY KEY, code text, name text, product_id integer, problem text)
    ON COMMIT DROP;
CREATE TEMP TABLE dms_staged_outlet (
    no integer PRIMARY KEY, code text, name text, outlet_id integer, problem text)
    ON COMMIT DROP;
CREATE TEMP TABLE dms_staged_unit (
    no integer PRIMARY KEY, word text, kind text, uom_id integer) ON COMMIT DROP
"""

RESOLVE = """
CREATE TEMP TABLE dms_resolved ON COMMIT DROP AS
SELECT s.row_number, s.invoice, s.date, s.outlet_no, o.outlet_id, s.product_no, p.product_id,
       s.unit_no, {lot} AS lot_id,
       {quantity} AS quantity,
       {free} AS free_quantity,
       {discount} AS discount_amount,
       {net} AS net_amount,
       {residue} AS residue,
       CASE WHEN s.identity LIKE 'key|%%' THEN 'KEYED---' ELSE to_char(s.date, 'YYYYMMDD') END
           || ':' || left(md5(s.identity || '|' || s.repeat), 24) AS source_key,
       NULL::integer AS sale_id,
       CASE WHEN p.product_id IS NULL THEN p.problem
            WHEN s.outlet_no IS NULL AND %(reject_missing_outlet)s THEN 'outlet_missing'
            WHEN o.problem = 'outlet_ambiguous' THEN o.problem
            WHEN o.problem = 'outlet_unknown' AND %(reject_unknown_outlet)s THEN o.problem
            WHEN f.problem IS NOT NULL THEN f.problem
            WHEN s.repeat > 1 AND (%(reject_repeated)s OR s.identity LIKE 'key|%%') THEN 'repeated'
       END AS reason
  FROM dms_staged s
  JOIN dms_staged_product p ON p.no = s.product_no
  LEFT JOIN dms_staged_outlet o ON o.no = s.outlet_no
  {joins}
"""
JOIN_FACTORS = "LEFT JOIN dms_staged_factor f USING (unit_no, product_no)"
NO_FACTORS = "CROSS JOIN (SELECT NULL::numeric AS factor, NULL::text AS problem) f"
JOIN_RATES = "JOIN dms_staged_rate r ON r.date = s.date"
LOT = """(SELECT min(l.id) FROM stock_lot l WHERE l.product_id = p.product_id AND l.name = s.lot
          AND (l.company_id IS NULL OR l.company_id = %(company)s))"""

# What rounding each row takes off or adds gathers, and every whole unit of it goes to the row that
# completes it: the sum of the rows is the sum of the file. Hardly a file has such rows.
SPREAD_RESIDUE = """
UPDATE dms_resolved r SET net_amount = r.net_amount + x.share
  FROM (SELECT row_number,
               round(sum(residue) OVER w, {places}) - round(sum(residue) OVER w - residue, {places})
                   AS share
          FROM dms_resolved
         WHERE reason IS NULL AND residue <> 0
        WINDOW w AS (ORDER BY row_number)) x
 WHERE x.row_number = r.row_number AND x.share <> 0
"""

# Rows that are facts already. The dates let a partitioned table leave out what cannot match.
MATCH_KNOWN = """
UPDATE dms_resolved r SET sale_id = f.id
  FROM dms_secondary_sale f
 WHERE f.distributor_id = %(distributor)s AND f.source_key = r.source_key
   AND f.date BETWEEN %(date_from)s AND %(date_to)s
   AND r.reason IS NULL AND r.sale_id IS NULL
"""
# A fact that was taken back does not count; its row may come again, under the key's next version.
NEXT_VERSION = """
UPDATE dms_resolved r
   SET sale_id = NULL,
       source_key = left(r.source_key, 33) || '~'
           || COALESCE(NULLIF(substr(r.source_key, 35), '')::integer, 0) + 1
  FROM dms_secondary_sale reversal
 WHERE reversal.reversal_of_id = r.sale_id
"""

# What was found makes the next statement's plan: without, PostgreSQL would compare all with all.
INDEX_KNOWN = """
CREATE INDEX ON dms_resolved (sale_id) WHERE sale_id IS NOT NULL;
ANALYZE dms_resolved
"""

# Facts of the file's invoices and products that the file no longer has stand against its new rows,
# one to one in the order of dates. They are sought invoice by invoice (LATERAL): a distributor has
# far more facts than a file has invoices.
FIND_CONFLICTS = """
CREATE TEMP TABLE dms_conflict ON COMMIT DROP AS
WITH orphan AS MATERIALIZED (
    SELECT f.id, i.invoice, f.product_id,
           row_number() OVER (PARTITION BY i.invoice, f.product_id ORDER BY f.date, f.id) AS n
      FROM (SELECT DISTINCT invoice FROM dms_resolved
             WHERE reason IS NULL AND sale_id IS NULL AND invoice IS NOT NULL) i
      CROSS JOIN LATERAL (
          SELECT s.* FROM dms_secondary_sale s
           WHERE s.distributor_id = %(distributor)s AND s.invoice_reference = i.invoice
          OFFSET 0) f
     WHERE f.company_id = %(company)s AND f.reversal_of_id IS NULL
       AND NOT EXISTS (SELECT FROM dms_secondary_sale v WHERE v.reversal_of_id = f.id)
       AND NOT EXISTS (SELECT FROM dms_resolved r WHERE r.sale_id = f.id)
), novel AS (
    SELECT r.row_number, r.invoice, r.product_id,
           row_number() OVER (
               PARTITION BY r.invoice, r.product_id ORDER BY r.date, r.row_number) AS n
      FROM dms_resolved r
     WHERE r.reason IS NULL AND r.sale_id IS NULL
       AND r.invoice IN (SELECT invoice FROM orphan)
)
SELECT novel.row_number, orphan.id AS sale_id,
       COALESCE(
           (SELECT c.choice FROM dms_upload_conflict c
             WHERE c.upload_id = %(upload)s AND c.row_number = novel.row_number
               AND c.sale_id = orphan.id),
           %(choice)s) AS choice
  FROM novel JOIN orphan USING (invoice, product_id, n)
"""
REMEMBER_CONFLICTS = """
INSERT INTO dms_upload_conflict (
    upload_id, company_id, row_number, sale_id, choice, date, outlet_id, outlet_code, quantity,
    net_amount)
SELECT %(upload)s, %(company)s, r.row_number, c.sale_id, c.choice, r.date, r.outlet_id, o.code,
       r.quantity, r.net_amount
  FROM dms_conflict c
  JOIN dms_resolved r ON r.row_number = c.row_number
  LEFT JOIN dms_staged_outlet o ON o.no = r.outlet_no
 ORDER BY r.row_number
"""
KEEP_EARLIER = """
UPDATE dms_resolved r SET reason = 'conflict_kept'
  FROM dms_conflict c WHERE c.row_number = r.row_number AND c.choice = 'keep'
"""

INSERT_REVERSALS = """
INSERT INTO dms_secondary_sale (
    company_id, distributor_id, outlet_id, product_id, lot_id, date, quantity, free_quantity,
    gross_amount, discount_amount, net_amount, invoice_reference, source, upload_id, source_key,
    reversal_of_id)
SELECT f.company_id, f.distributor_id, f.outlet_id, f.product_id, f.lot_id, f.date, -f.quantity,
       -f.free_quantity, -f.gross_amount, -f.discount_amount, -f.net_amount, f.invoice_reference,
       %(source)s, %(upload)s, f.source_key || ':reversed', f.id
  FROM dms_conflict c JOIN dms_secondary_sale f ON f.id = c.sale_id
 WHERE c.choice = 'replace'
"""
INSERT_SALES = """
INSERT INTO dms_secondary_sale (
    company_id, distributor_id, outlet_id, product_id, lot_id, date, quantity, free_quantity,
    gross_amount, discount_amount, net_amount, invoice_reference, source, upload_id, source_key)
SELECT %(company)s, %(distributor)s, r.outlet_id, r.product_id, r.lot_id, r.date, r.quantity,
       r.free_quantity, r.net_amount + r.discount_amount, r.discount_amount, r.net_amount,
       r.invoice, %(source)s, %(upload)s, r.source_key
  FROM dms_resolved r
 WHERE r.reason IS NULL AND r.sale_id IS NULL
 ORDER BY r.row_number
"""

TOTALS = """
SELECT count(*) FILTER (WHERE r.sale_id IS NOT NULL) AS known_count,
       (SELECT count(*) FROM dms_conflict) AS conflict_count,
       count(*) FILTER (WHERE r.reason IS NULL AND r.sale_id IS NULL) AS new_count,
       count(*) FILTER (WHERE r.reason IS NULL AND s.repeat > 1) AS repeated_count,
       min(r.date) AS date_from, max(r.date) AS date_to,
       COALESCE(sum(s.quantity), 0) AS quantity_total, COALESCE(sum(s.net), 0) AS file_total,
       COALESCE(sum(r.net_amount) FILTER (WHERE r.reason IS NULL), 0) AS net_total
  FROM dms_resolved r JOIN dms_staged s USING (row_number)
"""

REJECTED = """
COPY (
    SELECT r.row_number, r.reason,
           CASE WHEN r.reason LIKE 'product%%' THEN 'product_code'
                WHEN r.reason LIKE 'outlet%%' THEN 'outlet_code'
                WHEN r.reason LIKE 'unit%%' OR r.reason LIKE 'case%%' THEN 'unit' END,
           CASE WHEN r.reason LIKE 'product%%' THEN p.code
                WHEN r.reason LIKE 'outlet%%' THEN o.code
                WHEN r.reason LIKE 'unit%%' OR r.reason LIKE 'case%%' THEN u.word END,
           s.quantity, s.net
      FROM dms_resolved r
      JOIN dms_staged s USING (row_number)
      JOIN dms_staged_product p ON p.no = r.product_no
      LEFT JOIN dms_staged_outlet o ON o.no = r.outlet_no
      LEFT JOIN dms_staged_unit u ON u.no = r.unit_no
     WHERE r.reason IS NOT NULL
) TO STDOUT WITH (FORMAT csv)
"""

FINDINGS = """
INSERT INTO dms_upload_finding (
    upload_id, company_id, kind, code, name, row_count, quantity, net_amount, state)
SELECT %(upload)s, %(company)s, x.kind, x.code, x.name, count(*), sum(x.quantity), sum(x.net),
       'open'
  FROM (
    SELECT p.problem AS kind, p.code, p.name, s.quantity, s.net
      FROM dms_staged s JOIN dms_staged_product p ON p.no = s.product_no
     WHERE p.problem IN ('product_unknown', 'product_ambiguous')
    UNION ALL
    SELECT CASE WHEN o.problem = 'outlet_unknown' AND NOT %(reject_unknown_outlet)s
                THEN 'outlet_new' ELSE o.problem END,
           o.code, o.name, s.quantity, s.net
      FROM dms_staged s JOIN dms_staged_outlet o ON o.no = s.outlet_no
     WHERE o.problem IS NOT NULL
    UNION ALL
    SELECT r.reason, u.word, p.code, s.quantity, s.net
      FROM dms_resolved r
      JOIN dms_staged s USING (row_number)
      JOIN dms_staged_unit u ON u.no = r.unit_no
      JOIN dms_staged_product p ON p.no = r.product_no
     WHERE r.reason IN ('case_unknown', 'unit_unrelated')
    UNION ALL
    SELECT 'unit_unknown', u.word, NULL, s.quantity, s.net
      FROM dms_staged s JOIN dms_staged_unit u ON u.no = s.unit_no
     WHERE u.kind IS NULL
    UNION ALL
    SELECT 'lot_unknown', s.lot, NULL, s.quantity, s.net
      FROM dms_staged s JOIN dms_resolved r USING (row_number)
     WHERE s.lot IS NOT NULL AND r.lot_id IS NULL AND r.reason IS NULL
    UNION ALL
    SELECT 'outlet_missing', NULL, NULL, s.quantity, s.net
      FROM dms_staged s WHERE s.outlet_no IS NULL
    UNION ALL
    SELECT 'repeated', NULL, NULL, s.quantity, s.net FROM dms_staged s WHERE s.repeat > 1
  ) x
 GROUP BY x.kind, x.code, x.name
 ORDER BY x.kind IN ('outlet_new', 'outlet_missing', 'repeated', 'lot_unknown'),
          sum(abs(x.net)) DESC NULLS LAST
"""

# Whether a load was large enough to mislead the planner about the table: beyond a tenth of it.
IS_LARGE = """
SELECT %(count)s > 1000 AND %(count)s > reltuples / 10
  FROM pg_class WHERE oid = 'dms_secondary_sale'::regclass
"""

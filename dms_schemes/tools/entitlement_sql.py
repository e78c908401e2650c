"""Statements that write entitlements from what has been measured."""

from .result_sql import RESULT

# What is compared: an entitlement that stays as it is, is not written.
FIGURES = (
    "currency_id", "date_to", "quantity", "value", "previous_value", "target", "figure",
    "line_count", "earned", "earned_value", "slab", "next_slab", "missing", "progress",
)
_UPDATES = ", ".join(f"{name} = EXCLUDED.{name}" for name in FIGURES)
_OLD = ", ".join(f"kept.{name}" for name in FIGURES)
_NEW = ", ".join(f"EXCLUDED.{name}" for name in FIGURES)

UPSERT = f"""
WITH {RESULT}
INSERT INTO dms_scheme_entitlement AS kept
       (company_id, scheme_id, distributor_id, partner_id, date_from, granted, granted_value, due,
        due_value, changed_on, {', '.join(FIGURES)})
SELECT %(company)s, result.scheme_id, result.distributor_id, result.partner_id, result.date_from,
       0, 0, result.earned,
       round(result.earned * result.unit_value / result.money_step) * result.money_step,
       NOW() AT TIME ZONE 'UTC', %(currency)s, result.date_to, result.unit_quantity, result.value,
       result.before_value, result.target, result.figure, result.lines, result.earned,
       round(result.earned * result.unit_value / result.money_step) * result.money_step,
       COALESCE(reached.slab, 0), COALESCE(following.slab, 0),
       following.lower - result.figure,
       CASE WHEN following.lower > 0
            THEN LEAST(100, GREATEST(0, round(100 * result.figure / following.lower, 2)))
            WHEN result.figure IS NOT NULL THEN 100 END
  FROM result
  LEFT JOIN dms_m_slab reached ON reached.position = result.position
                              AND reached.lower <= result.figure
                              AND (reached.upper IS NULL OR reached.upper > result.figure)
  LEFT JOIN dms_m_slab following ON following.position = result.position
                                AND following.slab = COALESCE(reached.slab, 0) + 1
 WHERE result.lines > 0 OR result.earned <> 0 OR result.target IS NOT NULL OR result.times <> 0
 ORDER BY result.scheme_id, result.distributor_id, result.partner_id, result.date_from
ON CONFLICT (scheme_id, distributor_id, partner_id, date_from)
DO UPDATE SET {_UPDATES}, due = EXCLUDED.earned - kept.granted,
       due_value = EXCLUDED.earned_value - kept.granted_value, changed_on = EXCLUDED.changed_on
 WHERE ({_OLD}) IS DISTINCT FROM ({_NEW})
"""

# Entitlements within the scope of what has been measured, of which nothing is left.
_VANISHED = """
 WHERE scheme.scheme_id = kept.scheme_id {scope}
   AND NOT EXISTS (
       SELECT FROM dms_m_figure figure
        WHERE figure.position = scheme.position AND figure.distributor_id = kept.distributor_id
          AND figure.partner_id = kept.partner_id AND figure.date_from = kept.date_from)"""
EMPTY = f"""
UPDATE dms_scheme_entitlement kept
   SET quantity = 0, value = 0, figure = NULL, line_count = 0, earned = 0, earned_value = 0,
       due = -kept.granted, due_value = -kept.granted_value, slab = 0, missing = NULL,
       progress = 0, changed_on = NOW() AT TIME ZONE 'UTC'
  FROM dms_m_scheme scheme {_VANISHED}
   AND (kept.granted <> 0 OR kept.granted_value <> 0) AND kept.line_count + kept.earned <> 0"""
DELETE = f"""
DELETE FROM dms_scheme_entitlement kept USING dms_m_scheme scheme {_VANISHED}
   AND kept.granted = 0 AND kept.granted_value = 0"""

# What was earned by a day, in the company's currency, and granted of it, in the scheme's,
# by scheme and distributor.
OWED = f"""
WITH {RESULT},
earned AS (
    SELECT result.scheme_id, result.distributor_id,
           SUM(round(result.earned * result.unit_value / result.money_step) * result.money_step)
               AS amount
      FROM result GROUP BY result.scheme_id, result.distributor_id),
given AS (
    SELECT grants.scheme_id, grants.distributor_id, SUM(grants.accrued) AS amount
      FROM dms_scheme_grant grants
     WHERE grants.reservation LIKE 'entitlement:%%' AND grants.date <= %(date)s
       AND grants.scheme_id IN (SELECT scheme_id FROM dms_m_scheme)
  GROUP BY grants.scheme_id, grants.distributor_id)
SELECT scheme_id, distributor_id, COALESCE(earned.amount, 0), COALESCE(given.amount, 0)
  FROM earned FULL JOIN given USING (scheme_id, distributor_id)"""

TAKE_PENDING = """
WITH taken AS (
    DELETE FROM dms_scheme_pending
     WHERE id IN (SELECT id FROM dms_scheme_pending
                   WHERE company_id = %(company)s AND distributor_id = %(distributor)s
                   ORDER BY id LIMIT %(limit)s)
 RETURNING outlet_id, product_id, date)
SELECT array_agg(DISTINCT outlet_id), array_agg(DISTINCT product_id), array_agg(DISTINCT date)
  FROM taken"""
FIND_WAITING = """
SELECT DISTINCT company_id, distributor_id FROM dms_scheme_pending
 WHERE %(companies)s::int[] IS NULL OR company_id = ANY(%(companies)s)
 ORDER BY company_id, distributor_id"""

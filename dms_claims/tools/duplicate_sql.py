"""SQL of claims that look like others."""

# A reference without what people write differently: case, signs, blanks, zeros before a number.
REFERENCE_KEY = (
    r"UPPER(REGEXP_REPLACE(REGEXP_REPLACE({reference}, '(^|[^0-9])0+([0-9])', '\1\2', 'g'), "
    r"'[^[:alnum:]]+', '', 'g'))"
)
# Claims that count: a refused one may be made again, a draft claims nothing yet.
COUNTED = "('submitted', 'approved', 'settled')"

SAME_REFERENCE = f"""
SELECT claim.id, MIN(other.id), COUNT(*)
  FROM dms_claim claim
  JOIN dms_claim other
    ON other.claimant_id = claim.claimant_id AND other.company_id = claim.company_id
   AND other.external_reference IS NOT NULL AND other.state IN {COUNTED}
   AND other.reversal_of_id IS NULL
   AND {REFERENCE_KEY.format(reference="other.external_reference")}
       = {REFERENCE_KEY.format(reference="claim.external_reference")}
   AND other.id <> claim.id
 WHERE claim.id = ANY(%(claims)s) AND claim.external_reference IS NOT NULL
   AND {REFERENCE_KEY.format(reference="claim.external_reference")} <> ''
   AND NOT (other.id = ANY(%(known_claims)s) AND (claim.id, other.id) IN (
       SELECT * FROM UNNEST(%(known_of)s::int[], %(known_claims)s::int[])))
 GROUP BY claim.id
"""

SAME_AMOUNT = f"""
SELECT claim.id, (ARRAY_AGG(other.id ORDER BY ABS(other.date_to - claim.date_to), other.id))[1],
       COUNT(*)
  FROM UNNEST(%(claims)s::int[], %(shares)s::numeric[], %(days)s::int[])
       AS asked (id, share, days)
  JOIN dms_claim claim ON claim.id = asked.id
  JOIN dms_claim other
    ON other.claimant_id = claim.claimant_id AND other.type_id = claim.type_id
   AND other.company_id = claim.company_id AND other.currency_id = claim.currency_id
   AND other.scheme_id IS NOT DISTINCT FROM claim.scheme_id
   AND other.date_to >= claim.date_from - asked.days
   AND other.date_from <= claim.date_to + asked.days
   AND ABS(other.claimed_amount - claim.claimed_amount) <= claim.claimed_amount * asked.share
   AND other.state IN {COUNTED} AND other.id <> claim.id AND other.reversal_of_id IS NULL
 WHERE claim.claimed_amount > 0
   AND NOT (other.id = ANY(%(known_claims)s) AND (claim.id, other.id) IN (
       SELECT * FROM UNNEST(%(known_of)s::int[], %(known_claims)s::int[])))
 GROUP BY claim.id
"""

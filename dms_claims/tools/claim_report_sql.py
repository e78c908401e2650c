"""Claims in figures: one row for each claim that was handed in, or for each line that got less.

Amounts are in the company's currency. What is open is worth what it is worth today, as in the
liability of schemes; what was claimed and decided is worth what it was on that day.
"""

# As res.currency reads them: the newest rate of the day or before, else the first there is.
_RATE = """COALESCE(
        (SELECT r.rate FROM res_currency_rate r
          WHERE r.currency_id = {currency} AND r.name <= {date}
            AND (r.company_id IS NULL OR r.company_id = company.root_id)
          ORDER BY r.company_id, r.name DESC LIMIT 1),
        (SELECT r.rate FROM res_currency_rate r
          WHERE r.currency_id = {currency}
            AND (r.company_id IS NULL OR r.company_id = company.root_id)
          ORDER BY r.company_id, r.name LIMIT 1),
        1.0)"""


def _rate(date) -> str:
    """The company's money for one unit of the claim's currency, on a day."""
    of_company = _RATE.format(currency="company.currency_id", date=date)
    of_claim = _RATE.format(currency="claim.currency_id", date=date)
    return f"""CASE WHEN claim.currency_id = company.currency_id THEN 1.0
        ELSE {of_company} / {of_claim} END"""


_COMPANIES = """(
        SELECT id, currency_id, split_part(parent_path, '/', 1)::integer AS root_id
          FROM res_company)"""
# A claim that takes back counts against those it reverses.
_SIGN = "CASE WHEN claim.reversal_of_id IS NULL THEN 1 ELSE -1 END"

CLAIMS = f"""
WITH settled AS (
    SELECT claim_id,
           COALESCE(SUM(amount) FILTER (WHERE method <> 'lapse'), 0) AS given,
           COALESCE(SUM(amount) FILTER (WHERE method = 'lapse'), 0) AS lapsed
      FROM dms_claim_settlement
     WHERE state IN ('posted', 'reversed')
     GROUP BY claim_id
), figured AS (
    SELECT claim.*, company.currency_id AS company_currency_id, {_SIGN} AS sign,
           {_rate("%(today)s::date")} AS rate,
           {_rate("COALESCE(claim.decision_date, claim.submit_date)")} AS rate_then
      FROM dms_claim claim
      JOIN {_COMPANIES} company ON company.id = claim.company_id
     WHERE claim.submit_date IS NOT NULL
       AND claim.state IN ('submitted', 'approved', 'settled', 'refused')
), valued AS (
    SELECT claim.*, settled.given, settled.lapsed,
           CASE claim.state WHEN 'submitted' THEN claim.claimed_amount ELSE 0 END AS waiting,
           CASE claim.state WHEN 'approved' THEN claim.remaining_amount ELSE 0 END AS owed,
           claim.state IN ('approved', 'settled', 'refused') AS is_decided
      FROM figured claim
      LEFT JOIN settled ON settled.claim_id = claim.id
)
SELECT claim.id, claim.id AS claim_id, claim.company_id, claim.company_currency_id,
       claim.currency_id, claim.claimant_id, partner.dms_territory_id AS territory_id,
       partner.dms_tier_id AS tier_id, claim.type_id, type.kind, claim.scheme_id, claim.origin,
       claim.state, claim.submit_date, claim.decision_date, claim.settled_date,
       CASE WHEN claim.waiting <> 0 OR claim.owed <> 0
            THEN %(today)s::date - claim.submit_date END AS age_days,
       CASE WHEN claim.waiting = 0 AND claim.owed = 0 THEN NULL
            WHEN %(today)s::date - claim.submit_date <= 7 THEN 'd00_07'
            WHEN %(today)s::date - claim.submit_date <= 15 THEN 'd08_15'
            WHEN %(today)s::date - claim.submit_date <= 30 THEN 'd16_30'
            WHEN %(today)s::date - claim.submit_date <= 60 THEN 'd31_60'
            ELSE 'd61' END AS age_bucket,
       claim.decision_date - claim.submit_date AS decision_days,
       claim.settled_date - claim.decision_date AS settlement_days,
       claim.settled_date - claim.submit_date AS total_days,
       CASE WHEN claim.is_decided AND claim.decide_by IS NOT NULL
            THEN (claim.decision_date <= claim.decide_by)::integer * 100.0 END AS in_time,
       claim.sign * claim.rate_then * claim.claimed_amount AS claimed_amount,
       CASE WHEN claim.has_expected
            THEN claim.sign * claim.rate_then * claim.expected_amount END AS expected_amount,
       claim.sign * claim.rate_then * claim.approved_amount AS approved_amount,
       CASE WHEN claim.is_decided
            THEN claim.sign * claim.rate_then * (claim.claimed_amount - claim.approved_amount)
            ELSE 0 END AS refused_amount,
       claim.sign * claim.rate_then * COALESCE(claim.given, 0) AS settled_amount,
       claim.sign * claim.rate_then * COALESCE(claim.lapsed, 0) AS lapsed_amount,
       claim.sign * claim.rate_then
            * (COALESCE(claim.approved_amount, 0) - COALESCE(claim.lapsed, 0)) AS cost_amount,
       claim.sign * claim.rate * claim.waiting AS waiting_amount,
       claim.sign * claim.rate * claim.owed AS open_amount,
       claim.sign * claim.rate * (claim.waiting + claim.owed) AS exposure_amount
  FROM valued claim
  JOIN res_partner partner ON partner.id = claim.claimant_id
  JOIN dms_claim_type type ON type.id = claim.type_id
"""

REFUSALS = f"""
SELECT line.id, line.id AS line_id, claim.id AS claim_id, claim.company_id,
       company.currency_id AS company_currency_id, claim.claimant_id,
       partner.dms_territory_id AS territory_id, claim.type_id, type.kind, claim.scheme_id,
       line.product_id, line.reason_id, reason.kind AS reason_kind,
       CASE WHEN claim.state = 'refused' THEN 'refused' ELSE 'reduced' END AS outcome,
       COALESCE(NULLIF(line.reason, ''), claim.decision_reason) AS remark,
       claim.submit_date, claim.decision_date,
       rate.rate * line.claimed_amount AS claimed_amount,
       rate.rate * COALESCE(line.approved_amount, 0) AS approved_amount,
       rate.rate * (line.claimed_amount - COALESCE(line.approved_amount, 0)) AS refused_amount
  FROM dms_claim_line line
  JOIN dms_claim claim ON claim.id = line.claim_id
  JOIN {_COMPANIES} company ON company.id = claim.company_id
  JOIN res_partner partner ON partner.id = claim.claimant_id
  JOIN dms_claim_type type ON type.id = claim.type_id
  LEFT JOIN dms_claim_reason reason ON reason.id = line.reason_id
 CROSS JOIN LATERAL (SELECT {_rate("claim.decision_date")} AS rate) rate
 WHERE claim.state IN ('approved', 'settled', 'refused')
   AND claim.reversal_of_id IS NULL
   AND line.claimed_amount > COALESCE(line.approved_amount, 0)
"""

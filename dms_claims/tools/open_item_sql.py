"""What is open on both sides of a claimant's account, in each currency by itself.

One row for each claimant, company and currency. Items and claims share one sequence of keys, so
the least of a row's keys names the row as long as that item is open.
"""

OPEN_ITEMS = """
WITH item AS (
    SELECT 2 * line.id::bigint AS key, holder.id AS partner_id, line.company_id, line.currency_id,
           GREATEST(line.amount_residual_currency, 0) AS debit,
           GREATEST(-line.amount_residual_currency, 0) AS credit,
           0 AS claim,
           CASE WHEN line.amount_residual_currency > 0
                THEN COALESCE(line.date_maturity, line.date) END AS due
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
      JOIN res_partner partner ON partner.id = line.partner_id
      JOIN res_partner holder ON holder.id = partner.commercial_partner_id
     WHERE line.parent_state = 'posted'
       AND line.reconciled IS NOT TRUE
       AND line.amount_residual_currency <> 0
       AND account.account_type = 'asset_receivable'
       AND holder.dms_role = 'distributor'
     UNION ALL
    SELECT 2 * claim.id::bigint + 1, holder.id, claim.company_id, claim.currency_id, 0, 0,
           CASE WHEN claim.reversal_of_id IS NULL THEN claim.settle_amount
                ELSE -claim.settle_amount END,
           NULL
      FROM dms_claim claim
      JOIN res_partner partner ON partner.id = claim.claimant_id
      JOIN res_partner holder ON holder.id = partner.commercial_partner_id
     WHERE claim.state = 'approved'
       AND claim.settle_amount > 0
), account AS (
    SELECT MIN(key) AS id, partner_id, company_id, currency_id,
           SUM(debit) AS debit_amount, SUM(credit) AS credit_amount, SUM(claim) AS claim_amount,
           COUNT(*) FILTER (WHERE debit <> 0) AS debit_count,
           COUNT(*) FILTER (WHERE credit <> 0) AS credit_count,
           COUNT(*) FILTER (WHERE claim <> 0) AS claim_count,
           MIN(due) AS oldest_date
      FROM item
     GROUP BY partner_id, company_id, currency_id
)
SELECT account.*, partner.dms_territory_id AS territory_id, partner.dms_tier_id AS tier_id,
       LEAST(account.debit_amount, account.credit_amount) AS match_amount,
       account.debit_amount - account.credit_amount - account.claim_amount AS left_amount,
       %(today)s::date - account.oldest_date AS oldest_days,
       CASE WHEN account.debit_count > 0 AND account.credit_count > 0 THEN 'match'
            WHEN account.claim_count > 0 THEN 'settle'
            ELSE 'none' END AS next_step
  FROM account
  JOIN res_partner partner ON partner.id = account.partner_id
"""

"""Which claims entries are about: their own, those of what they are matched with, and those that
claim something of their lines."""

_CLAIMS_OF_MATCHES = """
SELECT own.move_id, item.dms_claim_id
  FROM account_move_line own
  JOIN account_partial_reconcile match ON match.{own}_move_id = own.id
  JOIN account_move_line other ON other.id = match.{other}_move_id
  JOIN account_move_line item ON item.move_id = other.move_id
 WHERE own.move_id = ANY(%(moves)s) AND item.dms_claim_id IS NOT NULL
"""
CLAIMS_OF_MOVES = f"""
SELECT item.move_id, item.dms_claim_id
  FROM account_move_line item
 WHERE item.move_id = ANY(%(moves)s) AND item.dms_claim_id IS NOT NULL
 UNION
{_CLAIMS_OF_MATCHES.format(own="debit", other="credit")}
 UNION
{_CLAIMS_OF_MATCHES.format(own="credit", other="debit")}
 UNION
SELECT item.move_id, line.claim_id
  FROM account_move_line item
  JOIN dms_claim_line line ON line.move_line_id = item.id
 WHERE item.move_id = ANY(%(moves)s)
"""

"""SQL of what was delivered to a claimant, what it has left, and what it has claimed before."""

# Everything that came in, but for returns of outlets, less what went back to the company.
DELIVERED = """
SELECT ledger.company_id, ledger.distributor_id, line.product_id, line.lot_id,
       SUM(CASE WHEN line.location_dest_id = ledger.location_id THEN line.quantity_product_uom
                WHEN goal.usage IN ('internal', 'transit') THEN -line.quantity_product_uom
                ELSE 0 END)
  FROM dms_stock_ledger ledger
  JOIN stock_move_line line
    ON ledger.location_id IN (line.location_dest_id, line.location_id)
  JOIN stock_move move ON move.id = line.move_id
  JOIN stock_location goal ON goal.id = line.location_dest_id
 WHERE ledger.distributor_id = ANY(%(claimants)s) AND line.product_id = ANY(%(products)s)
   AND line.state = 'done' AND line.location_id <> line.location_dest_id
   AND move.dms_consumption_id IS NULL
 GROUP BY ledger.company_id, ledger.distributor_id, line.product_id, line.lot_id
"""

# What left by sales, less what outlets brought back.
SOLD = """
SELECT consumption.company_id, consumption.distributor_id, consumption.product_id,
       SUM(sold_quantity + free_quantity - returned_quantity)
  FROM dms_stock_consumption consumption
 WHERE consumption.distributor_id = ANY(%(claimants)s)
   AND consumption.product_id = ANY(%(products)s)
 GROUP BY consumption.company_id, consumption.distributor_id, consumption.product_id
"""

# Quantities of other claims for goods that are lost; of decided ones the share that was approved.
CLAIMED = """
SELECT line.claim_id, line.company_id, line.claimant_id, line.product_id, line.lot_id,
       SUM(line.quantity * unit.factor / own.factor
           * CASE WHEN claim.state = 'submitted' OR line.claimed_amount = 0 THEN 1
                  ELSE line.approved_amount / line.claimed_amount END)
  FROM dms_claim_line line
  JOIN dms_claim claim ON claim.id = line.claim_id
  JOIN dms_claim_type type ON type.id = claim.type_id AND type.kind IN ('damage', 'expiry')
  JOIN product_product product ON product.id = line.product_id
  JOIN product_template template ON template.id = product.product_tmpl_id
  JOIN uom_uom own ON own.id = template.uom_id
  JOIN uom_uom unit ON unit.id = COALESCE(line.product_uom_id, own.id)
 WHERE line.claimant_id = ANY(%(claimants)s) AND line.product_id = ANY(%(products)s)
   AND claim.state IN ('submitted', 'approved', 'settled')
 GROUP BY line.claim_id, line.company_id, line.claimant_id, line.product_id, line.lot_id
"""

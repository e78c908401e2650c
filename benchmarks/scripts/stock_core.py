"""In Odoo's shell: a part of the sales as Odoo itself would take them off, rolled back.

A transfer for each distributor and day, with a move for each product, reserved and validated.
"""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import time
from itertools import groupby

bench = json.loads(os.environ["BENCH"])
ledgers = env["dms.stock.ledger"].browse(bench["ledgers"])
env.cr.execute(
    """SELECT distributor_id, date, product_id, SUM(sold_quantity)::float
         FROM dms_stock_pending WHERE distributor_id = ANY(%s)
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT %s""",
    [ledgers.distributor_id.ids, bench["sample"]],
)
rows = env.cr.fetchall()
stocks = {ledger.distributor_id.id: ledger for ledger in ledgers}
# Odoo does not reserve in customer locations: here they are internal ones, of no company, so that
# their goods are not valued either.
env.cr.execute(
    "UPDATE stock_location SET usage = 'internal', company_id = NULL WHERE id = ANY(%s)",
    [ledgers.location_id.ids],
)
env.cr.execute(
    "UPDATE stock_quant SET company_id = NULL WHERE location_id = ANY(%s)",
    [ledgers.location_id.ids],
)
env.invalidate_all()
out = env["stock.picking.type"].search([("code", "=", "outgoing")], limit=1)
fefo = env["product.removal"].search([("method", "=", "fefo")], limit=1)
ledgers.location_id.removal_strategy_id = fefo
products = env["product.product"].browse({row[2] for row in rows})
products.mapped("uom_id.name")
env.flush_all()
start = time.perf_counter()
moves = env["stock.move"]
for (distributor, day), same in groupby(rows, key=lambda row: row[:2]):
    ledger = stocks[distributor]
    places = {
        "location_id": ledger.location_id.id, "location_dest_id": ledger.sold_location_id.id,
    }
    picking = env["stock.picking"].create(
        {
            **places,
            "picking_type_id": out.id,
            "partner_id": distributor,
            "scheduled_date": day,
            "move_ids": [
                (0, 0, {
                    **places, "product_id": product, "product_uom_qty": quantity,
                    "product_uom": products.browse(product).uom_id.id,
                })
                for _distributor, _day, product, quantity in same
            ],
        }
    )
    picking.action_confirm()
    picking.action_assign()
    picking.move_ids.picked = True
    picking.with_context(skip_backorder=True)._action_done()
    moves |= picking.move_ids
env.flush_all()
seconds = time.perf_counter() - start
assert len(moves) == len(rows) and set(moves.mapped("state")) == {"done"}
figures = {"moves": len(moves), "lines": len(moves.move_line_ids), "seconds": seconds}
env.cr.rollback()
print("FIGURES", json.dumps(figures))

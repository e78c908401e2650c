"""In Odoo's shell: work the benefits of an order out anew, under so many schemes."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import time

from odoo import Command, fields
from odoo.sql_db import Cursor

bench = json.loads(os.environ["BENCH"])
queries = {"count": 0}
execute = Cursor.execute


def count(self, *arguments, **options):
    """Count the queries of all cursors."""
    queries["count"] += 1
    return execute(self, *arguments, **options)


Cursor.execute = count
env = env(context={**env.context, "tracking_disable": True, "mail_create_nosubscribe": True})
tier = env["dms.tier"].search([("role", "=", "distributor")], limit=1)
partner = env["res.partner"].create(
    {"name": "Bench", "is_company": True, "dms_tier_id": tier.id}
)
products = env["product.product"].create([
    {"name": f"Bench {number}", "type": "consu", "list_price": 10 + number, "taxes_id": False}
    for number in range(bench["lines"])
])
others = env["product.product"].create([
    {"name": f"Other {number}", "type": "consu", "list_price": 10} for number in range(50)
])
env.cr.execute("UPDATE dms_scheme SET state = 'cancelled'")


def prepare(number, goods):
    """Two per cent on one product; out of reach until it is one of those to be applied."""
    product = goods[number % len(goods)]
    return {
        "name": f"Scheme {number}", "calculation": "whole", "basis": "value",
        "benefit_kind": "percent", "date_start": fields.Date.today(),
        "product_ids": [Command.set(product.ids)],
        "slab_ids": [Command.create({"threshold": 10**9, "rate": 2})],
    }


largest = max(bench["sizes"])
matching = env["dms.scheme"].create([prepare(number, products) for number in range(largest)])
different = env["dms.scheme"].create([prepare(number, others) for number in range(largest)])
order = env["sale.order"].create({
    "partner_id": partner.id,
    "order_line": [
        Command.create({"product_id": product.id, "product_uom_qty": 10}) for product in products
    ],
})
env.flush_all()


def run(schemes, applied):
    """Time and queries of working an order's benefits out, once all that is kept is warm."""
    env.cr.execute("UPDATE dms_scheme SET state = 'draft' WHERE state = 'running'")
    env.cr.execute("UPDATE dms_scheme SET state = 'running' WHERE id = ANY(%s)", [schemes.ids])
    env.cr.execute(
        "UPDATE dms_scheme_slab SET threshold = %s WHERE scheme_id = ANY(%s)",
        [10**9, (matching | different).ids],
    )
    env.cr.execute(
        "UPDATE dms_scheme_slab SET threshold = 1 WHERE scheme_id = ANY(%s)",
        [matching[:applied].ids],
    )
    env.invalidate_all()
    order._update_dms_schemes()
    env.flush_all()
    seconds = []
    for _turn in range(bench["repeat"]):
        env.invalidate_all()
        # What Odoo reads of the order by itself is not counted, here or with the peer.
        order.order_line.mapped("price_subtotal")
        order.order_line.product_id.mapped("name")
        before, start = queries["count"], time.perf_counter()
        order._update_dms_schemes()
        env.flush_all()
        seconds.append(time.perf_counter() - start)
        used = queries["count"] - before
    shared = sum(bool(line.dms_scheme_discount) for line in order.order_line)
    assert shared == min(applied, bench["lines"]), (shared, applied)
    return {"seconds": min(seconds), "queries": used}


figures = []
for size in bench["sizes"]:
    for share in (1.0, 0.1):
        fitting = max(int(size * share), 1)
        for applied in (0, 50):
            if applied > fitting:
                continue
            schemes = matching[:fitting] | different[:size - fitting]
            figures.append({
                "size": size, "share": share, "applied": applied, **run(schemes, applied)
            })
print("FIGURES", json.dumps({"figures": figures}))

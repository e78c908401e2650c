"""In Odoo's shell: confirm orders of 50 lines, of a partner with credit and of one without."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import statistics
import time

from odoo import Command
from odoo.sql_db import Cursor

bench = json.loads(os.environ["BENCH"])
queries = {"count": 0}
execute = Cursor.execute


def count(self, *arguments, **options):
    """Count the queries of all cursors, also of those that a check opens."""
    queries["count"] += 1
    return execute(self, *arguments, **options)


Cursor.execute = count
tier = env["dms.tier"].search([("role", "=", "distributor")], limit=1)
partner = env["res.partner"].create(
    {"name": "Bench", "is_company": True, "dms_tier_id": tier.id}
)
limit = env["dms.credit.limit"].create(
    {"partner_id": partner.id, "amount": 10**9, "reason": "Bench"}
)
limit.action_submit()
limit.action_approve()
products = env["product.product"].create([
    {"name": f"Bench {number}", "type": "consu", "list_price": 10 + number}
    for number in range(bench["lines"])
])
orders = env["sale.order"].create([
    {
        "partner_id": partner.id,
        "order_line": [
            Command.create({"product_id": product.id, "product_uom_qty": 2})
            for product in products
        ],
    }
    for _ in range(2 * bench["orders"])
])
env.flush_all()
model = env.registry["sale.order"]
is_controlled = model._is_dms_controlled
seconds = {"with": [], "without": []}
counts = {"with": [], "without": []}
for number, order in enumerate(orders):
    name = ("with", "without")[number % 2]
    model._is_dms_controlled = is_controlled if name == "with" else lambda *_arguments: False
    env.invalidate_all()
    before, start = queries["count"], time.perf_counter()
    order.action_confirm()
    env.flush_all()
    seconds[name].append(time.perf_counter() - start)
    counts[name].append(queries["count"] - before)
    assert order.state == "sale"
print("FIGURES", json.dumps({
    **{f"{name}_ms": 1000 * statistics.median(values[1:]) for name, values in seconds.items()},
    **{f"{name}_queries": statistics.median(values[1:]) for name, values in counts.items()},
    "ratio": statistics.median(
        one / other
        for one, other in zip(seconds["with"][1:], seconds["without"][1:], strict=True)
    ),
}))

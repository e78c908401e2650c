"""In Odoo's shell: work the benefits of an order out anew, under so many schemes."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os

from odoo import Command, fields

from benchmarks.scripts.order_turns import (
    Meter,
    count_different,
    create_order,
    create_products,
    list_cases,
    settle,
)

bench = json.loads(os.environ["BENCH"])
FAR = 10**9
env = env(context={**env.context, "tracking_disable": True, "mail_create_nosubscribe": True})
meter = Meter(env)
tier = env["dms.tier"].search([("role", "=", "distributor")], limit=1)
partner = env["res.partner"].create(
    {"name": "Bench", "is_company": True, "dms_tier_id": tier.id}
)
products, others = create_products(env, bench["lines"])
env.cr.execute("UPDATE dms_scheme SET state = 'cancelled'")


def prepare(number, goods):
    """Two per cent on one product; out of reach until it is one of those to be applied."""
    product = goods[number % len(goods)]
    return {
        "name": f"Scheme {number}", "calculation": "whole", "basis": "value",
        "benefit_kind": "percent", "date_start": fields.Date.today(),
        "product_ids": [Command.set(product.ids)],
        "slab_ids": [Command.create({"threshold": FAR, "rate": 2})],
    }


largest = max(bench["sizes"])
matching = env["dms.scheme"].create([prepare(number, products) for number in range(largest)])
different = env["dms.scheme"].create([
    prepare(number, others) for number in range(count_different(bench["sizes"]))
])
order = create_order(env, partner, products)
env.flush_all()


def put_in_force(schemes, applied):
    """Have these schemes and no others run, the first so many of the matching within reach."""
    env.cr.execute(
        "UPDATE dms_scheme SET state = CASE WHEN id = ANY(%s) THEN 'running' ELSE 'draft' END"
        " WHERE id = ANY(%s)", [schemes.ids, (matching | different).ids],
    )
    env.cr.execute(
        "UPDATE dms_scheme_slab SET threshold = CASE WHEN scheme_id = ANY(%s) THEN 1 ELSE %s END"
        " WHERE scheme_id = ANY(%s)", [matching[:applied].ids, FAR, matching.ids],
    )
    settle(env, "dms_scheme", "dms_scheme_slab")
    # The set is compiled once for all orders, by whoever comes first.
    order._update_dms_schemes()
    env.flush_all()


figures = []
for case in list_cases(bench["sizes"], bench["lines"]):
    put_in_force(
        matching[:case["fitting"]] | different[:case["size"] - case["fitting"]], case["applied"]
    )
    turns = meter.turns(order, order._update_dms_schemes, bench["repeat"], bench["patience"])
    amounts = order.order_line.mapped("dms_scheme_amount")
    figures.append({
        **case, **turns, "benefits": sum(map(bool, amounts)), "money": round(sum(amounts), 2),
    })
growth = []
for fitting in bench["matching"]:
    # By turns without and with those that match nothing: what else the machine does hits both.
    sides = {"alone": matching[:fitting], "beside": matching[:fitting] | different}
    found = {side: {"seconds": [], "processor": []} for side in sides}
    for _pair in range(bench["pairs"]):
        for side, schemes in sides.items():
            put_in_force(schemes, 0)
            turns = meter.turns(
                order, order._update_dms_schemes, bench["repeat"], bench["patience"]
            )
            for name, values in found[side].items():
                values += turns[name]
    growth.append({"fitting": fitting, "different": len(different), **found})
print("FIGURES", json.dumps({"figures": figures, "growth": growth}))

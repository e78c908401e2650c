"""In Odoo's shell: update the programs of an order of ``sale_loyalty``, under so many programs."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import time

from odoo import Command
from odoo.sql_db import Cursor

bench = json.loads(os.environ["BENCH"])
queries = {"count": 0}
execute = Cursor.execute


def count(self, *arguments, **options):
    """Count the queries of all cursors."""
    queries["count"] += 1
    return execute(self, *arguments, **options)


Cursor.execute = count
env = env(context={**env.context, "tracking_disable": True, "loyalty_no_mail": True})
env["loyalty.program"].search([]).active = False
partner = env["res.partner"].create({"name": "Bench", "is_company": True})
products = env["product.product"].create([
    {"name": f"Bench {number}", "type": "consu", "list_price": 10 + number, "taxes_id": False}
    for number in range(bench["lines"])
])
others = env["product.product"].create([
    {"name": f"Other {number}", "type": "consu", "list_price": 10} for number in range(50)
])
discount = env["product.product"].create({
    "name": "Discount", "type": "service", "taxes_id": False, "sale_ok": False,
})


def prepare(number, goods):
    """Two per cent on one product."""
    product = goods[number % len(goods)]
    return {
        "name": f"Program {number}", "program_type": "promotion", "trigger": "auto",
        "applies_on": "current", "active": False,
        "rule_ids": [Command.clear(), Command.create({
            "product_ids": [Command.set(product.ids)], "minimum_qty": 1,
            "reward_point_mode": "order", "reward_point_amount": 1,
        })],
        "reward_ids": [Command.clear(), Command.create({
            "reward_type": "discount", "discount": 2, "discount_mode": "percent",
            "discount_applicability": "specific", "required_points": 1,
            "discount_product_ids": [Command.set(product.ids)],
            "discount_line_product_id": discount.id,
        })],
    }


def order_with(programs, applied):
    """An order to which the rewards of the first so many programs have been applied."""
    env.cr.execute("UPDATE loyalty_program SET active = id = ANY(%s)", [programs.ids])
    env.cr.execute("UPDATE loyalty_rule SET active = program_id = ANY(%s)", [programs.ids])
    env.cr.execute("UPDATE loyalty_reward SET active = program_id = ANY(%s)", [programs.ids])
    env.invalidate_all()
    order = env["sale.order"].create({
        "partner_id": partner.id,
        "order_line": [
            Command.create({"product_id": product.id, "product_uom_qty": 10})
            for product in products
        ],
    })
    order._update_programs_and_rewards()
    wanted = set(matching[:applied].ids)
    for point in order.coupon_point_ids:
        program = point.coupon_id.program_id
        if program.id in wanted:
            order._apply_program_reward(program.reward_ids, point.coupon_id)
    assert len(order.order_line.reward_id) == applied, (len(order.order_line.reward_id), applied)
    return order


largest = max(bench["sizes"])
matching = env["loyalty.program"].create([prepare(number, products) for number in range(largest)])
different = env["loyalty.program"].create([prepare(number, others) for number in range(largest)])
figures = []
for size in bench["sizes"]:
    for share in (1.0, 0.1):
        fitting = max(int(size * share), 1)
        for applied in (0, 50):
            if applied > fitting:
                continue
            order = order_with(matching[:fitting] | different[:size - fitting], applied)
            env.flush_all()
            seconds = []
            for _turn in range(bench["repeat"]):
                env.invalidate_all()
                # What Odoo reads of the order by itself is not counted.
                order.order_line.mapped("price_subtotal")
                order.order_line.product_id.mapped("name")
                before, start = queries["count"], time.perf_counter()
                order._update_programs_and_rewards()
                env.flush_all()
                seconds.append(time.perf_counter() - start)
                used = queries["count"] - before
            figures.append({
                "size": size, "share": share, "applied": applied, "seconds": min(seconds),
                "queries": used,
            })
print("FIGURES", json.dumps({"figures": figures}))

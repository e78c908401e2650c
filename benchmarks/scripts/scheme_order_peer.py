"""In Odoo's shell: update the programs of an order of ``sale_loyalty``, under so many programs."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os

from odoo import Command

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
env = env(context={**env.context, "tracking_disable": True, "loyalty_no_mail": True})
meter = Meter(env)
env["loyalty.program"].search([]).active = False
partner = env["res.partner"].create({"name": "Bench", "is_company": True})
products, others = create_products(env, bench["lines"])
discount = env["product.product"].create({
    "name": "Discount", "type": "service", "taxes_id": False, "sale_ok": False,
})


def prepare(number, goods):
    """Two per cent on one product; out of reach until it is one of those to be applied."""
    product = goods[number % len(goods)]
    return {
        "name": f"Program {number}", "program_type": "promotion", "trigger": "auto",
        "applies_on": "current", "active": False,
        "rule_ids": [Command.clear(), Command.create({
            "product_ids": [Command.set(product.ids)], "minimum_qty": FAR,
            "reward_point_mode": "order", "reward_point_amount": 1,
        })],
        "reward_ids": [Command.clear(), Command.create({
            "reward_type": "discount", "discount": 2, "discount_mode": "percent",
            "discount_applicability": "specific", "required_points": 1,
            "discount_product_ids": [Command.set(product.ids)],
            "discount_line_product_id": discount.id,
        })],
    }


largest = max(bench["sizes"])
matching = env["loyalty.program"].create([prepare(number, products) for number in range(largest)])
different = env["loyalty.program"].create([
    prepare(number, others) for number in range(count_different(bench["sizes"]))
])
env.flush_all()


def order_with(programs, applied):
    """An order under these programs to which the rewards of the first so many are applied."""
    for table, column in (("program", "id"), ("rule", "program_id"), ("reward", "program_id")):
        env.cr.execute(f"UPDATE loyalty_{table} SET active = {column} = ANY(%s)", [programs.ids])
    env.cr.execute(
        "UPDATE loyalty_rule SET minimum_qty = CASE WHEN program_id = ANY(%s) THEN 1 ELSE %s END",
        [matching[:applied].ids, FAR],
    )
    settle(env, "loyalty_program", "loyalty_rule", "loyalty_reward")
    order = create_order(env, partner, products)
    order._update_programs_and_rewards()
    for coupon in order.coupon_point_ids.coupon_id:
        order._apply_program_reward(coupon.program_id.reward_ids, coupon)
    env.flush_all()
    return order


figures = []
for case in list_cases(bench["sizes"], bench["lines"]):
    order = order_with(
        matching[:case["fitting"]] | different[:case["size"] - case["fitting"]], case["applied"]
    )
    turns = meter.turns(
        order, order._update_programs_and_rewards, bench["repeat"], bench["patience"]
    )
    rewards = order.order_line.filtered(lambda line: line.reward_id and line.price_subtotal)
    figures.append({
        **case, **turns, "benefits": len(rewards.reward_id.program_id),
        "money": round(-sum(rewards.mapped("price_subtotal")), 2),
    })
print("FIGURES", json.dumps({"figures": figures}))

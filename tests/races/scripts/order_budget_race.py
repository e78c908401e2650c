"""In Odoo's shell: many processes confirm orders that take from one budget at the same moment."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import sys

from odoo import Command, api
from odoo.modules.registry import Registry

from tests.races.scripts.crowd import confirm_at_once, create_orders

values = json.loads(os.environ["BENCH"])
PROCESSES, CAP, AMOUNT = values["processes"], values["cap"], values["amount"]
# Three distributors: those of one wait for each other at its credit too.
tier = env["dms.tier"].search([("role", "=", "distributor")], limit=1)
partners = env["res.partner"].create([
    {"name": f"Race {number}", "is_company": True, "dms_tier_id": tier.id} for number in range(3)
])
env.cr.execute("UPDATE dms_scheme SET state = 'cancelled'")
env.invalidate_all()
# Ten per cent.
orders = create_orders(
    env, [partners[number % 3] for number in range(PROCESSES)], 10 * AMOUNT
)
scheme = env["dms.scheme"].create({
    "name": "Race", "basis": "value", "calculation": "whole", "benefit_kind": "percent",
    "budget_scope": "scheme", "budget_amount": CAP,
    "slab_ids": [Command.create({"threshold": 1, "rate": 10})],
})
scheme.action_start()
orders._update_dms_schemes()
shown = sum(orders.order_line.mapped("dms_scheme_amount"))
database, user, ids = env.cr.dbname, env.uid, (scheme.id, orders.ids)
outcomes = confirm_at_once(env, orders)

with Registry(database).cursor() as cr:
    env = api.Environment(cr, user, {})
    scheme, orders = env["dms.scheme"].browse(ids[0]), env["sale.order"].browse(ids[1])
    print("FIGURES", json.dumps({
        "shown": shown,
        "outcomes": [outcome for outcome, _retries, _seconds in outcomes],
        "states": orders.mapped("state"),
        "granted": [sum(order.dms_scheme_line_ids.mapped("amount")) for order in orders],
        "paid": [10 * AMOUNT - order.amount_untaxed for order in orders],
        "told": len(orders.filtered(
            lambda order: any("used up" in body for body in order.message_ids.mapped("body"))
        )),
        "used": scheme.budget_reserved,
        "left": scheme.budget_left,
        "balance": env["dms.scheme.grant"].search([("scheme_id", "=", scheme.id)], limit=1).balance,
    }))
# The shell would close its cursor, whose connection is gone.
sys.stdout.flush()
os._exit(0)

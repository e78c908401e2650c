"""In Odoo's shell: many processes confirm orders against one limit at the same moment."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import sys

from odoo import api
from odoo.modules.registry import Registry

from tests.races.scripts.crowd import confirm_at_once, create_orders

values = json.loads(os.environ["BENCH"])
PROCESSES, LIMIT, AMOUNT = values["processes"], values["limit"], values["amount"]

tier = env["dms.tier"].search([("role", "=", "distributor")], limit=1)
partner = env["res.partner"].create({"name": "Race", "is_company": True, "dms_tier_id": tier.id})
limit = env["dms.credit.limit"].create(
    {"partner_id": partner.id, "amount": LIMIT, "reason": "Race"}
)
limit.action_submit()
limit.action_approve()
orders = create_orders(env, [partner] * PROCESSES, AMOUNT)
database, user, order_ids = env.cr.dbname, env.uid, orders.ids
outcomes = confirm_at_once(env, orders)

with Registry(database).cursor() as cr:
    env = api.Environment(cr, user, {})
    orders = env["sale.order"].browse(order_ids)
    partner = orders.partner_id
    statement = partner._get_dms_credit_statements()[partner]
    print("FIGURES", json.dumps({
        "outcomes": [outcome for outcome, _retries, _seconds in outcomes],
        "retries": max(retries for _outcome, retries, _seconds in outcomes),
        "seconds": max(seconds for _outcome, _retries, seconds in outcomes),
        "exposure": float(statement.exposure),
        "confirmed": len(orders.filtered(lambda order: order.state == "sale")),
        "held": len(orders.filtered(lambda order: order.dms_hold_state == "held")),
        "checks": env["dms.credit.check"].search_count([("partner_id", "=", partner.id)]),
    }))
# The shell would close its cursor, whose connection is gone.
sys.stdout.flush()
os._exit(0)

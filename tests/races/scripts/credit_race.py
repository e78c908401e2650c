"""In Odoo's shell: many processes confirm orders against one limit at the same moment."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import logging
import multiprocessing
import os
import sys
import time

import odoo.sql_db
from odoo import Command
from odoo.modules.registry import Registry
from odoo.service.model import execute_cr

values = json.loads(os.environ["BENCH"])
PROCESSES, LIMIT, AMOUNT = values["processes"], values["limit"], values["amount"]

company = env.company
tier = env["dms.tier"].search([("role", "=", "distributor")], limit=1)
partner = env["res.partner"].create({"name": "Race", "is_company": True, "dms_tier_id": tier.id})
limit = env["dms.credit.limit"].create(
    {"partner_id": partner.id, "amount": LIMIT, "reason": "Race"}
)
limit.action_submit()
limit.action_approve()
product = env["product.product"].create(
    {"name": "Race", "type": "consu", "is_storable": True}
)
warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
# Reserved at confirmation, all orders would write to one quant: Odoo itself gives that up after
# five tries, with or without credit.
warehouse.out_type_id.reservation_method = "manual"
env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 10 * PROCESSES)
orders = env["sale.order"].create([
    {
        "partner_id": partner.id,
        "order_line": [Command.create({
            "product_id": product.id, "price_unit": AMOUNT, "tax_ids": [Command.clear()],
        })],
    }
    for _ in range(PROCESSES)
])
env.cr.commit()
database, user, order_ids = env.cr.dbname, env.uid, orders.ids
env.cr.close()
# Connections are of one process: each takes its own.
odoo.sql_db.close_all()
context = multiprocessing.get_context("fork")
barrier, answers = context.Barrier(PROCESSES), context.SimpleQueue()


class Retries(logging.Handler):
    """Counts how often Odoo has run a call again."""

    count = 0

    def emit(self, record):
        self.count += "tries left" in record.msg


def confirm(order_id):
    """Confirm an order as a call from outside does, with Odoo's own retry."""
    retries = Retries()
    logger = logging.getLogger("odoo.service.model")
    logger.addHandler(retries)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    barrier.wait()
    start = time.monotonic()
    try:
        with Registry(database).cursor() as cr:
            answer = execute_cr(cr, user, "sale.order", "action_confirm", [[order_id]], {})
        outcome = "confirmed" if answer is True else answer["tag"]
    except Exception as error:
        outcome = f"{type(error).__name__}: {error}"
    answers.put((outcome, retries.count, time.monotonic() - start))
    os._exit(0)


processes = [context.Process(target=confirm, args=(order_id,)) for order_id in order_ids]
for process in processes:
    process.start()
outcomes = [answers.get() for _ in processes]
for process in processes:
    process.join()

with Registry(database).cursor() as cr:
    env = odoo.api.Environment(cr, user, {})
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

"""Many processes that do the same thing at the same moment."""

import logging
import multiprocessing
import os
import time

import odoo.sql_db
from odoo import Command
from odoo.modules.registry import Registry
from odoo.service.model import execute_cr


def leave(env):
    """Commit what a shell has done and close its cursor: connections are of one process."""
    env.cr.commit()
    env.cr.close()
    odoo.sql_db.close_all()


def run_at_once(work, items) -> list:
    """Run ``work(item, wait)`` for all items, each in a process of its own; first :func:`leave`.

    :param work: prepares itself, calls ``wait()``, and goes on with all others; returns what can
        be sent, or raises
    :return: what each returned, or ``Name: message`` of what it raised, in no order
    """
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(len(items)), context.SimpleQueue()

    def run(item):
        try:
            answers.put(work(item, barrier.wait))
        except Exception as error:
            answers.put(f"{type(error).__name__}: {error}")
        # Nothing of the shell's, such as its own cursor, is to be cleared away here.
        os._exit(0)

    processes = [context.Process(target=run, args=(item,)) for item in items]
    for process in processes:
        process.start()
    found = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    return found


def create_orders(env, partners, amount):
    """Quotations for one piece of a product in stock, one for each of the partners."""
    product = env["product.product"].create(
        {"name": "Race", "type": "consu", "is_storable": True}
    )
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    # Reserved at confirmation, all orders would write to one quant: Odoo itself gives that up
    # after five tries, with or without us.
    warehouse.out_type_id.reservation_method = "manual"
    env["stock.quant"]._update_available_quantity(
        product, warehouse.lot_stock_id, 10 * len(partners)
    )
    return env["sale.order"].create([
        {
            "partner_id": partner.id,
            "order_line": [Command.create({
                "product_id": product.id, "price_unit": amount, "tax_ids": [Command.clear()],
            })],
        }
        for partner in partners
    ])


class Retries(logging.Handler):
    """Counts how often Odoo has run a call again."""

    count = 0

    def emit(self, record):
        self.count += "tries left" in record.msg


def confirm_at_once(env, orders) -> list:
    """Confirm orders as calls from outside do, with Odoo's own retry; leaves ``env``.

    :return: of each ``confirmed``, the tag of the action or what was raised; how often Odoo tried
        again; the seconds that it took
    """
    database, user, ids = env.cr.dbname, env.uid, orders.ids
    leave(env)

    def confirm(order_id, wait):
        retries = Retries()
        logger = logging.getLogger("odoo.service.model")
        logger.addHandler(retries)
        logger.setLevel(logging.INFO)
        logger.propagate = False
        wait()
        start = time.monotonic()
        try:
            with Registry(database).cursor() as cr:
                answer = execute_cr(cr, user, "sale.order", "action_confirm", [[order_id]], {})
            outcome = "confirmed" if answer is True else answer["tag"]
        except Exception as error:
            outcome = f"{type(error).__name__}: {error}"
        return outcome, retries.count, time.monotonic() - start

    return run_at_once(confirm, ids)

"""What both measures of an order under promotions share: goods, cases, and the cost of a turn."""

import time
from pathlib import Path

from odoo import Command
from odoo.sql_db import Cursor

SHARES = 1.0, 0.1
APPLIED = 50


class Meter:
    """Elapsed time, processor time and queries of what is done again and again."""

    def __init__(self, env):
        self.env, self.queries = env, 0
        execute = Cursor.execute

        def count(cursor, *arguments, **options):
            self.queries += 1
            return execute(cursor, *arguments, **options)

        Cursor.execute = count
        # Of the database's session too, where it runs on this machine.
        self._session = Path(f"/proc/{env.cr._cnx.info.backend_pid}/schedstat")

    def turns(self, order, update, repeat: int, patience: float) -> dict:
        """Run ``update`` again and again on an order of which the cache knows nothing.

        :param patience: seconds after which there is no further turn
        :return: lists of seconds and processor seconds, and the queries of a turn
        """
        seconds, processor, queries = [], [], 0
        while len(seconds) < repeat and sum(seconds) < patience:
            self.env.invalidate_all()
            # What Odoo reads of the order by itself is not counted.
            order.order_line.mapped("price_subtotal")
            order.order_line.product_id.mapped("name")
            before, used, start = self.queries, self._processor(), time.perf_counter()
            update()
            self.env.flush_all()
            seconds.append(time.perf_counter() - start)
            processor.append(self._processor() - used)
            queries = self.queries - before
        return {"seconds": seconds, "processor": processor, "queries": queries}

    def _processor(self) -> float:
        """Seconds that this process and its database session have worked."""
        session = self._session.read_text().split()[0] if self._session.exists() else 0
        return time.process_time() + int(session) / 1e9


def settle(env, *tables: str):
    """Commit, and clear away the rows of former cases: the database is a clone that is dropped."""
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute(f"VACUUM ANALYZE {', '.join(tables)}")
    env.cr._cnx.autocommit = False
    env.invalidate_all()


def create_products(env, lines: int):
    """Goods of an order of so many lines, and goods that it does not hold."""
    products = env["product.product"].create([
        {"name": f"Bench {number}", "type": "consu", "list_price": 10 + number, "taxes_id": False}
        for number in range(lines)
    ])
    others = env["product.product"].create([
        {"name": f"Other {number}", "type": "consu", "list_price": 10} for number in range(50)
    ])
    return products, others


def create_order(env, partner, products, **values):
    """A quotation for ten of each product."""
    return env["sale.order"].create({
        "partner_id": partner.id,
        "order_line": [
            Command.create({"product_id": product.id, "product_uom_qty": 10})
            for product in products
        ],
        **values,
    })


def list_cases(sizes: list[int], lines: int) -> list[dict]:
    """What is measured: so many promotions, so many of which match, so many of those applied.

    No more are applied than match, and one on each line at most.
    """
    return [
        {"size": size, "share": share, "fitting": fitting, "applied": applied}
        for size in sizes for share in SHARES
        for fitting in [max(int(size * share), 1)]
        for applied in (0, min(APPLIED, fitting, lines))
    ]


def count_different(sizes: list[int]) -> int:
    """How many promotions that match nothing the cases need."""
    return max(case["size"] - case["fitting"] for case in list_cases(sizes, 1))

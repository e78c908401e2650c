"""In Odoo's shell: the jobs of all distributors, one after the other, each committed."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import resource
import time

bench = json.loads(os.environ["BENCH"])
months = 0.0
model = type(env["dms.stock.month"])
refresh = model._refresh


def measured(self, *arguments):
    """The monthly figures, with what they take."""
    global months
    begin = time.perf_counter()
    refresh(self, *arguments)
    months += time.perf_counter() - begin


model._refresh = measured
start = time.perf_counter()
for number in bench["ledgers"]:
    ledger = env["dms.stock.ledger"].browse(number)
    waits = True
    while waits:
        waits = ledger._post_pending()
        env.cr.commit()
        env.invalidate_all()
seconds = time.perf_counter() - start
model._refresh = refresh
env.cr.execute(
    """SELECT COUNT(DISTINCT move.id), COUNT(line.id), COUNT(DISTINCT consumption.id)
         FROM dms_stock_consumption consumption
         JOIN stock_move move ON move.dms_consumption_id = consumption.id
         JOIN stock_move_line line ON line.move_id = move.id
        WHERE consumption.ledger_id = ANY(%s)""",
    [bench["ledgers"]],
)
moves, lines, _sums = env.cr.fetchone()
env.cr.execute(
    "SELECT SUM(sold_quantity) FROM dms_stock_consumption WHERE ledger_id = ANY(%s)",
    [bench["ledgers"]],
)
[sold] = env.cr.fetchone()
assert sold == sum(1 + number % 11 for number in range(1, bench["facts"] + 1)), sold
print(
    "FIGURES",
    json.dumps(
        {
            "moves": moves, "lines": lines, "seconds": seconds, "months": months,
            "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    ),
)

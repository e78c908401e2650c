"""In Odoo's shell: server time of each dashboard's call, the first in a process and later ones."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import time

from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.tests import new_test_user

bench = json.loads(os.environ["BENCH"])
month = fields.Date.today().replace(day=1) - relativedelta(months=1)
manager = new_test_user(env, "bench_manager", "dms_distributor.group_manager")
user = new_test_user(env, "bench_user", "dms_distributor.group_user")
user.dms_territory_ids = env["dms.territory"].browse(bench["region"])
env.flush_all()


def plain(model, domain, groupby, aggregates, **options):
    """The same figure without sums: grouped over the facts."""
    return lambda own: own[model]._read_group(domain, groupby, aggregates, **options)


year = [
    ("date", ">=", month - relativedelta(months=11)),
    ("date", "<", month + relativedelta(months=1)),
]
card = env["dms.scorecard"].search([("date_from", "=", month)], limit=1)
fields_of_list = {name: {} for name in ("rank", "movement", "score", "bad_count", "date_from")}
fields_of_list["distributor_id"] = {"fields": {"display_name": {}}}
calls = {
    "control tower": lambda own: own["dms.control.tower"].get_tower(),
    "control tower, one territory": lambda own: own["dms.control.tower"].get_tower(
        {"territory_id": bench["region"]}
    ),
    "sales overview, 12 months": lambda own: own["dms.secondary.overview"].get_overview(),
    "sales overview, one territory": lambda own: own["dms.secondary.overview"].get_overview(
        {"territory_id": bench["region"]}
    ),
    "scorecard": lambda own: own["dms.scorecard"].browse(card.id).get_groups(),
    "league table": lambda own: own["dms.scorecard"].web_search_read(
        [("date_from", "=", str(month))], fields_of_list, limit=80, order="rank"
    ),
    "KPI values, list": lambda own: own["dms.kpi.snapshot"].web_search_read(
        [("date_from", "=", str(month)), ("granularity", "=", "month")],
        {"value_text": {}, "status": {}, "kpi_id": {"fields": {"display_name": {}}}}, limit=80,
    ),
}
peers = {
    "net value by month, of the facts": plain(
        "dms.secondary.sale", year, ["date:month"], ["net_amount:sum"]
    ),
    "outlets that bought, of the facts": plain(
        "dms.secondary.sale", year, [], ["outlet_id:count_distinct"]
    ),
    "net value by distributor, of the facts": plain(
        "dms.secondary.sale", year, ["distributor_id"], ["net_amount:sum"]
    ),
}
figures = {}
for login, who in (("manager", manager), ("user", user)):
    for name, call in {**calls, **(peers if login == "manager" else {})}.items():
        own = env(user=who.id, context={})
        if name == "scorecard" and login == "user":
            card = own["dms.scorecard"].search([("date_from", "=", month)], limit=1)
        times = []
        for _ in range(bench["repeat"] + 1):
            env.invalidate_all()
            start = time.perf_counter()
            call(own)
            times.append(time.perf_counter() - start)
        figures[f"{login}: {name}"] = {"cold": times[0], "warm": min(times[1:])}
env.cr.rollback()
print("FIGURES", json.dumps(figures))

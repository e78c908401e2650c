"""In Odoo's shell: KPIs of the last whole month, computed as the nightly jobs do."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import time

from dateutil.relativedelta import relativedelta
from odoo import fields

company = env.ref("base.main_company")
kpis = env["dms.kpi"]._get_in_use(company)
period = kpis._get_period(company, fields.Date.today() - relativedelta(months=1))
seconds = {}
for kpi in kpis:
    start = time.perf_counter()
    kpi._take_snapshots(period)
    env.flush_all()
    seconds[kpi.code] = time.perf_counter() - start
start = time.perf_counter()
env["dms.scorecard"]._rank_period(period)
seconds["scores and ranks"] = time.perf_counter() - start
# Eleven months more, for trends: the same values under earlier dates.
for table, columns in (
    ("dms_kpi_snapshot",
     "company_id, kpi_id, granularity, distributor_id, channel_id, territory_id, numerator,"
     " denominator, histogram, value, target, status, severity, score, date_to"),
    ("dms_scorecard", "company_id, distributor_id, tier_id, region_id, score, rank, tier_rank,"
     " region_rank, kpi_count, warning_count, bad_count"),
):
    env.cr.execute(
        f"""INSERT INTO {table} ({columns}, date_from)
            SELECT {columns}, (date_from - back * INTERVAL '1 month')::date
              FROM {table} CROSS JOIN generate_series(1, 11) back"""
    )
env.cr.execute("SELECT COUNT(*) FROM dms_kpi_snapshot")
rows = env.cr.fetchone()[0]
env.cr.commit()
env.cr._cnx.autocommit = True
for table in ("dms_kpi_snapshot", "dms_scorecard"):
    env.cr.execute(f"VACUUM ANALYZE {table}")
print("FIGURES", json.dumps({"seconds": seconds, "snapshots": rows}))

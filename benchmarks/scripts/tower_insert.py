"""In Odoo's shell: what a bulk insert of facts pays for each thing that is kept as rows arrive."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import time

bench = json.loads(os.environ["BENCH"])
cr = env.cr
FACTS, OUTLETS = "dms_secondary_sale", "dms_secondary_outlet_month"
TRIGGERS = {
    "sums by product": (FACTS, "dms_secondary_product_month_follow_insert"),
    "sums by outlet": (FACTS, "dms_secondary_outlet_month_follow_insert"),
    "sums by place (insert)": (OUTLETS, "dms_secondary_place_month_follow_insert"),
    "sums by place (update)": (OUTLETS, "dms_secondary_place_month_follow_update"),
    "sums by outlet and year (insert)": (OUTLETS, "dms_secondary_outlet_year_follow_insert"),
    "sums by outlet and year (update)": (OUTLETS, "dms_secondary_outlet_year_follow_update"),
    "months to compute again": (FACTS, "dms_kpi_stale_follow_insert"),
}


def insert(number):
    """Rows of one distributor's month, once more under keys of their own."""
    start = time.perf_counter()
    cr.execute(
        """INSERT INTO dms_secondary_sale
                  (company_id, distributor_id, outlet_id, product_id, date, quantity, free_quantity,
                   gross_amount, discount_amount, net_amount, invoice_reference, source, source_key)
           SELECT company_id, distributor_id, outlet_id, product_id, date, quantity, free_quantity,
                  gross_amount, discount_amount, net_amount, 'I' || invoice_reference, source,
                  source_key || %s
             FROM dms_secondary_sale WHERE date > CURRENT_DATE - 60 ORDER BY id LIMIT %s""",
        [f":{number}", bench["rows"]],
    )
    return time.perf_counter() - start


seconds = {}
for number, name in enumerate(("all", *TRIGGERS, "none")):
    table, off = TRIGGERS.get(name, (FACTS, "USER"))
    times = []
    for repeat in range(2):
        if name != "all":
            cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER {off}")
        times.append(insert(f"{number}.{repeat}"))
        cr.rollback()
    seconds[name] = min(times)
print("FIGURES", json.dumps({"rows": bench["rows"], "seconds": seconds}))

"""In Odoo's shell: distributors with stock in lots, and sales that wait to be taken off it."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
from datetime import date, datetime, timedelta

import odoo.release

bench = json.loads(os.environ["BENCH"])
first = date.today() - timedelta(days=bench["days"])
tier = env["dms.tier"].search([("role", "=", "distributor")], limit=1, order="sequence")
distributors = env["res.partner"].create(
    [
        {"name": f"Bench {number}", "is_company": True, "dms_tier_id": tier.id}
        for number in range(bench["distributors"])
    ]
)
ledgers = env["dms.stock.ledger"]._open(env.company, distributors)
ledgers.start_date = first
products = env["product.product"].create(
    [
        {
            "name": f"Bench {number}", "is_storable": True, "standard_price": 1,
            **({"tracking": "lot", "use_expiration_date": True} if number % 2 else {}),
        }
        for number in range(bench["products"])
    ]
)
lots = env["stock.lot"].create(
    [
        {
            "name": f"BENCH-{number}", "product_id": product.id, "company_id": env.company.id,
            "expiration_date": datetime.now() + timedelta(days=60 * number),
        }
        for product in products.filtered(lambda product: product.tracking == "lot")
        for number in (1, 2, 3, 4)
    ]
)
# Stock for a third more than is sold, spread over the lots.
stock = 1.3 * 6 * bench["facts"] / bench["distributors"] / bench["products"]
kept = dict(lots.grouped("product_id"))
env["stock.quant"].sudo().create(
    [
        {
            "product_id": product.id, "location_id": ledger.location_id.id,
            "lot_id": lot and lot.id, "quantity": stock / len(kept.get(product, [0])),
        }
        for ledger in ledgers for product in products for lot in kept.get(product, [False])
    ]
)
env.flush_all()
env.cr.execute("SELECT setseed(0.19)")
env.cr.execute(
    """INSERT INTO dms_secondary_sale (company_id, distributor_id, product_id, date, quantity,
           free_quantity, gross_amount, discount_amount, net_amount, source, source_key)
       SELECT %s, (%s::int[])[1 + floor(random() * %s)::int],
              (%s::int[])[1 + floor(random() * %s)::int], %s::date + floor(random() * %s)::int,
              1 + n %% 11, 0, 20, 0, 20, 'upload', 'bench:' || n
         FROM generate_series(1, %s) n""",
    [
        env.company.id, distributors.ids, len(distributors), products.ids, len(products), first,
        bench["days"], bench["facts"],
    ],
)
env.cr.commit()
env.cr.execute("ANALYZE")
env.cr.commit()
env.cr.execute("SHOW server_version")
print(
    "FIGURES",
    json.dumps(
        {
            "ledgers": ledgers.ids,
            "versions": f"Odoo {odoo.release.version}, PostgreSQL {env.cr.fetchone()[0]}",
            "cores": os.cpu_count(),
        }
    ),
)

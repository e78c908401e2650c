"""In Odoo's shell: a distributor who may log in, and price lists of several lengths."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os

import odoo.release
from odoo.fields import Command

bench = json.loads(os.environ["BENCH"])
tier = env["dms.tier"].search([("role", "=", "distributor")], limit=1)
distributor = env["res.partner"].create(
    {"name": "Bench", "is_company": True, "dms_tier_id": tier.id}
)
env["res.users"].with_context(no_reset_password=True).create({
    "name": "Bench", "login": "bench_portal", "password": "bench_portal",
    "group_ids": [Command.set(env.ref("base.group_portal").ids)],
    "partner_id": env["res.partner"].create({"name": "Clerk", "parent_id": distributor.id}).id,
})
unit = env.ref("uom.product_uom_unit")
case = env["uom.uom"].create(
    {"name": "Bench Case", "relative_factor": 24, "relative_uom_id": unit.id}
)
categories = env["product.category"].create([{"name": f"Bench {n}"} for n in range(20)])
products = env["product.product"].create([
    {
        "name": f"Product number {n} 100 g", "default_code": f"B-{n:05d}", "is_storable": True,
        "list_price": 1 + n % 90 / 10, "categ_id": categories[n % 20].id,
        "uom_ids": [Command.set(case.ids)],
    }
    for n in range(max(bench["sizes"]))
])
warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
env["stock.quant"].create([
    {"product_id": product.id, "location_id": warehouse.lot_stock_id.id, "quantity": 100 + n % 900}
    for n, product in enumerate(products) if n % 7
])
# A rule for each product, as makers send their lists.
lists = env["product.pricelist"].create([
    {
        "name": f"Bench {size}",
        "item_ids": [
            Command.create({
                "applied_on": "0_product_variant", "product_id": product.id,
                "compute_price": "fixed", "fixed_price": product.list_price * 0.9,
            })
            for product in products[:size]
        ],
    }
    for size in bench["sizes"]
])
distributor.specific_property_product_pricelist = lists[-1]
env.cr.execute("SHOW server_version")
versions = f"Odoo {odoo.release.version}, PostgreSQL {env.cr.fetchone()[0].split()[0]}"
env.cr.commit()
env.cr._cnx.autocommit = True
for table in ("product_product", "product_template", "product_pricelist_item", "stock_quant"):
    env.cr.execute(f"ANALYZE {table}")
print("FIGURES", json.dumps({
    "distributor": distributor.id, "lists": lists.ids, "versions": versions,
    "cores": os.cpu_count(),
}))

"""In Odoo's shell: a distributor, and the products and outlets that the file names."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os

import odoo.release
from odoo.addons.dms_distributor.ingest import interpret, read_raw, suggest_layout

bench = json.loads(os.environ["BENCH"])
path = bench["path"]
with open(path, "rb") as file:
    raw = read_raw(file.read(), os.path.basename(path))
rows = interpret(raw, suggest_layout(raw)).rows
tier, outlet_tier = (
    env["dms.tier"].search([("role", "=", role)], limit=1, order=order)
    for role, order in (("distributor", "sequence"), ("outlet", "sequence desc"))
)
distributor = env["res.partner"].create(
    {"name": "Bench", "is_company": True, "dms_tier_id": tier.id}
)
products = rows["product_code"].str.to_uppercase().unique().drop_nulls().to_list()
outlets = rows["outlet_code"].unique().drop_nulls().to_list()
env.flush_all()
env.cr.execute(
    """WITH template AS (
           INSERT INTO product_template (name, type, uom_id, categ_id, active, sale_ok, tracking,
                                         service_tracking)
           SELECT jsonb_build_object('en_US', code), 'consu', 1, 1, true, true, 'none', 'no'
             FROM unnest(%s) code RETURNING id, name)
       INSERT INTO product_product (product_tmpl_id, default_code, active, combination_indices)
       SELECT id, name ->> 'en_US', true, '' FROM template""",
    [products],
)
env.cr.execute(
    """INSERT INTO res_partner (name, complete_name, dms_code, dms_tier_id, dms_role,
                                dms_upstream_id, active, is_company, type, autopost_bills)
       SELECT code, code, code, %s, 'outlet', %s, true, true, 'contact', 'ask'
         FROM unnest(%s) code""",
    [outlet_tier.id, distributor.id, outlets],
)
env.cr.execute(
    """UPDATE res_partner SET dms_network_path = %s || id || '/', commercial_partner_id = id
        WHERE dms_upstream_id = %s""",
    [distributor.dms_network_path, distributor.id],
)
env.cr.execute("SHOW server_version")
postgres = env.cr.fetchone()[0].split()[0]
env.cr.commit()
env.cr._cnx.autocommit = True
for table in ("res_partner", "product_product", "product_template"):
    env.cr.execute(f"ANALYZE {table}")
print(
    "FIGURES",
    json.dumps(
        {
            "distributor": distributor.id,
            "products": len(products),
            "outlets": len(outlets),
            "versions": f"Odoo {odoo.release.version}, PostgreSQL {postgres}",
            "cores": os.cpu_count(),
        }
    ),
)

"""In Odoo's shell: a sample of the rows by ``load()``, with external identifiers, rolled back."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import time

from odoo.addons.dms_distributor.ingest import interpret, read_raw, suggest_layout

bench = json.loads(os.environ["BENCH"])
path = bench["path"]
with open(path, "rb") as file:
    raw = read_raw(file.read(), os.path.basename(path))
rows = interpret(raw, suggest_layout(raw)).rows.head(bench["sample"])


def identify(model, domain, name):
    """Give each record an external identifier, as an import would have."""
    records = env[model].search(domain)
    env["ir.model.data"].create(
        [
            {"module": "bench", "name": f"{model}.{record.id}", "model": model, "res_id": record.id}
            for record in records
        ]
    )
    return {record[name]: f"bench.{model}.{record.id}" for record in records}


codes = rows["product_code"].str.to_uppercase().unique().to_list()
products = identify("product.product", [("default_code", "in", codes)], "default_code")
outlets = identify("res.partner", [("dms_upstream_id", "=", bench["distributor"])], "dms_code")
distributor = identify("res.partner", [("id", "=", bench["distributor"])], "id")
fields = [
    "id", "distributor_id/id", "outlet_id/id", "product_id/id", "date", "quantity",
    "gross_amount", "discount_amount", "net_amount", "invoice_reference", "source", "source_key",
]
lines = [
    [
        f"bench.sale{row['row']}", distributor[bench["distributor"]],
        outlets.get(row["outlet_code"], ""), products[row["product_code"].upper()],
        str(row["date"]), row["quantity"], row["net_amount"], "0", row["net_amount"],
        row["invoice"], "Upload", f"load:{row['row']}",
    ]
    for row in rows.to_dicts()
]
env.flush_all()
env.invalidate_all()
start = time.perf_counter()
result = env["dms.secondary.sale"].load(fields, lines)
env.flush_all()
seconds = time.perf_counter() - start
assert result["ids"], result["messages"][:3]
env.cr.rollback()
print("FIGURES", json.dumps({"rows": len(lines), "seconds": seconds}))

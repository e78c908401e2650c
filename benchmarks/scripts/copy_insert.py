"""In Odoo's shell: the same rows by a bare COPY and INSERT … SELECT, resolved beforehand."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import io
import json
import os
import time

from odoo.addons.dms_distributor.ingest import interpret, read_raw, suggest_layout
from odoo.addons.dms_distributor.tools import frames

bench = json.loads(os.environ["BENCH"])
path = bench["path"]
with open(path, "rb") as file:
    raw = read_raw(file.read(), os.path.basename(path))
rows = frames.stage(interpret(raw, suggest_layout(raw)).rows, env.company.id)
products = dict(
    env["product.product"]._read_group(
        [("default_code", "!=", False)], ["default_code"], ["id:min"]
    )
)
outlets = dict(
    env["res.partner"]._read_group(
        [("dms_upstream_id", "=", bench["distributor"])], ["dms_code"], ["id:min"]
    )
)
product_ids = [products[code.upper()] for code in rows.products["code"]]
outlet_ids = [outlets[code] for code in rows.outlets["code"]]
frame = rows.rows.select(
    "date", "invoice", "quantity", "net_amount", "identity", "repeat",
    product=rows.rows["product_no"].map_elements(lambda no: product_ids[no - 1], int),
    outlet=rows.rows["outlet_no"].map_elements(lambda no: outlet_ids[no - 1], int),
)
content = io.BytesIO()
frame.write_csv(content, include_header=False)
content.seek(0)
start = time.perf_counter()
env.cr.execute(
    """CREATE TEMP TABLE bare (date date, invoice text, quantity numeric, net numeric,
           identity text, repeat integer, product_id integer, outlet_id integer) ON COMMIT DROP"""
)
env.cr.copy_expert("COPY bare FROM STDIN WITH (FORMAT csv)", content)
env.cr.execute(
    """INSERT INTO dms_secondary_sale (company_id, distributor_id, outlet_id, product_id, date,
           quantity, free_quantity, gross_amount, discount_amount, net_amount, invoice_reference,
           source, source_key)
       SELECT %s, %s, outlet_id, product_id, date, quantity, 0, round(net, 2), 0, round(net, 2),
              invoice, 'upload',
              to_char(date, 'YYYYMMDD') || ':' || left(md5(identity || repeat), 24)
         FROM bare""",
    [env.company.id, bench["distributor"]],
)
seconds = time.perf_counter() - start
env.cr.rollback()
print("FIGURES", json.dumps({"rows": frame.height, "seconds": seconds}))

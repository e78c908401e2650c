"""In Odoo's shell: the data of the quick order beside that of Odoo's own product catalogue."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import time

bench = json.loads(os.environ["BENCH"])
distributor = env["res.partner"].browse(bench["distributor"])
distributor.specific_property_product_pricelist = env["product.pricelist"].browse(bench["list"])
quick_order = env["dms.quick.order"]
order = env["sale.order"].create({"partner_id": distributor.id})


def measure(read):
    """The best time of reading everything anew, the queries that it took, and the answer."""
    seconds, queries = [], 0
    for _ in range(bench["repeat"] + 1):
        env.flush_all()
        env.invalidate_all()
        before, start = env.cr.sql_log_count, time.perf_counter()
        answer = read()
        seconds.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - before
    # The first fills the caches that outlive a request.
    return min(seconds[1:]), queries, answer


ours, our_queries, data = measure(lambda: quick_order._get_data(distributor))
products = [row[0] for row in data["products"]]
core, core_queries, _answer = measure(
    lambda: order._get_product_catalog_order_line_info(products, child_field="order_line")
)
print("FIGURES", json.dumps({
    "products": len(products), "ours": ours, "our_queries": our_queries,
    "kibibytes": len(json.dumps(data)) / 1024, "core": core, "core_queries": core_queries,
}))

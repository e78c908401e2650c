"""In Odoo's shell: count what many schemes pay on the sales that were made, and follow new ones."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import resource
import time
from datetime import date, timedelta

bench = json.loads(os.environ["BENCH"])
cr = env.cr
company = env.ref("base.main_company")
env = env(context={**env.context, "tracking_disable": True, "mail_create_nolog": True,
                   "queue_job__no_delay": False})
cr.execute("UPDATE dms_scheme SET state = 'draft' WHERE company_id = %s", [company.id])
env.invalidate_all()
channels = env["dms.channel"].search([]).ids
products = env["product.product"].search([("default_code", "=like", "Bench %")], order="id").ids
first = date.today() - timedelta(days=364)
unit = env.ref("uom.product_uom_unit")
# Of outlets and of distributors, windows of three kinds; a tenth to a half of the goods each.
kinds = (
    {"calculation": "whole", "basis": "value", "benefit_kind": "percent",
     "slab_ids": [(0, 0, {"threshold": 100, "rate": 1}), (0, 0, {"threshold": 500, "rate": 2})]},
    {"calculation": "marginal", "basis": "value", "benefit_kind": "percent",
     "slab_ids": [(0, 0, {"threshold": 0, "rate": 1}), (0, 0, {"threshold": 300, "rate": 3})]},
    {"calculation": "recurring", "basis": "quantity", "benefit_kind": "amount",
     "slab_ids": [(0, 0, {"threshold": 20, "rate": 1})]},
    {"calculation": "proportional", "basis": "quantity", "benefit_kind": "amount",
     "slab_ids": [(0, 0, {"threshold": 50, "rate": 2})]},
)
schemes = env["dms.scheme"].create([
    {
        "name": f"Bench {number}", "company_id": company.id, "mechanism": "period",
        "payout": "off_invoice", "uom_id": unit.id, "is_retroactive": True,
        "beneficiary": "distributor" if number % 4 == 3 else "outlet",
        "window": ("whole", "quarter", "month")[number % 3],
        "date_start": first + timedelta(days=number % 30),
        "date_end": first + timedelta(days=200 + number % 160),
        # A channel in five: of the outlets a fifth may earn, for distributors have none.
        "channel_ids": [(6, 0, [channels[number % len(channels)]])] if number % 4 < 3 else False,
        "product_ids": [(6, 0, products[number * 7 % 200 :][: 40 + number % 160])],
        **kinds[number % len(kinds)],
    }
    for number in range(bench["schemes"])
])
env.flush_all()
cr.execute(
    "UPDATE dms_scheme SET state = 'ended', date_effective_end = date_end WHERE id = ANY(%s)",
    [schemes.ids],
)
env.invalidate_all()
cr.execute("ANALYZE dms_scheme")
entitlements = env["dms.scheme.entitlement"].sudo()
start = time.perf_counter()
entitlements._refresh(company)
full = time.perf_counter() - start
cr.execute("SELECT COUNT(*) FROM dms_scheme_entitlement")
count = cr.fetchone()[0]
cr.commit()
cr.execute("ANALYZE dms_scheme_entitlement")

# Peer: what one would write for each scheme by itself.
start = time.perf_counter()
for scheme in schemes[: bench["sample"]]:
    earner = "outlet_id" if scheme.beneficiary == "outlet" else "distributor_id"
    cr.execute(
        f"""SELECT sale.distributor_id, sale.{earner}, SUM(sale.quantity), SUM(sale.net_amount)
              FROM dms_secondary_sale sale
              JOIN res_partner partner ON partner.id = sale.{earner}
             WHERE sale.company_id = %s AND sale.date BETWEEN %s AND %s
               AND sale.product_id = ANY(%s) AND (%s = '{{}}' OR partner.dms_channel_id = ANY(%s))
          GROUP BY 1, 2""",
        [company.id, scheme.date_start, scheme.date_end, scheme.product_ids.ids,
         scheme.channel_ids.ids, scheme.channel_ids.ids],
    )
    cr.fetchall()
peer = time.perf_counter() - start

cr.execute("DELETE FROM dms_scheme_pending")
cr.execute("SELECT MIN(distributor_id) FROM dms_secondary_sale WHERE company_id = %s", [company.id])
distributor = cr.fetchone()[0]
cr.execute(
    """INSERT INTO dms_secondary_sale
              (company_id, distributor_id, outlet_id, product_id, date, quantity, free_quantity,
               gross_amount, discount_amount, net_amount, invoice_reference, source, source_key)
       SELECT company_id, distributor_id, outlet_id, product_id, date, quantity, 0, net_amount, 0,
              net_amount, invoice_reference, 'upload', 'again' || id
         FROM dms_secondary_sale WHERE distributor_id = %s AND date >= %s
        ORDER BY md5(id::text) LIMIT %s""",
    [distributor, first, bench["rows"]],
)
start = time.perf_counter()
while entitlements._take_pending(company, distributor):
    pass
delta = time.perf_counter() - start
DIGEST = """SELECT md5(string_agg(concat_ws('|', scheme_id, distributor_id, partner_id, date_from,
    quantity, value, earned, line_count), ',' ORDER BY scheme_id, distributor_id, partner_id,
    date_from)) FROM dms_scheme_entitlement"""
cr.execute(DIGEST)
followed = cr.fetchone()
entitlements._refresh(company, distributors=[distributor])
cr.execute(DIGEST)
print(
    "FIGURES",
    json.dumps({
        "full": full, "entitlements": count, "peer": peer, "delta": delta,
        "equal": followed == cr.fetchone(),
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }),
)

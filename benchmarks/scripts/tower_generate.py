"""In Odoo's shell: a network and its sales of two years, so many facts, made by the database."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import time

bench = json.loads(os.environ["BENCH"])
facts = bench["facts"]
# A distributor sells some 6,000 lines a month to some 370 outlets.
distributors, outlets, products = bench.get("distributors", facts // 150_000), facts // 400, 400
company = env.ref("base.main_company")
tier, outlet_tier = (
    env["dms.tier"].search([("role", "=", role)], limit=1, order=order)
    for role, order in (("distributor", "sequence"), ("outlet", "sequence desc"))
)
cr = env.cr
# Facts, sums and KPI values of the demo network would stand in the way of the figures.
cr.execute(
    "TRUNCATE dms_secondary_sale, dms_secondary_product_month, dms_secondary_outlet_month,"
    " dms_secondary_place_month, dms_secondary_outlet_year, dms_kpi_snapshot, dms_kpi_alert,"
    " dms_scorecard, dms_kpi_stale CASCADE"
)
root = env["dms.territory"].create({"name": "Bench", "code": "BENCH"})
regions = env["dms.territory"].create(
    [{"name": f"Region {n}", "code": f"BENCH{n}", "parent_id": root.id} for n in range(8)]
)
env.flush_all()


def make_partners(prefix, tier, count, columns, values):
    """Partners by one statement; ``values`` are SQL of the number ``n``."""
    cr.execute(
        f"""INSERT INTO res_partner (name, complete_name, dms_code, dms_tier_id, dms_role,
                                     dms_state, active, is_company, type, autopost_bills,
                                     company_id, create_date, partner_latitude,
                                     partner_longitude, {columns})
            SELECT %(prefix)s || n, %(prefix)s || n, %(prefix)s || n, %(tier)s, %(role)s, 'active',
                   true, true, 'contact', 'ask', %(company)s, '2020-01-01',
                   12 + random() * 16, 73 + random() * 15, {values}
              FROM generate_series(0, %(count)s - 1) n RETURNING id""",
        {"prefix": prefix, "tier": tier.id, "role": tier.role, "company": company.id,
         "count": count, "regions": regions.ids},
    )
    ids = [row[0] for row in cr.fetchall()]
    cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [ids])
    return ids


distributor_ids = make_partners(
    "Bench distributor ", tier, distributors, "dms_territory_id", "(%(regions)s)[1 + n %% 8]"
)
cr.execute("UPDATE res_partner SET dms_network_path = id || '/' WHERE id = ANY(%s)",
           [distributor_ids])
outlet_ids = make_partners(
    "Bench outlet ", outlet_tier, outlets,
    "dms_upstream_id, dms_network_path, dms_territory_id, dms_channel_id, dms_outlet_class_id",
    f"{distributor_ids[0]} + n %% {distributors}, ({distributor_ids[0]} + n %% {distributors})"
    f" || '/' || n || '/', (%(regions)s)[1 + (n %% {distributors}) %% 8],"
    " (SELECT MIN(id) FROM dms_channel) + n %% 5, NULL",
)
# Stand ordered, so that a number leads to a partner.
assert distributor_ids == list(range(distributor_ids[0], distributor_ids[0] + distributors))
assert outlet_ids == list(range(outlet_ids[0], outlet_ids[0] + outlets))
cr.execute(
    """WITH template AS (
           INSERT INTO product_template (name, type, uom_id, categ_id, active, sale_ok, tracking,
                                         service_tracking, list_price)
           SELECT jsonb_build_object('en_US', 'Bench ' || n), 'consu', 1, 1, true, true, 'none',
                  'no', 2 + n %% 40
             FROM generate_series(1, %s) n RETURNING id, name)
       INSERT INTO product_product (product_tmpl_id, default_code, active, combination_indices)
       SELECT id, name ->> 'en_US', true, '' FROM template RETURNING id""",
    [products],
)
product_ids = sorted(row[0] for row in cr.fetchall())

# Keys are not checked and indexes are made afterwards: what an insert costs is measured elsewhere.
cr.execute(
    """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = 'dms_secondary_sale'::regclass AND contype = 'f'"""
)
keys = cr.fetchall()
for name, _definition in keys:
    cr.execute(f'ALTER TABLE dms_secondary_sale DROP CONSTRAINT "{name}"')
cr.execute(
    """SELECT indexname, indexdef FROM pg_indexes
        WHERE tablename = 'dms_secondary_sale' AND indexname <> 'dms_secondary_sale_pkey'"""
)
indexes = cr.fetchall()
for name, _definition in indexes:
    cr.execute(f'DROP INDEX "{name}"')
cr.execute("ALTER TABLE dms_secondary_sale DISABLE TRIGGER USER")
start = time.perf_counter()
# An invoice has four lines, an outlet buys every week or so; few products make most of the sales.
cr.execute(
    """INSERT INTO dms_secondary_sale
              (company_id, distributor_id, outlet_id, product_id, date, quantity, free_quantity,
               gross_amount, discount_amount, net_amount, invoice_reference, source, source_key)
       SELECT %(company)s, %(distributor)s + outlet %% %(distributors)s, %(outlet)s + outlet,
              %(product)s + floor(%(products)s * power(random(), 3))::int,
              CURRENT_DATE - (730 - 730 * n / %(facts)s)::int, quantity, 0, quantity * 5, 0,
              quantity * 5, 'B' || n / 4, 'upload', 'bench' || n
         FROM (SELECT n, (n / 4) %% %(outlets)s AS outlet,
                      CASE WHEN random() < 0.02 THEN -1 ELSE 1 + floor(random() * 12)::int END
                      AS quantity
                 FROM generate_series(0::bigint, %(facts)s - 1) n OFFSET 0) line""",
    {
        "company": company.id, "distributor": distributor_ids[0], "distributors": distributors,
        "outlet": outlet_ids[0], "outlets": outlets, "product": product_ids[0],
        "products": products, "facts": facts,
    },
)
inserted = time.perf_counter() - start
for _name, definition in indexes:
    cr.execute(definition)
for name, definition in keys:
    cr.execute(f'ALTER TABLE dms_secondary_sale ADD CONSTRAINT "{name}" {definition} NOT VALID')
cr.execute("ALTER TABLE dms_secondary_sale ENABLE TRIGGER USER")
start = time.perf_counter()
for model in env["dms.secondary.month"]._get_models():
    model._rebuild(company.browse(), env["res.partner"])
summed = time.perf_counter() - start
cr.commit()
cr._cnx.autocommit = True
for table in (
    "dms_secondary_sale", "dms_secondary_product_month", "dms_secondary_outlet_month",
    "dms_secondary_place_month", "dms_secondary_outlet_year", "res_partner", "product_product",
    "product_template",
):
    cr.execute(f"VACUUM ANALYZE {table}")
cr._cnx.autocommit = False
counts = {}
for model in (
    "dms.secondary.sale", "dms.secondary.product.month", "dms.secondary.outlet.month",
    "dms.secondary.place.month", "dms.secondary.outlet.year",
):
    cr.execute(f"SELECT COUNT(*) FROM {env[model]._table}")
    counts[model] = cr.fetchone()[0]
print(
    "FIGURES",
    json.dumps(
        {"distributors": distributors, "outlets": outlets, "inserted": inserted, "summed": summed,
         "counts": counts, "region": regions[0].id}
    ),
)

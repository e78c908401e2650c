"""In Odoo's shell: claims of many distributors are made, submitted and validated."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import random
import resource
import time
from datetime import date, timedelta

bench = json.loads(os.environ["BENCH"])
cr = env.cr
company = env.ref("base.main_company")
env = env(context={**env.context, "tracking_disable": True, "mail_create_nolog": True,
                   "queue_job__no_delay": False})
dice = random.Random(7)
cr.execute("UPDATE dms_scheme SET state = 'draft' WHERE company_id = %s", [company.id])
env.invalidate_all()
products = env["product.product"].search([("default_code", "=like", "Bench %")], order="id")
claimants = env["res.partner"].search(
    [("name", "=like", "Bench distributor %")], order="id"
).ids
first = (date.today() - timedelta(days=364)).replace(day=1)
unit = env.ref("uom.product_uom_unit")
claim_count = bench["claims"]
# Four of five claims are made under schemes, each claimant once under each; the rest is damage.
scheme_count = max(1, claim_count * 4 // 5 // len(claimants))
schemes = env["dms.scheme"].create([
    {
        "name": f"Claimed {number}", "company_id": company.id, "mechanism": "period",
        "payout": "off_invoice", "uom_id": unit.id, "beneficiary": "distributor",
        "calculation": "marginal", "basis": "value", "benefit_kind": "percent",
        "is_claimable": True, "window": "whole", "date_start": first,
        "date_end": first + timedelta(days=200),
        "product_ids": [(6, 0, products.ids[number * 19 % 200 :][:20])],
        "slab_ids": [(0, 0, {"threshold": 0, "rate": 1}), (0, 0, {"threshold": 300, "rate": 3})],
    }
    for number in range(scheme_count)
])
env.flush_all()
cr.execute(
    "UPDATE dms_scheme SET state = 'ended', date_effective_end = date_end WHERE id = ANY(%s)",
    [schemes.ids],
)
env.invalidate_all()
of_scheme, of_damage = env["dms.claim.type"].create([
    {"name": "Bench scheme", "code": "BENCH-S", "kind": "scheme", "window_days": 0,
     "company_id": company.id, "evidence_ids": [(0, 0, {"name": "Statement"})]},
    {"name": "Bench damage", "code": "BENCH-D", "kind": "damage", "window_days": 0,
     "company_id": company.id, "evidence_ids": [(0, 0, {"name": "Photo"})]},
])
values = []
for number in range(claim_count):
    claimant = claimants[number % len(claimants)]
    place = number // len(claimants)
    begin = first + timedelta(days=30 * (number % 6))
    common = {
        "claimant_id": claimant, "external_reference": f"B-{number}", "company_id": company.id,
    }
    if place < scheme_count:
        values.append({
            **common, "type_id": of_scheme.id, "scheme_id": schemes[place].id,
            "date_from": first, "date_to": first + timedelta(days=200),
            "claimed_amount": round(dice.uniform(5, 500), 2),
        })
    else:
        values.append({
            **common, "type_id": of_damage.id, "date_from": begin, "date_to": begin,
            "line_ids": [
                (0, 0, {"product_id": product, "quantity": dice.randint(1, 9),
                        "price_unit": dice.randint(2, 40)})
                for product in dice.sample(products.ids, 2)
            ],
        })
# Each batch has claims of all kinds.
dice.shuffle(values)
claims = env["dms.claim"]
for start in range(0, len(values), 500):
    claims |= env["dms.claim"].create(values[start : start + 500])
    env.flush_all()
    env.invalidate_all()
# A photo for each, as adoption keeps it: bytes are inspected when they come, not when claims are
# checked. One in fifty shows what another shows.
cr.execute(
    """WITH held AS (
           INSERT INTO ir_attachment (name, type, res_model, res_id, mimetype, file_size, db_datas)
           SELECT 'bench.jpg', 'binary', 'dms.claim.evidence', id, 'image/jpeg', 1, 'x'
             FROM dms_claim_evidence WHERE claim_id = ANY(%(claims)s) RETURNING id, res_id
       ), tied AS (
           INSERT INTO dms_claim_evidence_ir_attachment_rel
                  (dms_claim_evidence_id, ir_attachment_id)
           SELECT res_id, id FROM held)
       INSERT INTO dms_claim_file (
              attachment_id, evidence_id, claim_id, company_id, claimant_id, type_id, kind,
              mimetype, size, sha256, width, height, phash_1, phash_2, phash_3, phash_4, taken_on,
              taken_date, has_place, latitude, longitude)
       SELECT held.id, evidence.id, claim.id, claim.company_id, claim.claimant_id, claim.type_id,
              'photo', 'image/jpeg', 1, md5(held.id::text), 800, 600,
              floor(random() * 65536), floor(random() * 65536),
              CASE WHEN held.id %% 50 = 0 THEN 7 ELSE floor(random() * 65536) END,
              CASE WHEN held.id %% 50 = 0 THEN 7 ELSE floor(random() * 65536) END,
              claim.date_to, claim.date_to, TRUE, 20, 77
         FROM held
         JOIN dms_claim_evidence evidence ON evidence.id = held.res_id
         JOIN dms_claim claim ON claim.id = evidence.claim_id""",
    {"claims": claims.ids},
)
cr.execute("ANALYZE dms_claim; ANALYZE dms_claim_line; ANALYZE dms_claim_file;"
           " ANALYZE dms_claim_evidence")
env.invalidate_all()

# From draft, with everything that a submission brings about.
tried = claims[: bench["submit"]]
start = time.perf_counter()
for begin in range(0, len(tried), 250):
    refusals = tried[begin : begin + 250]._submit_many()
    env.flush_all()
    env.invalidate_all()
submit_seconds = time.perf_counter() - start
submitted = sum(claim.state != "draft" for claim in tried)
if not submitted:
    raise RuntimeError(next(iter(refusals.values())))

# The rest is put into the state of a submission; measured is the validation alone.
rest = claims.filtered(lambda claim: claim.state == "draft")
rest._ensure_lines()
env.flush_all()
cr.execute(
    """UPDATE dms_claim SET state = 'submitted', submit_date = CURRENT_DATE,
              proposed_amount = claimed_amount WHERE id = ANY(%s)""", [rest.ids],
)
cr.execute(
    "UPDATE dms_claim_line SET proposed_amount = claimed_amount WHERE claim_id = ANY(%s)",
    [rest.ids],
)
env.invalidate_all()
rules = env["dms.claim.rule"].search([])
rules.active = False
env["dms.claim.rule"].create({
    "name": "Bench", "company_id": company.id, "outcome": "flag", "standing": "failed",
    "sequence": 1,
})
batches, expected, checks = [], 0.0, 0.0
for size in (125, 250, 500):
    part = claims[:size]
    env.invalidate_all()
    queries, start = cr.sql_log_count, time.perf_counter()
    part._update_expected()
    part._run_checks("approval")
    env.flush_all()
    batches.append((size, time.perf_counter() - start, cr.sql_log_count - queries))
total = time.perf_counter()
for begin in range(0, len(claims), 500):
    part = env["dms.claim"].browse(claims.ids[begin : begin + 500])
    start = time.perf_counter()
    part._update_expected()
    env.flush_all()
    middle = time.perf_counter()
    part._run_checks("submission")
    env.flush_all()
    checks += time.perf_counter() - middle
    expected += middle - start
    for claim in part:
        claim._prepare_case()
    env.invalidate_all()
total = time.perf_counter() - total
cr.execute("SELECT COUNT(*) FROM dms_claim_check WHERE claim_id = ANY(%s)", [claims.ids])
print(
    "FIGURES",
    json.dumps({
        "schemes": scheme_count, "batches": batches, "seconds": total, "expected": expected,
        "checks": checks, "findings": cr.fetchone()[0], "submitted": submitted,
        "submit_seconds": submit_seconds,
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }),
)

"""In Odoo's shell: many processes settle one claim, then claims under one scheme, at once."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import multiprocessing
import os
import sys
from decimal import Decimal

import odoo.sql_db
from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying

values = json.loads(os.environ["BENCH"])
PROCESSES, APPROVED, AMOUNT = values["processes"], values["approved"], values["amount"]

env = env(context={"tracking_disable": True})
today = fields.Date.today()
env.company._create_dms_scheme_accounts()
partner = env["res.partner"].create({"name": "Race", "is_company": True})
claim_type = env["dms.claim.type"].create({"name": "Race", "code": "RACE", "window_days": 0})
scheme = env["dms.scheme"].create({
    "name": "Race", "basis": "value", "calculation": "flat", "benefit_kind": "amount",
    "payout": "off_invoice", "date_start": today,
    "slab_ids": [Command.create({"threshold": 1, "rate": APPROVED})],
})
scheme.action_start()
env["dms.scheme"]._consume([{
    "reservation": "race", "scheme_id": scheme.id, "distributor_id": partner.id,
    "partner_id": partner.id, "date": today, "source": "race",
    "budget_amount": Decimal(APPROVED), "amount": Decimal(APPROVED),
}])
env["dms.scheme.accrual"].create({"date": today})._job_post()


def approve(amount, **more):
    """A claim that is approved, whatever tiers the database asks for."""
    claim = env["dms.claim"].create({
        "claimant_id": partner.id, "type_id": claim_type.id, "date_from": today,
        "date_to": today, "claimed_amount": amount, **more,
    })
    claim.action_submit()
    if claim.state == "submitted":
        claim.review_ids.write({"status": "approved", "reviewed_date": fields.Datetime.now()})
        claim._decide("approved")
    return claim.id


whole = approve(APPROVED)
parts = [approve(AMOUNT, scheme_id=scheme.id) for _number in range(PROCESSES)]
env.cr.commit()
database, scheme_id, partner_id = env.cr.dbname, scheme.id, partner.id
env.cr.close()
# Connections are of one process: each takes its own.
odoo.sql_db.close_all()
context = multiprocessing.get_context("fork")


def settle(env, claim_id):
    """Settle a part of a claim.

    :return: how much
    """
    claim = env["dms.claim"].browse(claim_id)
    try:
        return sum(claim._settle("credit_note", {claim: AMOUNT}).mapped("amount"))
    except UserError:
        return 0


def work(claim_id, barrier, answers):
    """Settle once, as a request does, with Odoo's own retry."""
    with Registry(database).cursor() as cr:
        worker = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        # The snapshot is older than what all others do.
        worker["dms.claim"].browse(claim_id).read(["name"])
        barrier.wait()
        try:
            answers.put((retrying(lambda: settle(worker, claim_id), worker), None))
            cr.commit()
        except Exception as error:
            answers.put((0, f"{type(error).__name__}: {error}"))
    os._exit(0)


def race(claim_ids):
    """All processes at once.

    :return: what each has settled, and the errors
    """
    barrier, answers = context.Barrier(PROCESSES), context.SimpleQueue()
    processes = [
        context.Process(target=work, args=(claim_id, barrier, answers)) for claim_id in claim_ids
    ]
    for process in processes:
        process.start()
    outcomes = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    return {
        "given": [given for given, _error in outcomes],
        "errors": [error for _given, error in outcomes if error],
    }


figures = {"claim": race([whole] * PROCESSES), "scheme": race(parts)}
with Registry(database).cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
    claim = env["dms.claim"].browse(whole)
    figures["claim"] |= {
        "settled": claim.settled_amount,
        "credited": sum(claim.settlement_ids.move_id.mapped("amount_total")),
    }
    items = env["account.move.line"].search(
        [("dms_scheme_id", "=", scheme_id), ("partner_id", "=", partner_id)]
    )
    booked = items.filtered("dms_provision")
    figures["scheme"] |= {
        "provision": sum(booked.mapped("balance")),
        "expensed": sum((items - booked).filtered("dms_claim_id").mapped("balance")),
    }
    print("FIGURES", json.dumps(figures))
# The shell would close its cursor, whose connection is gone.
sys.stdout.flush()
os._exit(0)

"""In Odoo's shell: many processes take from one budget, then from one wallet, at once."""
# ruff: noqa: F821 - Odoo's shell gives ``env``.

import json
import os
import sys
from decimal import Decimal

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying

from tests.races.scripts.crowd import leave, run_at_once

values = json.loads(os.environ["BENCH"])
PROCESSES, CAP, AMOUNT = values["processes"], values["cap"], values["amount"]

today = fields.Date.today()
partner = env["res.partner"].create({"name": "Race", "is_company": True})
scheme = env["dms.scheme"].create({
    "name": "Race", "basis": "value", "calculation": "flat", "benefit_kind": "amount",
    "budget_scope": "scheme", "budget_amount": CAP,
    "slab_ids": [Command.create({"threshold": 1, "rate": AMOUNT})],
})
program = env["dms.points.program"].create({"name": "Race", "unit_value": 1})
env["dms.points.wallet"]._enter([{
    "program_id": program.id, "partner_id": partner.id, "points": CAP, "kind": "earn",
    "date": today, "source_key": "race",
}])
database, ids = env.cr.dbname, (partner.id, scheme.id, program.id)
leave(env)


def take_budget(env, number):
    """Promise from the budget.

    :return: what was granted
    """
    [granted] = env["dms.scheme"]._reserve([{
        "reservation": f"race:{number}", "scheme_id": ids[1], "partner_id": ids[0],
        "distributor_id": ids[0], "date": today, "budget_amount": Decimal(AMOUNT),
    }]).values()
    return float(granted)


def take_points(env, number):
    """Redeem points.

    :return: what was redeemed
    """
    try:
        env["dms.points.wallet"]._enter([{
            "program_id": ids[2], "partner_id": ids[0], "points": -AMOUNT, "kind": "redeem",
            "date": today, "source_key": f"race:{number}",
        }])
    except UserError:
        return 0
    return AMOUNT


def race(take) -> dict:
    """All processes take once, as requests do, with Odoo's own retry.

    :return: what each took, and the errors
    """

    def work(number, wait):
        with Registry(database).cursor() as cr:
            worker = api.Environment(cr, SUPERUSER_ID, {})
            # The snapshot is older than what all others do.
            worker["dms.scheme"].browse(ids[1]).read(["name"])
            wait()
            return retrying(lambda: take(worker, number), worker)

    outcomes = run_at_once(work, range(PROCESSES))
    return {
        "granted": [outcome for outcome in outcomes if not isinstance(outcome, str)],
        "errors": [outcome for outcome in outcomes if isinstance(outcome, str)],
    }


figures = {"budget": race(take_budget), "points": race(take_points)}
with Registry(database).cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
    scheme = env["dms.scheme"].browse(ids[1])
    last = env["dms.scheme.grant"].search([("scheme_id", "=", scheme.id)], limit=1)
    figures["budget"] |= {"used": scheme.budget_reserved, "balance": last.balance}
    wallet = env["dms.points.wallet"].search([("program_id", "=", ids[2])])
    figures["points"]["balance"] = wallet.balance
    print("FIGURES", json.dumps(figures))
# The shell would close its cursor, whose connection is gone.
sys.stdout.flush()
os._exit(0)

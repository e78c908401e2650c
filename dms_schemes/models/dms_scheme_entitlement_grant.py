from decimal import ROUND_DOWN, Decimal

from odoo import api, fields, models
from odoo.tools import SQL

# Entitlements that one transaction grants: a crash leaves no more than these to do again.
CHUNK = 1000


class DmsSchemeEntitlement(models.Model):
    """What is due is granted: written to the ledger, once."""

    _inherit = "dms.scheme.entitlement"

    @api.model
    def _cron_grant(self):
        """Grant what is due of windows that are over."""
        today = fields.Date.context_today(self)
        domain = [("due", "!=", 0), ("date_to", "!=", False), ("date_to", "<", today)]
        due = self.search(domain, order="id")
        for start in range(0, len(due), CHUNK):
            due[start : start + CHUNK]._grant()
            done = min(start + CHUNK, len(due))
            if not self.env["ir.cron"]._commit_progress(
                done - start, remaining=len(due) - done
            ):
                break

    @api.model
    def _grant_due(self, schemes=None, until=None):
        """Grant what is due of windows that are over; nothing is granted twice.

        :param schemes: ``dms.scheme``; None: all of the company
        :param until: the day before which windows ended, by default today; False: all windows,
            even those that still run
        :return: the new ``dms.scheme.grant``
        """
        domain = [("due", "!=", 0), ("company_id", "=", self.env.company.id)]
        if schemes is not None:
            domain.append(("scheme_id", "in", schemes.ids))
        if until is not False:
            domain.append(("date_to", "<", until or fields.Date.context_today(self)))
        return self.search(domain)._grant()

    def _grant(self):
        """Write what is due of these to the ledger, below zero what is taken back.

        A budget that is used up holds it back: it stays due. The rows are locked and their grants
        counted, so that two transactions never write one step: the second is run again, with what
        the first has left.

        :return: the new ``dms.scheme.grant``
        """
        self.lock_for_update()
        self.invalidate_recordset()
        due = self.sudo().filtered("due").sorted("id")
        steps = due._get_steps()
        requests = {row: row._prepare_grant_request(steps) for row in due}
        schemes = self.env["dms.scheme"].sudo()
        promised = schemes._reserve([
            {**request, "budget_amount": Decimal(str(row.earned_value))}
            for row, request in requests.items()
            if request["budget_amount"] > 0 and row.scheme_id.budget_scope != "none"
        ])
        given = {
            row: row._hold_to_budget(request, promised.get(request["reservation"]))
            for row, request in requests.items()
        }
        given = {row: request for row, request in given.items() if request}
        grants = schemes._consume(list(given.values()))
        due._mark_granted(given)
        return grants

    def _prepare_grant_request(self, steps):
        """What to write to the ledger, as :meth:`dms.scheme._consume` takes it.

        :param steps: of :meth:`_get_steps`
        :return: a dict; ``figure`` is what is given, in what the scheme pays
        """
        self.ensure_one()
        key, today = self._get_reservation(), fields.Date.context_today(self)
        request = {
            "reservation": key,
            "source": str(steps.get(key, 0)),
            "scheme_id": self.scheme_id.id,
            "distributor_id": self.distributor_id.id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "date": min(self.date_to or today, today),
            "budget_amount": Decimal(str(self.due_value)),
            "figure": Decimal(str(self.due)),
            "origin": self.display_name,
            "is_final": True,
        }
        return self._complete_grant_request(request)

    def _complete_grant_request(self, request):
        """The request with its figures where the ledger shows them."""
        kind, worth = self.scheme_id.benefit_kind, request["budget_amount"]
        if kind == "points":
            return {**request, "points": float(request["figure"])}
        if kind == "goods":
            product = self.scheme_id.free_product_ids[:1]
            request = {
                **request, "quantity": float(request["figure"]), "product_id": product.id or False,
            }
            return {**request, "accrued": worth}
        return {**request, "amount": worth, "accrued": worth}

    def _hold_to_budget(self, request, promised):
        """The request, cut to what the budget has promised.

        :param promised: a Decimal, with what was given before; None: no budget is asked
        :return: None where nothing is left
        """
        worth = request["budget_amount"]
        if promised is not None:
            promised -= Decimal(str(self.granted_value))
        if promised is None or promised >= worth:
            return request
        if promised <= 0:
            return None
        figure = request["figure"] * promised / worth
        if self.scheme_id.benefit_kind in ("goods", "points"):
            figure = figure.quantize(Decimal(1), ROUND_DOWN)
            promised = worth * figure / request["figure"]
        return self._complete_grant_request(
            {**request, "figure": figure, "budget_amount": promised}
        )

    def _get_steps(self) -> dict:
        """How many rows of the ledger there are of each, by their key."""
        return {
            key: count
            for key, count in self.env["dms.scheme.grant"].sudo()._read_group(
                [("reservation", "in", [row._get_reservation() for row in self])],
                ["reservation"], ["__count"],
            )
        }

    def _mark_granted(self, given):
        """Take what was given off what is due.

        :param given: the requests, by record
        """
        if not given:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """UPDATE dms_scheme_entitlement kept
                  SET granted = granted + given.figure, due = due - given.figure,
                      granted_value = granted_value + given.worth,
                      due_value = due_value - given.worth
                 FROM unnest(%s::int[], %s::numeric[], %s::numeric[]) given (id, figure, worth)
                WHERE kept.id = given.id""",
            [row.id for row in given],
            [request["figure"] for request in given.values()],
            [request["budget_amount"] for request in given.values()],
        ))
        self.invalidate_recordset()

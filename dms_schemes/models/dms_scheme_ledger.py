from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.exact import exact
from .dms_scheme_ledger_rows import ZERO


class DmsScheme(models.Model):
    """Promise, give, release: the only ways by which grants come into being.

    A *request* is a dictionary:

    - ``reservation``: the key of the promise, e.g. of an order line and a scheme; all that
      follows names the same key;
    - ``scheme_id``, ``distributor_id``, ``partner_id`` (who earns), ``date``;
    - ``budget_amount``: what it takes from the budget (money; free goods at cost), Decimal;
    - optionally ``currency_id`` of the money figures (else they are the scheme's), ``rate_date``
      (whose rate converts them, else ``date``: that of the promise, so that nothing is left when
      all is taken back), ``amount`` (the benefit in money), ``accrued``, ``points``,
      ``product_id``, ``quantity``, ``order_line_id``, ``move_line_id``, ``origin``.
    """

    _inherit = "dms.scheme"

    @api.model
    def _get_budget_left(self, scheme_ids, distributor, currency=None, date=None) -> dict:
        """What is left of budgets, as far as this transaction knows: a preview, without lock.

        :param distributor: the record of whose budget counts where each has its own
        :param currency: of the figures, by default each scheme's
        :return: a Decimal, zero or more, by scheme id; schemes without a cap are left out
        """
        return self._read_left(scheme_ids, distributor, currency, date, lock=False)

    @api.model
    def _lock_budgets(self, scheme_ids, distributor, currency=None, date=None) -> dict:
        """What is left of budgets now, and nobody else may use them until this transaction ends.

        Whoever confirms locks the budgets of all schemes that may apply, evaluates with these
        figures and then reserves: what is reserved so is granted in full.

        :return: as :meth:`_get_budget_left`
        """
        return self._read_left(scheme_ids, distributor, currency, date, lock=True)

    @api.model
    def _reserve(self, requests) -> dict:
        """Promise: bring each reservation to what is asked, as far as the budget reaches.

        Asked again with the same figure nothing happens; with another one, the difference is
        promised or released. Budgets are locked until the transaction ends.

        :param requests: see the class; the ``budget_amount`` is the whole promise, with what has
            been given of it already
        :return: the whole promise as it is now in the request's currency, a Decimal by reservation
        """
        requests = self._convert_requests(requests)
        budgets = self._lock_for(requests)
        open_by_key = self._get_open_reservations(
            [request["reservation"] for request in requests]
        )
        granted, rows, taken = {}, [], defaultdict(lambda: ZERO)
        for request in requests:
            key = request["reservation"]
            is_open, given, step = open_by_key.get(key, (ZERO, ZERO, 0))
            delta = max(ZERO, request["budget_amount"] - given) - is_open
            if (budget := self._find_budget(budgets, request)) and delta > 0:
                left = budget["cap"] - budget["balance"] - taken[budget["id"]]
                delta = min(delta, max(ZERO, left))
            if delta:
                taken[budget and budget["id"]] += delta
                rows.append(self._prepare_grant_values(
                    request, budget, stage="reserve" if delta > 0 else "release",
                    reserved=delta, source_key=f"{key}#{step + 1}",
                ))
                open_by_key[key] = (is_open + delta, given, step + 1)
            granted[key] = self._convert_back(request, is_open + delta + given)
        self._append(rows, budgets)
        return granted

    @api.model
    def _consume(self, requests):
        """Give what was promised: at the invoice, or when something is earned.

        A negative ``budget_amount`` takes back (goods were returned). More may be given than was
        promised: what is on an invoice has been given.

        :param requests: see the class, and ``source``: the key of this one step (an invoice line),
            with which it is written once; ``accrued``: the part that is paid later, by default
            the amount of a scheme that is paid off the invoice; ``is_final``: whether the rest of
            the promise is released
        :return: the new grants
        """
        requests = self._convert_requests(requests)
        keys = {self._get_consume_key(request) for request in requests}
        known = set(self.env["dms.scheme.grant"].sudo().search(
            [("source_key", "in", list(keys))]
        ).mapped("source_key"))
        requests = [
            request for request in requests if self._get_consume_key(request) not in known
        ]
        budgets = self._lock_for(requests)
        open_by_key = self._get_open_reservations(
            [request["reservation"] for request in requests]
        )
        rows = []
        for request in requests:
            key, given = request["reservation"], request["budget_amount"]
            is_open, before, step = open_by_key.get(key, (ZERO, ZERO, 0))
            used = is_open if request.get("is_final") else min(is_open, max(ZERO, given))
            budget = self._find_budget(budgets, request)
            amount = request.get("amount", ZERO)
            accrued = request.get("accrued", amount if self._is_accruing(request) else ZERO)
            rows.append(self._prepare_grant_values(
                request, budget, reserved=-used, consumed=given, amount=amount, accrued=accrued,
                stage=self._get_stage(given, amount, accrued),
                source_key=self._get_consume_key(request),
            ))
            open_by_key[key] = (is_open - used, before + given, step + 1)
        return self._append(rows, budgets)

    @api.model
    def _release(self, reservations):
        """Give promises up that are not needed any more: an order is cancelled.

        :param reservations: their keys; what is not open stays as it is
        """
        self.env["dms.scheme.grant"].flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT reservation, scheme_id, distributor_id, partner_id, MAX(order_line_id),
                      MAX(origin)
                 FROM dms_scheme_grant
                WHERE reservation = ANY(%s)
             GROUP BY reservation, scheme_id, distributor_id, partner_id
               HAVING SUM(reserved) > 0
             ORDER BY reservation""",
            list(reservations),
        ))
        names = (
            "reservation", "scheme_id", "distributor_id", "partner_id", "order_line_id", "origin",
        )
        today = fields.Date.context_today(self)
        self._reserve([
            {**dict(zip(names, row, strict=True)), "date": today, "budget_amount": ZERO}
            for row in rows
        ])

    @api.model
    def _get_accrued_benefits(self, date) -> dict:
        """What partners have earned off the invoice, from the beginning to the end of a day.

        Extended by each source of such benefits.

        :return: a Decimal in the scheme's currency by scheme and partner to be paid, of the
            schemes in ``self``, or of all schemes of the current company
        """
        domain = [("date", "<=", date), ("accrued", "!=", 0)]
        if self:
            domain.append(("scheme_id", "in", self.ids))
        else:
            domain.append(("company_id", "=", self.env.company.id))
        return {
            (scheme, distributor): exact(scheme.currency_id.round(accrued))
            for scheme, distributor, accrued in self.env["dms.scheme.grant"].sudo()._read_group(
                domain, ["scheme_id", "distributor_id"], ["accrued:sum"]
            )
        }

    @api.model
    def _is_accruing(self, request) -> bool:
        """Whether what a request gives is paid later."""
        scheme = self.browse(request["scheme_id"]).sudo()
        return "payout" in scheme and scheme.payout == "off_invoice"

    @api.model
    def _get_stage(self, given, amount, accrued):
        if min(given, amount, accrued) < 0:
            return "claw_back"
        return "accrue" if accrued else "consume"

    @api.model
    def _get_consume_key(self, request):
        return f"{request['reservation']}@{request['source']}"

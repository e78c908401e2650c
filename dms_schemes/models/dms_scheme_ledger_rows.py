from collections import defaultdict
from decimal import ROUND_DOWN, Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.exact import exact

ZERO = Decimal(0)


class DmsScheme(models.Model):
    """How rows of the ledger come into being: locked budgets, balances, one currency."""

    _inherit = "dms.scheme"

    @api.model
    def _read_left(self, scheme_ids, distributor, currency, date, lock):
        # Many schemes may apply, and few are capped: only what is needed of those is read.
        capped = self.sudo().with_context(active_test=False).search_fetch(
            [("id", "in", scheme_ids), ("budget_scope", "!=", "none")],
            ["budget_amount", "budget_scope", "company_id", "currency_id"], order="id",
        )
        if not capped:
            return {}
        budgets = self.env["dms.scheme.budget"].sudo()
        balances = budgets._read_balances(capped.ids, distributor.ids, lock)
        if lock and self._open_missing(balances, [(scheme, distributor.id) for scheme in capped]):
            balances = budgets._read_balances(capped.ids, distributor.ids, lock)
        left = {
            scheme: max(ZERO, cap - balance)
            for (scheme, _distributor), (_id, cap, balance, _level) in balances.items()
        }
        for scheme in capped:
            # Nobody has used it yet: no row, and the whole cap.
            amount = left.get(scheme.id, exact(scheme.budget_amount))
            left[scheme.id] = self._convert(
                amount, scheme.currency_id, currency, scheme.company_id, date, down=True
            )
        return left

    @api.model
    def _open_missing(self, balances, pairs):
        """Open the budgets that schemes should have with distributors and have not yet.

        :return: whether there were any
        """
        missing = {
            (scheme.id, distributor if scheme.budget_scope == "distributor" else None)
            for scheme, distributor in pairs
        } - balances.keys()
        if missing:
            self.env["dms.scheme.budget"].sudo()._open(sorted(missing, key=str))
        return bool(missing)

    @api.model
    def _lock_for(self, requests) -> dict:
        """Lock the budgets that requests touch.

        :return: ``{"id", "cap", "balance", "level"}`` by scheme id and distributor id; the
            balance follows the rows that are added
        """
        budgets = self.env["dms.scheme.budget"].sudo()
        pairs = {(request["scheme_id"], request["distributor_id"]) for request in requests}
        schemes = self.browse({scheme for scheme, _distributor in pairs}).sudo()
        capped = schemes.filtered(lambda scheme: scheme.budget_scope != "none")
        if not capped:
            return {}
        pairs = [
            (self.browse(scheme).sudo(), distributor) for scheme, distributor in pairs
            if scheme in capped.ids
        ]
        distributors = {distributor for _scheme, distributor in pairs}
        balances = budgets._read_balances(capped.ids, distributors, lock=True)
        if self._open_missing(balances, pairs):
            balances = budgets._read_balances(capped.ids, distributors, lock=True)
        return {
            key: dict(zip(("id", "cap", "balance", "level"), values, strict=True))
            for key, values in balances.items()
        }

    @api.model
    def _find_budget(self, budgets, request):
        scheme = request["scheme_id"]
        return budgets.get((scheme, None)) or budgets.get((scheme, request["distributor_id"]))

    @api.model
    def _get_open_reservations(self, keys) -> dict:
        """What is promised and neither given nor released, what is given, how many steps there
        were.

        :return: two Decimal and a number by key
        """
        self.env["dms.scheme.grant"].flush_model(["consumed", "reservation", "reserved"])
        return {
            key: (exact(reserved), exact(consumed), count)
            for key, reserved, consumed, count in self.env.execute_query(SQL(
                """SELECT reservation, SUM(reserved), SUM(consumed), COUNT(*)
                     FROM dms_scheme_grant
                    WHERE reservation = ANY(%s) GROUP BY reservation""",
                list(keys),
            ))
        }

    @api.model
    def _prepare_grant_values(self, request, budget, **figures) -> dict:
        """Values of one row of the ledger; Decimal figures, as :meth:`_append` takes them."""
        scheme = self.browse(request["scheme_id"]).sudo()
        names = ("order_line_id", "move_line_id", "origin")
        if figures["stage"] not in ("reserve", "release"):
            names += ("points", "product_id", "quantity")
        return {
            "scheme_id": scheme.id,
            "company_id": scheme.company_id.id,
            "currency_id": scheme.currency_id.id,
            "distributor_id": request["distributor_id"],
            "partner_id": request["partner_id"],
            "date": request["date"],
            "reservation": request["reservation"],
            "budget_id": budget and budget["id"],
            "reserved": ZERO,
            "consumed": ZERO,
            **{name: request[name] for name in names if request.get(name)},
            **figures,
        }

    @api.model
    def _append(self, rows, budgets):
        """Add rows to the ledger, and to each the balance of its budget after it.

        :param rows: of :meth:`_prepare_grant_values`
        :param budgets: of :meth:`_lock_for`
        """
        by_id = {budget["id"]: budget for budget in budgets.values()}
        touched = defaultdict(lambda: ZERO)
        for row in rows:
            if budget := by_id.get(row["budget_id"]):
                budget["balance"] += row["reserved"] + row["consumed"]
                row["balance"] = budget["balance"]
                touched[budget["id"]] = (budget["cap"], budget["balance"])
        grants = self.env["dms.scheme.grant"].sudo().create([
            {
                name: float(value) if isinstance(value, Decimal) else value
                for name, value in row.items()
            }
            for row in rows
        ])
        self.env["dms.scheme"].invalidate_model(
            ["budget_consumed", "budget_left", "budget_percent", "budget_reserved", "grant_count",
             "granted_amount"], flush=False,
        )
        if touched:
            self.env["dms.scheme.budget"].invalidate_model(
                ["consumed", "left", "reserved", "used_percent"], flush=False
            )
            self.env["dms.scheme.budget"].sudo().browse(sorted(touched))._watch(touched)
        return grants

    @api.model
    def _convert_requests(self, requests) -> list:
        """Requests with their money in the scheme's currency, in the order in which all take
        them."""
        converted = []
        for request in requests:
            scheme = self.browse(request["scheme_id"]).sudo()
            currency = self.env["res.currency"].browse(request.get("currency_id"))
            converted.append({**request, **{
                name: self._convert(
                    exact(request[name]), currency, scheme.currency_id, scheme.company_id,
                    request.get("rate_date", request["date"]),
                )
                for name in ("budget_amount", "amount", "accrued")
                if request.get(name) is not None
            }})
        return converted

    @api.model
    def _convert_back(self, request, amount):
        scheme = self.browse(request["scheme_id"]).sudo()
        currency = self.env["res.currency"].browse(request.get("currency_id"))
        return self._convert(
            amount, scheme.currency_id, currency, scheme.company_id,
            request.get("rate_date", request["date"]), down=True,
        )

    @api.model
    def _convert(self, amount, source, target, company, date, down=False):
        """Money in another currency; no target or source: as it is.

        :param down: whether to round down: what is left is not more in another currency
        """
        if not target or not source or source == target:
            return amount
        rate = Decimal(str(source._get_conversion_rate(
            source, target, company, date or fields.Date.context_today(self)
        )))
        step = Decimal(str(target.rounding))
        if down:
            return (amount * rate / step).quantize(Decimal(1), ROUND_DOWN) * step
        return Decimal(str(target.round(float(amount * rate))))

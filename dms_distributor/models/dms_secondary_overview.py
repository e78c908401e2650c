from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from itertools import dropwhile

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import date_utils

from ..tools.figures import growth, ratio, roll_up

TOP = 10
YEAR = relativedelta(years=1)


@dataclass(frozen=True)
class Filters:
    """What the overview shows: first and last month (as their first days), and whose sales."""

    first: date
    last: date
    distributor_ids: tuple
    territory_id: int | None


class DmsSecondaryOverview(models.AbstractModel):
    """Figures of the sales overview, read from the monthly sums under the user's own rules."""

    _name = "dms.secondary.overview"
    _description = "Sales Overview"

    @api.model
    @api.readonly
    def get_overview(self, filters=None):
        """All figures of the overview, in few queries.

        :param dict filters: ``date_from`` and ``date_to`` (any day of the first and of the last
            month, ISO; by default the last twelve months), ``distributor_ids``, ``territory_id``
        :return: a dict: currency_id, period, is_empty (no sale at all is visible), tiles, months,
            and the rankings products, outlets, distributors, territories and channels
        :raise UserError: when the period is unreadable or ends before it begins
        """
        filters = self._read_filters(filters or {})
        months = self._get_months(filters)
        parts = self._get_parts(filters)
        total = sum(row["net"] for row in months)
        tiles = self._get_tiles(filters, months)
        return {
            "currency_id": self.env.company.currency_id.id,
            "period": {"date_from": filters.first, "date_to": filters.last},
            "is_empty": not tiles["lines"] and not self._has_sales(),
            "tiles": tiles,
            "months": [{key: row[key] for key in ("month", "net", "previous")} for row in months],
            "products": self._rank(self._get_products(filters), total),
            "outlets": self._rank(self._get_outlets(filters), total),
            "distributors": self._rank(parts["distributor"], total),
            "territories": self._rank(self._roll_up(parts["territory"], filters), total),
            "channels": self._rank(parts["channel"], total),
        }

    @api.model
    def _read_filters(self, filters):
        """Typed filters from what a client sent.

        :return: :class:`Filters`
        :raise UserError: when a date is unreadable or the period ends before it begins
        """
        today = fields.Date.context_today(self)
        try:
            last = fields.Date.to_date(filters.get("date_to")) or today
            first = fields.Date.to_date(filters.get("date_from"))
        except ValueError as error:
            raise UserError(self.env._("The period is not readable: %s", error)) from error
        last = date_utils.start_of(last, "month")
        first = date_utils.start_of(first or last - relativedelta(months=11), "month")
        if first > last:
            raise UserError(
                self.env._(
                    "The period ends (%(last)s) before it begins (%(first)s): choose a later end.",
                    first=first, last=last,
                )
            )
        distributor_ids = tuple(filters.get("distributor_ids") or ())
        return Filters(first, last, distributor_ids, filters.get("territory_id") or None)

    # Figures

    @api.model
    def _get_sum(self, name):
        """Aggregate of an amount: converted when the companies' currencies differ."""
        currencies = self.env.companies.currency_id
        return f"{name}:sum" if len(currencies) == 1 else f"{name}:sum_currency"

    @api.model
    def _get_months(self, filters):
        """One row for each month of the period, with what the same month of last year sold."""
        period = self._get_period_domain(filters.first, filters.last)
        period |= self._get_period_domain(filters.first - YEAR, filters.last - YEAR)
        amounts = ("net_amount", "return_amount", "invoiced_amount")
        rows = {
            month: values
            for month, *values in self._get_place_model()._read_group(
                self._get_place_domain(filters) & period,
                ["month:month"],
                [*map(self._get_sum, amounts), "invoice_count:sum", "line_count:sum"],
            )
        }
        names = ("net", "returns", "invoiced", "invoices", "lines")
        return [
            {
                "month": month,
                **dict(zip(names, rows.get(month, (0, 0, 0, 0, 0)), strict=True)),
                "previous": rows.get(month - YEAR, (0,))[0],
            }
            for month in date_utils.date_range(filters.first, filters.last, relativedelta(months=1))
        ]

    @api.model
    def _get_tiles(self, filters, months):
        """The figures on top.

        - growth: net of the period / net of the same period last year − 1. Left out on both sides
          are a month still running, for its twin is whole, and months whose twin precedes all sales
        - returns_rate: value taken back / value sold before returns
        - average_order: net of invoices / invoices; lines without a number are in neither
        - outlets: outlets of the universe that bought / outlets of the universe (the numerator
          and the denominator of numeric distribution)
        """
        running = date_utils.start_of(fields.Date.context_today(self), "month")
        whole = [row for row in months if row["month"] < running]
        whole = list(dropwhile(lambda row: not row["previous"], whole))
        sums = {
            name: sum(row[name] for row in months)
            for name in ("net", "returns", "invoiced", "invoices", "lines")
        }
        universe = self._get_universe_domain(filters)
        # The territory is asked of the universe: an outlet inside it buys inside it.
        buyers = self.env["dms.secondary.outlet.month"]._search(
            self._get_scope_domain(replace(filters, territory_id=None))
            & self._get_period_domain(filters.first, filters.last)
            & Domain("line_count", ">", 0)
            & Domain("outlet_id", "!=", False)
        )
        outlets = self.env["res.partner"]
        bought = outlets.search_count(universe & Domain("id", "in", buyers.subselect("outlet_id")))
        return {
            "net": sums["net"],
            "lines": sums["lines"],
            "invoices": sums["invoices"],
            "growth": growth(
                sum(row["net"] for row in whole), sum(row["previous"] for row in whole)
            ),
            "growth_from": whole[0]["month"] - YEAR if whole else False,
            "growth_to": whole[-1]["month"] - YEAR if whole else False,
            "returns": sums["returns"],
            "returns_rate": ratio(sums["returns"], sums["net"] + sums["returns"]),
            "average_order": ratio(sums["invoiced"], sums["invoices"]),
            "outlets_bought": bought,
            "outlets": outlets.search_count(universe),
        }

    @api.model
    def _get_parts(self, filters):
        """The period's net amount by distributor, by territory and by channel, in one query.

        :return: a dict of dicts: distributor, territory, channel → record (maybe empty) → net
        """
        model = self._get_place_model()
        by_outlet = model._name == "dms.secondary.outlet.month"
        territories = (
            ["outlet_territory_id", "distributor_territory_id"] if by_outlet else ["territory_id"]
        )
        rows = model._read_group(
            self._get_place_domain(filters) & self._get_period_domain(filters.first, filters.last),
            ["distributor_id", "channel_id", *territories],
            [self._get_sum("net_amount")],
        )
        parts = {name: defaultdict(float) for name in ("distributor", "territory", "channel")}
        for distributor, channel, *places, net in rows:
            parts["distributor"][distributor] += net
            parts["territory"][next(filter(None, places), places[0])] += net
            parts["channel"][channel] += net
        return parts

    @api.model
    def _roll_up(self, nets, filters):
        """Sum territories into the children of the chosen one, or of the lowest above all."""
        paths = {
            territory.id: [int(node) for node in territory.parent_path.split("/")[:-1]]
            for territory in self.env["dms.territory"].union(*nets).sudo()
        }
        values = {territory.id or 0: net for territory, net in nets.items()}
        rolled = roll_up(values, paths, filters.territory_id)
        return {self.env["dms.territory"].browse(node or []): net for node, net in rolled.items()}

    @api.model
    def _has_sales(self):
        return bool(self.env["dms.secondary.outlet.month"].search_count([], limit=1))

    @api.model
    def _rank(self, nets, total):
        """Rows of a ranking, best first, with each one's share of the total."""
        rows = [
            {
                "id": record.id,
                "name": self._get_name(record),
                "net": net,
                "share": ratio(net, total),
            }
            for record, net in nets.items()
        ]
        rows.sort(key=lambda row: (-row["net"], row["id"]))
        return rows[:TOP]

    @api.model
    def _get_name(self, record):
        """Name of a ranking's row, read past the rules: who may see a sale may know what it is of.

        :return: a string; False for the row of sales that have no such record
        """
        record = record.sudo()
        name = record.name if record._name == "dms.territory" else record.display_name
        return bool(record) and name

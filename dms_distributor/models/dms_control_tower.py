from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, format_date, formatLang

from ..scoring import QUANTILES, judge, sparkline, values

MONTHS = 12
EXCEPTIONS = 50


@dataclass(frozen=True)
class TowerFilters:
    """What the tower shows: a month (its first day), and which distributors."""

    month: date
    territory_id: int | None
    tier_id: int | None


class DmsControlTower(models.AbstractModel):
    """Figures of the control tower, read from kept KPI values under the user's own rules."""

    _name = "dms.control.tower"
    _description = "Control Tower"

    @api.model
    @api.readonly
    def get_tower(self, filters=None):
        """All that the control tower shows, in few queries.

        :param dict filters: ``month`` (any day of it, ISO; by default the last whole month),
            ``territory_id``, ``tier_id``
        :return: a dict: month, months (to choose from), tiers, is_empty, is_running, counts, tiles,
            exceptions, channels, path, places, bubbles
        :raise AccessError: for who is no user of Distribution
        :raise UserError: when the month is unreadable
        """
        if not self.env.user.has_group("dms_distributor.group_user"):
            raise AccessError(self.env._("The control tower is for users of Distribution."))
        filters = self._read_filters(filters or {})
        exceptions = self._get_exceptions(filters)
        tiles = self._get_tiles(filters)
        return {
            "month": filters.month,
            "months": self._get_months(filters),
            "tiers": self.env["dms.tier"].search_read([("role", "=", "distributor")], ["name"]),
            "is_running": filters.month == self._get_running_month(),
            "is_empty": not tiles and not self._has_snapshots(),
            "counts": self._get_counts(filters),
            "tiles": tiles,
            "exceptions": exceptions,
            "channels": self._get_channels(filters),
            **self._get_places(filters),
        }

    @api.model
    def _read_filters(self, filters):
        try:
            month = fields.Date.to_date(filters.get("month"))
        except ValueError as error:
            raise UserError(self.env._("The month is not readable: %s", error)) from error
        month = month or self._get_running_month() - relativedelta(months=1)
        return TowerFilters(
            date_utils.start_of(month, "month"),
            *(filters.get(name) or None for name in ("territory_id", "tier_id")),
        )

    @api.model
    def _get_running_month(self):
        return date_utils.start_of(fields.Date.context_today(self), "month")

    @api.model
    def _has_snapshots(self):
        return bool(self.env["dms.kpi.snapshot"].search_count([], limit=1))

    @api.model
    def _get_months(self, filters):
        """Months to choose from, the latest first."""
        running = self._get_running_month()
        starts = {running - relativedelta(months=back) for back in range(2 * MONTHS)}
        return [
            {"id": start, "label": format_date(self.env, start, date_format="MMMM y")}
            for start in sorted(starts | {filters.month}, reverse=True)
        ]

    # Domains

    @api.model
    def _get_scope_domain(self, filters) -> Domain:
        """Values of the chosen distributors, of the company the user works in."""
        domain = Domain("company_id", "=", self.env.company.id)
        inside = Domain.TRUE
        if filters.territory_id:
            inside &= Domain("dms_territory_id", "child_of", filters.territory_id)
        if filters.tier_id:
            inside &= Domain("dms_tier_id", "=", filters.tier_id)
        if not inside.is_true():
            domain &= Domain("distributor_id", "any!", inside)
        return domain

    @api.model
    def _get_values_domain(self, filters, first=None, by_channel=False) -> Domain:
        """Values of distributors from ``first`` (by default the month itself) to the month."""
        return (
            self._get_scope_domain(filters)
            & Domain("granularity", "=", "month")
            & Domain("date_from", ">=", first or filters.month)
            & Domain("date_from", "<=", filters.month)
            & Domain("distributor_id", "!=", False)
            & Domain("channel_id", "!=" if by_channel else "=", False)
        )

    # Figures

    @api.model
    def _get_tiles(self, filters):
        """Each KPI of all chosen distributors together, with its trend."""
        first = filters.month - relativedelta(months=MONTHS - 1)
        domain = self._get_values_domain(filters, first)
        parts = self._read_parts(domain)
        parts |= self._read_parts(self._get_density_domain(filters, first))
        histograms = self._read_histograms(domain)
        months = [first + relativedelta(months=step) for step in range(MONTHS)]
        kpis = self.env["dms.kpi"].browse({kpi_id for kpi_id, _month in parts}).exists()
        running = filters.month == self._get_running_month()
        return [
            tile
            for kpi in kpis.filtered("active").sorted()
            if (tile := self._prepare_tile(
                kpi, filters,
                self._get_series(kpi, months, parts, histograms), not running or kpi.is_running,
            ))
        ]

    @api.model
    def _read_parts(self, domain):
        """Sums of numerators and denominators by KPI and month.

        :return: (KPI, month) → (numerator, denominator, greatest denominator)
        """
        rows = self.env["dms.kpi.snapshot"]._read_group(
            domain, ["kpi_id", "date_from:month"],
            ["numerator:sum", "denominator:sum", "denominator:max"],
        )
        return {(kpi.id, month): sums for kpi, month, *sums in rows}

    @api.model
    def _read_histograms(self, domain):
        """Merged histograms by KPI and month, for medians and percentiles."""
        snapshots = self.env["dms.kpi.snapshot"]
        kinds = Domain("kpi_id", "any!", Domain("kind", "in", list(QUANTILES)))
        query = snapshots._search(domain & kinds)
        table = SQL.identifier(snapshots._table)
        rows = self.env.execute_query(SQL(
            "SELECT %(t)s.kpi_id, %(t)s.date_from, part.key, SUM(part.value::int)"
            " FROM %(from)s CROSS JOIN LATERAL jsonb_each_text(%(t)s.histogram) part"
            " WHERE %(where)s GROUP BY 1, 2, 3",
            **{"t": table, "from": query.from_clause, "where": query.where_clause or SQL("TRUE")},
        ))
        histograms = defaultdict(dict)
        for kpi_id, month, day, count in rows:
            histograms[kpi_id, month][day] = int(count)
        return histograms

    @api.model
    def _get_series(self, kpi, months, parts, histograms):
        """The KPI's value in each month; None where it has none."""
        rows = [parts.get((kpi.id, month)) or (0, 0, 0) for month in months]
        below = 2 if kpi.kind == "rate" else 1
        series = values(
            kpi.kind, [row[0] or 0 for row in rows], [row[below] or 0 for row in rows],
            [histograms.get((kpi.id, month)) for month in months],
        )
        return [
            None if np.isnan(value) or (kpi.id, month) not in parts else float(value)
            for month, value in zip(months, series, strict=True)
        ]

    @api.model
    def _prepare_tile(self, kpi, filters, series, is_judged):
        """What the tower shows of a KPI; None when it has no value in the month."""
        now, before = series[-1], series[-2]
        if now is None:
            return None
        limits = self._get_limits(kpi, filters)
        judged = np.array([now if is_judged else np.nan])
        status = str(judge(judged, limits, kpi.better == "higher")[0])
        change = None if before is None else now - before
        return {
            "id": kpi.id,
            "code": kpi.code,
            "name": kpi.name,
            "grain": kpi.grain,
            "category": kpi.category,
            "category_name": dict(kpi._fields["category"]._description_selection(self.env))[
                kpi.category
            ],
            "help": kpi.formula,
            "value": kpi._format(now, with_suffix=False),
            "suffix": kpi.unit == "number" and kpi.suffix or "",
            "target": "" if np.isnan(limits.target[0]) else kpi._format(limits.target[0]),
            "status": status,
            "change": change,
            "change_text": self._format_change(kpi, now, before),
            "is_better": bool(change) and (change > 0) == (kpi.better == "higher"),
            "trend": sparkline(series),
        }

    @api.model
    def _format_change(self, kpi, now, before):
        """The change since the month before: in points for a share, else in per cent of it."""
        if not before or now == before:
            return ""
        if kpi.unit == "percent":
            return self.env._("%s pt", formatLang(self.env, abs(now - before) * 100, digits=1))
        return f"{formatLang(self.env, abs(now - before) / abs(before) * 100, digits=1)} %"

    @api.model
    def _get_limits(self, kpi, filters):
        """Limits by which a sum of distributors is judged: the tier's, else the common ones."""
        thresholds = self.env["dms.kpi.threshold"].sudo()
        return thresholds._get_common_limits(kpi, self.env.company, filters.tier_id)

    @api.model
    def _get_counts(self, filters):
        """How many values of distributors have each status."""
        rows = self.env["dms.kpi.snapshot"]._read_group(
            self._get_values_domain(filters), ["status"], ["__count"]
        )
        return {"good": 0, "warning": 0, "bad": 0} | dict(rows)

    @api.model
    def _get_exceptions(self, filters):
        """The worst values of those that trade, the most severe first."""
        snapshots = self.env["dms.kpi.snapshot"].search(
            self._get_values_domain(filters)
            & Domain("status", "=", "bad")
            & self.env["dms.kpi.alert"]._get_trading_domain(),
            limit=EXCEPTIONS, order="severity desc, id",
        )
        since = self.env["dms.kpi.alert"]._get_since(
            snapshots.kpi_id.ids, snapshots.distributor_id.ids
        )
        return [
            {
                "id": one.id,
                "kpi": one.kpi_id.name,
                "distributor_id": one.distributor_id.id,
                # Who may see a value may know whose it is.
                "distributor": one.sudo().distributor_id.name,
                "territory": one.sudo().distributor_id.dms_territory_id.name or "",
                "value": one.value_text,
                "target": one.target_text,
                "severity": round(one.severity, 2),
                "since": (day := since.get((one.kpi_id.id, one.distributor_id.id)))
                and format_date(self.env, day),
            }
            for one in snapshots
        ]

    @api.model
    def _get_channels(self, filters):
        """Share of each channel in value and in margin."""
        rows = self.env["dms.kpi.snapshot"]._read_group(
            self._get_values_domain(filters, by_channel=True),
            ["channel_id", "kpi_id"], ["numerator:sum", "denominator:sum"],
        )
        channels = defaultdict(dict)
        for channel, kpi, above, below in rows:
            share = above / below if below > 0 else None
            channels[channel][kpi.code] = {"share": share, "text": kpi._format(share)}
        return [
            {"id": channel.id, "name": channel.sudo().name, **shares}
            for channel, shares in sorted(
                channels.items(),
                key=lambda item: -(item[1].get("channel_value", {}).get("share") or 0),
            )
            if any(part["share"] for part in shares.values())
        ]

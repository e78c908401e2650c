from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.addons.dms_schemes.tools import measure_sql
from odoo.addons.dms_schemes.tools.counting import Counted
from odoo.addons.dms_schemes.tools.exact import exact

from ..arithmetic import to_step
from ..tools import source_sql

ZERO = Decimal(0)
DAY = timedelta(days=1)


class Period(NamedTuple):
    """A scheme in the period of a claim; claims of many claimants have the same."""

    scheme_id: int
    first: date
    last: date


class Part(NamedTuple):
    """A scheme to be measured for a period: up to its end, or, to be taken off, before it."""

    period: Period
    counted: Counted
    sign: int
    windows: tuple


class DmsClaimMeasuring(models.AbstractModel):
    """The engine of schemes run again over the sales of those who claim."""

    _name = "dms.claim.measuring"
    _description = "Measuring of Claims"

    @api.model
    def _measure(self, company, claims) -> dict:
        """What claimants have earned under their claims' schemes in their claims' periods.

        What was earned in a window by the end of the period, less what had been earned of it before
        the period began: claims for parts of a window add up to the whole.

        :param claims: of one company, each under a scheme
        :return: by claim, pairs of an amount in the company's currency and a number of sales, by
            partner id and first day of window
        """
        self = self.sudo().with_company(company)
        claims = claims.sudo()
        periods = {claim: self._get_period(claim) for claim in claims}
        sources = defaultdict(list)
        for part in self._get_parts(company, set(periods.values())):
            sources[self._get_source(part.period.scheme_id)].append(part)
        earned = defaultdict(lambda: defaultdict(lambda: (ZERO, 0)))
        claimants = sorted(set(claims.claimant_id.ids))
        for source, parts in sources.items():
            self.env["dms.scheme.measuring"]._measure(
                company, [part.counted for part in parts], source, distributors=claimants
            )
            self._read_earned(company, parts, earned)
            if self.env.context.get("dms_collect_sales"):
                self._collect_sales(company, claims, periods, parts, source)
        return {
            claim: dict(earned[periods[claim], claim.claimant_id.id]) for claim in claims
        }

    @api.model
    def _get_period(self, claim) -> Period:
        return Period(claim.scheme_id.id, claim.date_from, claim.date_to)

    @api.model
    def _get_source(self, scheme_id) -> str:
        """Where what counts is found: in sales to outlets, or in orders placed with the company.

        A scheme on orders that is paid on the invoice has been paid to the distributor; what it
        claims is what it gave its own outlets on the same terms.
        """
        scheme = self.env["dms.scheme"].browse(scheme_id)
        own_orders = scheme.beneficiary == "buyer" and scheme.payout == "off_invoice"
        return measure_sql.ORDERS if own_orders else measure_sql.FACTS

    @api.model
    def _get_parts(self, company, periods) -> list[Part]:
        """What is to be measured for the periods of claims."""
        parts = []
        by_end = defaultdict(set)
        for period in periods:
            by_end[period.last].add(period.scheme_id)
        counted = {}
        for last, ids in by_end.items():
            schemes = self.env["dms.scheme"].with_context(active_test=False).browse(sorted(ids))
            for entry in self.env["dms.scheme.measuring"]._count(
                schemes, company.currency_id, last
            ):
                counted[entry.scheme.key, last] = entry
        for period in sorted(periods):
            if entry := counted.get((period.scheme_id, period.last)):
                parts += self._cut(entry, period)
        return parts

    @api.model
    def _cut(self, entry, period) -> list[Part]:
        """A scheme's windows that a claim's period touches, up to its end and before it."""
        scheme = self.env["dms.scheme"].browse(period.scheme_id)
        windows = tuple(
            window for window in entry.windows
            if window[0] <= period.last and window[1] >= period.first
        )
        begun = tuple(window for window in windows if window[0] < period.first)
        entry = replace(
            entry, is_open=False,
            by_outlet=scheme.beneficiary in ("outlet", "buyer")
            and self._get_source(period.scheme_id) == measure_sql.FACTS,
        )
        parts = []
        for sign, some, last in ((1, windows, period.last), (-1, begun, period.first - DAY)):
            if some:
                before = {window: entry.before[window] for window in some if entry.before}
                cut = replace(entry, windows=some, before=before).until(last)
                parts.append(Part(period, cut, sign, cut.windows))
        return parts

    @api.model
    def _read_earned(self, company, parts, earned):
        """Add what was measured to what each claimant earned in each period."""
        self.env.cr.execute(source_sql.EARNED)
        step = exact(company.currency_id.rounding)
        rates = {}
        for position, distributor, partner, window, units, amount, lines in self.env.cr.fetchall():
            part = parts[position]
            rate = rates.setdefault(part.period, self._get_claim_rate(company, part.period))
            money = exact(amount) if rate is None else to_step(exact(units) * rate, step)
            found = earned[part.period, distributor]
            before, sales = found[partner, window]
            found[partner, window] = (
                before + part.sign * money, sales + part.sign * int(lines)
            )

    @api.model
    def _get_claim_rate(self, company, period):
        """What is claimed for one free unit, in the company's currency.

        :return: None where the engine's own worth counts: money, points, free goods at cost
        """
        scheme = self.env["dms.scheme"].browse(period.scheme_id)
        if scheme.benefit_kind != "goods" or not scheme.free_claim_rate:
            return None
        return scheme._convert(
            exact(scheme.free_claim_rate), scheme.currency_id, company.currency_id, company,
            period.last,
        )

    @api.model
    def _collect_sales(self, company, claims, periods, parts, source):
        """Gather the sales, or orders, on which claims rest, from what has just been measured."""
        positions = {
            part.period: (position, part.windows)
            for position, part in enumerate(parts) if part.sign > 0
        }
        rows, named = [], []
        for claim in claims:
            period = periods[claim]
            if period not in positions:
                continue
            position, windows = positions[period]
            open_lines = claim.line_ids.filtered(lambda line: not line._get_earner())
            rows += [
                (position, claim.id, claim.claimant_id.id, first, max(first, period.first),
                 min(last, period.last), open_lines[:1].id or None)
                for first, last in windows
            ]
            keys = [
                (partner.id, first) for first, _last in windows
                for partner in {line._get_earner() for line in claim.line_ids - open_lines}
            ]
            for line, own in claim.line_ids._assign_earned(keys)[0].items():
                named += [(claim.id, partner, first, line.id) for partner, first in own or ()]
        measuring = self.env["dms.scheme.measuring"]
        self.env.cr.execute("TRUNCATE dms_c_claim, dms_c_line")
        measuring._copy("dms_c_claim", rows)
        measuring._copy("dms_c_line", named)
        collect = (
            source_sql.COLLECT if source == measure_sql.FACTS else source_sql.COLLECT_ORDERS
        )
        days = [day for row in rows for day in row[4:6]]
        self.env.cr.execute("ANALYZE dms_c_claim; ANALYZE dms_c_line; " + collect, {
            "company": company.id, "timezone": company._get_dms_timezone(),
            "first": min(days, default=date.max), "last": max(days, default=date.min),
        })

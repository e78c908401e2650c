from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, date_utils

from ..arithmetic import Basis, Calculation, Kind, Ladder, Mechanism, Scheme, Slab, Terms
from ..arithmetic.promotion import Promotion, expect, get_season
from ..arithmetic.selection import Selection
from ..tools import measure_sql, roi_sql
from ..tools.counting import Counted
from .dms_scheme import BINDING_STATES

HISTORY_MONTHS = 24
# Pays nothing: figures are wanted, not benefits.
NOTHING = Terms(
    Calculation.FLAT, Basis.VALUE, Kind.AMOUNT, Ladder([Slab(Decimal(0), Decimal(0))])
)


class DmsSchemeRoi(models.Model):
    """What a scheme has brought in and what it has cost, once it is over or while it runs."""

    _name = "dms.scheme.roi"
    _description = "Return on a Scheme"
    _order = "date_to desc, id desc"
    _rec_name = "scheme_id"

    scheme_id = fields.Many2one(
        "dms.scheme", required=True, ondelete="cascade", index=True,
        domain=[("state", "in", BINDING_STATES)],
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("From", related="scheme_id.date_start", store=True)
    date_to = fields.Date("Until", readonly=True)
    pull_forward_days = fields.Integer(
        "Days After", default=28,
        help="So many days after its end are looked at for what was only bought earlier.",
    )
    other_category_ids = fields.Many2many(
        "product.category", string="May Replace",
        help="Categories whose other products may be bought less because of the scheme. Empty: "
        "none are looked at.",
    )
    margin_percent = fields.Float(
        "Gross Margin", help="Per cent of the net value. 0: from the cost of the products sold."
    )
    used_margin_percent = fields.Float("Margin Used", readonly=True)
    actual_value = fields.Monetary("Actual", readonly=True, help="Net value while it ran.")
    baseline_value = fields.Monetary(
        "Baseline", readonly=True, help="What would have been sold without it."
    )
    pull_forward_value = fields.Monetary("Pulled Forward", readonly=True)
    cannibalised_value = fields.Monetary("Cannibalised", readonly=True)
    incremental_value = fields.Monetary(
        "Incremental", readonly=True,
        help="Actual less baseline, less what was pulled forward or cannibalised.",
    )
    incremental_margin = fields.Monetary(readonly=True)
    spend = fields.Monetary(readonly=True, help="What the scheme has given; free goods at cost.")
    roi = fields.Float(
        "ROI", readonly=True, aggregator=None,
        help="(Incremental gross margin − spend) / spend.",
    )
    revenue_per_spend = fields.Float(
        "Revenue / Spend", readonly=True, aggregator=None, digits=(16, 2)
    )
    computed_on = fields.Datetime(readonly=True)
    line_ids = fields.One2many("dms.scheme.roi.line", "roi_id", readonly=True, string="Lines")

    _scheme_unique = models.UniqueIndex("(scheme_id)", "A scheme has one return.")
    _days_positive = models.Constraint(
        "CHECK (pull_forward_days BETWEEN 0 AND 366)",
        "Between 0 and 366 days after the end can be looked at.",
    )

    def action_compute(self):
        """Compute these from the sales known today."""
        for roi in self:
            if roi.scheme_id.date_start > fields.Date.context_today(self):
                raise UserError(self.env._(
                    "%s has not started: simulate it instead.", roi.scheme_id.display_name
                ))
            roi._compute_return()

    def action_open_lines(self):
        """Open the return by distributor."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_scheme_roi_line"),
            "domain": [("roi_id", "=", self.id)],
        }

    @api.model
    def _cron_compute(self):
        """Have the returns computed of schemes that run or ended not long ago."""
        today = fields.Date.context_today(self)
        schemes = self.env["dms.scheme"].sudo().search([
            ("state", "in", BINDING_STATES), ("date_start", "<=", today),
            "|", ("date_effective_end", "=", False),
            ("date_effective_end", ">=", date_utils.subtract(today, months=3)),
        ])
        known = self.sudo().search([("scheme_id", "in", schemes.ids)])
        known |= self.sudo().create([
            {"scheme_id": scheme.id} for scheme in schemes - known.scheme_id
        ])
        for roi in known:
            roi.with_delay(
                description=self.env._("Return on %s", roi.scheme_id.display_name),
                identity_key=f"dms.scheme.roi:{roi.id}",
            )._job_compute()

    def _job_compute(self):
        """Job: compute one return."""
        self.sudo()._compute_return()

    def _compute_return(self):
        """Measure and keep what the scheme has brought in, by distributor and in all."""
        self.ensure_one()
        scheme, today = self.scheme_id.sudo(), fields.Date.context_today(self)
        last = min(scheme.date_effective_end or today, today)
        period = (scheme.date_start, last)
        after = (last + timedelta(days=1), min(last + timedelta(days=self.pull_forward_days),
                                               today - timedelta(days=1)))
        own, others, margin = self._measure(scheme, period, after)
        spends = self._get_spends(scheme)
        known = {
            "own": self._get_baseline(own, (period, after)),
            "others": self._get_baseline(others, (period,)),
        }
        lines = {}
        for distributor in sorted(own.keys() | spends.keys()):
            sold, replaced = own.get(distributor, {}), others.get(distributor, {})
            lines[distributor] = Promotion(
                actual=Fraction(sold.get(period[0], 0)),
                baseline=known["own"].get((distributor, period), Fraction(0)),
                after=Fraction(sold.get(after[0], 0)),
                after_baseline=known["own"].get((distributor, after), Fraction(0)),
                others=Fraction(replaced.get(period[0], 0)),
                others_baseline=known["others"].get((distributor, period), Fraction(0)),
                margin=margin, spend=Fraction(spends.get(distributor, 0)),
            )
        self._keep(lines, margin, last)

    @api.model
    def _get_baseline(self, history, windows) -> dict:
        """What each distributor would have sold without the scheme: a hook.

        Here a seasonal average: the level of the last twelve months before the scheme, times the
        season of the months, which all distributors share. A forecast does better.

        :param history: by distributor id, net values by the first day of their window; the months
            before the scheme come first
        :param windows: first and last days to tell
        :return: a Fraction by distributor id and window
        """
        start = min(first for first, _last in windows)
        months = {
            distributor: {day: value for day, value in values.items() if day < start}
            for distributor, values in history.items()
        }
        pooled = {}
        for values in months.values():
            for day, value in values.items():
                pooled[day] = pooled.get(day, 0) + value
        season = get_season(pooled)
        return {
            (distributor, window): expect(values, season, *window)
            for distributor, values in months.items() for window in windows
        }

    def _measure(self, scheme, period, after):
        """Net values by distributor and window, of the scheme's goods and of those it may replace.

        :return: the two, and the gross margin as a part of the net value
        """
        months = self._get_months(period[0])
        windows = [*months, period] + ([after] if after[0] <= after[1] else [])
        counted = [self._prepare_probe(scheme, 1, self._get_own_selection(scheme), windows)]
        if self.other_category_ids:
            other = self._get_other_selection(counted[0].scheme.selection)
            counted.append(self._prepare_probe(scheme, 2, other, [*months, period]))
        source = measure_sql.ORDERS if scheme.beneficiary == "buyer" else measure_sql.FACTS
        self.env["dms.scheme.measuring"].sudo()._measure(self.company_id, counted, source)
        self.env.cr.execute(roi_sql.SUMS)
        sums = ({}, {})
        for position, distributor, first, value in self.env.cr.fetchall():
            sums[position].setdefault(distributor, {})[first] = Decimal(str(value))
        for values in (values for part in sums for values in part.values()):
            begin = min(values)
            for first, _last in months:
                if first >= begin:
                    values.setdefault(first, Decimal(0))
        return *sums, self._get_margin(source, period)

    def _get_margin(self, source, period) -> Fraction:
        """Gross margin as a part of the net value: as entered, else from the products' cost."""
        if self.margin_percent:
            return Fraction(str(self.margin_percent)) / 100
        self.env.cr.execute(roi_sql.MARGIN.format(source=source), {
            "company": self.company_id.id, "key": str(self.company_id.id), "first": period[0],
            "last": period[1], "timezone": self.company_id._get_dms_timezone(),
        })
        value, cost = (Fraction(str(figure)) for figure in self.env.cr.fetchone())
        return max((value - cost) / value, Fraction(0)) if value > 0 else Fraction(0)

    @api.model
    def _get_months(self, start):
        """Months before a scheme, the last of them cut where it starts."""
        first = date_utils.subtract(date_utils.start_of(start, "month"), months=HISTORY_MONTHS)
        return [
            (begin, date_utils.end_of(begin, "month"))
            for begin in (date_utils.add(first, months=step) for step in range(HISTORY_MONTHS))
        ]

    def _prepare_probe(self, scheme, key, selection, windows) -> Counted:
        """A scheme that counts the same trade and pays nothing."""
        probe = Scheme(
            key=key, terms=NOTHING, mechanism=Mechanism.PERIOD, selection=selection,
            audience=scheme._prepare_scheme().audience,
        )
        return Counted(probe, scheme.beneficiary == "outlet", tuple(windows))

    @api.model
    def _get_own_selection(self, scheme) -> Selection:
        """The goods that count; of a combo those of all its parts."""
        parts = scheme.combo_ids if scheme.mechanism == "combo" else scheme
        products = scheme.price_ids.product_id if not scheme.has_slabs else parts.product_ids
        return Selection(
            frozenset(products.ids), frozenset(parts.category_ids.ids),
            frozenset(scheme.excluded_product_ids.ids),
            frozenset(scheme.excluded_category_ids.ids),
        )

    def _get_other_selection(self, own) -> Selection:
        """The other goods of the categories that may suffer."""
        return Selection(
            include_categories=frozenset(self.other_category_ids.ids),
            exclude_products=own.include_products, exclude_categories=own.include_categories,
        )

    def _get_spends(self, scheme) -> dict:
        """What the scheme has cost by distributor id, in the company's currency."""
        query = roi_sql.EARNED if scheme._is_secondary() else roi_sql.GRANTED
        rows = {
            distributor: Decimal(str(amount))
            for distributor, amount in self.env.execute_query(SQL(query, scheme=scheme.id))
        }
        if scheme._is_secondary():
            return rows
        return {
            distributor: scheme._convert(
                amount, scheme.currency_id, self.company_id.currency_id, self.company_id, None
            )
            for distributor, amount in rows.items()
        }

    def _keep(self, lines, margin, last):
        """Write the return by distributor, and their sums."""
        self.line_ids.unlink()
        columns = (
            ("actual_value", "actual"), ("baseline_value", "baseline"),
            ("pull_forward_value", "pull_forward"), ("cannibalised_value", "cannibalised"),
            ("incremental_value", "incremental"), ("incremental_margin", "incremental_margin"),
            ("spend", "spend"),
        )
        values = [
            {"roi_id": self.id, "distributor_id": distributor,
             **{column: float(getattr(line, name)) for column, name in columns}}
            for distributor, line in lines.items()
        ]
        self.env["dms.scheme.roi.line"].sudo().create(values)
        sums = {column: sum(line[column] for line in values) for column, _name in columns}
        spend = sums["spend"]
        self.write({
            **sums,
            "roi": (sums["incremental_margin"] - spend) / spend if spend else 0,
            "revenue_per_spend": sums["actual_value"] / spend if spend else 0,
            "used_margin_percent": float(100 * margin),
            "date_to": last,
            "computed_on": fields.Datetime.now(),
        })

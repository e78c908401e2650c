import numpy as np
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, date_utils, formatLang

from ..tools.kpi_period import Figures, Period

CATEGORIES = [
    ("sales", "Sales"),
    ("market", "Market"),
    ("service", "Service"),
    ("finance", "Finance"),
    ("stock", "Stock"),
    ("network", "Network"),
    ("field", "Field Force"),
]


class DmsKpi(models.Model):
    """A key figure of distributors: what it says, and which code computes it.

    Numerator and denominator of every distributor are kept in ``dms.kpi.snapshot``, so that the
    figure of a territory, a tier or a network is that of its distributors together.
    """

    _name = "dms.kpi"
    _description = "KPI"
    _order = "category_sequence, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Names the computation; an add-on brings both.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    category = fields.Selection(CATEGORIES, required=True, default="sales")
    # A selection sorts by its key; the tower shows sales first.
    category_sequence = fields.Integer(compute="_compute_category_sequence", store=True)
    formula = fields.Text(required=True, translate=True, help="The computation in words.")
    kind = fields.Selection(
        [
            ("ratio", "Numerator / Denominator"),
            ("growth", "Numerator / Denominator − 1"),
            ("rate", "Numerator / Common Denominator"),
            ("total", "Numerator"),
            ("median", "Median"),
            ("p90", "90th Percentile"),
        ],
        required=True, default="ratio",
        help="How the parts make the value. Parts of several distributors are added up first; a "
        "common denominator, such as days, is the same for all.",
    )
    unit = fields.Selection(
        [
            ("percent", "Percentage"),
            ("currency", "Currency"),
            ("days", "Days"),
            ("number", "Number"),
        ],
        required=True, default="percent",
    )
    suffix = fields.Char(translate=True, help="Stands behind a number.")
    digits = fields.Integer(default=1, help="Decimal places shown.")
    better = fields.Selection(
        [("higher", "Higher is Better"), ("lower", "Lower is Better")],
        required=True, default="higher",
    )
    grain = fields.Selection(
        [
            ("distributor", "Distributor"),
            ("channel", "Distributor and Channel"),
            ("territory", "Territory"),
        ],
        required=True, default="distributor", help="Of whom the figure is kept.",
    )
    uses_sales = fields.Boolean(
        "Follows Secondary Sales",
        help="Computed again by itself when sales of a past month arrive.",
    )
    is_running = fields.Boolean(
        "Judged While the Month Runs",
        help="Off: a month that still runs is shown but raises no alert, for its figure grows.",
    )
    weight = fields.Float(default=1.0, help="In the score of a distributor. 0: not in it.")
    threshold_ids = fields.One2many("dms.kpi.threshold", "kpi_id", string="Thresholds", copy=True)

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "Two KPIs of a company cannot have the same code."
    )
    _weight_positive = models.Constraint("CHECK (weight >= 0)", "A weight cannot be negative.")
    _digits_range = models.Constraint(
        "CHECK (digits BETWEEN 0 AND 6)", "Between 0 and 6 decimal places can be shown."
    )

    @api.depends("category")
    def _compute_category_sequence(self):
        order = [key for key, _label in self._fields["category"].selection]
        for kpi in self:
            kpi.category_sequence = order.index(kpi.category) if kpi.category in order else -1

    @api.constrains("code")
    def _check_code(self):
        known = self._get_kpi_computations()
        for kpi in self:
            if kpi.code not in known:
                raise ValidationError(
                    self.env._(
                        "No installed add-on computes a KPI of the code %(code)s. Known codes: "
                        "%(codes)s.",
                        code=kpi.code, codes=", ".join(sorted(known)),
                    )
                )

    def copy_data(self, default=None):
        """A copy goes to another company, for codes are unique: it begins shared by none."""
        return [
            {**vals, "company_id": self.env.company.id, **(default or {})}
            for vals in super().copy_data(default=default)
        ]

    def action_open_snapshots(self):
        """Open the values of these KPIs."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_kpi_snapshot"),
            "domain": [("kpi_id", "in", self.ids)],
        }

    def action_recompute(self):
        """Ask for the periods in which to compute these KPIs again."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_kpi_recompute"
            ),
            "context": {"default_kpi_ids": self.ids},
        }

    @api.model
    def _get_kpi_computations(self) -> dict:
        """Computations by code: the hook by which an add-on brings KPIs of its own.

        Extend it together with a record of ``dms.kpi`` of that code.

        :return: :class:`Computation` by code
        """
        return {}

    @api.model
    def _get_period(self, company, day, granularity="month") -> Period:
        """The period of a company in which a day lies."""
        timezone = company._get_dms_timezone()
        today = fields.Date.context_today(self.with_context(tz=timezone))
        last = date_utils.end_of(day, granularity)
        return Period(
            company.id, granularity, date_utils.start_of(day, granularity), last,
            min(last, today), timezone,
        )

    def _get_figures(self, period) -> Figures:
        """Parts of this KPI for each distributor of the period's company."""
        self.ensure_one()
        self.env.flush_all()
        return getattr(self, self._get_kpi_computations()[self.code].compute)(period)

    def _get_records(self, period, snapshot) -> dict:
        """The records behind a value, as parts of a window action."""
        self.ensure_one()
        return getattr(self, self._get_kpi_computations()[self.code].records)(period, snapshot)

    def _is_judged(self, period) -> bool:
        """Whether a status of the period says something already."""
        self.ensure_one()
        return self.is_running or not period.is_running

    def _format(self, value, with_suffix=True):
        """A value as text; a dash where there is none."""
        self.ensure_one()
        if value is None or value is False or np.isnan(value):
            return "–"
        if self.unit == "percent":
            return f"{formatLang(self.env, 100 * value, digits=self.digits)} %"
        if self.unit == "currency":
            currency = (self.company_id or self.env.company).currency_id
            text = formatLang(self.env, value, digits=0 if abs(value) >= 10000 else self.digits)
            parts = (currency.symbol, text)
            return "\N{NO-BREAK SPACE}".join(
                parts if currency.position == "before" else reversed(parts)
            )
        text = formatLang(self.env, value, digits=self.digits)
        if self.unit == "days":
            return self.env._("%s days", text)
        return f"{text} {self.suffix}" if self.suffix and with_suffix else text

    def _take_snapshots(self, period):
        """Compute these KPIs in a period, keep the values and raise or close alerts.

        Done again, it gives the same.
        """
        snapshots = self.env["dms.kpi.snapshot"].sudo()
        for kpi in self.sudo():
            snapshots._keep(kpi, period, kpi._get_figures(period))
            self.env["dms.kpi.alert"].sudo()._follow(kpi, period)

    # What computations share

    @api.model
    def _read_figures(self, query: SQL, *columns) -> Figures:
        """Figures from a query: distributor, numerator, denominator, then the columns named.

        :param columns: further fields of :class:`Figures` that the query gives
        """
        return self._make_figures(self.env.execute_query(query), *columns)

    @api.model
    def _make_figures(self, rows, *columns) -> Figures:
        """Figures from rows; see :meth:`_read_figures`."""
        names = ("distributor_ids", "numerators", "denominators", *columns)
        lists = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
        return Figures(
            np.array(lists.pop("distributor_ids", ()), dtype=np.int64),
            np.array(lists.pop("numerators", ()), dtype=np.float64),
            np.array(lists.pop("denominators", ()), dtype=np.float64),
            **lists,
        )

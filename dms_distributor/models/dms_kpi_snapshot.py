import json

import numpy as np
from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..scoring import judge, score, severity, values
from ..tools.kpi_period import STEPS

STATUSES = [
    ("good", "Good"), ("warning", "Warning"), ("bad", "Bad"), ("unknown", "Not Judged"),
]
# Columns of the upsert and the types of their arrays.
COLUMNS = {
    "distributor_id": "int", "channel_id": "int", "territory_id": "int",
    "numerator": "float8", "denominator": "float8", "histogram": "jsonb", "value": "float8",
    "target": "float8", "status": "text", "severity": "float8", "score": "float8",
}
KEY = ("distributor_id", "channel_id", "territory_id")


class DmsKpiSnapshot(models.Model):
    """The value of a KPI in a period, of a distributor, a channel of it, or a territory."""

    _name = "dms.kpi.snapshot"
    _description = "KPI Value"
    _log_access = False
    _order = "date_from desc, kpi_id, distributor_id, id"
    _rec_name = "kpi_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    kpi_id = fields.Many2one("dms.kpi", "KPI", required=True, readonly=True, ondelete="cascade")
    category = fields.Selection(related="kpi_id.category")
    better = fields.Selection(related="kpi_id.better")
    granularity = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True, readonly=True, default="month", string="Period",
    )
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("Until", required=True, readonly=True)
    distributor_id = fields.Many2one("res.partner", readonly=True, ondelete="cascade")
    distributor_tier_id = fields.Many2one(related="distributor_id.dms_tier_id", string="Tier")
    distributor_territory_id = fields.Many2one(
        related="distributor_id.dms_territory_id", string="Distributor Territory"
    )
    channel_id = fields.Many2one(
        "dms.channel", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    territory_id = fields.Many2one(
        "dms.territory", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    numerator = fields.Float(readonly=True, digits=0)
    denominator = fields.Float(readonly=True, digits=0)
    histogram = fields.Json(readonly=True, help="Whole days → records.")
    value = fields.Float("Figure", readonly=True, digits=0, aggregator=None)
    value_text = fields.Char("Value", compute="_compute_texts")
    previous_value = fields.Float("Previous Figure", readonly=True, digits=0, aggregator=None)
    previous_text = fields.Char("Period Before", compute="_compute_texts")
    target = fields.Float("Target Figure", readonly=True, digits=0, aggregator=None)
    target_text = fields.Char("Target", compute="_compute_texts")
    status = fields.Selection(STATUSES, required=True, readonly=True, default="unknown")
    severity = fields.Float(
        readonly=True, digits=(16, 2), aggregator="max",
        help="How far beyond bad, in widths of the band from bad to target.",
    )
    score = fields.Float(
        readonly=True, digits=(16, 1), aggregator="avg",
        help="0: at the bad limit or beyond; 100: at the target or beyond.",
    )
    computed_on = fields.Datetime(readonly=True)

    _key_unique = models.UniqueIndex(
        "(kpi_id, company_id, granularity, date_from, COALESCE(distributor_id, 0),"
        " COALESCE(channel_id, 0), COALESCE(territory_id, 0))",
        "A KPI has one value for a distributor, channel or territory in a period.",
    )
    _period_idx = models.Index("(company_id, granularity, date_from, status)")
    _distributor_idx = models.Index("(distributor_id, date_from) WHERE distributor_id IS NOT NULL")

    @api.depends("kpi_id.name", "date_from", "distributor_id.name", "territory_id.name")
    def _compute_display_name(self):
        for snapshot in self:
            subject = snapshot.sudo().distributor_id.name or snapshot.sudo().territory_id.name
            snapshot.display_name = ", ".join(
                filter(None, [snapshot.kpi_id.name, subject, snapshot._get_period_name()])
            )

    @api.depends("value", "previous_value", "target", "kpi_id")
    def _compute_texts(self):
        # A Float reads an empty column as 0: what is empty is told by the database.
        self.flush_recordset()
        rows = self.env.execute_query(SQL(
            "SELECT id, value, previous_value, target FROM dms_kpi_snapshot WHERE id = ANY(%s)",
            self.ids,
        ))
        known = {identifier: figures for identifier, *figures in rows}
        for snapshot in self:
            figures = known.get(snapshot.id, (None, None, None))
            snapshot.value_text, snapshot.previous_text, snapshot.target_text = (
                snapshot.kpi_id._format(figure) for figure in figures
            )

    def action_open_records(self):
        """Open the records that make this value."""
        self.ensure_one()
        self.check_access("read")
        period = self.env["dms.kpi"]._get_period(
            self.sudo().company_id, self.date_from, self.granularity
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "views": [(False, "list"), (False, "form")],
            **self.kpi_id._get_records(period, self),
        }

    def action_open_scorecard(self):
        """Open the scorecard of the distributor in this month."""
        self.ensure_one()
        return self.env["dms.scorecard"]._get_action(self.distributor_id, self.date_from)

    def _get_period_name(self):
        if self.granularity == "year":
            return format_date(self.env, self.date_from, date_format="y")
        if self.granularity == "quarter":
            return format_date(self.env, self.date_from, date_format="QQQ y")
        return format_date(self.env, self.date_from, date_format="MMMM y")

    @api.model
    def _keep(self, kpi, period, figures):
        """Write the values of one KPI in one period; what is no more goes away.

        :param figures: :class:`Figures` of the whole company
        """
        company = self.env["res.company"].browse(period.company_id)
        limits = self.env["dms.kpi.threshold"]._get_limits(kpi, company, figures.distributor_ids)
        higher = kpi.better == "higher"
        worth = values(kpi.kind, figures.numerators, figures.denominators, figures.histograms)
        judged = worth if kpi._is_judged(period) else np.full(len(worth), np.nan)
        statuses = judge(judged, limits, higher)
        severities = np.where(statuses == "bad", severity(worth, limits), 0)
        count = len(worth)
        columns = {
            "distributor_id": self._as_ids(figures.distributor_ids, count),
            "channel_id": self._as_ids(figures.channel_ids, count),
            "territory_id": self._as_ids(figures.territory_ids, count),
            "numerator": figures.numerators.tolist(),
            "denominator": figures.denominators.tolist(),
            "histogram": [json.dumps(part) for part in figures.histograms] or [None] * count,
            "value": self._as_floats(worth),
            "target": self._as_floats(limits.target),
            "status": statuses.tolist(),
            "severity": severities.tolist(),
            "score": self._as_floats(score(judged, limits, higher)),
        }
        self._upsert(kpi, period, columns)
        self._link_previous(kpi, period)
        self.invalidate_model()

    @staticmethod
    def _as_ids(identifiers, count):
        return [int(one) or None for one in identifiers] or [None] * count

    @staticmethod
    def _as_floats(numbers):
        """A list in which None stands for what is not a number."""
        return [None if np.isnan(number) else float(number) for number in numbers]

    @api.model
    def _upsert(self, kpi, period, columns):
        names = SQL(", ").join(map(SQL.identifier, COLUMNS))
        arrays = SQL(", ").join(
            SQL("%s::" + f"{kind}[]", columns[name]) for name, kind in COLUMNS.items()
        )
        updates = SQL(", ").join(
            SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name))
            for name in (*(name for name in COLUMNS if name not in KEY), "date_to", "computed_on")
        )
        self.env.cr.execute(SQL(
            """
            WITH kept AS (
                INSERT INTO dms_kpi_snapshot
                       (company_id, kpi_id, granularity, date_from, date_to, computed_on, %(names)s)
                SELECT %(company)s, %(kpi)s, %(granularity)s, %(first)s, %(last)s,
                       NOW() AT TIME ZONE 'UTC', %(names)s
                  FROM unnest(%(arrays)s) AS part (%(names)s)
              ORDER BY distributor_id, channel_id, territory_id
           ON CONFLICT (kpi_id, company_id, granularity, date_from, COALESCE(distributor_id, 0),
                        COALESCE(channel_id, 0), COALESCE(territory_id, 0))
             DO UPDATE SET %(updates)s
             RETURNING id)
            DELETE FROM dms_kpi_snapshot
             WHERE kpi_id = %(kpi)s AND company_id = %(company)s
               AND granularity = %(granularity)s AND date_from = %(first)s
               AND id NOT IN (SELECT id FROM kept)
            """,
            names=names, arrays=arrays, updates=updates, company=period.company_id, kpi=kpi.id,
            granularity=period.granularity, first=period.first, last=period.last,
        ))

    @api.model
    def _link_previous(self, kpi, period):
        """Write the value of the period before beside that of this and of the next period."""
        for first in (period.first, period.next):
            self.env.cr.execute(SQL(
                """
                UPDATE dms_kpi_snapshot now
                   SET previous_value = (
                       SELECT before.value
                         FROM dms_kpi_snapshot before
                        WHERE before.kpi_id = now.kpi_id AND before.company_id = now.company_id
                          AND before.granularity = now.granularity AND before.date_from = %s
                          AND COALESCE(before.distributor_id, 0) = COALESCE(now.distributor_id, 0)
                          AND COALESCE(before.channel_id, 0) = COALESCE(now.channel_id, 0)
                          AND COALESCE(before.territory_id, 0) = COALESCE(now.territory_id, 0))
                 WHERE now.kpi_id = %s AND now.company_id = %s AND now.granularity = %s
                   AND now.date_from = %s
                """,
                first - STEPS[period.granularity], kpi.id, period.company_id, period.granularity,
                first,
            ))

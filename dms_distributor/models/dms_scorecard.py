import numpy as np
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..scoring import rank, sparkline, weighted_scores

MONTHS = 12
COLUMNS = {
    "distributor_id": "int", "tier_id": "int", "region_id": "int", "score": "float8",
    "rank": "int", "tier_rank": "int", "region_rank": "int", "kpi_count": "int",
    "warning_count": "int", "bad_count": "int",
}


class DmsScorecard(models.Model):
    """A distributor's month: its score over all weighted KPIs, and its place in the league."""

    _name = "dms.scorecard"
    _description = "Scorecard"
    _log_access = False
    _order = "date_from desc, rank, id"
    _rec_name = "distributor_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    date_from = fields.Date("Month", required=True, readonly=True)
    tier_id = fields.Many2one(
        "dms.tier", readonly=True, ondelete="set null", index="btree_not_null"
    )
    region_id = fields.Many2one(
        "dms.territory", readonly=True, ondelete="set null", index="btree_not_null",
        help="The territory below the top of the tree in which the distributor lies.",
    )
    territory_id = fields.Many2one(related="distributor_id.dms_territory_id")
    grade_id = fields.Many2one(related="distributor_id.grade_id")
    user_id = fields.Many2one(related="distributor_id.user_id")
    score = fields.Float(
        readonly=True, digits=(16, 1), aggregator="avg",
        help="Mean of the points of its KPIs by their weight: 0 at the bad limit, 100 at target.",
    )
    previous_score = fields.Float(readonly=True, digits=(16, 1), aggregator="avg")
    rank = fields.Integer(readonly=True, aggregator=None, help="Of all distributors.")
    previous_rank = fields.Integer(readonly=True, aggregator=None)
    movement = fields.Integer(
        compute="_compute_movement", store=True, aggregator=None,
        help="Places won (or lost) since the month before.",
    )
    tier_rank = fields.Integer("Rank in Tier", readonly=True, aggregator=None)
    region_rank = fields.Integer("Rank in Region", readonly=True, aggregator=None)
    kpi_count = fields.Integer("KPIs", readonly=True, help="That could be judged.")
    warning_count = fields.Integer("Warnings", readonly=True)
    bad_count = fields.Integer("Bad", readonly=True)

    _month_unique = models.UniqueIndex(
        "(distributor_id, date_from, company_id)", "A distributor has one scorecard a month."
    )
    _month_idx = models.Index("(company_id, date_from, rank)")

    @api.depends("rank", "previous_rank")
    def _compute_movement(self):
        for card in self:
            card.movement = card.previous_rank and card.previous_rank - card.rank

    @api.depends("distributor_id.name", "date_from")
    def _compute_display_name(self):
        for card in self:
            name = card.sudo().distributor_id.name
            card.display_name = f"{name}, {card._get_month_name()}"

    def action_open_snapshots(self):
        """Open the values behind the score."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_kpi_snapshot"),
            "domain": [
                ("distributor_id", "=", self.distributor_id.id),
                ("date_from", "=", self.date_from), ("granularity", "=", "month"),
            ],
            "context": {"search_default_group_category": 1},
        }

    @api.model
    def get_distributor_action(self, distributor_id, month):
        """The action that opens a distributor's scorecard of a month, or of its latest one.

        :param month: its first day, ISO
        """
        distributor = self.env["res.partner"].browse(distributor_id)
        return self._get_action(distributor, fields.Date.to_date(month))

    def get_groups(self) -> list:
        """The KPIs of the month by category, for the form, the portal and the print.

        :return: dicts of ``name`` and ``lines``; a line holds the texts of value, target and the
            month before, the status, and ``trend``, the lines of its last twelve months
        """
        self.ensure_one()
        self.check_access("read")
        first = self.date_from - relativedelta(months=MONTHS - 1)
        snapshots = self.env["dms.kpi.snapshot"].sudo().search([
            ("company_id", "=", self.company_id.id), ("granularity", "=", "month"),
            ("distributor_id", "=", self.distributor_id.id), ("channel_id", "=", False),
            ("date_from", ">=", first), ("date_from", "<=", self.date_from),
        ])
        known = dict(self.env.execute_query(SQL(
            "SELECT id, value FROM dms_kpi_snapshot WHERE id = ANY(%s)", snapshots.ids
        )))
        months = [first + relativedelta(months=step) for step in range(MONTHS)]
        groups = {}
        for kpi, parts in snapshots.grouped("kpi_id").items():
            by_month = {part.date_from: part for part in parts}
            now = by_month.get(self.date_from)
            if not now or known[now.id] is None:
                continue
            values = [known[by_month[day].id] if day in by_month else None for day in months]
            groups.setdefault(kpi.category, []).append(
                {**self._prepare_line(kpi, now), "trend": sparkline(values)}
            )
        names = dict(self.env["dms.kpi"]._fields["category"]._description_selection(self.env))
        return [
            {"category": key, "name": label, "lines": groups[key]}
            for key, label in names.items()
            if key in groups
        ]

    def _prepare_line(self, kpi, snapshot):
        """What a scorecard shows of one KPI."""
        statuses = dict(snapshot._fields["status"]._description_selection(self.env))
        return {
            "id": snapshot.id,
            "code": kpi.code,
            "name": kpi.name,
            "help": kpi.formula,
            "value": snapshot.value_text,
            "previous": snapshot.previous_text,
            "target": snapshot.target_text,
            "status": snapshot.status,
            "status_name": statuses[snapshot.status],
            "weight": kpi.weight,
            "score": snapshot.status != "unknown" and kpi.weight > 0 and snapshot.score,
        }

    def _get_month_name(self):
        self.ensure_one()
        return format_date(self.env, self.date_from, date_format="MMMM y")

    @api.model
    def _get_action(self, distributor, month):
        """The action that opens a distributor's scorecard of a month, or of its latest one."""
        domain = [
            ("distributor_id", "=", distributor.id), ("company_id", "=", self.env.company.id),
        ]
        card = self.search([*domain, ("date_from", "=", month)], limit=1)
        card = card or self.search(domain, limit=1)
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_scorecard")
        if not card:
            return {**action, "domain": domain, "context": {}}
        return {**action, "res_id": card.id, "views": [(False, "form")], "context": {}}

    # Scores and ranks

    @api.model
    def _rank_period(self, period):
        """Score and rank all distributors of a month anew, from the values that are kept."""
        if period.granularity != "month":
            return
        self.env.flush_all()
        table = self._read_scores(period)
        standing = weighted_scores(table[:, 0].astype(np.int64), table[:, 1], table[:, 2])
        tiers, regions = self._read_places(standing.partners)
        row = np.searchsorted(standing.partners, table[:, 0].astype(np.int64))
        taken = np.isin(table[:, 0].astype(np.int64), standing.partners)
        counts = [
            np.bincount(row[taken], weights=part[taken], minlength=len(standing.partners))
            for part in (~np.isnan(table[:, 1]), table[:, 3], table[:, 4])
        ]
        everyone = np.zeros(len(standing.partners), dtype=np.int64)
        # Scores that look equal share a place.
        scores = np.round(standing.scores, 1)
        self._upsert(period, [
            standing.partners.tolist(),
            [int(tier) or None for tier in tiers],
            [int(region) or None for region in regions],
            scores.tolist(),
            *(rank(scores, groups).tolist() for groups in (everyone, tiers, regions)),
            *(count.astype(int).tolist() for count in counts),
        ])
        self._link_previous(period)
        self.invalidate_model()

    @api.model
    def _read_scores(self, period):
        """Distributor, points, weight, whether warning, whether bad: an array of rows."""
        rows = self.env.execute_query(SQL(
            """
            SELECT snapshot.distributor_id, snapshot.score, kpi.weight,
                   (snapshot.status = 'warning')::int, (snapshot.status = 'bad')::int
              FROM dms_kpi_snapshot snapshot
              JOIN dms_kpi kpi ON kpi.id = snapshot.kpi_id AND kpi.active
             WHERE snapshot.company_id = %s AND snapshot.granularity = 'month'
               AND snapshot.date_from = %s AND snapshot.distributor_id IS NOT NULL
               AND snapshot.channel_id IS NULL
            """,
            period.company_id, period.first,
        ))
        return np.array(rows, dtype=float).reshape(-1, 5)

    @api.model
    def _read_places(self, partners):
        """Tier and region of each partner; 0 for none."""
        rows = self.env.execute_query(SQL(
            """
            SELECT partner.id, COALESCE(partner.dms_tier_id, 0),
                   COALESCE(NULLIF(split_part(territory.parent_path, '/', 2), '')::int,
                            territory.id, 0)
              FROM res_partner partner
         LEFT JOIN dms_territory territory ON territory.id = partner.dms_territory_id
             WHERE partner.id = ANY(%s) ORDER BY partner.id
            """,
            partners.tolist(),
        ))
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return table[:, 1], table[:, 2]

    @api.model
    def _upsert(self, period, columns):
        names = SQL(", ").join(map(SQL.identifier, COLUMNS))
        arrays = SQL(", ").join(
            SQL("%s::" + f"{kind}[]", values)
            for kind, values in zip(COLUMNS.values(), columns, strict=True)
        )
        updates = SQL(", ").join(
            SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name))
            for name in COLUMNS if name != "distributor_id"
        )
        self.env.cr.execute(SQL(
            """
            WITH kept AS (
                INSERT INTO dms_scorecard (company_id, date_from, %(names)s)
                SELECT %(company)s, %(first)s, %(names)s
                  FROM unnest(%(arrays)s) AS part (%(names)s)
              ORDER BY distributor_id
           ON CONFLICT (distributor_id, date_from, company_id) DO UPDATE SET %(updates)s
             RETURNING id)
            DELETE FROM dms_scorecard
             WHERE company_id = %(company)s AND date_from = %(first)s
               AND id NOT IN (SELECT id FROM kept)
            """,
            names=names, arrays=arrays, updates=updates, company=period.company_id,
            first=period.first,
        ))

    @api.model
    def _link_previous(self, period):
        """Write the month before beside this month and the next, and the places won."""
        for first in (period.first, period.next):
            self.env.cr.execute(SQL(
                """
                UPDATE dms_scorecard now
                   SET previous_score = before.score,
                       previous_rank = before.rank,
                       movement = COALESCE(before.rank - now.rank, 0)
                  FROM dms_scorecard same
             LEFT JOIN dms_scorecard before
                    ON before.distributor_id = same.distributor_id
                   AND before.company_id = same.company_id AND before.date_from = %s
                 WHERE same.id = now.id AND now.company_id = %s AND now.date_from = %s
                """,
                first - relativedelta(months=1), period.company_id, first,
            ))

from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.dms_distributor.tools.notification import RELOAD, notify
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..routing import distance_matrix, has_place, order_stops

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class DmsBeat(models.Model):
    """A representative's round: outlets visited in an order on certain weekdays."""

    _name = "dms.beat"
    _description = "Beat"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "code, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(required=True, copy=False, tracking=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", string="Representative", index="btree_not_null", tracking=True,
        default=lambda self: self.env.user, domain=[("share", "=", False)], check_company=True,
    )
    distributor_id = fields.Many2one(
        "res.partner", index="btree_not_null", tracking=True, check_company=True,
        domain=[("dms_role", "=", "distributor")],
        help="Whose outlets are visited; the round starts there.",
    )
    territory_id = fields.Many2one(
        "dms.territory", index="btree_not_null", tracking=True, check_company=True,
        compute="_compute_territory_id", store=True, readonly=False, precompute=True,
    )
    mon = fields.Boolean()
    tue = fields.Boolean()
    wed = fields.Boolean()
    thu = fields.Boolean()
    fri = fields.Boolean()
    sat = fields.Boolean()
    sun = fields.Boolean()
    weekdays = fields.Char("Days", compute="_compute_weekdays")
    week_interval = fields.Integer(
        "Every … Weeks", default=1, required=True, tracking=True,
        help="1: every week; 2: every second week, counted from the first week.",
    )
    date_start = fields.Date(
        "First Week", required=True, default=fields.Date.context_today,
        help="The round is walked from this date; its week is the first.",
    )
    is_round_trip = fields.Boolean(
        "Ends at the Distributor", help="The length includes the way back to the start."
    )
    line_ids = fields.One2many("dms.beat.line", "beat_id", string="Stops", copy=True)
    outlet_count = fields.Integer("Outlets", compute="_compute_route", store=True)
    unlocated_count = fields.Integer("Outlets without Coordinates", compute="_compute_route",
                                     store=True)
    length_km = fields.Float(
        "Length (km)", digits=(10, 2), compute="_compute_route", store=True, aggregator="sum",
        help="From the distributor along the outlets in their order, as the crow flies; outlets "
        "without coordinates are left out.",
    )
    visit_ids = fields.One2many("dms.visit", "beat_id", string="Visits")
    visit_count = fields.Integer(compute="_compute_visit_count")

    _code_unique = models.UniqueIndex(
        "(company_id, code)", "Two beats of a company cannot have the same code."
    )
    _week_interval_positive = models.Constraint(
        "CHECK (week_interval BETWEEN 1 AND 52)", "A round repeats every 1 to 52 weeks."
    )

    @api.depends("distributor_id")
    def _compute_territory_id(self):
        for beat in self:
            beat.territory_id = beat.territory_id or beat.distributor_id.dms_territory_id

    @api.depends(*WEEKDAYS)
    def _compute_weekdays(self):
        labels = {day: self._fields[day]._description_string(self.env) for day in WEEKDAYS}
        for beat in self:
            beat.weekdays = ", ".join(labels[day] for day in WEEKDAYS if beat[day])

    @api.depends(
        "is_round_trip", "distributor_id.partner_latitude", "distributor_id.partner_longitude",
        "line_ids.sequence", "line_ids.outlet_id.partner_latitude",
        "line_ids.outlet_id.partner_longitude",
    )
    def _compute_route(self):
        for beat in self:
            places = [line._get_place() for line in beat.line_ids.sorted()]
            legs = beat._get_legs(places)
            beat.outlet_count = len(places)
            beat.unlocated_count = sum(not has_place(place) for place in places)
            beat.length_km = sum(legs)

    def _compute_visit_count(self):
        counts = dict(
            self.env["dms.visit"]._read_group(
                [("beat_id", "in", self.ids)], ["beat_id"], ["__count"]
            )
        )
        for beat in self:
            beat.visit_count = counts.get(beat, 0)

    def copy_data(self, default=None):
        return [
            dict(values, name=self.env._("%s (copy)", beat.name), code=f"{beat.code}-2")
            | (default or {})
            for beat, values in zip(self, super().copy_data(default=default), strict=True)
        ]

    def action_order_by_distance(self):
        """Put the outlets of each beat into a short order; those without coordinates go last.

        :return: a notification that tells what was won
        """
        before = sum(self.mapped("length_km"))
        for beat in self:
            beat._order_by_distance()
        after, missing = sum(self.mapped("length_km")), sum(self.mapped("unlocated_count"))
        message = self.env._(
            "%(after)s km, before %(before)s km.",
            after=formatLang(self.env, after), before=formatLang(self.env, before),
        )
        if missing:
            message += " " + self.env._(
                "%(count)s outlets have no coordinates and come last: set them on the outlets.",
                count=missing,
            )
        return notify(
            message, "warning" if missing else "success", RELOAD,
            title=self.env._("Outlets ordered by distance"),
        )

    def action_open_visits(self):
        """Open the visits of these beats."""
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_field.action_visit")
        return {**action, "domain": [("beat_id", "in", self.ids)], "context": {}}

    def _order_by_distance(self):
        """Renumber the outlets of one beat along the shortest round that is found."""
        self.ensure_one()
        lines = self.line_ids.sorted()
        located = lines.filtered(lambda line: has_place(line._get_place()))
        start = self._get_start()
        route = order_stops(
            [line._get_place() for line in located],
            start if has_place(start) else None, self.is_round_trip,
        )
        ordered = [located[index] for index in route.order]
        for sequence, line in enumerate([*ordered, *(lines - located)], start=1):
            line.sequence = sequence

    def _get_start(self):
        """Where the round begins: the distributor's (latitude, longitude), (0, 0) if unknown."""
        self.ensure_one()
        return (self.distributor_id.partner_latitude, self.distributor_id.partner_longitude)

    def _get_legs(self, places):
        """Kilometres to each of ``places`` from the one before, and last the way back.

        :param places: (latitude, longitude) of the outlets in their order; (0, 0) where unknown
        :return: one number a place, 0.0 for those unknown, and one more for the way back
        """
        self.ensure_one()
        start = self._get_start()
        known = [index for index, place in enumerate(places) if has_place(place)]
        way = [places[index] for index in known]
        has_start = has_place(start)
        if has_start:
            way = [start, *way, *([start] if self.is_round_trip else [])]
        steps = distance_matrix(way).diagonal(1).tolist()
        legs = [0.0] * (len(places) + 1)
        stops = known if has_start else known[1:]
        for index, step in zip([*stops, len(places)], steps, strict=False):
            legs[index] = step
        return legs

    def _get_dates(self, date_from, date_to):
        """Days on which the round is walked within a period.

        :param date_from: first day
        :param date_to: last day, included
        :return: a list of dates, ascending
        """
        self.ensure_one()
        first = max(date_from, self.date_start)
        monday = self.date_start - timedelta(days=self.date_start.weekday())
        days = (first + timedelta(days=n) for n in range((date_to - first).days + 1))
        return [
            day
            for day in days
            if self[WEEKDAYS[day.weekday()]]
            and (day - monday).days // 7 % self.week_interval == 0
        ]

    def _plan_visits(self, date_from, date_to):
        """Plan the visits of these beats for a period; those planned before are left as they are.

        Visits carry a key of beat, outlet and day, so planning a period twice adds nothing.

        :return: the visits that were added
        :raise UserError: when a beat has no representative
        """
        idle = self.filtered(lambda beat: not beat.user_id)
        if idle:
            raise UserError(
                self.env._(
                    "Nobody walks these beats: %(beats)s. Choose a representative for each.",
                    beats=", ".join(idle.mapped("display_name")),
                )
            )
        values = [
            line._prepare_visit_values(day)
            for beat in self
            for day in beat._get_dates(date_from, date_to)
            for line in beat.line_ids
            if line.outlet_id.dms_state not in ("suspended", "ended") and line.outlet_id.active
        ]
        return self.env["dms.visit"]._create_missing(values)

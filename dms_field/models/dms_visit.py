from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

# Shares: what is counted over what it is counted of. Sums are divided, never averages averaged.
RATIOS = {
    "compliance:avg": ("compliant_count", "due_count"),
    "strike_rate:avg": ("productive_count", "call_count"),
}


class DmsVisit(models.Model):
    """One call of a representative at an outlet, from plan to outcome."""

    _name = "dms.visit"
    _description = "Visit"
    _inherit = ["dms.presence.mixin", "dms.recorded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, user_id, beat_id, sequence, id"
    _rec_name = "outlet_id"
    _check_company_auto = True

    beat_id = fields.Many2one(
        "dms.beat", index="btree_not_null", ondelete="restrict", check_company=True
    )
    outlet_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", check_company=True,
        domain=[("dms_role", "=", "outlet")],
    )
    distributor_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict", check_company=True,
        compute="_compute_network", store=True, readonly=False, precompute=True,
        domain=[("dms_role", "=", "distributor")],
    )
    # As it stood on the day: an outlet that moves does not take its past visits along.
    territory_id = fields.Many2one(
        "dms.territory", index="btree_not_null", ondelete="restrict",
        compute="_compute_network", store=True, precompute=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Representative", required=True, default=lambda self: self.env.user,
        domain=[("share", "=", False)], check_company=True,
    )
    date = fields.Date("Planned Date", required=True, default=fields.Date.context_today)
    sequence = fields.Integer("Position", default=10, help="Place in the round of the day.")
    source = fields.Selection(
        [("plan", "Planned"), ("office", "Office"), ("field", "Ad hoc")],
        required=True, default="office", string="Origin",
        help="Planned: from a beat. Office: added by hand. Ad hoc: made without a plan; it is "
        "a call, and does not count for compliance.",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("in_progress", "In Progress"),
            ("done", "Done"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True, default="planned", copy=False,
    )
    is_productive = fields.Boolean("Productive", copy=False, help="The call ended with an order.")
    notes = fields.Text(copy=False)

    due_count = fields.Integer(
        "Visits Due", compute="_compute_counts", store=True,
        help="Planned visits whose time has come: made, in progress or missed.",
    )
    compliant_count = fields.Integer("Visits Done at the Outlet", compute="_compute_counts",
                                     store=True)
    call_count = fields.Integer("Calls", compute="_compute_counts", store=True)
    productive_count = fields.Integer("Productive Calls", compute="_compute_counts", store=True)
    compliance = fields.Float(
        compute="_compute_ratios", aggregator="avg", digits=(6, 2),
        help="Planned visits done inside the geofence, of all that were due.",
    )
    strike_rate = fields.Float(
        compute="_compute_ratios", aggregator="avg", digits=(6, 2),
        help="Productive calls, of all calls.",
    )

    _begun_has_check_in = models.Constraint(
        "CHECK (state NOT IN ('in_progress', 'done') OR check_in IS NOT NULL)",
        "A visit in progress or done needs the time of its check-in.",
    )
    _productive_is_done = models.Constraint(
        "CHECK (NOT is_productive OR state IN ('in_progress', 'done'))",
        "Only a visit that took place can be productive.",
    )
    _user_date_idx = models.Index("(user_id, date)")
    _date_idx = models.Index("(date DESC)")
    _open_idx = models.Index("(date) WHERE state = 'planned'")

    @api.depends("outlet_id")
    def _compute_network(self):
        for visit in self:
            upstream = visit.outlet_id.dms_upstream_id
            visit.territory_id = visit.outlet_id.dms_territory_id
            visit.distributor_id = visit.distributor_id or (
                upstream if upstream.dms_role == "distributor" else False
            )

    def _get_presence_partner(self):
        return self.outlet_id

    @api.depends("state", "source", "geofence", "is_productive")
    def _compute_counts(self):
        for visit in self:
            is_done = visit.state == "done"
            is_due = visit.source != "field" and visit.state in ("in_progress", "done", "missed")
            visit.due_count = is_due
            visit.compliant_count = is_due and is_done and visit.geofence == "inside"
            visit.call_count = is_done
            visit.productive_count = is_done and visit.is_productive

    @api.depends("due_count", "compliant_count", "call_count", "productive_count")
    def _compute_ratios(self):
        for visit in self:
            visit.compliance = float(visit.compliant_count)
            visit.strike_rate = float(visit.productive_count)

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        part, whole = (
            self._field_to_sql(self._table, name, query) for name in RATIOS[aggregate_spec]
        )
        return SQL("SUM(%s)::float / NULLIF(SUM(%s), 0)", part, whole)

    def write(self, vals):
        if self._get_fact_fields() & vals.keys():
            done = self.filtered(lambda visit: visit.state == "done")
            if done:
                raise UserError(
                    self.env._(
                        "The visit to %(outlet)s on %(date)s is done: when, where and by whom "
                        "stays as it was recorded. Add a note, or record another visit.",
                        outlet=done[0].outlet_id.display_name,
                        date=format_date(self.env, done[0].date),
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_not_begun(self):
        begun = self.filtered("check_in")
        if begun:
            raise UserError(
                self.env._(
                    "The visit to %(outlet)s on %(date)s has taken place: it is a fact and cannot "
                    "be deleted.",
                    outlet=begun[0].outlet_id.display_name,
                    date=format_date(self.env, begun[0].date),
                )
            )

    def action_check_in(self, latitude=0.0, longitude=0.0):
        """Begin visits now.

        :param latitude: where, in decimal degrees; 0, 0 when unknown
        :raise UserError: when one is not waiting to be made
        """
        self._check_state({"planned", "missed"}, self.env._("check in"))
        self.write(
            {
                "state": "in_progress",
                **self._prepare_presence_values("check_in", latitude, longitude),
            }
        )

    def action_check_out(self, latitude=0.0, longitude=0.0):
        """End visits now; parameters and errors as for the check-in."""
        self._check_state({"in_progress"}, self.env._("check out"))
        self.write(
            {
                "state": "done",
                **self._prepare_presence_values("check_out", latitude, longitude),
            }
        )

    def action_cancel(self):
        """Take planned visits out of the plan; they no longer count."""
        self._check_state({"planned", "missed"}, self.env._("cancel"))
        self.write({"state": "cancelled"})

    def action_plan(self):
        """Put missed or cancelled visits back into the plan."""
        self._check_state({"missed", "cancelled"}, self.env._("plan again"))
        self.write({"state": "planned"})

    @api.model
    def record_visits(self, vals_list):
        """Take in visits made on a phone, perhaps days ago, perhaps sent before.

        Each carries a ``source_key``: that of a planned visit, which is then fulfilled, or a new
        one of the phone's own for a call without a plan. A visit that is done is left as it is.

        :param vals_list: dicts of ``source_key``, ``outlet_id``, ``date`` and any of the fields of
            check-in, check-out and outcome; ``state`` is "done" unless given
        :return: the identifiers of the visits, in the order of ``vals_list``
        :raise UserError: when a key is missing or a field is not the phone's to set
        """
        vals_list = [{"state": "done", "source": "field", **vals} for vals in vals_list]
        return self._record(vals_list).ids

    @api.model
    def _get_recorded_fields(self):
        return (
            super()._get_recorded_fields()
            | self._get_presence_fields()
            | {"state", "is_productive", "notes"}
        )

    @api.model
    def _get_origin_fields(self):
        return super()._get_origin_fields() | {"outlet_id", "date", "beat_id", "source"}

    def _is_recorded(self):
        return self.state == "done"

    @api.model
    def _get_fact_fields(self):
        """Fields that stand once a visit is done."""
        return self._get_presence_fields() | {
            "company_id", "outlet_id", "user_id", "date", "source", "source_key", "state",
        }

    @api.model
    def _cron_mark_missed(self):
        while missed := self._mark_missed(limit=10000):
            remaining = missed._get_overdue_domain()
            if not self.env["ir.cron"]._commit_progress(
                len(missed), remaining=self.search_count(remaining)
            ):
                break

    @api.model
    def _mark_missed(self, limit=None):
        """Mark planned visits as missed once their day is over where the representative is.

        :return: the visits marked
        """
        overdue = self.search(self._get_overdue_domain(), limit=limit)
        overdue.with_context(tracking_disable=True).write({"state": "missed"})
        return overdue

    @api.model
    def _get_overdue_domain(self):
        """Domain of the planned visits whose day is over in the time zone of who was to make it."""
        # Nowhere is it a later day than this one.
        latest = fields.Date.today() + timedelta(days=1)
        waiting = Domain("state", "=", "planned") & Domain("date", "<", latest)
        days = defaultdict(list)
        for (user,) in self._read_group(waiting, ["user_id"]):
            days[fields.Date.context_today(self.with_context(tz=user.tz or "UTC"))].append(user.id)
        return waiting & Domain.OR(
            Domain("user_id", "in", user_ids) & Domain("date", "<", today)
            for today, user_ids in days.items()
        )

    def _check_state(self, allowed, action):
        """Refuse an action on visits that are not in one of the ``allowed`` states.

        :param action: what was asked for, in words
        :raise UserError: naming the first such visit and its state
        """
        wrong = self.filtered(lambda visit: visit.state not in allowed)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Cannot %(action)s: the visit to %(outlet)s on %(date)s is %(state)s; it must "
                    "be %(allowed)s.",
                    action=action, outlet=wrong[0].outlet_id.display_name,
                    date=format_date(self.env, wrong[0].date),
                    state=labels[wrong[0].state],
                    allowed=self.env._(" or ").join(
                        label for state, label in labels.items() if state in allowed
                    ),
                )
            )

from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.dms_distributor.tools.notification import notify
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

# Above this, planning runs as queue jobs so that nobody waits at the screen.
VISITS_AT_ONCE = 5000
BEATS_PER_JOB = 50
LONGEST_PERIOD = 366


class DmsVisitPlan(models.TransientModel):
    """Plan the visits of beats for a period."""

    _name = "dms.visit.plan"
    _description = "Plan Visits"

    def _default_beat_ids(self):
        if self.env.context.get("active_model") == "dms.beat":
            return self.env["dms.beat"].browse(self.env.context.get("active_ids", []))
        return False

    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(
        "To", required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=27),
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    beat_ids = fields.Many2many(
        "dms.beat", string="Beats", default=lambda self: self._default_beat_ids(),
        domain="[('company_id', '=', company_id)]", help="Empty: all beats that you see.",
    )
    day_count = fields.Integer("Rounds", compute="_compute_counts")
    visit_count = fields.Integer("Visits in the Period", compute="_compute_counts")

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for plan in self:
            if plan.date_to < plan.date_from:
                raise ValidationError(
                    self.env._("The period ends before it begins: choose a later end.")
                )
            if (plan.date_to - plan.date_from).days >= LONGEST_PERIOD:
                raise ValidationError(
                    self.env._("Plan at most %(days)s days at once.", days=LONGEST_PERIOD)
                )

    @api.depends("date_from", "date_to", "beat_ids", "company_id")
    def _compute_counts(self):
        for plan in self:
            rounds = [
                (beat, len(beat._get_dates(plan.date_from, plan.date_to)))
                for beat in (plan._get_beats() if plan.date_from and plan.date_to else ())
            ]
            plan.day_count = sum(days for _beat, days in rounds)
            plan.visit_count = sum(days * beat.outlet_count for beat, days in rounds)

    def action_plan(self):
        """Plan the visits and open those of the period.

        :raise UserError: when no beat has a round in the period
        """
        self.ensure_one()
        beats = self._get_beats()
        if not self.visit_count:
            raise UserError(
                self.env._(
                    "No beat has a round between %(start)s and %(end)s: give beats weekdays and "
                    "outlets, or choose another period.",
                    start=format_date(self.env, self.date_from),
                    end=format_date(self.env, self.date_to),
                )
            )
        if self._is_large():
            return self._plan_later(beats)
        beats._plan_visits(self.date_from, self.date_to)
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_field.action_visit")
        return {
            **action,
            "domain": [
                ("beat_id", "in", beats.ids),
                ("date", ">=", self.date_from), ("date", "<=", self.date_to),
            ],
            "context": {},
        }

    def _is_large(self):
        """Whether planning takes too long to wait for."""
        return self.visit_count > VISITS_AT_ONCE

    def _plan_later(self, beats):
        """Plan as queue jobs, each for a part of ``beats``.

        :return: a notification
        """
        for start in range(0, len(beats), BEATS_PER_JOB):
            part = beats[start : start + BEATS_PER_JOB]
            part.with_delay(
                description=self.env._("Plan visits of %(count)s beats", count=len(part))
            )._plan_visits(self.date_from, self.date_to)
        return notify(self.env._(
            "%(count)s visits are being planned; they appear as they are ready.",
            count=self.visit_count,
        ), "info")

    def _get_beats(self):
        """The beats chosen, or all that the user may see in the company."""
        return self.beat_ids or self.env["dms.beat"].search(
            [("company_id", "=", self.company_id.id)]
        )

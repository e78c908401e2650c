from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils

from ..tools.kpi_period import STEPS
from ..tools.notification import notify

PERIODS = 60


class DmsKpiRecompute(models.TransientModel):
    """Ask for KPIs of past periods to be computed again."""

    _name = "dms.kpi.recompute"
    _description = "Recompute KPIs"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kpi_ids = fields.Many2many("dms.kpi", string="KPIs", help="Empty: all of them.")
    granularity = fields.Selection(
        [("month", "Months"), ("quarter", "Quarters"), ("year", "Years")],
        required=True, default="month", string="Periods",
    )
    date_from = fields.Date(
        "From", required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(months=1),
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    period_count = fields.Integer("Number of Periods", compute="_compute_period_count")

    @api.depends("granularity", "date_from", "date_to")
    def _compute_period_count(self):
        for wizard in self:
            wizard.period_count = len(wizard._get_days()) if wizard.date_from else 0

    def action_recompute(self):
        """Have the periods computed in the background, and say how many.

        :raise UserError: when the dates hold no period, one that is to come, or too many
        """
        self.ensure_one()
        days = self._get_days()
        if not days:
            raise UserError(
                self.env._(
                    "From %(start)s to %(end)s lies no period that has begun: choose an earlier "
                    "beginning or a later end.",
                    start=self.date_from, end=self.date_to,
                )
            )
        if len(days) > PERIODS:
            raise UserError(
                self.env._(
                    "From %(start)s to %(end)s lie %(count)s periods; compute at most %(most)s at "
                    "once.",
                    start=self.date_from, end=self.date_to, count=len(days), most=PERIODS,
                )
            )
        kpis = self.kpi_ids or self.env["dms.kpi"]._get_in_use(self.company_id)
        count = kpis._enqueue(self.company_id, days, self.granularity)
        return notify(self.env._(
            "%s values are being computed in the background: reload in a minute.", count
        ))

    def _get_days(self):
        """First days of the periods that have begun."""
        day = date_utils.start_of(self.date_from, self.granularity)
        last = min(self.date_to or day, fields.Date.context_today(self))
        days = []
        while day <= last and len(days) <= PERIODS:
            days.append(day)
            day += STEPS[self.granularity]
        return days

from odoo import api, fields, models
from odoo.addons.queue_job.delay import group
from odoo.tools import SQL, date_utils

from ..tools.kpi_period import STEPS


class DmsKpi(models.Model):
    """When KPIs are computed: every night, and when sales arrive."""

    _inherit = "dms.kpi"

    @api.model
    def _get_in_use(self, company):
        """KPIs that a company uses: its own, and those shared that it has none of its own for."""
        kpis = self.sudo().search([("company_id", "in", [False, company.id])])
        own = set(kpis.filtered("company_id").mapped("code"))
        return kpis.filtered(lambda kpi: kpi.company_id or kpi.code not in own)

    @api.model
    def _get_companies(self):
        """Companies that have secondary sales or distributors of their own."""
        rows = self.env.execute_query(SQL(
            """
            SELECT id FROM res_company company
             WHERE EXISTS (SELECT FROM dms_secondary_product_month sums
                            WHERE sums.company_id = company.id)
                OR EXISTS (SELECT FROM res_partner partner
                            WHERE partner.company_id = company.id
                              AND partner.dms_role = 'distributor')
             ORDER BY id
            """
        ))
        return self.env["res.company"].browse(row[0] for row in rows)

    def _job_take_snapshots(self, company, day, granularity):
        """Job: one KPI in one period."""
        period = self._get_period(company, fields.Date.to_date(day), granularity)
        self.with_company(company)._take_snapshots(period)

    @api.model
    def _job_rank(self, company, day, granularity):
        """Job: scores and ranks, once the KPIs of the period are known."""
        period = self._get_period(company, fields.Date.to_date(day), granularity)
        self.env["dms.scorecard"].sudo()._rank_period(period)

    def _enqueue(self, company, days, granularity="month"):
        """Have these KPIs computed in the periods of some days: a job for each KPI and period,
        and one for the scores behind them.

        :return: how many KPIs and periods
        """
        for day in days:
            text = fields.Date.to_string(date_utils.start_of(day, granularity))
            key = f"dms.kpi:{company.id}:{granularity}:{text}"
            jobs = [
                kpi.delayable(
                    identity_key=f"{key}:{kpi.id}", description=f"{kpi.name}: {text}"
                )._job_take_snapshots(company, text, granularity)
                for kpi in self
            ]
            rank = self.browse().delayable(
                description=self.env._("Scores: %s", text)
            )._job_rank(company, text, granularity)
            group(*jobs).on_done(rank).delay()
        return len(days) * len(self)

    @api.model
    def _cron_snapshots(self):
        """Every night: the month that runs and the one before it."""
        for company in self._get_companies():
            today = fields.Date.context_today(self)
            kpis = self._get_in_use(company)
            kpis._enqueue(company, [today, today - STEPS["month"]])

    @api.model
    def _cron_follow_sales(self):
        """Between the nights: months of which sales have arrived, in the KPIs made of sales."""
        months = self.env["dms.kpi.stale"].sudo()._take()
        for company, days in months.items():
            kpis = self._get_in_use(company).filtered("uses_sales")
            # What was sold in a month is also what the same month a year later is compared with.
            later = [day + STEPS["year"] for day in days]
            today = fields.Date.context_today(self)
            wanted = {*days, *(day for day in later if day <= today)}
            if kpis:
                kpis._enqueue(company, sorted(wanted))

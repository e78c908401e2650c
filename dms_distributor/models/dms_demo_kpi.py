from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

MONTHS = 7
TABLES = (
    "dms_secondary_sale", "dms_secondary_outlet_month", "dms_secondary_product_month",
    "res_partner",
)


class DmsDemoKpi(models.AbstractModel):
    """KPIs of the demo network's last year, computed as the nightly jobs would have."""

    _name = "dms.demo.kpi"
    _description = "Demo KPIs"

    @api.model
    def _load(self):
        # What has just been loaded has no statistics yet, and the plans of queries need them.
        self.env.flush_all()
        for table in TABLES:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        company = self.env.ref("base.main_company")
        today = fields.Date.context_today(self)
        kpis = self.env["dms.kpi"].with_company(company)
        in_use = kpis._get_in_use(company)
        for back in reversed(range(MONTHS)):
            period = kpis._get_period(company, today - relativedelta(months=back))
            in_use._take_snapshots(period)
            self.env["dms.scorecard"]._rank_period(period)
        self.env["dms.grade.proposal"].with_company(company)._propose(company)
        # What has been computed need not be computed again.
        self.env["dms.kpi.stale"]._take()

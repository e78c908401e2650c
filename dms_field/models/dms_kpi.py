from odoo import api, models
from odoo.addons.dms_distributor.tools.kpi_period import Computation
from odoo.tools import SQL

# Sums that visits keep themselves; a visit counts for the distributor that supplied its outlet.
VISITS = """
    SELECT distributor_id, SUM(%(part)s), SUM(%(whole)s)
      FROM dms_visit
     WHERE company_id = %(company)s AND date BETWEEN %(first)s AND %(until)s
       AND distributor_id IS NOT NULL
  GROUP BY distributor_id HAVING SUM(%(whole)s) > 0"""


class DmsKpi(models.Model):
    """How the field force visits the outlets of a distributor."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        return super()._get_kpi_computations() | {
            "strike_rate": Computation("_compute_kpi_strike_rate", "_get_kpi_visits"),
            "visit_compliance": Computation("_compute_kpi_visit_compliance", "_get_kpi_visits"),
        }

    @api.model
    def _compute_kpi_strike_rate(self, period):
        return self._run_kpi(
            VISITS, period, part=SQL("productive_count"), whole=SQL("call_count")
        )

    @api.model
    def _compute_kpi_visit_compliance(self, period):
        return self._run_kpi(VISITS, period, part=SQL("compliant_count"), whole=SQL("due_count"))

    @api.model
    def _get_kpi_visits(self, period, snapshot):
        """Visits of the period to outlets of the distributor."""
        return {
            "res_model": "dms.visit",
            "domain": [
                ("company_id", "=", period.company_id),
                ("distributor_id", "=", snapshot.distributor_id.id),
                ("date", ">=", period.first), ("date", "<=", period.until),
                ("state", "not in", ("planned", "cancelled")),
            ],
        }

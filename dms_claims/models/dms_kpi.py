from odoo import api, models
from odoo.addons.dms_distributor.tools.kpi_period import Computation

DECIDED = """
    WITH counted AS (
        SELECT claimant_id, GREATEST(decision_date - submit_date, 0) AS days, COUNT(*) AS records
          FROM dms_claim
         WHERE company_id = %(company)s AND state IN ('approved', 'refused', 'settled')
           AND submit_date IS NOT NULL AND decision_date BETWEEN %(first)s AND %(until)s
      GROUP BY claimant_id, GREATEST(decision_date - submit_date, 0))
    SELECT claimant_id, SUM(days * records), SUM(records), jsonb_object_agg(days, records)
      FROM counted GROUP BY claimant_id"""


class DmsKpi(models.Model):
    """How long claims of a distributor wait."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        decided = Computation("_compute_kpi_claim_decision", "_get_kpi_claims")
        return super()._get_kpi_computations() | {
            "claim_decision": decided, "claim_decision_p90": decided,
        }

    @api.model
    def _compute_kpi_claim_decision(self, period):
        return self._run_kpi(DECIDED, period, "histograms")

    @api.model
    def _get_kpi_claims(self, period, snapshot):
        """Claims decided in the period."""
        return {
            "res_model": "dms.claim",
            "domain": [
                ("company_id", "=", period.company_id),
                ("claimant_id", "=", snapshot.distributor_id.id),
                ("state", "in", ("approved", "refused", "settled")),
                ("decision_date", ">=", period.first), ("decision_date", "<=", period.until),
            ],
        }

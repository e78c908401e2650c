from odoo import api, models
from odoo.addons.dms_distributor.tools.kpi_period import Computation

SETTLED = """
    WITH counted AS (
        SELECT claimant_id, GREATEST(settled_date - submit_date, 0) AS days, COUNT(*) AS records
          FROM dms_claim
         WHERE company_id = %(company)s AND state = 'settled' AND reversal_of_id IS NULL
           AND submit_date IS NOT NULL AND settled_date BETWEEN %(first)s AND %(until)s
      GROUP BY claimant_id, GREATEST(settled_date - submit_date, 0))
    SELECT claimant_id, SUM(days * records), SUM(records), jsonb_object_agg(days, records)
      FROM counted GROUP BY claimant_id"""


class DmsKpi(models.Model):
    """How long it takes until nothing of a claim remains to be settled."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        settled = Computation("_compute_kpi_claim_settlement", "_get_kpi_settled_claims")
        return super()._get_kpi_computations() | {
            "claim_settlement": settled, "claim_settlement_p90": settled,
        }

    @api.model
    def _compute_kpi_claim_settlement(self, period):
        return self._run_kpi(SETTLED, period, "histograms")

    @api.model
    def _get_kpi_settled_claims(self, period, snapshot):
        """Claims settled in the period."""
        return {
            "res_model": "dms.claim",
            "domain": [
                ("company_id", "=", period.company_id),
                ("claimant_id", "=", snapshot.distributor_id.id),
                ("state", "=", "settled"), ("reversal_of_id", "=", False),
                ("settled_date", ">=", period.first), ("settled_date", "<=", period.until),
            ],
        }

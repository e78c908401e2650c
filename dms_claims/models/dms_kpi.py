from odoo import api, models
from odoo.addons.dms_distributor.tools.kpi_period import Computation

WAITED = """
    WITH counted AS (
        SELECT claimant_id, GREATEST({day} - submit_date, 0) AS days, COUNT(*) AS records
          FROM dms_claim
         WHERE company_id = %(company)s AND {condition}
           AND submit_date IS NOT NULL AND {day} BETWEEN %(first)s AND %(until)s
      GROUP BY claimant_id, GREATEST({day} - submit_date, 0))
    SELECT claimant_id, SUM(days * records), SUM(records), jsonb_object_agg(days, records)
      FROM counted GROUP BY claimant_id"""
DECIDED = WAITED.format(
    day="decision_date", condition="state IN ('approved', 'refused', 'settled')"
)
SETTLED = WAITED.format(
    day="settled_date", condition="state = 'settled' AND reversal_of_id IS NULL"
)


class DmsKpi(models.Model):
    """How long claims of a distributor wait: for their decision, and until nothing remains."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        decided = Computation("_compute_kpi_claim_decision", "_get_kpi_claims")
        settled = Computation("_compute_kpi_claim_settlement", "_get_kpi_settled_claims")
        return super()._get_kpi_computations() | {
            "claim_decision": decided, "claim_decision_p90": decided,
            "claim_settlement": settled, "claim_settlement_p90": settled,
        }

    @api.model
    def _compute_kpi_claim_decision(self, period):
        return self._run_kpi(DECIDED, period, "histograms")

    @api.model
    def _compute_kpi_claim_settlement(self, period):
        return self._run_kpi(SETTLED, period, "histograms")

    @api.model
    def _get_kpi_claims(self, period, snapshot):
        """Claims decided in the period."""
        return self._prepare_kpi_claims(period, snapshot, "decision_date", [
            ("state", "in", ("approved", "refused", "settled")),
        ])

    @api.model
    def _get_kpi_settled_claims(self, period, snapshot):
        """Claims settled in the period."""
        return self._prepare_kpi_claims(period, snapshot, "settled_date", [
            ("state", "=", "settled"), ("reversal_of_id", "=", False),
        ])

    @api.model
    def _prepare_kpi_claims(self, period, snapshot, day, domain) -> dict:
        """The claims behind a value.

        :param day: name of the field with the day that counts
        :param domain: which of the distributor's claims of the period
        """
        return {
            "res_model": "dms.claim",
            "domain": [
                ("company_id", "=", period.company_id),
                ("claimant_id", "=", snapshot.distributor_id.id),
                *domain,
                (day, ">=", period.first), (day, "<=", period.until),
            ],
        }

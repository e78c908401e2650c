import numpy as np
from odoo import api, models

from ..tools.kpi_period import Computation, Figures


class DmsKpi(models.Model):
    """How long it takes to make an applicant an active distributor."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        computation = Computation("_compute_kpi_onboarding", "_get_kpi_onboarding_changes")
        return super()._get_kpi_computations() | {
            "onboarding_turnaround": computation,
            "onboarding_turnaround_p90": computation,
        }

    @api.model
    def _compute_kpi_onboarding(self, period):
        """Days from application to activity, of distributors that became active in the period."""
        days = self.env["res.partner"]._get_dms_onboarding_days(
            period.first, period.until, self._get_kpi_onboarding_domain(period)
        )
        return Figures(
            np.fromiter(days, dtype=np.int64),
            np.fromiter(days.values(), dtype=float),
            np.ones(len(days)),
            [{str(round(count)): 1} for count in days.values()],
        )

    @api.model
    def _get_kpi_onboarding_changes(self, period, snapshot):
        """What changed in the life of the distributor until it was active."""
        return {
            "res_model": "dms.lifecycle.change",
            "domain": [
                ("partner_id", "=", snapshot.distributor_id.id), ("date", "<=", period.until),
            ],
        }

    @api.model
    def _get_kpi_onboarding_domain(self, period):
        return [
            ("dms_role", "=", "distributor"), ("company_id", "in", (False, period.company_id)),
        ]

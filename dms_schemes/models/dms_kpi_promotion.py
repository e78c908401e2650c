from odoo import api, models
from odoo.addons.dms_distributor.tools.kpi_period import Computation

from ..tools import roi_sql


class DmsKpi(models.Model):
    """What trade promotions bring."""

    _inherit = "dms.kpi"

    @api.model
    def _get_kpi_computations(self):
        return super()._get_kpi_computations() | {
            "promotion_roi": Computation("_compute_kpi_promotion_roi", "_get_kpi_roi_lines"),
        }

    @api.model
    def _compute_kpi_promotion_roi(self, period):
        """Of the schemes whose return ends in the period."""
        return self._run_kpi(roi_sql.PROMOTION, period)

    @api.model
    def _get_kpi_roi_lines(self, period, snapshot):
        """Returns of the distributor on the schemes of the period."""
        return {
            "res_model": "dms.scheme.roi.line",
            "domain": [
                ("company_id", "=", period.company_id),
                ("distributor_id", "=", snapshot.distributor_id.id),
                ("roi_id.date_to", ">=", period.first), ("roi_id.date_to", "<=", period.last),
            ],
        }

from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Which key figures a user sees."""

    _inherit = "res.users"

    def _get_dms_kpi_domain(self) -> Domain:
        """Domain of the KPI values and sums by place of this user: of the distributors and
        territories that it sees.

        Record rules call it, so it reads nothing beyond the user.
        """
        self.ensure_one()
        domain = self._get_network_domain("distributor_id")
        if not self.share:
            domain |= Domain("territory_id", "child_of", self.dms_territory_ids.ids)
        return domain

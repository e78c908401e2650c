from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Visits of representatives, for those who ask what happened on one."""

    _inherit = "res.partner"

    def _get_dms_visit_spans(self, references) -> dict:
        """Visits are called by their ``source_key``, or by their id where they have none."""
        visits = self.env["dms.visit"].sudo()
        unnamed = Domain("source_key", "=", False) & Domain(
            "id", "in", visits._get_referred_ids(references)
        )
        found = visits.search_fetch(
            Domain("outlet_id", "in", self.ids) & Domain("check_in", "!=", False)
            & (Domain("source_key", "in", list(references)) | unnamed),
            ["source_key", "check_in", "check_out"],
        )
        return super()._get_dms_visit_spans(references) | {
            visit._get_reference(): (visit.check_in, visit.check_out or visit.check_in)
            for visit in found
        }

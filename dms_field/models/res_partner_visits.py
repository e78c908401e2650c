from odoo import models


class ResPartner(models.Model):
    """Visits of representatives, for those who ask what happened on one."""

    _inherit = "res.partner"

    def _get_dms_visit_spans(self, references) -> dict:
        """Visits are called by their ``source_key``."""
        visits = self.env["dms.visit"].sudo().search_fetch(
            [
                ("source_key", "in", list(references)), ("outlet_id", "in", self.ids),
                ("check_in", "!=", False),
            ],
            ["source_key", "check_in", "check_out"],
        )
        return super()._get_dms_visit_spans(references) | {
            visit.source_key: (visit.check_in, visit.check_out or visit.check_in)
            for visit in visits
        }

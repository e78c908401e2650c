from odoo import models


class DmsSchemeGrant(models.Model):
    _inherit = "dms.scheme.grant"

    def _prepare_points_values(self) -> dict:
        """Values of the entry of the points that a grant gives or takes back."""
        self.ensure_one()
        return {
            "program_id": self.scheme_id.points_program_id.id,
            "partner_id": self.partner_id.id,
            "points": self.points,
            "kind": "earn" if self.points > 0 else "claw_back",
            "date": self.date,
            "scheme_id": self.scheme_id.id,
            "origin": self.origin,
            "source_key": f"grant:{self.id}",
        }

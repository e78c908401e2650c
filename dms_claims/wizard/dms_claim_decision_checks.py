from odoo import models


class DmsClaimDecision(models.TransientModel):
    """Claims that are approved together are checked together."""

    _inherit = "dms.claim.decision"

    def action_confirm(self):
        self.ensure_one()
        if self.decision == "approved" and not self.is_done:
            lines = self.line_ids.filtered(lambda line: line.is_included and not line.obstacle)
            lines.claim_id._prepare_approval()
        return super().action_confirm()

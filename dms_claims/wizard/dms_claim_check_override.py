from odoo import fields, models


class DmsClaimCheckOverride(models.TransientModel):
    """Why failed checks are let pass."""

    _name = "dms.claim.check.override"
    _description = "Override Checks"

    check_ids = fields.Many2many("dms.claim.check", string="Checks", required=True)
    reason = fields.Char(required=True)

    def action_override(self):
        """Let the checks pass; the claim's log tells who did and why."""
        self.ensure_one()
        self.check_ids._override(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

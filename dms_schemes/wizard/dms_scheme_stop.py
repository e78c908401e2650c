from odoo import fields, models


class DmsSchemeStop(models.TransientModel):
    """Take a scheme out of force, and say why."""

    _name = "dms.scheme.stop"
    _description = "Stop a Scheme"

    scheme_id = fields.Many2one("dms.scheme", required=True, ondelete="cascade")
    reason = fields.Text(required=True, help="Distributors will ask; it is kept for the record.")

    def action_confirm(self):
        """Stop the scheme: today is its last day."""
        self.ensure_one()
        self.scheme_id._stop(self.reason)
        return {"type": "ir.actions.act_window_close"}

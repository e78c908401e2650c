from odoo import fields, models


class DmsAgreementTermination(models.TransientModel):
    """Asks when and why an agreement ends before its time."""

    _name = "dms.agreement.termination"
    _description = "Terminate an Agreement"

    agreement_id = fields.Many2one("dms.agreement", required=True, ondelete="cascade")
    date = fields.Date(
        "Last Day in Force", required=True, default=lambda self: fields.Date.context_today(self)
    )
    reason = fields.Text(required=True)

    def action_terminate(self):
        """Terminate the agreement."""
        self.ensure_one()
        self.agreement_id._terminate(self.date, self.reason)

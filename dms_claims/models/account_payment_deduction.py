from odoo import models


class AccountPayment(models.Model):
    """Payments that fall short of the invoices they are for."""

    _inherit = "account.payment"

    def action_claim_deduction(self):
        """Open the dialog that makes claims of what the invoices of these payments lack."""
        return self.reconciled_invoice_ids.action_claim_deduction()

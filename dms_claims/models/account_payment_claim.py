from odoo import fields, models


class AccountPayment(models.Model):
    """Payments that settle claims, and those that fall short of the invoices they are for."""

    _inherit = "account.payment"

    dms_claim_count = fields.Integer(
        "Claims", compute="_compute_dms_claim_count", compute_sudo=True
    )

    def _compute_dms_claim_count(self):
        for payment in self:
            payment.dms_claim_count = len(payment._get_dms_claims())

    def action_open_dms_claims(self):
        """Open the claims that these payments settle, or pay what claims leave."""
        return self._get_dms_claims().with_env(self.env)._get_walk_action()

    def action_claim_deduction(self):
        """Open the dialog that makes claims of what the invoices of these payments lack."""
        return self.reconciled_invoice_ids.action_claim_deduction()

    def _get_dms_claims(self):
        """The claims behind payments, past the rules."""
        settlements = self.env["dms.claim.settlement"].sudo().search([
            ("payment_id", "in", self._origin.ids)
        ])
        moves = self._origin.sudo().move_id
        return settlements.claim_id.union(*moves._get_dms_claims().values()) if moves else (
            settlements.claim_id
        )

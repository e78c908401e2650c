from odoo.tests import HttpCase, tagged

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestClaimAccountantTour(HttpCase, SettlementCase):
    """What somebody does who keeps the books: claims a short payment."""

    def test_deduct(self):
        invoice = self._invoice(1000)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 900})._create_payments()
        path = f"/odoo/customer-invoices/{invoice.id}"
        self.start_tour(path, "dms_claims_deduct", login="claim_accountant")
        claim = self.env["dms.claim"].search([("deduction_move_id", "=", invoice.id)])
        self.assertEqual((claim.state, claim.claimed_amount), ("submitted", 100))
        claim.action_approve()
        self.assertEqual(invoice.payment_state, "paid")

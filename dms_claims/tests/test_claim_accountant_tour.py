from odoo.tests import HttpCase, tagged

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestClaimAccountantTour(HttpCase, SettlementCase):
    """What somebody does who keeps the books: works claims off, and claims a short payment."""

    def test_work_off(self):
        claim = self._claim(100, external_reference="WORK-1")
        self._claim(50, external_reference="WORK-2")
        self.start_tour("/odoo/claims-work", "dms_claims_work_off", login="claim_accountant")
        self.assertEqual((claim.state, claim.settlement_ids.move_id.amount_total), ("settled", 100))

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

from odoo.tests import HttpCase, tagged

from .test_claim_check import CheckCase


@tagged("post_install", "-at_install")
class TestClaimCheckTour(HttpCase, CheckCase):
    def test_override(self):
        """An error stands against the approval until a manager overrides it with a reason."""
        self._set("amount")
        self._create_claim().action_submit()
        claim = self._create_claim()
        claim.action_submit()
        self.start_tour(
            f"/odoo/claims/{claim.id}", "dms_claims_override", login=self.manager.login
        )
        self.assertEqual(claim.state, "approved")
        self.assertIn("Two deliveries of one day", claim.check_ids.mapped("override_reason"))

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import ClaimCase
from .common_evidence import make_photo


@tagged("post_install", "-at_install")
class TestClaimTour(HttpCase, ClaimCase):
    def test_submit_and_approve_a_claim(self):
        self._define_tier("dms_distributor.group_manager")
        claim = self._create_claim(self.user, evidence=False, external_reference="TOUR-1")
        path = f"/odoo/claims/{claim.id}"
        self.start_tour(path, "dms_claims_incomplete", login="claim_user")
        self.assertEqual(claim.state, "draft")
        self._attach(claim)
        self.start_tour(path, "dms_claims_submit", login="claim_user")
        self.assertEqual(claim.state, "submitted")
        self.start_tour("/odoo/claims-to-decide", "dms_claims_approve", login="claim_manager")
        self.assertEqual(claim.state, "approved")
        self.assertEqual(claim.approved_amount, 60)
        self.assertEqual(claim.decision_reason, "Two of five photos only.")

    def test_look_at_the_evidence(self):
        claim = self._create_claim(self.user, evidence=False)
        claim.evidence_ids.filtered("is_required").attachment_ids = [
            Command.create({"name": "shelf.jpg", "raw": make_photo(moment="2020:01:01 08:00:00")})
        ]
        claim.action_submit()
        self.start_tour(f"/odoo/claims/{claim.id}", "dms_claims_evidence", login="claim_manager")

    def test_lines_beside_what_is_expected(self):
        """Four at 2.50 were bought by the price list; three for each is claimed."""
        self.env["product.product"].create({"name": "Crushed juice", "list_price": 2.5})
        claim = self._create_claim(self.user, evidence=False, claimed_amount=0)
        self.start_tour(f"/odoo/claims/{claim.id}", "dms_claims_lines", login="claim_user")
        self.assertEqual((claim.claimed_amount, claim.expected_amount), (12, 10))
        self.assertEqual(claim.difference_amount, 2)

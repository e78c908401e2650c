from odoo.tests import tagged

from .common_portal_claims import ClaimPortalCommon


@tagged("post_install", "-at_install")
class TestPortalClaimTour(ClaimPortalCommon):
    def test_distributor_claims_with_a_photo_and_sees_the_decision(self):
        self.start_tour("/my", "dms_portal_claim", login="portal_north")
        claim = self.env["dms.claim"].search([("claimant_id", "=", self.north.id)])
        self.assertRecordValues(claim, [{
            "state": "submitted", "origin": "portal", "claimed_amount": 10,
        }])
        self.assertEqual(claim.evidence_ids.attachment_ids.name, "front.png")
        claim.write({"proposed_amount": 4, "decision_reason": "Two pieces can be sold."})
        claim.action_approve()
        self.start_tour("/my", "dms_portal_claim_decided", login="portal_north")

import base64

from odoo.tests import HttpCase, tagged

from .common_portal_claims import ClaimPortalCommon
from .test_claim_upload import HEADINGS, ClaimUploadCase


@tagged("post_install", "-at_install")
class TestPortalClaimUploadTour(ClaimPortalCommon):
    def test_distributor_uploads_claims(self):
        self.start_tour("/my/dms/claims", "dms_portal_claim_upload", login="portal_north")
        claim = self.env["dms.claim"].search([("external_reference", "=", "TOUR-1")])
        self.assertRecordValues(claim, [{
            "claimant_id": self.north.id, "claimed_amount": 20, "origin": "upload",
        }])


@tagged("post_install", "-at_install")
class TestClaimUploadTour(HttpCase, ClaimUploadCase):
    def test_the_office_uploads_claims(self):
        lines = [HEADINGS, self.freight_row(), self.freight_row("R-2").replace("FREI", "FRIE")]
        upload = self.env["dms.claim.upload"].create({
            "distributor_id": self.claimant.id, "file_name": "claims.csv",
            "file": base64.b64encode("\n".join(lines).encode()),
        })
        action = self.env.ref("dms_claims.action_claim_upload")
        self.start_tour(
            f"/odoo/action-{action.id}/{upload.id}", "dms_claims_upload", login=self.manager.login
        )
        self.assertRecordValues(upload, [{"accepted_count": 1, "rejected_count": 1}])

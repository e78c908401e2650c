from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaimApproverTour(HttpCase, ClaimCase):
    """What somebody does who approves: asks, approves in part, many at once, refuses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._define_tier("dms_distributor.group_manager")

    def _submit(self, **values):
        claim = self._create_claim(self.user, claimed_amount=100, line_ids=[
            Command.create({"name": "Crates", "claimed_amount": 60}),
            Command.create({"name": "Bottles", "claimed_amount": 40}),
        ], **values)
        claim.action_submit()
        return claim

    def test_ask_and_approve_in_part(self):
        claim = self._submit()
        path = f"/odoo/claims/{claim.id}"
        self.start_tour(path, "dms_claims_ask", login="claim_manager")
        self.assertEqual(claim.query_ids.question, "Which lot was it?")
        self.assertTrue(claim.paused_on)
        claim.query_ids._answer("Lot 7.")
        self.start_tour(path, "dms_claims_approve_line", login="claim_manager")
        self.assertEqual(claim.line_ids.mapped("approved_amount"), [60, 25])
        self.assertEqual(claim.line_ids[1].reason_id.code, "QUANTITY")

    def test_approve_many(self):
        first = self._submit(external_reference="MANY-1")
        second = self._submit(external_reference="MANY-2")
        second._raise_query("Which lot?")
        path = "/odoo/claims-to-decide"
        self.env.ref("dms_claims.view_dms_claim_list").arch_db = (
            self.env.ref("dms_claims.view_dms_claim_list").arch_db.replace(
                '"external_reference" optional="hide"', '"external_reference" optional="show"'
            )
        )
        self.start_tour(path, "dms_claims_approve_many", login="claim_manager")
        self.assertEqual((first.state, second.state), ("approved", "submitted"))

    def test_refuse(self):
        claim = self._submit()
        self.start_tour(f"/odoo/claims/{claim.id}", "dms_claims_refuse", login="claim_manager")
        self.assertEqual((claim.state, claim.line_ids.reason_id.code), ("refused", "LATE"))

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaimApproval(ClaimCase):
    def test_without_tiers_a_manager_decides(self):
        claim = self._create_claim(self.user)
        claim.action_submit()
        self.assertFalse(claim.review_ids)
        with self.assertRaises(AccessError):
            claim.action_approve()
        claim.with_user(self.manager).action_approve()
        self.assertEqual(claim.state, "approved")
        self.assertEqual(claim.approved_amount, 100)
        self.assertTrue(claim.decision_date)

    def test_partial_approval_needs_a_reason(self):
        claim = self._create_claim(self.user)
        claim.action_submit()
        managed = claim.with_user(self.manager)
        managed.proposed_amount = 60
        with self.assertRaisesRegex(UserError, "reason"):
            managed.action_approve()
        managed.decision_reason = "Two of five photos only."
        managed.action_approve()
        self.assertEqual((claim.state, claim.approved_amount), ("approved", 60))

    def test_refusal_needs_a_reason(self):
        claim = self._create_claim(self.user)
        claim.action_submit()
        managed = claim.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "reason"):
            managed.action_refuse()
        managed.decision_reason = "Not agreed."
        managed.action_refuse()
        self.assertEqual((claim.state, claim.approved_amount), ("refused", 0))

    def test_tiers_decide_in_turn(self):
        self._define_tier("dms_distributor.group_manager", sequence=20)
        self._define_tier(
            "dms_distributor.group_administrator", "[('claimed_amount', '>', 50)]", sequence=10
        )
        claim = self._create_claim(self.user)
        claim.action_submit()
        self.assertEqual(len(claim.review_ids), 2)
        self.assertFalse(claim.can_decide)
        self.assertTrue(claim.with_user(self.manager).can_decide)
        self.assertFalse(claim.with_user(self.head).can_decide)
        self.assertIn(claim, claim.with_user(self.manager).search([("can_review", "=", True)]))
        claim.with_user(self.manager).validate_tier()
        self.assertEqual(claim.state, "submitted")
        self.assertTrue(claim.with_user(self.head).can_decide)
        claim.with_user(self.head).validate_tier()
        self.assertEqual(claim.state, "approved")
        self.assertEqual(claim.review_ids.mapped("status"), ["approved", "approved"])

    def test_small_claim_needs_one_tier(self):
        self._define_tier("dms_distributor.group_manager", sequence=20)
        self._define_tier(
            "dms_distributor.group_administrator", "[('claimed_amount', '>', 50)]", sequence=10
        )
        claim = self._create_claim(self.user, claimed_amount=50)
        claim.action_submit()
        self.assertEqual(len(claim.review_ids), 1)
        claim.with_user(self.manager).validate_tier()
        self.assertEqual(claim.state, "approved")

    def test_reviewer_approves_in_part(self):
        self._define_tier("dms_distributor.group_manager")
        claim = self._create_claim(self.user)
        claim.action_submit()
        managed = claim.with_user(self.manager)
        managed.proposed_amount = 40
        with self.assertRaisesRegex(UserError, "reason"):
            managed.validate_tier()
        managed.decision_reason = "The rate is 4 %."
        managed.validate_tier()
        self.assertEqual((claim.state, claim.approved_amount), ("approved", 40))

    def test_reviewer_refuses(self):
        self._define_tier("dms_distributor.group_manager")
        claim = self._create_claim(self.user)
        claim.action_submit()
        managed = claim.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "reason"):
            managed.reject_tier()
        managed.decision_reason = "Outside the scheme."
        managed.reject_tier()
        self.assertEqual(claim.state, "refused")
        self.assertEqual(claim.review_ids.status, "rejected")

    def test_nobody_decides_past_the_tiers(self):
        self._define_tier("dms_distributor.group_administrator")
        claim = self._create_claim(self.user)
        claim.action_submit()
        for user in (self.user, self.manager):
            barred = claim.with_user(user)
            for attempt in (
                barred.action_approve,
                barred.action_refuse,
                lambda barred=barred: barred.write({"state": "approved"}),
                lambda barred=barred: barred.write({"approved_amount": 1}),
                lambda barred=barred: barred.write({"proposed_amount": 1}),
                lambda barred=barred: barred.with_context(skip_validation_check=True).write(
                    {"state": "refused"}
                ),
            ):
                with self.assertRaises(AccessError):
                    attempt()
        self.assertEqual(claim.state, "submitted")

    def test_withdrawal_voids_approvals(self):
        self._define_tier("dms_distributor.group_manager", sequence=20)
        self._define_tier("dms_distributor.group_administrator", sequence=10)
        claim = self._create_claim(self.user)
        claim.action_submit()
        claim.with_user(self.manager).validate_tier()
        claim.action_withdraw()
        self.assertFalse(claim.review_ids)
        claim.action_submit()
        self.assertEqual(claim.review_ids.mapped("status"), ["pending", "waiting"])

from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation


@tagged("post_install", "-at_install")
class TestApprovalDelegation(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tier.definition"].search([("model", "=", "dms.grade.proposal")]).active = False
        cls.env["dms.approval.delegation"].search([]).unlink()
        cls.today = fields.Date.today()
        # At noon it is the same day for everybody.
        cls.startClassPatcher(freeze_time(f"{cls.today} 12:00:00"))
        cls.manager, cls.head = (
            new_test_user(cls.env, f"delegation_{name}", groups=f"dms_distributor.group_{group}")
            for name, group in (("manager", "manager"), ("head", "administrator"))
        )
        place = cls.env["dms.territory"].create({"name": "Delegated", "code": "T-DELEGATION"})
        cls.clerk, cls.deputy = (
            new_test_user(
                cls.env, f"delegation_{name}", groups="dms_distributor.group_user",
                dms_territory_ids=place.ids,
            )
            for name in ("clerk", "deputy")
        )
        cls.partner = cls.env["res.partner"].create({
            "name": "Delegated Traders", "dms_territory_id": place.id, "is_company": True,
            "dms_tier_id": cls.env.ref("dms_distributor.tier_distributor").id,
        })

    def _delegate(self, user, delegate, first=0, last=2, **values):
        return self.env["dms.approval.delegation"].create({
            "user_id": user.id, "delegate_id": delegate.id,
            "date_from": self.today + timedelta(days=first),
            "date_to": self.today + timedelta(days=last), **values,
        })

    def _limit(self):
        limit = self.env["dms.credit.limit"].create(
            {"partner_id": self.partner.id, "amount": 5000, "date_from": self.today,
             "reason": "A good year."}
        )
        limit.action_submit()
        return limit

    def _define_tier(self, **values):
        return self.env["tier.definition"].create({
            "name": "Limits", "model_id": self.env["ir.model"]._get("dms.credit.limit").id,
            "review_type": "individual", "reviewer_id": self.manager.id,
            "approve_sequence": True, "definition_domain": "[]", **values,
        })

    def test_without_tiers_a_delegate_decides(self):
        self.env["tier.definition"].search([("model", "=", "dms.credit.limit")]).active = False
        limit = self._limit()
        self.assertFalse(limit.with_user(self.clerk).can_decide)
        delegation = self._delegate(self.manager, self.clerk)
        limit.invalidate_recordset(["can_decide"])
        self.assertTrue(limit.with_user(self.clerk).can_decide)
        self.assertFalse(limit.with_user(self.deputy).can_decide)
        delegation.active = False
        limit.invalidate_recordset(["can_decide"])
        self.assertFalse(limit.with_user(self.clerk).can_decide)

    def test_reviews_follow_at_once(self):
        self._define_tier()
        limit = self._limit()
        review = limit.review_ids.filtered(lambda one: one.name == "Limits")
        self.assertEqual(review.reviewer_ids, self.manager)
        delegation = self._delegate(self.manager, self.clerk)
        self.assertEqual(review.reviewer_ids, self.manager | self.clerk)
        self.assertTrue(delegation.is_applied)
        self.assertIn(self.clerk.name, review.todo_by)
        # Whoever was delegated to may delegate on.
        onward = self._delegate(self.clerk, self.deputy)
        self.assertEqual(review.reviewer_ids, self.manager | self.clerk | self.deputy)
        onward.unlink()
        self.assertEqual(review.reviewer_ids, self.manager | self.clerk)
        delegation.delegate_id = self.deputy
        self.assertEqual(review.reviewer_ids, self.manager | self.deputy)

    def test_a_new_review_names_the_delegate(self):
        self._define_tier()
        self._delegate(self.manager, self.clerk)
        self._delegate(self.head, self.deputy)
        review = self._limit().review_ids.filtered(lambda one: one.name == "Limits")
        self.assertEqual(review.reviewer_ids, self.manager | self.clerk)

    def test_it_begins_and_ends_on_its_days(self):
        self._define_tier()
        review = self._limit().review_ids.filtered(lambda one: one.name == "Limits")
        delegation = self._delegate(self.manager, self.clerk, first=1, last=2)
        self.assertEqual(delegation.state, "planned")
        self.assertEqual(review.reviewer_ids, self.manager)
        for days, expected in ((1, True), (2, True), (3, False)):
            with freeze_time(self.today + timedelta(days=days)):
                self.env.invalidate_all()
                self.env["dms.approval.delegation"]._cron_apply()
                self.assertEqual(self.clerk in review.reviewer_ids, expected, days)
                self.assertEqual(delegation.is_applied, expected)

    def test_only_the_documents_that_are_named(self):
        self._define_tier()
        review = self._limit().review_ids.filtered(lambda one: one.name == "Limits")
        self._delegate(self.manager, self.clerk, document="dms.order.release")
        self.assertEqual(review.reviewer_ids, self.manager)
        self._delegate(self.manager, self.deputy, document="dms.credit.limit")
        self.assertEqual(review.reviewer_ids, self.manager | self.deputy)

    def test_who_asked_does_not_decide_in_anothers_place(self):
        self._define_tier(exclude_requester=True)
        self._delegate(self.manager, self.env.user)
        review = self._limit().review_ids.filtered(lambda one: one.name == "Limits")
        self.assertEqual(review.requested_by, self.env.user)
        self.assertEqual(review.reviewer_ids, self.manager)

    def test_it_is_told_in_whose_place(self):
        self._define_tier()
        limit = self._limit()
        self._delegate(self.manager, self.head)
        review = limit.review_ids.filtered(lambda one: one.name == "Limits")
        review.sudo().write({"status": "approved", "done_by": self.head.id})
        self.assertEqual(review.dms_on_behalf_id, self.manager)

    def test_the_distributors_manager_reviews(self):
        self.partner.user_id = self.deputy
        self._define_tier(review_type="dms_manager", reviewer_id=False)
        review = self._limit().review_ids.filtered(lambda one: one.name == "Limits")
        self.assertEqual(review.reviewer_ids, self.deputy)
        self.partner.user_id = False
        review = self._limit_of_nobody().review_ids.filtered(lambda one: one.name == "Limits")
        self.assertIn(self.manager, review.reviewer_ids)

    def _limit_of_nobody(self):
        limits = self.env["dms.credit.limit"].search([("partner_id", "=", self.partner.id)])
        limits.action_withdraw()
        limits.unlink()
        return self._limit()

    def test_one_delegates_ones_own_approvals(self):
        values = {
            "user_id": self.manager.id, "delegate_id": self.clerk.id,
            "date_from": self.today, "date_to": self.today,
        }
        delegations = self.env["dms.approval.delegation"]
        for user in (self.clerk, self.deputy):
            with self.assertRaises(AccessError):
                delegations.with_user(user).create(values)
        own = delegations.with_user(self.manager).create(values)
        with self.assertRaises(AccessError):
            own.user_id = self.head
        with self.assertRaises(AccessError):
            own.with_user(self.clerk).date_to = self.today + timedelta(days=90)
        self.assertEqual(own.with_user(self.clerk).delegate_id, self.clerk)
        delegations.with_user(self.head).create(values)
        with self.assertRaises(AccessError):
            delegations.with_user(self.manager).create({**values, "user_id": self.head.id})

    def test_a_delegate_needs_access(self):
        outsider = new_test_user(self.env, "delegation_outsider", groups="base.group_user")
        with self.assertRaisesRegex(ValidationError, "no access to Distribution"):
            self._delegate(self.manager, outsider)

    @mute_logger("odoo.sql_db")
    def test_not_to_oneself(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._delegate(self.manager, self.manager)
            self.env.flush_all()

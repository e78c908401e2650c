from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command, fields
from odoo.addons.base.models.ir_cron import IrCron
from odoo.tests import Form, new_test_user, tagged

from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaimTiers(ClaimCase):
    """Who approves which claims, and who steps in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_type = cls.env["dms.claim.type"].create(
            {"name": "Freight", "code": "TIER-TEST", "kind": "freight"}
        )
        cls.today = fields.Date.today()
        # At noon it is the same day for everybody.
        cls.startClassPatcher(freeze_time(f"{cls.today} 12:00:00"))
        cls.claim_type.sla_days = 7

    def _define(self, **values):
        return self.env["tier.definition"].create({
            "name": "Tier", "model_id": self.env.ref("dms_claims.model_dms_claim").id,
            "review_type": "individual", "reviewer_id": self.manager.id, "approve_sequence": True,
            **values,
        })

    def _submit(self, user=None, **values):
        claim = self._create_claim(user or self.user, **values)
        claim.action_submit()
        return claim

    def _ask(self, **values):
        """Names of the tiers that such a claim is to pass."""
        return self._submit(self.manager, **values).review_ids.mapped("name")

    def test_by_type_place_and_amount(self):
        inner = self.env["dms.territory"].create(
            {"name": "Inner", "code": "CLAIM-S-1", "parent_id": self.south.id}
        )
        self.stranger.dms_territory_id = inner
        self._define(
            name="Large damages in the south", dms_amount_above=100,
            dms_claim_type_ids=self.claim_type.ids, dms_territory_ids=self.south.ids,
        )
        southern = {"claimant_id": self.stranger.id, "claimed_amount": 100.01}
        self.assertEqual(self._ask(**southern), ["Large damages in the south"])
        self.assertFalse(self._ask(**{**southern, "claimed_amount": 100}))
        self.assertFalse(self._ask(**{**southern, "claimant_id": self.claimant.id}))
        self.assertFalse(self._ask(**{**southern, "type_id": self.other_type.id}))

    def test_amounts_are_compared_in_the_companys_currency(self):
        currency = self.env["res.currency"].create({
            "name": "TIE", "symbol": "T",
            "rate_ids": [Command.create({"name": "2020-01-01", "rate": 4.0})],
        })
        self._define(name="Above 100", dms_amount_above=100)
        self.assertFalse(self._ask(claimed_amount=400, currency_id=currency.id))
        self.assertEqual(
            self._ask(claimed_amount=404, currency_id=currency.id), ["Above 100"]
        )

    def test_the_screen_fills_the_domain(self):
        view = "dms_claims.view_tier_definition_claim_form"
        definitions = self.env["tier.definition"].with_context(
            default_model_id=self.env.ref("dms_claims.model_dms_claim").id
        )
        form = Form(definitions, view)
        form.name = "Large"
        form.reviewer_id = self.manager
        form.dms_amount_above = 250
        form.dms_claim_type_ids.add(self.claim_type)
        definition = form.save()
        self.assertEqual(definition.definition_domain, repr([
            ("type_id", "in", self.claim_type.ids), ("company_claimed_amount", ">", 250.0),
        ]))

    def test_domains_of_other_documents_stay(self):
        definition = self._define(
            model_id=self.env["ir.model"]._get("dms.credit.limit").id,
            definition_domain="[('amount', '>', 5)]",
        )
        definition.dms_amount_above = 3
        self.assertEqual(definition.definition_domain, "[('amount', '>', 5)]")

    def test_the_distributors_manager(self):
        self.claimant.user_id = self.user
        self._define(review_type="dms_manager", reviewer_id=False)
        claim = self._submit()
        self.assertEqual(claim.review_ids.reviewer_ids, self.user)
        claim.validate_tier()
        self.assertEqual(claim.state, "approved")

    def test_a_delegate_approves(self):
        self._define()
        claim = self._submit()
        deputy = new_test_user(
            self.env, "tier_deputy", groups="dms_distributor.group_user",
            dms_territory_ids=[Command.link(self.north.id)],
        )
        self.assertFalse(claim.with_user(deputy).can_decide)
        self.env["dms.approval.delegation"].create({
            "user_id": self.manager.id, "delegate_id": deputy.id, "date_to": self.today,
        })
        self.assertTrue(claim.with_user(deputy).can_decide)
        self.assertIn(claim, claim.with_user(deputy).search([("can_review", "=", True)]))
        claim.with_user(deputy).validate_tier()
        self.assertEqual(claim.state, "approved")
        self.assertEqual(claim.review_ids.done_by, deputy)
        self.assertEqual(claim.review_ids.dms_on_behalf_id, self.manager)

    def test_who_decides_is_told_for_many_by_the_same_queries(self):
        self._define()
        self.env["dms.approval.delegation"].create({
            "user_id": self.manager.id, "delegate_id": self.user.id, "date_to": self.today,
        })
        claims = self.env["dms.claim"].concat(*(self._submit() for _number in range(6)))
        counts = []
        for some in (claims[:1], claims[:2], claims):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(some.with_user(self.user).mapped("can_decide")))
            counts.append(self.env.cr.sql_log_count - before)
        # The first has filled what is kept beside the records.
        self.assertEqual(counts[1], counts[2])

    def _escalate(self, days):
        with (
            freeze_time(self.today + timedelta(days=days)),
            patch.object(IrCron, "_commit_progress"),
        ):
            self.env["tier.review"]._cron_escalate_claims()

    def test_the_next_tier_steps_in(self):
        self._define(name="First", sequence=20, dms_escalation_days=2)
        self._define(name="Second", sequence=10, reviewer_id=self.head.id)
        claim = self._submit()
        first, second = claim.review_ids
        self._escalate(8)
        self.assertFalse(first.dms_escalated_on)
        self._escalate(9)
        self.assertEqual(first.dms_escalated_on, self.today + timedelta(days=9))
        self.assertEqual(first.reviewer_ids, self.manager | self.head)
        self.assertFalse(second.dms_escalated_on)
        self.assertEqual(claim.activity_ids.user_id, self.head)
        self._escalate(10)
        self.assertEqual(len(claim.activity_ids), 1, "told once")
        claim.with_user(self.head).validate_tier()
        claim.with_user(self.head).validate_tier()
        self.assertEqual(claim.state, "approved")

    def test_a_named_person_steps_in(self):
        self._define(dms_escalation_days=1, dms_escalation_user_id=self.head.id)
        claim = self._submit()
        self._escalate(8)
        self.assertTrue(claim.with_user(self.head).can_decide)

    def test_nobody_steps_in_while_the_claimant_owes_an_answer(self):
        self._define(dms_escalation_days=1, dms_escalation_user_id=self.head.id)
        claim = self._submit()
        claim._raise_query("Which lot?")
        self._escalate(30)
        self.assertFalse(claim.review_ids.dms_escalated_on)

    def test_an_overdue_claim_is_an_exception(self):
        claim = self._submit()
        exceptions = self.env["dms.routing.exception"]
        for days, expected in ((7, False), (8, True)):
            with freeze_time(self.today + timedelta(days=days)):
                found = exceptions._find("claim_overdue", claim.company_id)
            self.assertEqual(claim.id in {item.record_id for item in found}, expected, days)

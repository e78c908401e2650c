from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_engine import EngineCase


@tagged("post_install", "-at_install")
class TestClaimAutomatic(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.types["target"].is_automatic = True
        cls.scheme = cls._create_running([(0, 5)], window="month")
        cls._sell(1000)
        cls._sell(400, outlet=cls.market)
        cls._sell(300, outlet=cls.pier)
        cls._refresh()
        cls.earned = cls.Entitlement.search([("scheme_id", "=", cls.scheme.id)])

    def test_one_claim_for_each_claimant_and_window(self):
        claims = self.env["dms.claim"]._create_from_entitlements(self.earned)
        self.assertEqual(claims.claimant_id, self.sunrise | self.seaside)
        own = claims.filtered(lambda claim: claim.claimant_id == self.sunrise)
        self.assertEqual((own.claimed_amount, own.expected_amount), (70, 70))
        self.assertEqual((own.origin, own.state), ("automatic", "draft"))
        self.assertEqual(own.type_id.kind, "target")
        self.assertEqual(str(own.date_to), "2025-03-31")
        self.assertEqual(own.line_ids.outlet_id, self.corner | self.market)

    def test_twice_is_once(self):
        claims = self.env["dms.claim"]._create_from_entitlements(self.earned)
        self.assertFalse(self.env["dms.claim"]._create_from_entitlements(self.earned))
        claims.action_cancel()
        self.assertFalse(self.env["dms.claim"]._create_from_entitlements(self.earned))

    def test_claimed_by_hand_is_left_alone(self):
        claim = self._claim(scheme=self.scheme, date_from="2025-03-15")
        made = self.env["dms.claim"]._create_from_entitlements(self.earned)
        self.assertEqual(made.claimant_id, self.seaside)
        claim.action_cancel()
        made = self.env["dms.claim"]._create_from_entitlements(self.earned)
        self.assertEqual(made.claimant_id, self.sunrise)

    def test_what_is_claimed_is_told_anew(self):
        self._sell(-1000, quantity=-1)
        claims = self.env["dms.claim"]._create_from_entitlements(self.earned)
        own = claims.filtered(lambda claim: claim.claimant_id == self.sunrise)
        self.assertEqual(own.claimed_amount, 20)
        self.assertEqual(own.line_ids.outlet_id, self.market, "nothing is left for the other")

    def test_submitted_where_the_type_says_so(self):
        self.types["target"].is_auto_submitted = True
        claims = self.env["dms.claim"]._create_from_entitlements(self.earned)
        self.assertEqual(set(claims.mapped("state")), {"submitted"})
        self.assertEqual(claims.source_ids.sale_id.outlet_id, self.corner | self.market | self.pier)

    def test_what_stands_against_submission_is_told(self):
        self.types["target"].write({
            "is_auto_submitted": True, "evidence_ids": [Command.create({"name": "Statement"})],
        })
        claims = self.env["dms.claim"]._create_from_entitlements(self.earned)
        self.assertEqual(set(claims.mapped("state")), {"draft"})
        self.assertIn("evidence is missing: Statement", claims[0].message_ids[-1].body)

    def test_somebody_is_asked_to_submit_what_could_not_be(self):
        manager = self._create_user("auto_manager", "dms_distributor.group_manager", self.north)
        manager.write({"company_ids": [Command.link(self.company.id)]})
        self.sunrise.user_id = manager
        self.scheme.user_id = self.env.ref("base.user_admin")
        self.scheme.user_id.company_ids |= self.company
        self.types["target"].write({
            "is_auto_submitted": True, "window_days": 9999,
            "evidence_ids": [Command.create({"name": "Statement"})],
        })
        claims = self.env["dms.claim"]._create_from_entitlements(self.earned)
        own = claims.filtered(lambda claim: claim.claimant_id == self.sunrise)
        self.assertEqual(own.activity_ids.user_id, manager)
        self.assertEqual(own.activity_ids.date_deadline, own.submit_by)
        self.assertIn("evidence is missing: Statement", own.activity_ids.note)
        self.assertEqual((claims - own).activity_ids.user_id, self.scheme.user_id)
        told = own.message_ids.filtered("partner_ids")
        self.assertIn(self.sunrise, told.partner_ids)
        self.assertIn("evidence is missing: Statement", told.body)
        own.evidence_ids.attachment_ids = [Command.create({"name": "a.txt", "raw": b"Statement"})]
        claims.filtered("evidence_ids.attachment_ids").action_submit()
        (claims - own).action_cancel()
        self.assertFalse(claims.activity_ids)

    def test_only_types_that_say_so(self):
        self.types["target"].is_automatic = False
        self.env.ref("dms_claims.claim_type_target").is_automatic = False
        with self.assertRaisesRegex(UserError, "nothing left to claim"):
            self.earned.action_claim()
        self.types["target"].is_automatic = True
        action = self.earned.action_claim()
        self.assertEqual(self.env["dms.claim"].search_count(action["domain"]), 2)

    def test_what_the_cron_takes(self):
        """Windows that are over, within the time for claiming, not claimed yet."""
        today = fields.Date.context_today(self.earned)
        over = today.replace(day=1) - timedelta(days=1)
        scheme = self._create_running(
            [(0, 5)], window="month", date_start="2024-01-01", date_end=today + timedelta(days=90)
        )
        self._sell(200, day=over)
        self._sell(200, day=today)
        self._refresh()
        self.env.ref("dms_claims.claim_type_target").is_automatic = False
        self.types["target"].window_days = 40
        due = self.env["dms.claim"]._get_entitlements_to_claim()
        own = due.filtered(lambda row: row.company_id == self.company)
        self.assertEqual(own.scheme_id, scheme)
        self.assertEqual(own.mapped("date_to"), [over])
        self.env["dms.claim"]._create_from_entitlements(own)
        self.assertFalse(self.env["dms.claim"]._get_entitlements_to_claim() & own)

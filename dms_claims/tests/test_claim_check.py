from datetime import timedelta
from decimal import Decimal

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..models.dms_claim_line_expected import Expected
from .common import ClaimCase


class CheckCase(ClaimCase):
    """Claims whose checks are looked at."""

    @classmethod
    def _set(cls, code, severity="error", **values):
        """Let a check hold for the test's type of claim."""
        return cls.env["dms.claim.check.setting"].create({
            "code": code, "severity": severity, "type_id": cls.claim_type.id,
            "company_id": False, **values,
        })

    def setUp(self):
        super().setUp()
        self.expected = {}
        lines = type(self.env["dms.claim.line"])
        original = lines._get_expected

        def get_expected(records):
            return original(records) | {
                line: Expected(Decimal(str(self.expected[line.claim_id.id])), "none", {})
                for line in records if line.claim_id.id in self.expected
            }

        self.patch(lines, "_get_expected", get_expected)

    def _expect(self, claim, amount):
        """Tell what is expected for a claim of one line, as the engine would."""
        self.expected[claim.id] = amount

    def _get(self, claim, code, stage="submission"):
        return claim.check_ids.filtered(
            lambda check: check.code == code and check.stage == stage
        )


@tagged("post_install", "-at_install")
class TestClaimCheck(CheckCase):
    def test_submission_is_checked(self):
        claim = self._create_claim()
        self.assertEqual(claim.check_state, "none")
        claim.action_submit()
        evidence = self._get(claim, "evidence")
        self.assertEqual((evidence.verdict, evidence.status), ("passed", "passed"))
        self.assertIn("1 of its lines", evidence.text)
        self.assertEqual(self._get(claim, "expected").verdict, "not_applicable")
        self.assertEqual(claim.check_state, "clean")
        self.assertFalse(self._get(claim, "evidence", "approval"))

    def test_more_than_expected(self):
        self._set("expected", tolerance_percent=5)
        for expected, verdict in ((95.24, "passed"), (95.23, "failed"), (120, "passed")):
            claim = self._create_claim()
            self._expect(claim, expected)
            claim.action_submit()
            check = self._get(claim, "expected")
            self.assertEqual(check.verdict, verdict, expected)
        claim = self._create_claim()
        self._expect(claim, 80)
        claim.action_submit()
        check = self._get(claim, "expected")
        self.assertEqual(
            (check.claimed, check.expected, check.ceiling, check.line_id),
            (100, 80, 84, claim.line_ids),
        )
        for told in ("100.00", "80.00", "20.00", "25.0", "84.00"):
            self.assertIn(told, check.text)
        self.assertEqual((claim.check_state, claim.blocking_count), ("failed", 1))

    def test_error_stands_against_the_approval(self):
        self._set("expected")
        claim = self._create_claim()
        self._expect(claim, 80)
        claim.action_submit()
        with self.assertRaisesRegex(UserError, "Expected amount: .*80.00"):
            claim.with_user(self.manager).action_approve()
        self.assertEqual(claim.state, "submitted")

    def test_approval_looks_at_what_is_approved(self):
        self._set("expected")
        claim = self._create_claim()
        self._expect(claim, 80)
        claim.action_submit()
        managed = claim.with_user(self.manager)
        managed.write({"proposed_amount": 80, "decision_reason": "As the figures say."})
        managed.action_approve()
        self.assertEqual(claim.state, "approved")
        self.assertEqual(self._get(claim, "expected", "approval").verdict, "passed")
        self.assertEqual(self._get(claim, "expected").verdict, "failed", "as it was submitted")

    def test_error_that_blocks_the_submission(self):
        self._set("expected", is_blocking_submission=True)
        claim = self._create_claim()
        self._expect(claim, 80)
        with self.assertRaisesRegex(UserError, "Expected amount"), self.cr.savepoint():
            claim.action_submit()
        self.assertEqual(claim.state, "draft")
        claim.action_check()
        self._get(claim, "expected").with_user(self.manager)._override("Agreed by letter.")
        claim.action_submit()
        check = self._get(claim, "expected")
        self.assertEqual(
            (claim.state, check.is_overridden, check.override_reason, check.overridden_by_id),
            ("submitted", True, "Agreed by letter.", self.manager),
        )

    def test_override(self):
        self._set("expected")
        claim = self._create_claim(self.user)
        self._expect(claim, 80)
        claim.action_submit()
        check = self._get(claim, "expected")
        with self.assertRaisesRegex(AccessError, "Distribution managers"):
            check.with_user(self.user)._override("Let it pass")
        with self.assertRaisesRegex(UserError, "Say why"):
            check.with_user(self.manager)._override(" ")
        wizard = self.env["dms.claim.check.override"].with_user(self.manager).create({
            "check_ids": [Command.set(check.ids)], "reason": "Price raised by letter.",
        })
        wizard.action_override()
        self.assertEqual((check.status, claim.check_state), ("overridden", "warned"))
        self.assertFalse(claim.blocking_count)
        self.assertIn("Price raised by letter.", claim.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "nothing to override"):
            check.with_user(self.manager)._override("Again")
        claim.with_user(self.manager).action_approve()
        self.assertEqual(claim.state, "approved")
        again = self._get(claim, "expected", "approval")
        self.assertTrue(again.is_overridden, "the same finding stays overridden")
        with self.assertRaisesRegex(UserError, "nothing to override|has been decided"):
            again.with_user(self.manager)._override("Once more")

    def test_override_holds_for_the_same_figures_only(self):
        self._set("expected")
        claim = self._create_claim()
        self._expect(claim, 80)
        claim.action_submit()
        self._get(claim, "expected").with_user(self.manager)._override("By letter.")
        self._expect(claim, 50)
        with self.assertRaisesRegex(UserError, "50.00"):
            claim.with_user(self.manager).action_approve()

    def test_who_may_override(self):
        self._set("expected", override_by="nobody")
        claim = self._create_claim()
        self._expect(claim, 80)
        claim.action_submit()
        for user in (self.manager, self.head):
            with self.assertRaisesRegex(AccessError, "Nobody"):
                self._get(claim, "expected").with_user(user)._override("I want to")

    @mute_logger("odoo.sql_db")
    def test_override_without_reason_is_refused_by_the_database(self):
        claim = self._create_claim()
        claim.action_submit()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            claim.check_ids[0].is_overridden = True
            claim.check_ids.flush_recordset()

    def test_checks_are_not_written_by_hand(self):
        claim = self._create_claim()
        claim.action_submit()
        for user in (self.user, self.manager, self.head):
            check = claim.check_ids[:1].with_user(user)
            for attempt in (
                lambda check=check: check.write({"verdict": "passed"}), check.unlink,
                lambda check=check: check.create({"claim_id": claim.id}),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_the_setting_that_says_most_holds(self):
        claim = self._create_claim()
        settings = self.env["dms.claim.check.setting"]
        settings.search([("code", "=", "expected")]).unlink()
        get = lambda: settings._get_settings().get(  # noqa: E731
            claim.company_id.id, claim.type_id.id, "expected"
        )
        self.assertIsNone(get())
        for company, of_type, severity in (
            (False, False, "information"), (claim.company_id.id, False, "warning"),
            (False, claim.type_id.id, "error"), (claim.company_id.id, claim.type_id.id, "off"),
        ):
            settings.create({
                "code": "expected", "severity": severity, "company_id": company, "type_id": of_type,
            })
            setting = get()
            self.assertEqual(setting and setting.severity, None if severity == "off" else severity)

    def test_late_claims(self):
        self._set("window")
        end = fields.Date.context_today(self.env["dms.claim"]) - timedelta(days=33)
        claim = self._create_claim(date_from=end, date_to=end)
        claim.with_user(self.manager).action_allow_late()
        claim.action_submit()
        check = self._get(claim, "window")
        self.assertEqual((check.verdict, check.variant, check.count), ("passed", "allowed", 3))
        claim.flush_recordset()
        self.cr.execute("UPDATE dms_claim SET is_late_allowed = FALSE WHERE id = %s", [claim.id])
        claim.invalidate_recordset()
        claim._run_checks("approval")
        self.assertEqual(self._get(claim, "window", "approval").status, "error")

    def test_history(self):
        self._set("history", threshold=5, days=365)
        for amount in (100, 104, 96, 100, 102, 98):
            self._create_claim(claimed_amount=amount).action_submit()
        usual, unusual = self._create_claim(claimed_amount=110), self._create_claim(
            claimed_amount=900
        )
        for claim in (usual, unusual):
            claim.action_submit()
        self.assertEqual(self._get(usual, "history").verdict, "passed")
        check = self._get(unusual, "history")
        self.assertEqual((check.verdict, check.claimed, check.count), ("failed", 900, 8))
        self.assertAlmostEqual(check.expected, 101)
        self.assertGreater(check.score, 100)

    def test_peers(self):
        self._set("peers", threshold=5, days=365)
        peers = self.env["res.partner"].create([
            {"name": f"Peer {number}", "dms_tier_id": self.tier.id,
             "dms_territory_id": self.north.id}
            for number in range(6)
        ])
        for number, peer in enumerate(peers):
            self._create_claim(
                claimant_id=peer.id, claimed_amount=100 + number
            ).action_submit()
        claim = self._create_claim(claimed_amount=5000)
        far = self._create_claim(claimed_amount=5000, claimant_id=self.stranger.id)
        (claim | far).action_submit()
        self.assertEqual(self._get(claim, "peers").verdict, "failed")
        self.assertEqual(self._get(claim, "peers").count, 7)
        self.assertEqual(self._get(far, "peers").verdict, "not_applicable", "of another region")

    def test_queries_do_not_grow_with_claims(self):
        def run(count):
            claims = self.env["dms.claim"].browse()
            for number in range(count):
                claims |= self._create_claim(
                    external_reference=f"Q-{count}-{number}", claimed_amount=50 + number
                )
            claims.action_submit()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            claims._run_checks("approval")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        run(1)
        self.assertEqual(run(3), run(24))

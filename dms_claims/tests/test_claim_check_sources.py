from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_engine import EngineCase


@tagged("post_install", "-at_install")
class TestClaimCheckSources(EngineCase):
    def _get(self, claim, code, stage="submission"):
        return claim.check_ids.filtered(
            lambda check: check.code == code and check.stage == stage
        )

    def test_sale_rows_are_claimed_once(self):
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        self._sell(400)
        first, second = self._claim(scheme=scheme, amount=70), self._claim(scheme=scheme, amount=70)
        first.action_check()
        self.assertEqual(self._get(first, "sources").variant, "free")
        first.action_submit()
        held = self._get(first, "sources")
        self.assertEqual((held.verdict, held.count), ("passed", 2))
        second.action_check()
        clash = self._get(second, "sources")
        self.assertEqual(
            (clash.status, clash.count, clash.other_claim_id), ("error", 2, first)
        )
        with self.assertRaisesRegex(UserError, first.name), self.cr.savepoint():
            second.action_submit()
        first.action_withdraw()
        second.action_submit()
        self.assertEqual(self._get(second, "sources").count, 2)

    def test_expected_is_told_anew_before_the_approval(self):
        """A return that came after the submission lowers what may be approved."""
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        claim = self._claim(scheme=scheme, amount=50)
        claim.action_submit()
        self.assertEqual(self._get(claim, "expected").verdict, "passed")
        self._sell(-400, quantity=-1)
        with self.assertRaisesRegex(UserError, "Expected amount.*30.00"), self.cr.savepoint():
            claim.action_approve()
        self.assertEqual(claim.state, "submitted")
        claim.write({"proposed_amount": 30, "decision_reason": "Goods came back."})
        claim.action_approve()
        self.assertEqual(claim.approved_amount, 30)

    def test_one_scheme_or_many_claims_the_same_queries(self):
        scheme = self._create_running([(0, 5)])
        self._sell(1000)
        self._sell(400, outlet=self.market)

        def run(count):
            claims = self.env["dms.claim"].union(*(
                self._claim(
                    scheme=scheme, amount=5, external_reference=f"{count}-{number}",
                    date_from=f"2025-{1 + number % 9:02}-01", date_to=f"2025-{1 + number % 9:02}-28"
                )
                for number in range(count)
            ))
            claims._ensure_lines()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            claims._update_expected()
            claims._run_checks("submission")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        run(1)
        self.assertEqual(run(3), run(9))

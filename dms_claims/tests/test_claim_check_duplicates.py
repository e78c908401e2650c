from datetime import timedelta

from odoo.tests import tagged

from .test_claim_check import CheckCase


@tagged("post_install", "-at_install")
class TestClaimCheckDuplicates(CheckCase):
    def test_reference_written_otherwise(self):
        self._set("reference")
        first = self._create_claim(external_reference="SD/0118")
        first.action_submit()
        self.assertEqual(self._get(first, "reference").verdict, "passed")
        for reference, verdict in (
            ("sd-118", "failed"), ("SD 118 ", "failed"), ("SD/1180", "passed"), ("118", "passed"),
        ):
            claim = self._create_claim(external_reference=reference)
            claim.action_check()
            check = self._get(claim, "reference")
            self.assertEqual(check.verdict, verdict, reference)
            if verdict == "failed":
                self.assertEqual(check.other_claim_id, first)
                self.assertIn(first.name, check.text)

    def test_reference_of_others_and_of_refused_claims(self):
        self._set("reference")
        self._create_claim(
            external_reference="R-7", claimant_id=self.stranger.id
        ).action_submit()
        refused = self._create_claim(external_reference="R 7")
        refused.action_submit()
        refused.decision_reason = "Not ours."
        refused.action_refuse()
        self._create_claim(external_reference="R/7 ")
        claim = self._create_claim(external_reference="R7")
        claim.action_submit()
        self.assertEqual(self._get(claim, "reference").verdict, "passed")

    def test_like_amount(self):
        self._set("amount", tolerance_percent=1, days=0)
        first = self._create_claim(claimed_amount=200)
        first.action_submit()
        end = first.date_to
        later = {"date_from": end + timedelta(days=1), "date_to": end + timedelta(days=9)}
        other_type = self.claim_type.copy({"code": "ELSE"})
        for values, verdict in (
            ({"claimed_amount": 202}, "failed"), ({"claimed_amount": 202.1}, "passed"),
            ({"claimed_amount": 200, **later}, "passed"),
            ({"claimed_amount": 200, "type_id": other_type.id}, "passed"),
            ({"claimed_amount": 200, "claimant_id": self.stranger.id}, "passed"),
        ):
            claim = self._create_claim(**values)
            claim.action_check()
            self.assertEqual(self._get(claim, "amount").verdict, verdict, values)
        self.env["dms.claim.check.setting"].search([("code", "=", "amount")]).days = 1
        claim = self._create_claim(claimed_amount=200, **later)
        claim.action_check()
        self.assertEqual(self._get(claim, "amount").other_claim_id, first)

    def test_what_takes_back_or_takes_up_is_no_twin(self):
        self._set("amount")
        self._set("reference")
        for field in ("reversal_of_id", "disputed_claim_id"):
            claim = self._create_claim(external_reference=f"{field}-1")
            claim.action_submit()
            other = self._create_claim(external_reference=f"{field} 1")
            self.env.flush_all()
            self.cr.execute(
                f"UPDATE dms_claim SET state = 'submitted', {field} = %s WHERE id = %s",
                [claim.id, other.id],
            )
            self.env.invalidate_all()
            claim._run_checks("approval")
            for code in ("amount", "reference"):
                self.assertEqual(
                    self._get(claim, code, "approval").verdict, "passed", (field, code)
                )
            claim.flush_recordset()
            self.cr.execute("UPDATE dms_claim SET state = 'refused' WHERE claimant_id = %s",
                            [self.claimant.id])
            self.env.invalidate_all()

    def test_sought_again_at_approval(self):
        """A twin that came after the submission is found before the approval."""
        self._set("amount")
        claim, twin = self._create_claim(), self._create_claim()
        claim.action_submit()
        self.assertEqual(self._get(claim, "amount").verdict, "passed")
        twin.action_submit()
        claim._run_checks("approval")
        self.assertEqual(self._get(claim, "amount", "approval").other_claim_id, twin)

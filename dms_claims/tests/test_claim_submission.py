from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import dms_claim_submission
from .test_claim_check import CheckCase


@tagged("post_install", "-at_install")
class TestClaimSubmission(CheckCase):
    def test_few_are_submitted_at_once(self):
        good = self._create_claim(self.user)
        without_proof = self._create_claim(self.user, evidence=False)
        action = (good | without_proof).with_user(self.user).action_submit_selected()
        submission = self.env["dms.claim.submission"].browse(action["res_id"])
        self.assertEqual((good.state, without_proof.state), ("submitted", "draft"))
        self.assertEqual(
            (submission.total_count, submission.done_count, submission.failed_count,
             submission.progress),
            (2, 1, 1, 100),
        )
        failed = submission.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed.claim_id, without_proof)
        self.assertIn("evidence is missing: Photo", failed.message)

    def test_one_that_is_blocked_does_not_hold_up_the_others(self):
        self._set("expected", is_blocking_submission=True)
        claims = self.env["dms.claim"]
        for expected in (100, 100, 10, 100, 10):
            claim = self._create_claim()
            self._expect(claim, expected)
            claims |= claim
        refusals = claims._submit_many()
        self.assertEqual(set(refusals), {claims[2], claims[4]})
        self.assertIn("Expected amount", refusals[claims[2]])
        self.assertEqual(
            claims.mapped("state"), ["submitted", "submitted", "draft", "submitted", "draft"]
        )
        self.assertFalse(claims[2].check_ids, "what was undone leaves nothing")

    def test_many_are_submitted_by_jobs(self):
        self.patch(dms_claim_submission, "AT_ONCE", 2)
        self.patch(dms_claim_submission, "CHUNK", 2)
        claims = self.env["dms.claim"]
        for _number in range(5):
            claims |= self._create_claim()
        with trap_jobs() as trap:
            submission = self.env["dms.claim.submission"]._submit(claims)
            trap.assert_jobs_count(3)
            self.assertTrue(submission.is_working)
            trap.perform_enqueued_jobs()
        submission.invalidate_recordset()
        self.assertEqual((submission.done_count, submission.is_working), (5, False))
        self.assertEqual(set(claims.mapped("state")), {"submitted"})

    def test_a_job_that_runs_again_goes_on(self):
        claims = self._create_claim() | self._create_claim()
        submission = self.env["dms.claim.submission"].create({})
        lines = self.env["dms.claim.submission.line"].create(
            [{"submission_id": submission.id, "claim_id": claim.id} for claim in claims]
        )
        lines[0].state = "done"
        submission._job_submit(lines.ids)
        self.assertEqual(claims.mapped("state"), ["draft", "submitted"])

    def test_retry(self):
        claim = self._create_claim(evidence=False)
        submission = self.env["dms.claim.submission"]._submit(claim)
        self._attach(claim)
        submission.action_retry()
        self.assertEqual(claim.state, "submitted")
        with self.assertRaisesRegex(UserError, "None of these"):
            submission.action_retry()
        with self.assertRaisesRegex(UserError, "Choose drafts"):
            claim.action_submit_selected()

    def test_queries_for_approvals_do_not_grow_with_claims(self):
        self._define_tier("dms_distributor.group_manager")

        def count(number):
            claims = self.env["dms.claim"].union(*(self._create_claim() for _one in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertFalse(claims._submit_many())
            self.env.flush_all()
            self.assertEqual(len(claims.review_ids), number)
            return self.cr.sql_log_count - before

        count(1)
        # The message that tells of the step, and its values, are written for each claim.
        self.assertLessEqual(count(8) - count(2), 6 * 2)

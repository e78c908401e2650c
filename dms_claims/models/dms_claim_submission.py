from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

# Up to so many claims are submitted while one waits.
AT_ONCE = 40
# Claims of one job: small enough to be taken up again, large enough to share their queries.
CHUNK = 250


class DmsClaimSubmission(models.Model):
    """Many claims submitted together: how far it is, and which ones could not be submitted."""

    _name = "dms.claim.submission"
    _description = "Mass Submission of Claims"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company,
        ondelete="cascade", index=True,
    )
    user_id = fields.Many2one(
        "res.users", "Submitted by", required=True, readonly=True, index=True,
        default=lambda self: self.env.user, ondelete="cascade",
    )
    line_ids = fields.One2many("dms.claim.submission.line", "submission_id", "Claims")
    total_count = fields.Integer("Claims in All", compute="_compute_counts")
    done_count = fields.Integer("Submitted", compute="_compute_counts")
    failed_count = fields.Integer("Not Submitted", compute="_compute_counts")
    progress = fields.Float("Done (%)", compute="_compute_counts")
    is_working = fields.Boolean(compute="_compute_counts")

    @api.depends("user_id")
    def _compute_name(self):
        for submission in self:
            submission.name = self.env._("Submission %s", submission.id or "")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        rows = self.env["dms.claim.submission.line"]._read_group(
            [("submission_id", "in", self.ids)], ["submission_id", "state"], ["__count"]
        )
        counts = {(submission, state): count for submission, state, count in rows}
        for submission in self:
            waiting, done, failed = (
                counts.get((submission, state), 0) for state in ("waiting", "done", "failed")
            )
            submission.total_count = waiting + done + failed
            submission.done_count, submission.failed_count = done, failed
            submission.is_working = bool(waiting)
            submission.progress = (
                100 * (done + failed) / submission.total_count if submission.total_count else 0
            )

    def action_refresh(self):
        """Look again how far the jobs are."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_retry(self):
        """Submit once more what could not be submitted and has been mended since."""
        self.ensure_one()
        claims = self.line_ids.filtered(lambda line: line.state == "failed").claim_id.filtered(
            lambda claim: claim.state == "draft"
        )
        if not claims:
            raise UserError(self.env._("None of these claims waits to be submitted."))
        return self._submit(claims)._get_records_action()

    @api.model
    def _submit(self, claims):
        """Submit claims: a few at once, many by jobs.

        :return: the submission, which tells how it went
        """
        submission = self.create({"company_id": claims[:1].company_id.id or self.env.company.id})
        self.env["dms.claim.submission.line"].sudo().create(
            [{"submission_id": submission.id, "claim_id": claim.id} for claim in claims]
        )
        if len(claims) <= AT_ONCE:
            submission._submit_lines(submission.line_ids)
        else:
            for ids in split_every(CHUNK, submission.line_ids.ids):
                submission._enqueue(list(ids))
        return submission

    def _enqueue(self, line_ids):
        """Have some of the claims submitted in the background."""
        self.ensure_one()
        self.with_delay(
            description=self.env._("%(name)s: %(count)s claims", name=self.name,
                                   count=len(line_ids)),
            identity_key=f"dms.claim.submission:{self.id}:{line_ids[0]}",
        )._job_submit(line_ids)

    def _job_submit(self, line_ids):
        """Job: submit some of the claims. Run again, it goes on with those that wait."""
        self._submit_lines(self.line_ids.browse(line_ids))

    def _submit_lines(self, lines):
        """Submit the claims of lines that wait, and note on each line how it went."""
        waiting = lines.filtered(lambda line: line.state == "waiting")
        refusals = waiting.claim_id._submit_many()
        for line in waiting.sudo():
            message = refusals.get(line.claim_id.with_env(self.env))
            line.write({"state": "failed" if message else "done", "message": message})

    def _on_job_failed(self, exc_name: str, exc_message: str, **_details):
        """Say what stopped a job; it is called in a transaction of its own."""
        self.line_ids.filtered(lambda line: line.state == "waiting").sudo().write({
            "state": "failed",
            "message": self.env._(
                "The job stopped: %s. Submit the claim again.", exc_message or exc_name
            ),
        })

from odoo import fields, models


class DmsClaimSubmissionLine(models.Model):
    """A claim of a mass submission, and how it went."""

    _name = "dms.claim.submission.line"
    _description = "Claim of a Mass Submission"
    _order = "submission_id, state desc, id"
    _rec_name = "claim_id"

    submission_id = fields.Many2one(
        "dms.claim.submission", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="submission_id.company_id", store=True, index=True)
    claim_id = fields.Many2one(
        "dms.claim", required=True, readonly=True, ondelete="cascade", index=True
    )
    claimant_id = fields.Many2one(related="claim_id.claimant_id")
    type_id = fields.Many2one(related="claim_id.type_id")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    claimed_amount = fields.Monetary(related="claim_id.claimed_amount")
    claim_state = fields.Selection(related="claim_id.state", string="Claim Is")
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Submitted"), ("failed", "Not Submitted")],
        required=True, readonly=True, default="waiting",
    )
    message = fields.Text("What To Do", readonly=True)

from odoo import fields, models


class DmsClaimQueryDialog(models.TransientModel):
    """Say something in a question or dispute: ask, answer, go on asking, reject."""

    _name = "dms.claim.query.dialog"
    _description = "Question or Answer"

    claim_id = fields.Many2one("dms.claim", required=True, readonly=True, ondelete="cascade")
    query_id = fields.Many2one("dms.claim.query", readonly=True, ondelete="cascade")
    step = fields.Selection(
        [
            ("ask", "Ask"),
            ("answer", "Answer"),
            ("dispute", "Dispute"),
            ("reject", "Reject the dispute"),
        ],
        required=True, readonly=True, default="ask",
    )
    question = fields.Text(related="query_id.question")
    answer = fields.Text(related="query_id.answer")
    line_id = fields.Many2one(
        "dms.claim.line", "About Line", ondelete="cascade", domain="[('claim_id', '=', claim_id)]",
        help="Empty: about the whole claim.",
    )
    text = fields.Text(required=True)
    deadline = fields.Date("Answer by", help="Empty: the days that the claim's type gives.")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    def action_confirm(self):
        """Take the step, and tell the other side."""
        self.ensure_one()
        claim, query = self.claim_id, self.query_id
        files = self.attachment_ids._filtered_access("read")
        claim.check_access("write")
        if self.step == "dispute":
            claim._dispute(self.text, self.line_id, files)
        elif self.step == "reject":
            claim._check_judge()
            query._reject(self.text)
        elif self.step == "answer":
            query._answer(self.text, files)
        elif query:
            query._ask_again(self.text, self.deadline, files)
        else:
            claim._raise_query(self.text, self.line_id, self.deadline, files)
        return {"type": "ir.actions.act_window_close"}

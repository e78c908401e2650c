from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date


class TierReview(models.Model):
    """Reviews of claims that take too long go to others too."""

    _inherit = "tier.review"

    dms_escalated_on = fields.Date("Escalated", readonly=True)

    def _get_reviewers(self):
        reviewers = super()._get_reviewers()
        if self.dms_escalated_on:
            reviewers |= self._without_requester(self._get_escalation_users())
        return reviewers

    def _get_escalation_users(self):
        """Who may decide too once this has taken too long: who is named, else the next tier's.

        :return: ``res.users``, empty when there is nobody
        """
        self.ensure_one()
        if self.definition_id.dms_escalation_user_id:
            return self.definition_id.dms_escalation_user_id
        following = self.search([
            ("model", "=", self.model), ("res_id", "=", self.res_id),
            ("sequence", ">", self.sequence), ("status", "in", ("waiting", "pending")),
        ], limit=1)
        return following.reviewer_ids

    @api.model
    def _cron_escalate_claims(self):
        """Let others decide where claims have waited too long after they were due."""
        today = fields.Date.context_today(self)
        definitions = self.env["tier.definition"].search([
            ("model", "=", "dms.claim"), ("dms_escalation_days", ">", 0),
        ])
        due = self.browse()
        for definition in definitions:
            claims = self.env["dms.claim"].search([
                ("state", "=", "submitted"),
                ("decide_by", "<=", today - timedelta(days=definition.dms_escalation_days)),
                ("review_ids", "any", [
                    ("definition_id", "=", definition.id), ("status", "=", "pending"),
                    ("dms_escalated_on", "=", False),
                ]),
            ])
            due |= claims.review_ids.filtered(
                lambda review, definition=definition: review.definition_id == definition
                and review.status == "pending" and not review.dms_escalated_on
            )
        for done, review in enumerate(due, 1):
            review._escalate(today)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - done):
                break

    def _escalate(self, today):
        """Let others decide too, and tell them."""
        self.ensure_one()
        users = self._get_escalation_users() - self.reviewer_ids
        self.dms_escalated_on = today
        if not users:
            return
        self._refresh_reviewers()
        claim = self.env["dms.claim"].browse(self.res_id)
        claim.message_post(
            body=self.env._(
                "It should have been decided on by %(date)s and still waits for %(who)s: "
                "%(users)s can decide now too.",
                date=format_date(self.env, claim.decide_by), who=self.todo_by,
                users=", ".join(users.mapped("name")),
            ),
            partner_ids=users.partner_id.ids, subtype_xmlid="mail.mt_note",
        )
        # A group is told by the message; one person gets it on the list of things to do.
        if len(users) == 1:
            claim.activity_schedule(
                "mail.mail_activity_data_todo", user_id=users.id,
                summary=self.env._("Decide on claim %s", claim.name),
            )

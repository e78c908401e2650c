from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date


class DmsClaimQuery(models.Model):
    """Answers that claimants owe: one reminder before they are due, one note to the asker after."""

    _inherit = "dms.claim.query"

    @api.model
    def _cron_remind(self):
        """Remind claimants of answers that are due tomorrow, and tell askers of those overdue."""
        today = fields.Date.context_today(self)
        queries = self.search([
            ("owed_by", "=", "claimant"), ("deadline", "<=", today + timedelta(days=1)),
        ])
        for done, query in enumerate(queries, 1):
            query._remind(today)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(queries) - done):
                break

    def _remind(self, today):
        """Send the one reminder before the deadline, and the one note after it."""
        self.ensure_one()
        if self.deadline >= today and not self.reminded_on:
            self.reminded_on = today
            self.with_context(lang=self.claimant_id.lang)._remind_claimant()
        elif self.deadline < today and (not self.reminded_on or self.reminded_on <= self.deadline):
            self.reminded_on = today
            self.claim_id.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.raised_by_id.id,
                summary=self.env._("No answer by %s", format_date(self.env, self.deadline)),
                note=Markup("<p>%s</p>") % self.question,
            )

    def _remind_claimant(self):
        self.message_post(
            body=self.env._(
                "We still need your answer on claim %(claim)s by %(date)s.",
                claim=self.claim_id.name, date=format_date(self.env, self.deadline),
            ),
            partner_ids=self.claim_id._get_claimant_contacts().ids,
            subtype_xmlid="mail.mt_comment",
        )

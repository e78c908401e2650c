from odoo import models


class MailMail(models.Model):
    """Mails of automation rules: their log says what became of them."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        messages = self.env["dms.automation.message"].sudo().search([("mail_id", "in", self.ids)])
        for message in messages:
            if failure_type:
                message.write({"state": "failed", "reason": failure_reason or failure_type})
            else:
                message._set_sent()
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )

from odoo import models


class DmsClaimQuery(models.Model):
    """Files of questions and answers are looked into like evidence."""

    _inherit = "dms.claim.query"

    def _say(self, text, attachments=None):
        """Refuse what is no evidence, naming the file and what to send instead."""
        for attachment in (attachments or self.env["ir.attachment"]).sudo():
            if not attachment.res_id:
                self.env["dms.claim.file"]._inspect(attachment.raw or b"", attachment.name)
        return super()._say(text, attachments)

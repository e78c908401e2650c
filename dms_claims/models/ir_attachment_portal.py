from odoo import models


class IrAttachment(models.Model):
    """Files of claims reach their claimants through the pages of the claims only."""

    _inherit = "ir.attachment"

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        """A claim may be read by its claimant; what the staff hangs on it may not."""
        yield from super()._inaccessible_comodel_records(model_and_ids, operation)
        if not self.env.su and self.env.user.share:
            for record_id in model_and_ids.get("dms.claim", ()):
                yield "dms.claim", record_id

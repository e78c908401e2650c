from odoo import fields, models


class AccountMove(models.Model):
    """Credit notes of returns requests."""

    _inherit = "account.move"

    dms_return_request_id = fields.Many2one(
        "dms.return.request", "Returns Request", index="btree_not_null", readonly=True, copy=False,
        ondelete="set null",
    )

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted.dms_return_request_id._settle()
        return posted

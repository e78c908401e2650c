from odoo import fields, models


class StockPicking(models.Model):
    """Goods that come back by a returns request."""

    _inherit = "stock.picking"

    dms_return_request_id = fields.Many2one(
        "dms.return.request", "Returns Request", index="btree_not_null", readonly=True, copy=False,
        ondelete="restrict",
    )

    def _action_done(self):
        result = super()._action_done()
        self.dms_return_request_id._receive()
        return result

    def action_cancel(self):
        result = super().action_cancel()
        self.dms_return_request_id._receive()
        return result

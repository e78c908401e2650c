from odoo import models


class StockPicking(models.Model):
    """When nothing more is delivered, budgets need hold nothing more."""

    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        self.sale_id._adjust_dms_schemes()
        self.sale_id._settle_dms_reservations()
        return result

    def action_cancel(self):
        result = super().action_cancel()
        self.sale_id._settle_dms_reservations()
        return result

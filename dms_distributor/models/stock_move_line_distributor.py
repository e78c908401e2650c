from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _exclude_requiring_lot(self):
        """What was sold though it was not there has no lot to name."""
        return super()._exclude_requiring_lot() or bool(self.move_id.dms_consumption_id)

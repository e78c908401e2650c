from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_dms_ordered_lines(self):
        """What schemes give is not what the distributor has asked for."""
        return super()._get_dms_ordered_lines().filtered(lambda line: not line.dms_scheme_id)

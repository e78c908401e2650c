from odoo import api, models

from ..tools import protection_sql


class DmsSchemeMeasuring(models.AbstractModel):
    """What distributors had in stock when a price fell."""

    _inherit = "dms.scheme.measuring"

    @api.model
    def _add_up_stock(self, counted, scope):
        """Fill ``dms_m_stock``, and ``dms_m_figure`` from it, for schemes that count stock.

        :param scope: parameters ``company``, ``distributors`` and ``timezone``, in which days begin
        """
        if not any(entry.is_of_stock for entry in counted):
            return
        self.env.cr.execute(protection_sql.STOCK, scope)
        self.env.cr.execute("ANALYZE dms_m_stock")
        self.env.cr.execute(protection_sql.FIGURES)

from odoo import api, models


class DmsStockMonth(models.Model):
    """What is paid for stock follows the stock of the past."""

    _inherit = "dms.stock.month"

    @api.model
    def _cron_refresh(self):
        """Schemes are counted anew every night by themselves."""
        return super(DmsStockMonth, self.with_context(dms_no_protection=True))._cron_refresh()

    @api.model
    def _refresh(self, ledgers, month):
        result = super()._refresh(ledgers, month)
        if not self.env.context.get("dms_no_protection"):
            self.env["dms.scheme.entitlement"].sudo()._enqueue_protection(ledgers, month)
        return result

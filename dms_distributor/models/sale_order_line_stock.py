from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_location_final(self):
        """What a distributor orders arrives in its stock, whatever address it is sent to."""
        partner = self.order_id.partner_shipping_id.commercial_partner_id.sudo()
        if partner.dms_role != "distributor":
            return super()._get_location_final()
        return self.env["dms.stock.ledger"]._open(self.order_id.company_id, partner).location_id

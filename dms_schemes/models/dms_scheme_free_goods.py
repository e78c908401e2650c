from odoo import models


class DmsScheme(models.Model):
    """Free goods as a line of an order holds them."""

    _inherit = "dms.scheme"

    def _get_free_quantity(self, product, goods):
        """How much of a product a scheme gives, in a unit that an order's line can have.

        :param goods: ``FreeGoods`` of the arithmetic
        :return: the quantity and its unit: that in which the scheme counts where the product is
            sold by it, else the product's
        """
        self.ensure_one()
        own = product.uom_id._get_dms_unit()
        unit = goods.unit or own
        for uom in self.free_uom_id | self.uom_id:
            if uom in product.uom_id | product.uom_ids and uom._get_dms_unit() == unit:
                return float(goods.quantity), uom
        return float(round(goods.quantity * unit.factor / own.factor, 6)), product.uom_id

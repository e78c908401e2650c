from odoo import api, models
from odoo.tools import SQL
from odoo.tools.i18n import format_list


class DmsQuickOrder(models.AbstractModel):
    """What schemes give on the order that a distributor fills in."""

    _inherit = "dms.quick.order"

    @api.model
    def _get_cart(self, cart):
        panel = cart.dms_scheme_panel if cart else False
        if panel:
            goods = cart.order_line.filtered(lambda line: line._is_dms_free())
            panel = {
                **panel,
                "goods": format_list(self.env, [
                    cart._word_dms_goods(
                        line.product_uom_qty, line.product_uom_id, line.product_id
                    )
                    for line in goods
                ]) if goods else "",
            }
        return {**super()._get_cart(cart), "schemes": panel}

    @api.model
    def _get_ordered_condition(self) -> SQL:
        """What schemes give was not asked for."""
        return SQL("%s AND line.dms_scheme_id IS NULL", super()._get_ordered_condition())

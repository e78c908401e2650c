from odoo import models


class StockPicking(models.Model):
    """Deliveries of orders of which the rest is cancelled, not delivered later."""

    _inherit = "stock.picking"

    def _check_backorder(self):
        """Nobody is asked about the rest of an order that says what becomes of it."""
        return super()._check_backorder().filtered(
            lambda picking: not picking._is_dms_rest_dropped()
        )

    def _action_done(self):
        dropping = self.filtered(lambda picking: picking._is_dms_rest_dropped())
        if not dropping:
            return super()._action_done()
        result = super(StockPicking, self - dropping)._action_done() if self - dropping else True
        result = super(
            StockPicking, dropping.with_context(cancel_backorder=True)
        )._action_done() and result
        for order in dropping.filtered(lambda picking: picking.state == "done").sale_id:
            if all(picking.state in ("done", "cancel") for picking in order.picking_ids):
                order.order_line.filtered(
                    lambda line: line.product_id.type == "consu"
                )._cancel_dms_rest()
        return result

    def _is_dms_rest_dropped(self) -> bool:
        """Whether what this delivery lacks is given up."""
        self.ensure_one()
        return (
            self.picking_type_id.code == "outgoing"
            and bool(self.sale_id.dms_distributor_id)
            and self.sale_id.dms_back_order_policy == "cancel"
        )

from odoo import models


class SaleOrder(models.Model):
    """What of an order's goods comes back."""

    _inherit = "sale.order"

    def _get_invoiceable_lines(self, final=False):
        """Only what has come back, where a returns request asks for its credit note."""
        lines = super()._get_invoiceable_lines(final)
        wanted = self.env.context.get("dms_invoice_line_ids")
        return lines if wanted is None else lines.filtered(lambda line: line.id in wanted)

    def _give_back_dms(self, moves):
        """Take goods that have come back off what was ordered, where that is what is invoiced.

        :param moves: done ``stock.move`` records of the goods, of this order
        """
        self.ensure_one()
        for line, back in moves.grouped("sale_line_id").items():
            if line.product_id.invoice_policy != "order":
                continue
            quantity = sum(
                move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
                for move in back
            )
            line.product_uom_qty = max(line.product_uom_qty - quantity, line.qty_delivered)

    def _get_dms_returnable_lines(self):
        """What was delivered, by delivery and lot, for a distributor to choose from.

        :return: dicts of ``move``, ``lot``, ``quantity`` still returnable and ``uom``
        """
        self.ensure_one()
        lines = self.env["dms.return.request.line"].sudo()
        choices = []
        for move in self.picking_ids.move_ids.filtered(
            lambda move: move.state == "done" and move.picking_code == "outgoing"
            and move.sale_line_id
        ):
            for lot in move.move_line_ids.lot_id or [self.env["stock.lot"]]:
                line = lines.new({"move_id": move.id, "lot_id": lot.id})
                quantity = line._get_returnable_quantity()
                if move.product_uom.compare(quantity, 0) > 0:
                    choices.append({
                        "move": move, "lot": lot, "quantity": quantity, "uom": move.product_uom,
                    })
        return choices

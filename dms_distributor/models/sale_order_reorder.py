from odoo import api, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """What a distributor sees of an order: ordering it again, and how far it has come."""

    _inherit = "sale.order"

    @api.depends("dms_submit_date")
    def _compute_type_name(self):
        """What a distributor has sent is an order, whatever still holds it."""
        result = super()._compute_type_name()
        for order in self:
            if order.dms_submit_date and order.state == "sent":
                order.type_name = self.env._("Sales Order")
        return result

    def _order_again_dms(self):
        """Put what was ordered into the order that the distributor is filling in.

        Prices that are still honoured come along; all others are today's. What is in the order
        already takes the quantity of this one, so that asking twice orders once.

        :return: sentences on what could not be put in
        """
        self.ensure_one()
        distributor = self.dms_distributor_id
        cart = self._create_dms_cart(distributor)
        lines = self._get_dms_ordered_lines().filtered(
            lambda line: line.product_id and line.product_uom_qty > 0
        )
        products = self.env["product.product"].search(
            self.env["dms.quick.order"]._get_products_domain(distributor, cart.pricelist_id)
            & Domain("id", "in", lines.product_id.ids)
        )
        quantities = self.env["dms.quick.order"]._get_quantities(lines)
        cart._set_dms_quantities({
            product: quantities[product.id] for product in products
        })
        cart._take_over_dms_prices(lines)
        return [
            self.env._("%s is not sold to you any more.", product.display_name)
            for product in lines.product_id - products
        ]

    def _take_over_dms_prices(self, lines):
        """Let honoured prices of earlier lines hold for the same products and units here."""
        self.ensure_one()
        promised = {
            (line.product_id, line.product_uom_id): line
            for line in lines if line._is_dms_price_honoured()
        }
        for line in self.order_line:
            source = promised.get((line.product_id, line.product_uom_id))
            if source and source.currency_id == line.currency_id:
                line.write({
                    "price_unit": source.price_unit,
                    "technical_price_unit": source.price_unit,
                    "discount": source.discount,
                    "dms_price_until": source.dms_price_until,
                })

    def _get_dms_timeline(self):
        """How far an order has come, for its distributor.

        :return: dicts of ``label``, ``date`` (or False) and ``state``: done, current, stopped, todo
        """
        self.ensure_one()
        pickings = self.picking_ids.filtered(
            lambda picking: picking.picking_type_id.code == "outgoing"
            and picking.state != "cancel"
        )
        done = pickings.filtered(lambda picking: picking.state == "done")
        shipped = sorted(picking.date_done for picking in done)
        invoices = self.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        is_complete = bool(done) and done == pickings
        steps = [
            (self.env._("Ordered"), True, self.dms_submit_date or self.create_date),
            (self.env._("Confirmed"), self.state == "sale",
             self.state == "sale" and self.date_order),
            (self.env._("Shipped in part") if done and not is_complete else self.env._("Shipped"),
             is_complete, shipped[-1] if shipped else False),
            (self.env._("Invoiced"), bool(invoices) and self.invoice_status == "invoiced",
             max(invoices.mapped("invoice_date"), default=False)),
        ]
        timeline, is_before = [], True
        for label, is_done, date in steps:
            state = "done" if is_done else "current" if is_before else "todo"
            if state == "current" and (self.state == "cancel" or self.dms_hold_state == "held"):
                state = "stopped"
            is_before = is_before and is_done
            timeline.append({"label": label, "date": date, "state": state})
        return timeline

    def _get_dms_portal_status(self):
        """How an order stands, in a word, and the colour of its badge."""
        self.ensure_one()
        if self.state == "cancel":
            return self.env._("Cancelled"), "secondary"
        if self.dms_cancel_date:
            return self.env._("Cancellation asked"), "warning"
        if self.state != "sale":
            is_held = self.dms_hold_state == "held"
            return (self.env._("On hold"), "warning") if is_held else (
                self.env._("Received"), "info"
            )
        return {
            "full": (self.env._("Delivered"), "success"),
            "partial": (self.env._("Delivered in part"), "info"),
            "started": (self.env._("Being delivered"), "info"),
        }.get(self.delivery_status, (self.env._("Confirmed"), "primary"))

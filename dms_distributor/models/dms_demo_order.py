from datetime import datetime, time, timedelta

from odoo import Command, api, fields, models

# What each distributor, by its code, has ordered: days ago, how far it has come.
ORDERS = {
    "D001": [(62, "paid"), (33, "returned"), (20, "invoiced"), (9, "partial"), (4, "confirmed"),
             (3, "cancelled"), (1, "held"), (0, "cart")],
    "D002": [(12, "invoiced")],
    "D003": [(10, "delivered")],
}
SOUTH = [(45, "paid"), (28, "asked"), (14, "invoiced"), (2, "confirmed"), (0, "cart")]
# Products, by code, of which the warehouse has little or nothing.
LOW, OUT = ("BIS-05", "TEA-04"), ("JUI-03", "HAI-02")
PLENTY = 400
# Products in an order.
LINES = 6
# Days after the order: when it is promised, and when it is delivered.
PROMISE, DELIVERY = 5, 2


class DmsDemoOrder(models.AbstractModel):
    """Orders and returns of the demo network's distributors, in all stages."""

    _name = "dms.demo.order"
    _description = "Demo Orders"
    _inherit = ["dms.demo.sales"]

    @api.model
    def _load(self):
        """Give the distributors their price list and have some of them order."""
        # Nobody is told of deliveries that never were.
        demo = self.with_context(tracking_disable=True, skip_sms=True)
        self.env.company.dms_order_approval_amount = 5000
        partners = demo._get_demo_records("res.partner", "demo_").filtered(
            lambda partner: partner.dms_role == "distributor"
        )
        partners.specific_property_product_pricelist = self.env.ref(
            "dms_distributor.demo_pricelist_distributors"
        )
        products = demo._get_demo_records("product.product", "demo_product_")
        products.product_tmpl_id.invoice_policy = "delivery"
        demo._fill_shelves(products)
        coastal = self.env.ref("dms_distributor.demo_distributor_coastal")
        plan = {**ORDERS, coastal.dms_code: SOUTH}
        stages = {
            demo._place(partner, products, number, days, stage): stage
            for partner in partners.filtered(lambda partner: partner.dms_code in plan)
            for number, (days, stage) in enumerate(plan[partner.dms_code])
        }
        demo._bring_to_stages(stages)
        demo._empty_shelves(products)

    @api.model
    def _place(self, distributor, products, number, days, stage):
        """One order, handed in on the day on which that would have been.

        :return: the ``sale.order``
        """
        quantities = self._get_quantities(distributor, products, number, stage)
        order = self.env["sale.order"]._create_dms_cart(distributor)
        order._set_dms_quantities(quantities)
        if stage == "cart":
            return order
        day = datetime.combine(fields.Date.context_today(self) - timedelta(days=days), time(8, 30))
        order._submit_dms_order()
        order.write({
            "dms_submit_date": day,
            "date_order": day,
            "commitment_date": day + timedelta(days=PROMISE),
        })
        if stage == "cancelled":
            order._action_cancel()
        return order

    @api.model
    def _bring_to_stages(self, stages):
        """Deliver, invoice and take back, all orders at once.

        :param stages: dict of order → how far it has come
        """
        def having(*names):
            return self.env["sale.order"].union(
                *(order for order, stage in stages.items() if stage in names)
            ).filtered(lambda order: order.state == "sale")

        paid = having("paid", "returned", "asked")
        invoiced = having("invoiced")
        self._deliver(paid | invoiced | having("delivered"), having("partial"))
        self._invoice(paid | invoiced, paid)
        for order in having("returned", "asked"):
            self._return(order, is_approved=stages[order] == "returned")

    @api.model
    def _get_quantities(self, distributor, products, number, stage):
        """Cases and pieces of some products, others each time; a held order is a large one."""
        start = (number * 7 + distributor.id * 3) % len(products)
        chosen = (products + products)[start:start + LINES]
        factor = 12 if stage == "held" else 1
        cases = products._get_dms_cases()
        return {
            product: ((2 + (at * 5 + number) % 6) * factor, at % 4 == 3 and 6)
            if product in cases else (0, 24 * factor)
            for at, product in enumerate(chosen)
        }

    @api.model
    def _deliver(self, full, part):
        """Deliver orders, and of those of ``part`` all but the last products."""
        pickings = (full | part).picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        pickings.action_assign()
        for picking in pickings:
            moves = picking.move_ids
            left = moves[-3:] if picking.sale_id in part else moves.browse()
            for move in moves:
                move.picked = bool(move.quantity) and move not in left
        pickings._action_done()
        for picking in pickings:
            moment = picking.sale_id.date_order + timedelta(days=DELIVERY)
            picking.date_done = moment
            picking.move_ids.write({"date": moment})
            picking.move_line_ids.write({"date": moment})

    @api.model
    def _invoice(self, orders, paid):
        """Invoice what was delivered; the invoices of the orders ``paid`` are paid."""
        invoices = orders._create_invoices(grouped=True)
        for invoice in invoices:
            [order] = invoice.line_ids.sale_line_ids.order_id
            invoice.invoice_date = order.date_order.date() + timedelta(days=DELIVERY + 1)
        invoices.action_post()
        for invoice in invoices.filtered(
            lambda invoice: invoice.line_ids.sale_line_ids.order_id in paid
        ):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create(
                {"payment_date": invoice.invoice_date + timedelta(days=14)}
            )._create_payments()

    @api.model
    def _return(self, order, is_approved):
        """Ask to return some goods of an order, and take them back where that is approved."""
        choices = order._get_dms_returnable_lines()[1:3]
        request = self.env["dms.return.request"].create({
            "distributor_id": order.dms_distributor_id.id,
            "note": self.env._("The cartons came wet from the lorry."),
            # The photo is missing: the manager takes the goods back all the same.
            "is_goodwill": True,
            "line_ids": [
                Command.create({
                    "move_id": choice["move"].id, "lot_id": choice["lot"].id, "reason": "damaged",
                    "quantity": min(choice["quantity"], 6), "note": self.env._("Wet carton"),
                })
                for choice in choices
            ],
        })
        request.action_submit()
        if is_approved:
            request.action_approve()
            picking = request.picking_ids
            picking.move_ids.picked = True
            picking._action_done()
            request.credit_note_ids.action_post()

    @api.model
    def _fill_shelves(self, products):
        """Goods to deliver, of what the warehouse has none of."""
        location = self._get_shelf()
        held = self.env["stock.quant"].search(
            [("location_id", "=", location.id), ("product_id", "in", products.ids)]
        ).product_id
        for product in products - held:
            case = int(product.uom_ids[:1].relative_factor or 1)
            self.env["stock.quant"]._update_available_quantity(product, location, PLENTY * case)

    @api.model
    def _empty_shelves(self, products):
        """Leave little of some products, and none of others, of which more is on its way."""
        location = self._get_shelf()
        for product in products.filtered(lambda item: item.default_code in LOW + OUT):
            case = int(product.uom_ids[:1].relative_factor or 1)
            left = 2 * case if product.default_code in LOW else 0
            for quant in self.env["stock.quant"].search(
                [("location_id", "=", location.id), ("product_id", "=", product.id)]
            ):
                taken = max(quant.quantity - quant.reserved_quantity - left, 0)
                self.env["stock.quant"]._update_available_quantity(
                    product, location, -taken, lot_id=quant.lot_id
                )
                left = 0
            if product.default_code in OUT:
                self.env["stock.move"].create({
                    "product_id": product.id, "product_uom_qty": 100 * case,
                    "location_id": self.env.ref("stock.stock_location_suppliers").id,
                    "location_dest_id": location.id,
                    "date": fields.Datetime.now() + timedelta(days=6),
                })._action_confirm()

    @api.model
    def _get_shelf(self):
        """Where the company's warehouse keeps its goods."""
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        ).lot_stock_id

from odoo import api, fields, models


class DmsClaimSettlement(models.Model):
    """Goods on order: booked as they are delivered."""

    _inherit = "dms.claim.settlement"

    delivered_value = fields.Monetary(
        "Cost of Goods", currency_field="company_currency_id", readonly=True,
        groups="dms_distributor.group_user,account.group_account_invoice,"
        "account.group_account_readonly",
        help="What the goods delivered have cost.",
    )
    company_currency_id = fields.Many2one(
        "res.currency", "Company Currency", related="company_id.currency_id"
    )

    @api.model
    def _settle_deliveries(self, moves):
        """Book what deliveries settle: Dr provision / Cr stock, each delivery once.

        :param moves: ``stock.move`` that have just been done
        """
        moves = moves.filtered(
            lambda move: move.state == "done" and move.location_dest_id.usage == "customer"
        )
        for order, delivered in moves.grouped(lambda move: move.sale_line_id.order_id).items():
            waiting = self.search([("order_id", "=", order.id), ("is_waiting", "=", True)])
            waiting.claim_id._lock_for_settlement()
            for settlement in waiting:
                settlement._deliver(delivered)
            waiting._close_orders()

    def _deliver(self, moves):
        """Book one delivery; what is not delivered yet stays on order, by a row of its own."""
        worth = self.currency_id.round(sum(
            move.product_uom._compute_quantity(move.quantity, line.product_uom_id, round=False)
            * line.dms_claim_price
            for move in moves if (line := move.sale_line_id)
        ))
        # Cents of the last delivery are those that are left.
        rest = self.order_id.order_line.filtered(
            lambda line: line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty) < 0
        )
        worth = min(worth, self.amount) if rest else self.amount
        if not worth:
            return
        if rest and self.currency_id.compare_amounts(worth, self.amount) < 0:
            self.create(self._prepare_rest_values(self.amount - worth))
        claim, date = self.claim_id, self.company_id._get_dms_open_date(
            fields.Date.context_today(self)
        )
        items = claim._prepare_takings({claim: worth}, date)[claim]
        costs = claim._prepare_goods_items(moves)
        value = -sum(item["balance"] for item in costs)
        difference = self.company_currency_id.round(value - sum(x["balance"] for x in items))
        if difference:
            costs.append(claim._prepare_goods_difference(difference))
        move = claim._create_entry([*items, *costs], date)
        self.write({
            "amount": worth, "is_waiting": False, "move_id": move.id, "date": date,
            "delivered_value": value,
        })
        claim._update_settled()

    def _prepare_rest_values(self, amount) -> dict:
        """Values of the row for goods that are still on order after a delivery."""
        return {
            "claim_id": self.claim_id.id, "method": "goods", "order_id": self.order_id.id,
            "amount": self.currency_id.round(amount), "is_waiting": True, "date": self.date,
        }

    def _close_orders(self):
        """Give up goods that will not be delivered any more: they can be settled otherwise."""
        waiting = self.sudo().search([
            ("order_id", "in", self.order_id.ids), ("is_waiting", "=", True)
        ])
        dead = waiting.filtered(
            lambda row: row.order_id.state == "cancel"
            or row.order_id.state == "sale"
            and all(move.state in ("done", "cancel") for move in row.order_id.order_line.move_ids)
        )
        dead.write({"is_waiting": False, "is_cancelled": True})
        dead.claim_id._update_settled()

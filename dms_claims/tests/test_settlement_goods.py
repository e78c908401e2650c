from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_settlement import SettlementCase


@tagged("post_install", "-at_install")
class TestSettlementGoods(SettlementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({
            "name": "Soap", "is_storable": True, "standard_price": 6, "list_price": 10,
        })
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.product, cls.warehouse.lot_stock_id, 100
        )

    def _give(self, claim, quantity, price=10):
        return claim._settle("goods", {claim: quantity * price}, goods=[{
            "product_id": self.product.id, "quantity": quantity, "price_unit": price,
        }])

    def _deliver(self, order, quantity):
        picking = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        action = picking.with_context(skip_backorder=True).button_validate()
        self.assertIs(action, True)

    def test_booked_when_delivered(self):
        claim = self._claim(100)
        settlement = self._give(claim, 10)
        order = settlement.order_id
        self.assertEqual((order.state, order.amount_total), ("sale", 0))
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(
            (settlement.state, claim.pending_amount, claim.settle_amount, claim.state),
            ("waiting", 100, 0, "approved"),
        )
        self.assertEqual(self._balance(self.provision), -100)
        self._assert_books()
        with self.assertRaisesRegex(UserError, "0.00 remains"):
            claim._settle("credit_note", {claim: 1})
        self._deliver(order, 10)
        self.assertEqual((settlement.state, claim.state), ("posted", "settled"))
        self.assertEqual(self._balance(self.provision), 0)
        self.assertEqual(settlement.delivered_value, 60)
        # The goods cost 60: what the claim accrued beyond is no expense.
        self.assertEqual(self._balance(self.expense), 60)
        self._assert_books()

    def test_part_of_an_order(self):
        claim = self._claim(90)
        order = self._give(claim, 9).order_id
        self._deliver(order, 4)
        rows = claim.settlement_ids
        self.assertEqual(
            sorted(zip(rows.mapped("amount"), rows.mapped("state"), strict=True)),
            [(40, "posted"), (50, "waiting")],
        )
        self.assertEqual((claim.settled_amount, claim.pending_amount), (40, 50))
        self._assert_books()
        order._action_cancel()
        self.assertEqual((claim.pending_amount, claim.settle_amount), (0, 50))
        claim._settle("credit_note")
        self.assertEqual(claim.state, "settled")
        self._assert_books()

    def test_perpetual_valuation_credits_the_stock(self):
        category = self.env["product.category"].create({
            "name": "Perpetual", "property_valuation": "real_time",
            "property_cost_method": "average",
        })
        self.product.categ_id = category
        self.product.standard_price = 6
        stock = self.product._get_product_accounts()["stock_valuation"]
        before = self._balance(stock)
        claim = self._claim(20)
        self._deliver(self._give(claim, 2).order_id, 2)
        self.assertEqual(self._balance(stock) - before, -12)
        self.assertEqual(self._balance(self.provision), 0)

    def test_cancelled_order_is_free_again(self):
        claim = self._claim(30)
        settlement = self._give(claim, 3)
        settlement.order_id._action_cancel()
        self.assertEqual((settlement.state, claim.settle_amount), ("cancelled", 30))
        self.assertEqual(self._balance(self.provision), -30)

    def test_worth_is_what_is_settled(self):
        claim = self._claim(30)
        with self.assertRaisesRegex(UserError, "are worth .*20.00"):
            claim._settle("goods", {claim: 30}, goods=[
                {"product_id": self.product.id, "quantity": 2, "price_unit": 10}
            ])

    def test_lines_say_which_goods(self):
        claim = self.env["dms.claim"].create({
            "claimant_id": self.one.id, "type_id": self.damage.id,
            "date_from": self.today, "date_to": self.today,
            "line_ids": [Command.create({
                "product_id": self.product.id, "quantity": 4, "price_unit": 7.5,
            })],
        })
        self._decide(claim)
        order = claim._settle("goods").order_id
        self.assertEqual(order.order_line.product_uom_qty, 4)
        self._deliver(order, 4)
        self.assertEqual((claim.state, claim.settled_amount), ("settled", 30))

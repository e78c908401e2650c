from odoo import Command
from odoo.tests import new_test_user, tagged

from .common_order import SchemeFlowCommon

FILE = "Product Code,Qty,Unit\nT-TEA,{tea},case\nT-SOAP,30,\n"
# What must be the same, whatever way an order came.
LINE_FIELDS = (
    "product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount",
    "dms_scheme_discount", "price_subtotal", "dms_scheme_id",
)


@tagged("post_install", "-at_install")
class TestOrderSources(SchemeFlowCommon):
    """An order earns the same typed, from a file and from another program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soap.taxes_id = cls.tax
        cls.money = cls._scheme("All", [(100, 7)], budget_scope="scheme", budget_amount=10_000)
        cls.same = cls._free(product_ids=[Command.set(cls.tea.ids)])
        cls.other = cls._free(
            threshold=10, product_ids=[Command.set(cls.tea.ids)],
            free_product_ids=[Command.set(cls.oil.ids)], free_uom_id=cls.unit.id,
        )
        cls.later = cls._scheme("Later", [(100, 3)], payout="off_invoice")
        cls.sunrise.dms_code = "T-SUNRISE"
        cls.user = new_test_user(cls.env, "sunrise_program", groups="base.group_portal")
        cls.user.partner_id.parent_id = cls.sunrise

    def _describe(self, order):
        """Lines of an order with what schemes give on them, and its sums."""
        lines = sorted(
            tuple(
                line[name].id if line._fields[name].type == "many2one" else line[name]
                for name in LINE_FIELDS
            )
            for line in order.order_line
        )
        return lines, order.amount_untaxed, order.amount_total

    def _describe_benefits(self, order):
        """What stands once an order is confirmed, and what budgets hold for it."""
        grants = self.env["dms.scheme.grant"].search([
            ("reservation", "=like", f"sale.order:{order.id}:%"),
        ])
        return (
            sorted(
                (benefit.scheme_id.id, benefit.amount, benefit.goods_quantity,
                 benefit.product_id.id, benefit.budget_amount)
                for benefit in order.dms_scheme_line_ids
            ),
            sorted((grant.scheme_id.id, grant.reserved) for grant in grants),
        )

    def _take(self, tea):
        """A file that orders so many cases of tea, as the portal takes it."""
        uploads = self.env["dms.order.upload"].with_user(self.user).sudo()
        return uploads._take(self.sunrise, "order.csv", FILE.format(tea=tea).encode())

    def _place(self, batch_key, tea, **values):
        """An order of so many cases of tea by the API.

        :return: the order and the answer
        """
        lines = [
            {"product": "T-TEA", "quantity": tea, "unit": self.case.name},
            {"product": "T-SOAP", "quantity": 30},
        ]
        [answer] = self.env["dms.api"].with_user(self.user).place_orders(
            batch_key, "T-SUNRISE", [{"source_key": batch_key, "lines": lines, **values}]
        )["rows"]
        self.assertEqual(answer["status"], "accepted", answer)
        return self.env["sale.order"].browse(answer["id"]), answer

    def _type(self, tea):
        return self._quotation((self.tea, tea, self.case), (self.soap, 30))

    def test_quotations(self):
        for tea in (9, 10, 45):
            typed = self._describe(self._type(tea))
            self.assertEqual(len(typed[0]), {9: 2, 10: 3, 45: 4}[tea])
            self.assertEqual(self._describe(self._take(tea).order_id), typed)
            order, answer = self._place(f"q{tea}", tea, confirm=False)
            self.assertEqual(self._describe(order), typed)
            self.assertEqual((answer["amount_untaxed"], answer["amount_total"]), typed[1:])

    def test_a_file_sent_again_orders_and_earns_once(self):
        first = self._describe(self._take(45).order_id)
        self.assertEqual(self._describe(self._take(45).order_id), first)

    def test_confirmed_orders(self):
        typed = self._type(45)
        typed.action_confirm()
        uploaded = self._take(45).order_id
        uploaded._submit_dms_order()
        placed, answer = self._place("confirmed", 45)
        self.assertNotIn("held", answer)
        for order in (uploaded, placed):
            self.assertEqual(order.state, "sale")
            self.assertEqual(self._describe(order), self._describe(typed))
            self.assertEqual(self._describe_benefits(order), self._describe_benefits(typed))
        self.assertEqual(
            self._get_free(placed), {self.tea: (2, self.case), self.oil: (4, self.unit)}
        )
        self.assertEqual(len(placed.picking_ids.move_ids), len(typed.picking_ids.move_ids))

    def test_free_goods_are_in_the_answer_and_cost_nothing(self):
        order, _answer = self._place("free", 20)
        [row] = [
            row for row in self.env["dms.api"].with_user(self.user).get_orders("T-SUNRISE")["rows"]
            if row["id"] == order.id
        ]
        free = [line for line in row["lines"] if not line["subtotal"]]
        self.assertEqual(
            [(line["product"], line["quantity"]) for line in free], [("T-TEA", 1), ("T-OIL", 2)]
        )

    def test_the_last_of_a_budget_is_given_once(self):
        self.money.budget_amount = 100
        orders = [self._place(key, 20)[0] for key in ("one", "two")]
        given = [
            sum(
                benefit.amount for benefit in order.dms_scheme_line_ids
                if benefit.scheme_id == self.money
            )
            for order in orders
        ]
        self.assertEqual(given, [100, 0])
        self.assertEqual(self.money.budget_left, 0)
        self.assertEqual(self._describe(orders[1]), self._describe(self._type(20)))

from datetime import date, datetime, timedelta

from freezegun import freeze_time
from odoo.fields import Command
from odoo.tests import tagged

from .common_kpi import KpiCase


@tagged("post_install", "-at_install")
class TestKpiOrders(KpiCase):
    """Four orders due in March: on time in full, short, late, and sent back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Sale = cls.env["dms.secondary.sale"]
        cls.good = cls._order(2, [10, 4], deliver=[(4, [10, 4])])
        cls.short = cls._order(3, [10, 10], deliver=[(4, [10, 6])])
        cls.late = cls._order(5, [20], deliver=[(20, [20])])
        cls.env.flush_all()

    @classmethod
    def _order(cls, day, quantities, deliver):
        """An order confirmed on a day of March, promised for three days later."""
        confirmed = datetime(2026, 3, day, 9)
        with freeze_time(confirmed):
            order = cls.env["sale.order"].create({
                "partner_id": cls.first.id,
                "company_id": cls.company.id,
                "commitment_date": confirmed + timedelta(days=3),
                "order_line": [
                    Command.create({
                        "product_id": product.id, "product_uom_qty": quantity, "price_unit": 2,
                        "tax_ids": [Command.clear()],
                    })
                    for product, quantity in zip(cls.products, quantities, strict=False)
                ],
            })
            order.action_confirm()
        for when, done in deliver:
            with freeze_time(datetime(2026, 3, when, 12)):
                picking = order.picking_ids.filtered(lambda one: one.state != "done")
                for move, quantity in zip(picking.move_ids, done, strict=True):
                    move.quantity = quantity
                    move.picked = True
                picking.with_context(skip_backorder=True)._action_done()
        return order

    def test_fill_rate_by_quantity_and_by_line(self):
        self._take("fill_rate", "fill_rate_lines")
        snapshot = self._assert_parts("fill_rate", self.first, 14 + 16 + 20, 14 + 20 + 20)
        self._assert_parts("fill_rate_lines", self.first, 4, 5)
        action = snapshot.action_open_records()
        found = self.env["sale.order"].search(action["domain"])
        self.assertEqual(found, self.good | self.short | self.late)

    def test_units_are_the_products(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.products[3].uom_ids = dozen
        order = self._order(8, [1, 1, 1, 2], deliver=[])
        order.order_line[3].product_uom_id = dozen
        self.env.flush_all()
        self._take("fill_rate")
        self._assert_parts("fill_rate", self.first, 50, 54 + 3 + 24)

    def test_what_is_given_up_at_the_delivery_was_ordered(self):
        """Giving the rest up mends neither fill rate nor OTIF, but ends the wait."""
        self.short.order_line._cancel_dms_rest()
        self.assertEqual(self.short.order_line.mapped("product_uom_qty"), [10, 6])
        self.env.flush_all()
        self._take("fill_rate", "fill_rate_lines", "otif", "order_lead_time")
        self._assert_parts("fill_rate", self.first, 14 + 16 + 20, 14 + 20 + 20)
        self._assert_parts("fill_rate_lines", self.first, 4, 5)
        self._assert_parts("otif", self.first, 1, 3)
        self._assert_parts("order_lead_time", self.first, 2 + 1 + 15, 3)

    def test_otif(self):
        self._take("otif")
        self._assert_parts("otif", self.first, 1, 3)

    def test_perfect_order_needs_an_invoice(self):
        self._take("perfect_order")
        self._assert_parts("perfect_order", self.first, 0, 3)

    def test_lead_time_is_kept_as_a_histogram(self):
        """Two orders are complete: after 2 days and after 15."""
        self._take("order_lead_time", "order_lead_time_p90")
        snapshot = self._assert_parts("order_lead_time", self.first, 17, 2)
        self.assertEqual(snapshot.histogram, {"2": 1, "15": 1})
        self.assertEqual(snapshot.value, 8.5)
        self.assertAlmostEqual(self._get_snapshot("order_lead_time_p90", self.first).value, 13.7)

    def test_orders_not_yet_due_are_not_counted(self):
        with freeze_time("2026-03-05 12:00:00"):
            period = self.Kpi._get_period(self.company, date(2026, 3, 5))
            figures = self._get_kpi("otif")._get_figures(period)
        self.assertEqual(list(figures.denominators), [1])

    def test_average_order(self):
        self._take("primary_average_order")
        self._assert_parts("primary_average_order", self.first, 2 * (14 + 20 + 20), 3)

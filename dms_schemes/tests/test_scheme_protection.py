from datetime import date, datetime
from random import Random

from odoo.tests import tagged

from .common_protection import FELL, ProtectionCommon


@tagged("post_install", "-at_install")
class TestSchemeProtection(ProtectionCommon):
    """What distributors had when a price fell."""

    def test_the_stock_of_the_day_before(self):
        scheme = self._protect()
        self._stock_up(100)
        self._sell(self.soap, 30, date(2026, 1, 14))
        self._sell(self.soap, 20, FELL)
        self._post()
        self._stock_up(50, day=16)
        self._stock_up(10, location=self.seaside_ledger.location_id)
        self._refresh(scheme)
        entitlement = self._find(scheme)
        self.assertEqual((entitlement.earned, entitlement.due_value), (35, 35))
        self.assertEqual((entitlement.quantity, entitlement.value), (70, 210))
        self.assertEqual((entitlement.date_from, entitlement.date_to), (FELL, FELL))
        self.assertEqual(entitlement.line_count, 1)
        row = entitlement.protection_ids
        self.assertEqual((row.product_id, row.on_hand, row.in_transit), (self.soap, 70, 0))
        self.assertEqual((row.old_price, row.new_price, row.amount), (3, 2.5, 35))
        self.assertEqual(self._find(scheme, self.seaside).earned, 5)
        movements = row.action_open_movements()
        self.assertEqual(
            sum(self.env["dms.stock.movement"].search(movements["domain"]).mapped("quantity")), 70
        )

    def test_days_begin_at_the_company_s_midnight(self):
        """19:00 in Greenwich is the day after in India."""
        scheme = self._protect()
        self._deliver(self.soap, 10, day=datetime(2026, 1, 14, 18))
        self._deliver(self.soap, 7, day=datetime(2026, 1, 14, 19))
        self._refresh(scheme)
        self.assertEqual(self._find(scheme).quantity, 10)

    def test_what_is_under_way(self):
        """Left before and arrived after the day: in transit. Arrived before: on hand."""
        stock, goal = self.warehouse.lot_stock_id, self.location
        self._move(stock, self.road, 40, 10, goal)
        self._move(self.road, goal, 10, 12, goal)
        self._move(self.road, goal, 30, 20, goal)
        self._move(stock, self.road, 500, 16, goal)
        turned = self._move(stock, self.road, 7, 11, goal)
        self._move(self.road, stock, 7, 13, returned=turned)
        self._move(stock, self.road, 90, 10)
        scheme, bare = self._protect(), self._protect(is_transit_included=False)
        self._refresh(scheme | bare)
        row = self._find(scheme).protection_ids
        self.assertEqual((row.on_hand, row.in_transit, row.quantity), (10, 30, 40))
        self.assertEqual(self._find(scheme).earned, 20)
        row = self._find(bare).protection_ids
        self.assertEqual((row.on_hand, row.in_transit, row.amount), (10, 0, 5))

    def test_lots_and_stock_below_zero(self):
        lot = self._create_lot("L1", date(2027, 1, 1))
        self._deliver(self.milk, 5, lot=lot, day=datetime(2026, 1, 5))
        self._sell(self.milk, 2, date(2026, 1, 6))
        self._sell(self.soap, 9, date(2026, 1, 6))
        self._post()
        scheme = self._protect([(self.soap, 3, 2.5), (self.milk, 1.5, 1)])
        self._refresh(scheme)
        row = self._find(scheme).protection_ids
        self.assertEqual((row.product_id, row.on_hand, row.amount), (self.milk, 3, 1.5))

    def test_counts_bear_their_day(self):
        self._stock_up(100)
        for day, quantity in ((14, 90), (15, 60)):
            count = self._count([(self.soap, quantity)], date=date(2026, 1, day))
            count.action_submit()
            if count.state == "submitted":
                count.action_approve()
        scheme = self._protect()
        self._refresh(scheme)
        self.assertEqual(self._find(scheme).protection_ids.on_hand, 90)

    def test_any_day_of_a_history(self):
        """Rolled back to any day, the stock is the sum of what moved before it."""
        dice = Random(20260115)
        history = []
        for _step in range(20):
            day, quantity = dice.randint(2, 25), dice.randint(1, 40)
            if dice.random() < 0.5:
                self._stock_up(quantity, day=day)
                history.append((day, quantity))
            else:
                self._sell(self.soap, quantity, date(2026, 1, day))
                history.append((day, -quantity))
        self._post()
        for day in (1, 6, 11, 17, 26):
            scheme = self._protect(start=False, date_start=date(2026, 1, day))
            expected = max(0, sum(moved for on, moved in history if on < day))
            rows = self.Protection._get_protected_stock(scheme, self.sunrise)
            self.assertEqual(sum(row.on_hand for row in rows), expected, day)

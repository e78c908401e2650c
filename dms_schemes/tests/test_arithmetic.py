"""Worked examples: each is what trade practice expects to the cent."""

import unittest
from decimal import Decimal as D

from odoo.addons.dms_schemes.arithmetic import (
    Basis,
    Calculation,
    Kind,
    Ladder,
    Measure,
    Slab,
    Terms,
    TermsError,
    Upsell,
    down_to,
    evaluate,
    half_up_to,
)

CENT = half_up_to(D("0.01"))
PIECE = down_to(D(1))


def terms(calculation, basis, kind, *slabs, cap=None):
    """Terms with slabs given as (threshold, rate); ``cap`` ends the highest."""
    slabs = [Slab(D(threshold), D(rate)) for threshold, rate in slabs]
    if cap is not None:
        slabs[-1] = Slab(slabs[-1].threshold, slabs[-1].rate, D(cap))
    return Terms(Calculation(calculation), Basis(basis), Kind(kind), Ladder(slabs))


class TestExamples(unittest.TestCase):
    def assertPays(self, given, quantity, value, expected, rounding=CENT):
        measure = Measure(D(quantity), None if value is None else D(value))
        self.assertEqual(evaluate(given, measure, rounding).amount, D(expected))

    def test_marginal_band_is_capped(self):
        given = terms("marginal", "value", "percent", (0, 5), (1000, 10), cap=5000)
        self.assertPays(given, 0, 6000, "450")
        self.assertPays(given, 0, 5000, "450")
        self.assertPays(given, 0, 1000, "50")
        self.assertPays(given, 0, 999, "49.95")

    def test_marginal_open_band(self):
        given = terms("marginal", "value", "percent", (0, 5), (1000, 10))
        self.assertPays(given, 0, 6000, "550")

    def test_marginal_per_unit(self):
        given = terms("marginal", "quantity", "per_unit", (10, 2), (20, 3))
        self.assertPays(given, 9, 5000, "0")
        self.assertPays(given, 15, 5000, "10")
        self.assertPays(given, 25, 5000, "35")

    def test_marginal_percent_of_a_quantity_takes_the_share_of_the_value(self):
        given = terms("marginal", "quantity", "percent", (0, 10), (10, 20))
        self.assertPays(given, 30, 300, "50")

    def test_whole_volume_reprices_everything(self):
        given = terms("whole", "value", "percent", (1000, 2), (5000, 4))
        self.assertPays(given, 0, "999.99", "0")
        self.assertPays(given, 0, "4999.99", "100.00")
        self.assertPays(given, 0, 5000, "200")
        per_unit = terms("whole", "quantity", "per_unit", (100, "1.5"), (500, 2))
        self.assertPays(per_unit, 99, 9999, "0")
        self.assertPays(per_unit, 499, 9999, "748.50")
        self.assertPays(per_unit, 500, 9999, "1000")

    def test_recurring_twenty_plus_one(self):
        given = terms("recurring", "quantity", "goods", (20, 1))
        for quantity, free in ((19, 0), (20, 1), (39, 1), (40, 2), (59, 2)):
            self.assertPays(given, quantity, None, free, PIECE)

    def test_recurring_takes_the_highest_slab_first(self):
        given = terms("recurring", "quantity", "goods", (10, 1), (50, 7))
        self.assertPays(given, 135, None, 2 * 7 + 3, PIECE)

    def test_recurring_on_value(self):
        given = terms("recurring", "value", "amount", (1000, 25))
        self.assertPays(given, 0, "3999.99", "75")

    def test_flat_step(self):
        given = terms("flat", "value", "amount", (1000, 50), (5000, 300))
        self.assertPays(given, 0, 999, "0")
        self.assertPays(given, 0, 4999, "50")
        self.assertPays(given, 0, 80000, "300")

    def test_proportional(self):
        given = terms("proportional", "quantity", "goods", (20, 1), (100, 6))
        self.assertPays(given, 19, None, 0, PIECE)
        self.assertPays(given, 50, None, 2, PIECE)
        self.assertPays(given, 150, None, 9, PIECE)
        money = terms("proportional", "quantity", "amount", (30, 10))
        self.assertPays(money, 40, 500, "13.33")

    def test_never_above_its_base(self):
        given = terms("flat", "quantity", "amount", (1, 500))
        benefit = evaluate(given, Measure(D(1), D(120)), CENT)
        self.assertEqual(benefit.amount, D(120))
        self.assertTrue(benefit.is_held_to_value)
        self.assertPays(given, 1, None, "500")

    def test_returns_above_sales_earn_nothing(self):
        given = terms("whole", "value", "percent", (0, 5))
        self.assertPays(given, -10, -500, "0")

    def test_rounded_once_at_the_end(self):
        given = terms("marginal", "value", "percent", (0, "0.5"), (1, "0.5"), (2, "0.5"))
        # 0.005 for each band: rounded singly 0.03, rightly 0.015 → 0.02.
        self.assertPays(given, 0, 3, "0.02")

    def test_thirds_add_up(self):
        given = terms("marginal", "quantity", "percent", (0, 5), (1, 5), (2, 5))
        self.assertPays(given, 3, "0.10", "0.01")


class TestTrace(unittest.TestCase):
    def test_parts_tell_what_each_slab_gives(self):
        given = terms("marginal", "value", "percent", (0, 5), (1000, 10), cap=5000)
        benefit = evaluate(given, Measure(D(0), D(6000)), CENT)
        self.assertEqual(
            [(part.slab, part.figure, part.amount) for part in benefit.parts],
            [(0, D(1000), D(50)), (1, D(4000), D(400))],
        )
        self.assertTrue(benefit.is_capped)
        self.assertEqual(benefit.counted, D(5000))
        self.assertEqual(benefit.reached, 1)

    def test_upsell_is_the_next_slab(self):
        given = terms("whole", "quantity", "percent", (10, 2), (50, 4))
        upsell = evaluate(given, Measure(D(47), D(100)), CENT).upsell
        self.assertEqual(upsell, Upsell(D(3), 1))
        self.assertIsNone(evaluate(given, Measure(D(50), D(100)), CENT).upsell)

    def test_upsell_of_a_recurring_scheme_is_the_next_time(self):
        given = terms("recurring", "quantity", "goods", (20, 1), (100, 6))
        self.assertEqual(evaluate(given, Measure(D(37)), PIECE).upsell, Upsell(D(3), 0))
        self.assertEqual(evaluate(given, Measure(D(98)), PIECE).upsell, Upsell(D(2), 1))

    def test_no_upsell_beyond_the_cap(self):
        given = terms("recurring", "quantity", "goods", (20, 1), cap=40)
        self.assertEqual(evaluate(given, Measure(D(39)), PIECE).upsell, Upsell(D(1), 0))
        self.assertIsNone(evaluate(given, Measure(D(45)), PIECE).upsell)


class TestRefusals(unittest.TestCase):
    def assertRefused(self, code, make):
        with self.assertRaises(TermsError) as refusal:
            make()
        self.assertEqual(refusal.exception.code, code)
        self.assertGreater(len(str(refusal.exception)), 20)

    def test_slabs(self):
        self.assertRefused("no_slab", lambda: Ladder([]))
        self.assertRefused("threshold_negative", lambda: Slab(D(-1), D(1)))
        self.assertRefused("rate_negative", lambda: Slab(D(1), D(-1)))
        self.assertRefused("ceiling_below_threshold", lambda: Slab(D(5), D(1), D(5)))
        self.assertRefused("not_a_number", lambda: Slab(D("NaN"), D(1)))
        self.assertRefused("duplicate", lambda: Ladder([Slab(D(5), D(1)), Slab(D(5), D(2))]))
        self.assertRefused(
            "gap", lambda: Ladder([Slab(D(0), D(1), D(10)), Slab(D(12), D(2))])
        )
        self.assertRefused(
            "overlap", lambda: Ladder([Slab(D(0), D(1), D(10)), Slab(D(8), D(2))])
        )

    def test_terms(self):
        self.assertRefused("kind_unfit", lambda: terms("flat", "value", "percent", (1, 1)))
        self.assertRefused("basis_unfit", lambda: terms("whole", "value", "per_unit", (1, 1)))
        self.assertRefused(
            "threshold_zero", lambda: terms("recurring", "quantity", "goods", (0, 1))
        )
        self.assertRefused(
            "percent_above_100", lambda: terms("whole", "value", "percent", (1, 101))
        )

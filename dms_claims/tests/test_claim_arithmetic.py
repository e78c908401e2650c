"""What claims calculate: worked examples, and what holds for all figures."""

import unittest
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.dms_claims.arithmetic import (
    credit_of_goods,
    margin_shortfall,
    rate_difference,
    share,
    to_step,
)

CENT = D("0.01")
amounts = st.integers(min_value=0, max_value=10**9).map(lambda cents: cents * CENT)
weights = st.lists(amounts, min_size=1, max_size=30)
percents = st.decimals(min_value=0, max_value=100, places=2)


class TestShare(unittest.TestCase):
    def test_thirds(self):
        self.assertEqual(share(D("100"), [D(1)] * 3, CENT), [D("33.33"), D("33.34"), D("33.33")])

    def test_nothing_to_go_by(self):
        self.assertEqual(share(D(5), [D(0), D(0)], CENT), [D(5), D(0)])
        with self.assertRaises(ValueError):
            share(D(5), [], CENT)

    def test_whole_steps_of_another_currency(self):
        self.assertEqual(share(D(100), [D(1), D(2)], D(1)), [D(33), D(67)])

    @given(weights, st.data())
    def test_parts_add_up_and_fit(self, claimed, data):
        """An approval in part, over its lines: to the cent, and none above what it claims."""
        whole = sum(claimed)
        cents = data.draw(st.integers(min_value=0, max_value=int(whole / CENT)))
        parts = share(cents * CENT, claimed, CENT)
        self.assertEqual(sum(parts), cents * CENT)
        for part, weight in zip(parts, claimed, strict=True):
            self.assertTrue(D(0) <= part <= weight)
            self.assertEqual(part % CENT, 0)

    @given(weights)
    def test_the_whole_is_each_line(self, claimed):
        self.assertEqual(share(sum(claimed), claimed, CENT), claimed)


class TestExpected(unittest.TestCase):
    def test_damage_and_expiry(self):
        self.assertEqual(credit_of_goods(D("2.35"), D(48), D(100), CENT), D("112.80"))
        self.assertEqual(credit_of_goods(D("2.35"), D(48), D(80), CENT), D("90.24"))

    def test_rate_difference(self):
        self.assertEqual(rate_difference(D("10.40"), D("10.00"), D(24), CENT), D("9.60"))
        self.assertEqual(rate_difference(D("9.90"), D("10.00"), D(24), CENT), D(0))

    def test_margin(self):
        """8 % agreed on 1,000 sold is 80; bought for 950, 50 were earned: 30 are missing."""
        self.assertEqual(margin_shortfall(D(1000), D(950), D(8), CENT), D("30.00"))
        self.assertEqual(margin_shortfall(D(1000), D(900), D(8), CENT), D(0))

    @given(amounts, amounts, percents)
    def test_credit_is_never_above_what_was_paid(self, price, quantity, percent):
        credit = credit_of_goods(price, quantity, percent, CENT)
        self.assertTrue(D(0) <= credit <= to_step(price * quantity, CENT))

    @given(amounts, amounts, amounts)
    def test_rate_difference_is_of_one_side_only(self, one, other, quantity):
        found = rate_difference(one, other, quantity, CENT), rate_difference(
            other, one, quantity, CENT
        )
        self.assertEqual(min(found), 0)
        self.assertEqual(sum(found), to_step(abs(one - other) * quantity, CENT))

"""What claims calculate: worked examples, and what holds for all figures."""

import unittest
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.dms_claims.arithmetic import (
    credit_of_goods,
    hold_to_budget,
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


class TestBudget(unittest.TestCase):
    def test_examples(self):
        """Of 100, 60 were granted to one and 30 to another, 10 are left."""
        given, left = {"a": D(60), "b": D(30)}, D(10)
        for asked, claimed, expected in (
            ([("a", 60), ("b", 30)], {}, [60, 30]),
            ([("a", 75), ("b", 75)], {}, [70, 30]),
            ([("a", 75)], {"a": D(60)}, [10]),
            ([("a", 75)], {"b": D(35)}, [65]),
            ([("a", 75), ("c", 5)], {"b": D(45)}, [60, 0]),
            ([("a", -5), ("a", 90)], {}, [-5, 70]),
        ):
            with self.subTest(asked=asked, claimed=claimed):
                asked = [(party, D(amount)) for party, amount in asked]
                self.assertEqual(hold_to_budget(asked, left, given, claimed), expected)

    @given(
        st.lists(st.tuples(st.sampled_from("abc"), amounts), max_size=9), amounts,
        st.dictionaries(st.sampled_from("abc"), amounts),
        st.dictionaries(st.sampled_from("abc"), amounts),
    )
    def test_no_more_than_the_budget(self, asked, left, granted, claimed):
        allowed = hold_to_budget(asked, left, granted, claimed)
        for (_party, amount), part in zip(asked, allowed, strict=True):
            self.assertTrue(0 <= part <= amount)
        beyond = sum(max(amount - granted.get(key, D(0)), D(0)) for key, amount in claimed.items())
        if beyond <= left:
            whole = left + sum(granted.values())
            self.assertLessEqual(sum(allowed) + sum(claimed.values()), whole)
        enough = hold_to_budget(asked, sum(amount for _party, amount in asked), granted, {})
        self.assertEqual(enough, [amount for _party, amount in asked])

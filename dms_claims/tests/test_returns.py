"""What is taken back of several amounts, sought by hypothesis."""

import unittest
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.dms_claims.arithmetic import take_back

CENTS = st.integers(0, 10**9).map(lambda number: Decimal(number) / 100)


class TestReturns(unittest.TestCase):
    def test_examples(self):
        self.assertEqual(take_back(Decimal(50), [Decimal(40), Decimal(60)]), [40, 10])
        self.assertEqual(take_back(Decimal(0), []), [])
        with self.assertRaises(ValueError):
            take_back(Decimal("0.01"), [])

    @settings(deadline=None)
    @given(st.lists(CENTS, max_size=8), st.fractions(0, 1))
    def test_no_more_of_each_than_it_has(self, parts, share):
        whole = sum(parts, Decimal(0))
        amount = (whole * share.numerator / share.denominator).quantize(Decimal("0.01"))
        taken = take_back(min(amount, whole), parts)
        self.assertEqual(sum(taken), min(amount, whole))
        for part, one in zip(parts, taken, strict=True):
            self.assertTrue(0 <= one <= part)
        # Nothing of a part while something is left of the one before it.
        for (part, one), later in zip(zip(parts, taken, strict=True), taken[1:], strict=False):
            self.assertTrue(one == part or not later)

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..tools.spread import spread

CENT = Decimal("0.01")


@tagged("post_install", "-at_install")
class TestSpread(BaseCase):
    @given(
        st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=24),
    )
    def test_shares_add_up_and_are_fair(self, cents, weights):
        total = cents * CENT
        shares = spread(total, [Decimal(weight) for weight in weights], CENT)
        self.assertEqual(sum(shares), total)
        whole = sum(weights) or len(weights)
        for weight, share in zip(weights, shares, strict=True):
            part = weight if any(weights) else 1
            self.assertLess(abs(share * whole - total * part), CENT * whole)
            self.assertGreaterEqual(share, 0)

    def test_worked_example(self):
        self.assertEqual(
            spread(Decimal("100"), [Decimal(1), Decimal(1), Decimal(1)], Decimal(1)),
            [34, 33, 33],
        )
        self.assertEqual(spread(Decimal("12"), [Decimal(0)] * 4, Decimal(1)), [3, 3, 3, 3])
        self.assertEqual(spread(Decimal("5"), [], Decimal(1)), [])

    def test_bad_input(self):
        for total, weights in ((Decimal("-1"), [1]), (Decimal("0.005"), [1]), (Decimal(1), [-1])):
            with self.assertRaises(ValueError):
                spread(total, weights, CENT)

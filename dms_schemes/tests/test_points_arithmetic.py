"""Points that lapse, against a wallet in which every point has its own date."""

import unittest
from decimal import Decimal as D

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.dms_schemes.arithmetic.points import lapsed, liability

moves = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 40)), max_size=30)


class TestPoints(unittest.TestCase):
    def test_liability_by_the_definition(self):
        self.assertEqual(liability(D(1000), D("0.05"), D("0.2"), D("0.01")), D("40.00"))
        self.assertEqual(liability(D(-5), D(1), D(0), D("0.01")), 0)
        self.assertEqual(liability(D(1), D("0.005"), D(0), D("0.01")), D("0.01"))

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(moves)
    def test_what_lapses_first_is_used_first(self, steps):
        """Day after day: earn, redeem; what is two days old lapses."""
        lots, used, earned, day = [], 0, [], 0
        for kind, points in steps:
            if kind == 1:
                lots.append([day + 2, points])
                earned.append((day + 2, points))
            elif kind == 2:
                rest = min(points, sum(lot[1] for lot in lots))
                used += rest
                for lot in lots:
                    taken = min(rest, lot[1])
                    lot[1] -= taken
                    rest -= taken
            else:
                day += 1
                expected = sum(points for last, points in lots if last < day)
                over = sum(points for last, points in earned if last < day)
                self.assertEqual(lapsed(D(over), D(used)), expected)
                lots = [lot for lot in lots if lot[0] >= day]
                used += expected

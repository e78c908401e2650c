from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..tools.figures import growth, ratio, roll_up

PATHS = {1: (1,), 2: (1, 2), 3: (1, 3), 4: (1, 2, 4), 5: (1, 3, 5), 6: (1, 2, 6)}


@tagged("post_install", "-at_install")
class TestFigures(BaseCase):
    def test_ratio(self):
        self.assertEqual(ratio(1, 4), 0.25)
        self.assertIsNone(ratio(1, 0))
        self.assertIsNone(ratio(1, -4))

    def test_growth(self):
        self.assertEqual(growth(150, 100), 0.5)
        self.assertEqual(growth(0, 100), -1)
        self.assertIsNone(growth(5, 0))

    def test_roll_up(self):
        values = {4: 1, 6: 2, 5: 4, 3: 8, 0: 16}
        self.assertEqual(roll_up(values, PATHS), {2: 3, 3: 12, 0: 16})
        self.assertEqual(roll_up({4: 1, 6: 2}, PATHS), {4: 1, 6: 2})
        self.assertEqual(roll_up({2: 1, 6: 2}, PATHS, 2), {2: 1, 6: 2})
        self.assertEqual(roll_up({4: 1}, PATHS), {4: 1})
        self.assertEqual(roll_up({}, PATHS), {})

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.dictionaries(st.sampled_from([0, *PATHS]), st.integers(0, 1000)),
        st.sampled_from([None, *PATHS]),
    )
    def test_roll_up_loses_nothing(self, values, top):
        self.assertEqual(sum(roll_up(values, PATHS, top).values()), sum(values.values()))

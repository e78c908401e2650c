import unittest

import numpy as np
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from odoo.addons.dms_forecast import replenishment as rep

# A busy machine is no failure.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

quantities = st.floats(0, 1e6, allow_nan=False)
days = st.floats(0, 365, allow_nan=False)
levels_of_service = st.floats(0.5, 0.999)


class TestStock(unittest.TestCase):
    def test_worked_example(self):
        # 20 a day ± 5, lead time 9 days ± 2, reviewed weekly, 95 %:
        # z 1.6449; SS 1.6449·√(9·25 + 400·4) = 1.6449·42.720 = 70.27
        levels = rep.stock_levels(20, 5, 9, 2, 7, 0.95)
        self.assertAlmostEqual(float(levels.safety_stock), 70.27, places=2)
        self.assertAlmostEqual(float(levels.reorder_point), 250.27, places=2)
        # 20·16 + 1.6449·√(16·25 + 1600) = 320 + 73.56
        self.assertAlmostEqual(float(levels.order_up_to), 393.56, places=2)

    def test_z_scores(self):
        for level, z in ((0.5, 0.0), (0.9, 1.2816), (0.95, 1.6449), (0.99, 2.3263)):
            self.assertAlmostEqual(rep.z_score(level), z, places=4)
        for wrong in (0.49, 1.0, 1.2):
            with self.assertRaises(ValueError):
                rep.z_score(wrong)

    def test_returned_on_balance_needs_no_stock(self):
        levels = rep.stock_levels(-3, 0, 9, 2, 7, 0.95)
        self.assertEqual([float(level) for level in levels], [0.0, 0.0, 0.0])

    def test_negative_terms(self):
        for terms in ((1, -1, 1, 1), (1, 1, -1, 1), (1, 1, 1, -1)):
            with self.assertRaises(ValueError):
                rep.safety_stock(*terms, 1.6)
        with self.assertRaises(ValueError):
            rep.order_up_to(1, 1, 1, 1, -1, 1.6)

    @patient
    @given(quantities, quantities, days, days, days, levels_of_service)
    def test_levels_are_ordered(self, mean, deviation, lead, lead_deviation, review, service):
        safety, reorder, up_to = rep.stock_levels(
            mean, deviation, lead, lead_deviation, review, service
        )
        self.assertLessEqual(0, safety)
        self.assertLessEqual(safety, reorder)
        self.assertLessEqual(reorder, up_to * (1 + 1e-12))

    @patient
    @given(quantities, quantities, days, days, levels_of_service, levels_of_service)
    def test_better_service_costs_stock(self, mean, deviation, lead, spread, one, other):
        low, high = sorted((one, other))
        terms = (mean, deviation, lead, spread)
        self.assertLessEqual(
            rep.safety_stock(*terms, rep.z_score(low)), rep.safety_stock(*terms, rep.z_score(high))
        )

    @patient
    @given(st.lists(st.tuples(quantities, quantities, days), min_size=1, max_size=20))
    def test_a_panel_is_its_rows(self, rows):
        mean, deviation, lead = map(np.array, zip(*rows, strict=True))
        together = rep.reorder_point(mean, deviation, lead, 1, 1.6)
        alone = [float(rep.reorder_point(*row, 1, 1.6)) for row in rows]
        np.testing.assert_allclose(together, alone)


class TestOrder(unittest.TestCase):
    def test_worked_examples(self):
        # 400 − (100 + 50 − 20 − 30) = 300 → 13 cases of 24 = 312
        self.assertEqual(float(rep.order_quantity(400, 100, 50, 20, 30, 0, 24)), 312)
        self.assertEqual(float(rep.order_quantity(400, 100, 50, 20, 30, 0, 0)), 300)
        self.assertEqual(float(rep.order_quantity(100, 95, minimum=50, case=12)), 60)
        self.assertEqual(float(rep.order_quantity(100, 100, minimum=50, case=12)), 0)
        self.assertEqual(float(rep.order_quantity(0.3, 0, case=0.1)), 0.1 * 3)

    @patient
    @given(quantities, quantities, quantities, quantities, quantities,
           st.integers(0, 500), st.integers(0, 144))
    def test_reaches_the_level_in_whole_cases(
        self, level, on_hand, in_transit, committed, expiring, minimum, case
    ):
        order = float(
            rep.order_quantity(level, on_hand, in_transit, committed, expiring, minimum, case)
        )
        position = on_hand + in_transit - committed - expiring
        if position >= level:
            self.assertEqual(order, 0)
            return
        self.assertGreaterEqual(position + order, level - 1e-3)
        if order:
            self.assertGreaterEqual(order, minimum)
            # Never more than a case above what is needed.
            self.assertLess(order, max(level - position, minimum) + max(case, 1))
        if case:
            self.assertEqual(order % case, 0)

    def test_wrong_terms(self):
        with self.assertRaises(ValueError):
            rep.order_quantity(1, case=-1)
        with self.assertRaises(ValueError):
            rep.order_quantity(1, minimum=-1)
        with self.assertRaises(ValueError):
            rep.expiring_before_sale([-1], [1], 1)

    def test_expiring_worked_example(self):
        # 10 a day: 50 of the lot of day 5, then 50 of the 80 of day 10 … nothing of the last lost.
        self.assertEqual(rep.expiring_before_sale([60, 80, 20], [5, 10, 60], 10), 40)
        self.assertEqual(rep.expiring_before_sale([20, 60], [60, 5], 10), 10)
        self.assertEqual(rep.expiring_before_sale([60], [0], 10), 60)
        self.assertEqual(rep.expiring_before_sale([], [], 10), 0)

    @patient
    @given(
        st.lists(st.tuples(st.integers(0, 200), st.integers(-5, 60)), max_size=8),
        st.integers(0, 40),
    )
    def test_expiring_as_day_by_day(self, lots, demand):
        quantities = [quantity for quantity, _left in lots]
        left = [days_left for _quantity, days_left in lots]
        self.assertAlmostEqual(
            rep.expiring_before_sale(quantities, left, demand), self._lost(lots, demand)
        )

    @staticmethod
    def _lost(lots, demand):
        """Sell day by day, first to expire first: an oracle for the closed form."""
        stock = sorted([days_left, quantity] for quantity, days_left in lots)
        lost = sum(quantity for days_left, quantity in stock if days_left <= 0)
        stock = [lot for lot in stock if lot[0] > 0]
        for day in range(1, 61):
            wanted = demand
            for lot in stock:
                taken = min(lot[1], wanted)
                lot[1] -= taken
                wanted -= taken
            lost += sum(quantity for days_left, quantity in stock if days_left == day)
            stock = [lot for lot in stock if lot[0] > day]
        return lost


class TestClasses(unittest.TestCase):
    def test_worked_example(self):
        self.assertEqual("".join(rep.classify_abc([80, 15, 5])), "ABC")
        self.assertEqual("".join(rep.classify_abc([5, 80, 15])), "CAB")
        self.assertEqual("".join(rep.classify_abc([70, 20, 6, 4])), "AABC")
        self.assertEqual("".join(rep.classify_abc([10, 0, -5])), "ACC")
        self.assertEqual("".join(rep.classify_abc([0, 0])), "CC")
        self.assertEqual(len(rep.classify_abc([])), 0)

    def test_groups_stand_alone(self):
        values, groups = [80, 8000, 15, 1500, 5, 500], [1, 2, 1, 2, 1, 2]
        self.assertEqual("".join(rep.classify_abc(values, groups)), "AABBCC")

    def test_steadiness(self):
        classes = rep.classify_xyz([0, 0.5, 0.51, 1.0, 1.01, np.inf])
        self.assertEqual("".join(classes), "XXYYZZ")

    @patient
    @given(st.lists(st.integers(-10, 1000), min_size=1, max_size=30), st.randoms())
    def test_order_does_not_matter(self, values, random):
        shuffled = list(range(len(values)))
        random.shuffle(shuffled)
        classes = rep.classify_abc(values)
        self.assertEqual(
            list(classes[shuffled]), list(rep.classify_abc([values[i] for i in shuffled]))
        )

    @patient
    @given(st.lists(st.integers(0, 1000), min_size=1, max_size=30))
    def test_classes_follow_value(self, values):
        if not sum(values):
            reject()
        classes = rep.classify_abc(values)
        self.assertEqual(classes[int(np.argmax(values))], "A")
        for value, one in zip(values, classes, strict=True):
            for smaller, other in zip(values, classes, strict=True):
                if smaller < value:
                    self.assertLessEqual(one, other)
        a_value = sum(v for v, c in zip(values, classes, strict=True) if c == "A")
        self.assertGreaterEqual(a_value, 0.8 * sum(values) - 1e-6)

    @patient
    @given(
        st.lists(st.tuples(st.integers(0, 100), st.integers(0, 3)), min_size=1, max_size=30)
    )
    def test_grouped_is_each_group(self, items):
        values, groups = map(np.array, zip(*items, strict=True))
        classes = rep.classify_abc(values, groups)
        for group in set(groups):
            mine = groups == group
            self.assertEqual(list(classes[mine]), list(rep.classify_abc(values[mine])))


class TestPanel(unittest.TestCase):
    def test_worked_example(self):
        demand = rep.measure_demand([[10, 20, 30], [5, 5, 5], [0, 0, 9], [-1, 0, 0]])
        np.testing.assert_allclose(demand.mean, [20, 5, 3, -1 / 3])
        np.testing.assert_allclose(demand.deviation, [10, 0, 27**0.5, 3**-0.5])
        np.testing.assert_allclose(demand.variation, [0.5, 0, 3**0.5, np.inf])
        np.testing.assert_allclose(demand.daily_mean[0] * 365.25, 240)

    def test_one_month_tells_no_deviation(self):
        np.testing.assert_allclose(rep.measure_demand([[7]]).deviation, [0])

    def test_months_before_the_first_do_not_count(self):
        demand = rep.measure_demand([[0, 0, 10, 30], [0, 0, 0, 8]], [2, 4])
        np.testing.assert_allclose(demand.mean, [20, 2])
        np.testing.assert_allclose(demand.deviation, [200**0.5, 4])
        for wrong in ([0, 4], [2, 5]):
            with self.assertRaises(ValueError):
                rep.measure_demand(np.ones((2, 4)), wrong)

    @patient
    @given(
        st.lists(st.lists(quantities, min_size=4, max_size=4), min_size=1, max_size=9),
        st.integers(1, 4),
    )
    def test_as_each_series_alone(self, rows, months):
        demand = rep.measure_demand(rows, [months] * len(rows))
        cut = np.array(rows)[:, 4 - months :]
        np.testing.assert_allclose(demand.mean, cut.mean(axis=1))
        spread = cut.std(axis=1, ddof=1) if months > 1 else np.zeros(len(rows))
        np.testing.assert_allclose(demand.deviation, spread, atol=1e-6)

    def test_no_month(self):
        with self.assertRaises(ValueError):
            rep.measure_demand(np.zeros((3, 0)))

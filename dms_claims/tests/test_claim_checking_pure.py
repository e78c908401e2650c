"""The arithmetic of checks and rules, without Odoo."""

import statistics
import unittest
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ..checking import Case, Outcome, Rule, Standing, decide, exceeds, get_limit, robust_scores

AMOUNTS = st.decimals(0, 1_000_000, places=2)
PERCENTS = st.decimals(0, 100, places=2)
SAMPLES = st.lists(st.integers(0, 100_000), min_size=1, max_size=40)
IDS = st.integers(1, 4)
SETS = st.frozensets(IDS, max_size=3)
CASES = st.builds(
    Case, type_id=IDS, places=SETS, amount=st.none() | AMOUNTS, claimed=AMOUNTS,
    expected=st.none() | AMOUNTS, standing=st.sampled_from(Standing),
    has_evidence=st.booleans(), is_in_time=st.booleans(), is_twin=st.booleans(),
)
RULES = st.builds(
    Rule, key=st.integers(1, 99), outcome=st.sampled_from(Outcome), types=SETS, territories=SETS,
    above=st.none() | AMOUNTS, limit=st.none() | AMOUNTS,
    standing=st.none() | st.sampled_from(Standing), tolerance=PERCENTS,
)


def define(values):
    """The score of the last of the values, as the definition says it."""
    median = statistics.median(values)
    deviations = [abs(value - median) for value in values]
    spread = 1.4826022185056018 * statistics.median(deviations)
    spread = spread or 1.2533141373155003 * statistics.fmean(deviations)
    spread = max(spread, 0.05 * abs(median))
    return (values[-1] - median) / spread if spread else None


class TestTolerance(unittest.TestCase):
    def test_worked_example(self):
        self.assertEqual(get_limit(Decimal(200), Decimal("2.5")), Decimal(205))
        self.assertFalse(exceeds(Decimal(205), Decimal(200), Decimal("2.5")))
        self.assertTrue(exceeds(Decimal("205.01"), Decimal(200), Decimal("2.5")))

    @given(AMOUNTS, AMOUNTS, PERCENTS)
    def test_exact(self, claimed, expected, percent):
        self.assertEqual(
            exceeds(claimed, expected, percent),
            int(claimed * 100) * 10_000 > int(expected * 100) * (10_000 + int(percent * 100)),
        )


class TestRobustScores(unittest.TestCase):
    def test_worked_example(self):
        # Median 11, deviations 1 0 1 2 0 39: their median is 1.
        scores = robust_scores([10, 11, 12, 9, 11, 50], [7] * 6, [50, 11], [7, 7])
        self.assertEqual(scores.medians[0], 11)
        self.assertAlmostEqual(scores.scores[0], 39 / 1.4826022185056018, places=9)
        self.assertEqual(scores.scores[1], 0)

    def test_like_amounts_do_not_divide_by_nothing(self):
        scores = robust_scores([100] * 6, [1] * 6, [100, 130], [1, 1])
        self.assertEqual(list(scores.scores), [0, 6])

    def test_little_known_says_nothing(self):
        scores = robust_scores([1, 2, 3, 4], [1] * 4, [99, 99], [1, 2])
        self.assertTrue(np.isnan(scores.scores).all())
        self.assertEqual(list(scores.counts), [4, 0])
        self.assertTrue(np.isnan(robust_scores([], [], [1], [1]).scores).all())

    @given(st.lists(SAMPLES, min_size=1, max_size=5))
    def test_groups_are_judged_by_themselves(self, groups):
        samples = [value for group in groups for value in group]
        rows = [number for number, group in enumerate(groups) for _value in group]
        found = robust_scores(
            samples, rows, [group[-1] for group in groups], range(len(groups)), minimum=1
        )
        for group, score in zip(groups, found.scores, strict=True):
            wanted = define(group)
            if wanted is None:
                self.assertTrue(np.isnan(score))
            else:
                self.assertAlmostEqual(score, wanted, places=6)

    @given(SAMPLES, st.randoms())
    def test_order_says_nothing(self, samples, random):
        mixed = random.sample(samples, len(samples))
        left, right = (
            robust_scores(values, [1] * len(values), [5000], [1], minimum=1).scores[0]
            for values in (samples, mixed)
        )
        np.testing.assert_equal(left, right)


class TestRules(unittest.TestCase):
    SOUND = Case(
        1, frozenset({1, 2}), Decimal(100), Decimal(100), Decimal(99), Standing.CLEAN,
        has_evidence=True, is_in_time=True, is_twin=False,
    )
    APPROVE = Rule(1, Outcome.APPROVE, limit=Decimal(100), tolerance=Decimal(2))

    def test_sound_claims_are_approved(self):
        self.assertEqual(decide(self.SOUND, [self.APPROVE]), self.APPROVE)

    def test_each_condition_counts(self):
        for change in (
            {"amount": Decimal("100.01")}, {"amount": None}, {"claimed": Decimal(101)},
            {"expected": None}, {"standing": Standing.FAILED}, {"has_evidence": False},
            {"is_in_time": False}, {"is_twin": True},
        ):
            with self.subTest(change=change):
                self.assertIsNone(decide(self.SOUND._replace(**change), [self.APPROVE]))

    def test_limit_is_never_left_out(self):
        self.assertIsNone(decide(self.SOUND, [self.APPROVE._replace(limit=None)]))

    def test_the_first_that_fits_decides(self):
        first = Rule(2, Outcome.REVIEW, territories=frozenset({3}))
        second = Rule(3, Outcome.REVIEW, territories=frozenset({2, 3}))
        self.assertEqual(decide(self.SOUND, [first, second, self.APPROVE]), second)

    @given(CASES, st.lists(RULES, max_size=6))
    def test_nothing_doubtful_is_approved(self, case, rules):
        rule = decide(case, rules)
        if rule and rule.outcome == Outcome.APPROVE:
            self.assertLessEqual(case.amount, rule.limit)
            self.assertFalse(exceeds(case.claimed, case.expected, rule.tolerance))
            self.assertTrue(case.has_evidence and case.is_in_time and not case.is_twin)
            self.assertNotEqual(case.standing, Standing.FAILED)

    @given(CASES, st.lists(RULES, max_size=6), st.lists(RULES, max_size=3))
    def test_later_rules_change_nothing(self, case, rules, later):
        rule = decide(case, rules)
        if rule:
            self.assertEqual(decide(case, rules + later), rule)

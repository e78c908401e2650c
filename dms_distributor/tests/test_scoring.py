"""The arithmetic of key figures, without Odoo."""

import unittest

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ..scoring import (
    Limits,
    judge,
    merge,
    quantile,
    rank,
    score,
    severity,
    sparkline,
    values,
    weighted_scores,
)

HISTOGRAMS = st.dictionaries(st.integers(0, 400), st.integers(1, 50), min_size=1, max_size=12)
AMOUNTS = st.lists(st.tuples(st.integers(-9_999, 9_999), st.integers(1, 9_999)), min_size=1)


def limits(*rows):
    return Limits(*(np.array(column, dtype=float) for column in zip(*rows, strict=True)))



class TestScoring(unittest.TestCase):
    def test_values_of_each_kind(self):
        self.assertEqual(values("ratio", [9], [10])[0], 0.9)
        self.assertAlmostEqual(values("growth", [120], [100])[0], 0.2)
        self.assertEqual(values("rate", [600], [30])[0], 20)
        self.assertEqual(values("total", [7], [0])[0], 7)
        self.assertTrue(np.isnan(values("ratio", [0], [0])[0]))
        self.assertEqual(values("median", [0], [0], [{"2": 1, "4": 2, "9": 1}])[0], 4)
        self.assertTrue(np.isnan(values("p90", [0], [0], [None])[0]))

    @given(HISTOGRAMS, st.sampled_from([0.0, 0.5, 0.9, 1.0]))
    def test_quantile_is_that_of_the_records(self, histogram, share):
        records = np.repeat(list(histogram), list(histogram.values()))
        kept = {str(day): count for day, count in histogram.items()}
        self.assertAlmostEqual(quantile(kept, share), float(np.quantile(records, share)), places=9)

    @given(HISTOGRAMS, HISTOGRAMS)
    def test_merged_histograms_are_those_of_all_records(self, left, right):
        merged = merge([left, None, right])
        self.assertEqual(sum(merged.values()), sum([*left.values(), *right.values()]))
        self.assertEqual(quantile(merged, 0.9), quantile(merge([right, left]), 0.9))

    @given(AMOUNTS)
    def test_a_whole_lies_between_its_parts(self, pairs):
        above, below = np.array(pairs, dtype=float).T
        parts = values("ratio", above, below)
        [whole] = values("ratio", [above.sum()], [below.sum()])
        self.assertLessEqual(parts.min() - 1e-9, whole)
        self.assertLessEqual(whole, parts.max() + 1e-9)

    def test_status_where_more_is_better(self):
        got = judge(
            np.array([0.95, 0.9, 0.85, 0.8, 0.79, np.nan]), limits(*[(0.95, 0.9, 0.8)] * 6), True
        )
        self.assertEqual(list(got), ["good", "good", "warning", "warning", "bad", "unknown"])

    def test_status_where_less_is_better(self):
        got = judge(np.array([3, 5, 6, 9]), limits(*[(4, 5, 8)] * 4), False)
        self.assertEqual(list(got), ["good", "good", "warning", "bad"])

    def test_without_limits_nothing_is_judged(self):
        nan = np.nan
        self.assertEqual(list(judge(np.array([1.0]), limits((nan, nan, nan)), True)), ["unknown"])

    def test_score_between_bad_and_target(self):
        got = score(np.array([0.7, 0.8, 0.875, 0.95, 1.0]), limits(*[(0.95, 0.9, 0.8)] * 5), True)
        np.testing.assert_allclose(got, [0, 0, 50, 100, 100])
        got = score(np.array([10, 6, 2]), limits(*[(4, 5, 8)] * 3), False)
        np.testing.assert_allclose(got, [0, 50, 100])

    def test_severity_compares_units(self):
        got = severity(np.array([0.65, 12]), limits((0.95, 0.9, 0.8), (4, 5, 8)))
        np.testing.assert_allclose(got, [1, 1])

    def test_weighted_scores(self):
        got = weighted_scores(
            np.array([7, 7, 9, 9, 5]), np.array([100, 40, 80, np.nan, np.nan]),
            np.array([1, 2, 1, 5, 1]),
        )
        self.assertEqual(list(got.partners), [7, 9])
        np.testing.assert_allclose(got.scores, [60, 80])

    def test_sparkline_leaves_gaps_and_shows_a_lone_value(self):
        self.assertEqual(sparkline([None, None]), [])
        self.assertEqual(sparkline([0, 10]), ["3.0,25.0 97.0,3.0"])
        first, last = sparkline([1, None, 1, 2])
        self.assertEqual(first, "0.0,25.0 3.0,25.0")
        self.assertEqual(last.split()[-1], "97.0,3.0")

    def test_equal_scores_share_a_place(self):
        places = rank(np.array([80, 90, 80, 70, 50]), np.array([1, 1, 1, 1, 2]))
        self.assertEqual(list(places), [2, 1, 2, 4, 1])

    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3)), min_size=1))
    def test_place_counts_those_ahead(self, rows):
        scores, groups = np.array(rows).T
        places = rank(scores.astype(float), groups)
        for number, (own, group) in enumerate(rows):
            ahead = sum(other > own and where == group for other, where in rows)
            self.assertEqual(places[number], ahead + 1)

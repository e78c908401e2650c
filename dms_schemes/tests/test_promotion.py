from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..arithmetic.promotion import Promotion, expect, get_season
from ..tools.windows import DAY, a_year_before, get_spans, get_windows

amounts = st.integers(0, 10**6).map(Fraction)


def months(values, year=2024):
    """Sums of months, from January on."""
    return {
        date(year + number // 12, number % 12 + 1, 1): Decimal(value)
        for number, value in enumerate(values)
    }


@tagged("post_install", "-at_install")
class TestPromotion(BaseCase):
    def test_worked_example(self):
        promotion = Promotion(*map(Fraction, (1500, 1000, 400, 500, 180, 200)),
                              Fraction(1, 4), Fraction(50))
        self.assertEqual(promotion.pull_forward, 100)
        self.assertEqual(promotion.cannibalised, 20)
        self.assertEqual(promotion.incremental, 380)
        self.assertEqual(promotion.roi, Fraction(9, 10))
        self.assertEqual(promotion.revenue_per_spend, 30)

    @given(st.tuples(*[amounts] * 6))
    def test_never_more_is_taken_off_than_was_sold_more(self, figures):
        promotion = Promotion(*figures, Fraction(1, 4), Fraction(0))
        self.assertLessEqual(promotion.incremental, max(promotion.uplift, 0))
        self.assertEqual(promotion.incremental, promotion.uplift - promotion.pull_forward
                         - promotion.cannibalised)
        if promotion.uplift >= 0:
            self.assertGreaterEqual(promotion.incremental, 0)
        self.assertIsNone(promotion.roi)

    def test_the_season_is_in_the_baseline(self):
        sold = months([100] * 11 + [210] + [100] * 11 + [210])
        season = get_season(sold)
        self.assertEqual(expect(sold, season, date(2026, 12, 1), date(2026, 12, 31)), 210)
        self.assertEqual(expect(sold, season, date(2026, 4, 1), date(2026, 4, 15)), 50)

    def test_less_than_a_year_has_no_season(self):
        sold = months([50, 150])
        self.assertEqual(
            expect(sold, get_season(sold), date(2024, 3, 1), date(2024, 3, 31)), 100
        )

    @given(st.lists(st.integers(1, 1000), min_size=12, max_size=30))
    def test_parts_of_a_period_add_up(self, values):
        sold = months(values)
        season = get_season(sold)
        first, middle, last = date(2027, 1, 10), date(2027, 2, 20), date(2027, 4, 3)
        self.assertEqual(
            expect(sold, season, first, middle) + expect(sold, season, middle + DAY, last),
            expect(sold, season, first, last),
        )


@tagged("post_install", "-at_install")
class TestWindows(BaseCase):
    def test_windows_are_cut_to_the_scheme(self):
        self.assertEqual(
            get_windows("quarter", date(2025, 2, 10), date(2025, 7, 5), date(2025, 7, 1)),
            [
                (date(2025, 2, 10), date(2025, 3, 31)), (date(2025, 4, 1), date(2025, 6, 30)),
                (date(2025, 7, 1), date(2025, 7, 5)),
            ],
        )
        self.assertEqual(
            get_windows("month", date(2025, 2, 10), date(2025, 7, 5), date(2025, 2, 9)), []
        )

    def test_spans_make_up_each_window(self):
        windows = [
            (date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 3, 1), date(2025, 4, 30)),
            (date(2025, 8, 1), date(2025, 8, 1)),
        ]
        spans = get_spans(windows)
        self.assertEqual(len(spans), 4)
        for first, last in windows:
            inside = [span for span in spans if first <= span[0] and span[1] <= last]
            self.assertEqual(
                sum((end - begin).days + 1 for begin, end in inside), (last - first).days + 1
            )

    def test_whole_months_stay_whole(self):
        self.assertEqual(
            a_year_before((date(2025, 2, 1), date(2025, 2, 28))),
            (date(2024, 2, 1), date(2024, 2, 29)),
        )

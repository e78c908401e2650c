from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..coverage import Claim, Period, find_conflicts, find_crowd, find_free_start
from ..coverage.conflicts import find_conflict

# A small world that can be counted through: paths of two trees, days and products.
TERRITORIES = ("1/", "1/2/", "1/2/5/", "1/2/51/", "1/3/", "4/")
CATEGORIES = ("7/", "7/8/", "7/8/81/", "7/9/")
PRODUCTS = {101: "7/8/", 102: "7/8/81/", 103: "7/9/"}
DAYS = [date(2026, 1, 1) + timedelta(days=step) for step in range(8)]

goods = st.one_of(
    st.just(("", None)),
    st.sampled_from(CATEGORIES).map(lambda path: (path, None)),
    st.sampled_from(sorted(PRODUCTS)).map(lambda product: (PRODUCTS[product], product)),
)


@st.composite
def claims(draw, agreement=None):
    """A claim; its holder has the number of its agreement, or shares it with another one."""
    number = agreement or draw(st.integers(1, 6))
    category, product = draw(goods)
    first = draw(st.sampled_from(DAYS))
    last = draw(st.one_of(st.none(), st.sampled_from(DAYS)))
    return Claim(
        number, draw(st.integers(1, 3)), (1, draw(st.integers(1, 2))),
        draw(st.sampled_from(TERRITORIES)), Period(first, last), draw(st.booleans()),
        category, product,
    )


def points(claim):
    """All that a claim covers, one by one: place, thing and day."""
    places = {path for path in TERRITORIES if path.startswith(claim.territory)}
    if claim.product:
        things = {claim.product}
    else:
        # Beside the products, each category has room for others.
        things = {path for path in CATEGORIES if path.startswith(claim.category)}
        things |= {product for product, path in PRODUCTS.items()
                   if path.startswith(claim.category)}
    last = claim.period.last or DAYS[-1]
    days = {day for day in DAYS if claim.period.first <= day <= last}
    return places, things, days


def stand_together(one, other):
    """Whether two claims may stand, counted through."""
    if one.agreement == other.agreement:
        return True
    shared = [a & b for a, b in zip(points(one), points(other), strict=True)]
    if one.holder == other.holder:
        return one.market[0] != other.market[0] or not shared[2]
    apart = one.market != other.market or not all(shared)
    return apart or not (one.is_exclusive or other.is_exclusive)


@tagged("post_install", "-at_install")
class TestCoverageProperties(BaseCase):
    """What agreements cover, against counting through a small world."""

    @settings(max_examples=600, deadline=None)
    @given(claims(), claims())
    def test_conflict_is_a_point_in_common(self, one, other):
        conflict = find_conflict(one, other)
        self.assertEqual(conflict is None, stand_together(one, other), (one, other))

    @settings(max_examples=200, deadline=None)
    @given(claims(), claims())
    def test_conflict_is_mutual_and_says_where(self, one, other):
        here, there = find_conflict(one, other), find_conflict(other, one)
        self.assertEqual(here is None, there is None)
        if here:
            self.assertEqual((here.territory, here.period), (there.territory, there.period))
            self.assertFalse(here.period.is_empty())
            self.assertIn(here.territory, (one.territory, other.territory))

    @settings(max_examples=200, deadline=None)
    @given(st.lists(claims(agreement=9), min_size=1, max_size=3), st.lists(claims(), max_size=5))
    def test_conflicts_of_sets_are_those_of_pairs(self, own, others):
        found = {conflict.other.agreement for conflict in find_conflicts(own, others)}
        expected = {
            other.agreement for other in others
            if any(not stand_together(claim, other) for claim in own)
        }
        self.assertEqual(found, expected)

    @settings(max_examples=200, deadline=None)
    @given(claims(agreement=9), st.lists(claims(), max_size=5))
    def test_from_the_free_start_on_nothing_is_in_the_way(self, claim, others):
        start = find_free_start([claim], others)
        if start is None:
            endless = [other for other in others if other.period.last is None]
            self.assertTrue(endless)
            return
        self.assertGreaterEqual(start, claim.period.first)
        last = claim.period.last and max(claim.period.last, start)
        moved = Claim(
            claim.agreement, claim.holder, claim.market, claim.territory, Period(start, last),
            claim.is_exclusive, claim.category, claim.product,
        )
        self.assertFalse(find_conflicts([moved], others))

    @settings(max_examples=300, deadline=None)
    @given(st.lists(claims(), max_size=6), st.sampled_from(TERRITORIES), st.integers(1, 2))
    def test_crowd_is_more_holders_than_the_limit_of_one_thing_on_one_day(
        self, others, territory, limit
    ):
        others = [other for other in others if other.market == (1, 1)]
        crowd = find_crowd(others, territory, limit)
        places = {
            path for path in TERRITORIES
            if path.startswith(territory) or territory.startswith(path)
        }
        there = [claim for claim in others if claim.territory in places]
        most = max(
            (
                len({claim.holder for claim in there
                     if thing in points(claim)[1] and day in points(claim)[2]})
                for thing in (*CATEGORIES, *PRODUCTS) for day in DAYS
            ),
            default=0,
        )
        self.assertEqual(crowd is not None, most > limit)
        if crowd:
            self.assertNotEqual(crowd.claim.holder, crowd.other.holder)

    def test_paths_with_a_common_beginning_are_not_one_tree(self):
        whole_year = Period(date(2026, 1, 1), date(2026, 12, 31))
        one, other = (
            Claim(number, number, (1, 1), path, whole_year, True)
            for number, path in ((1, "1/2/5/"), (2, "1/2/51/"))
        )
        self.assertIsNone(find_conflict(one, other))

    def test_worked_example(self):
        """Three agreements on a city, its state and a product: who stands beside whom."""
        first_half = Period(date(2026, 1, 1), date(2026, 6, 30))
        state = Claim(1, 1, (1, 1), "1/2/", first_half, True, "7/8/")
        city = Claim(2, 2, (1, 1), "1/2/5/", Period(date(2026, 6, 30)), False)
        product = Claim(3, 3, (1, 1), "1/2/5/", first_half, False, "7/9/", 103)
        pairs = {
            (one.agreement, other.agreement)
            for one, other in combinations((state, city, product), 2)
            if find_conflict(one, other)
        }
        self.assertEqual(pairs, {(1, 2)}, "they share the city, the category and the 30th of June")
        self.assertEqual(find_free_start([city], [state]), date(2026, 7, 1))
        self.assertIsNone(find_free_start([state], [city]), "the city's agreement never ends")

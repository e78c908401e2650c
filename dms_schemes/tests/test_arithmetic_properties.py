"""What holds for every scheme, sought by hypothesis."""

import unittest
from decimal import Decimal as D
from itertools import accumulate

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from odoo.addons.dms_schemes.arithmetic import (
    KINDS,
    NOT_MONEY,
    Basis,
    Calculation,
    Kind,
    Ladder,
    Measure,
    Slab,
    Terms,
    down_to,
    evaluate,
    half_up_to,
)

CENT = half_up_to(D("0.01"))
PIECE = down_to(D(1))
PER_UNIT = (Kind.PER_UNIT, Kind.NET_PRICE)

figures = st.decimals(min_value=0, max_value=10**7, places=2)
steps = st.decimals(min_value=D("0.5"), max_value=1000, places=2)
rates = st.decimals(min_value=0, max_value=25, places=2)


def holds_for(*strategies):
    """``given``, on machines of any speed."""
    unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    return lambda test: unhurried(given(*strategies)(test))


def _rounding(terms):
    return PIECE if terms.kind in NOT_MONEY else CENT


def _exactly(amount):
    return amount


def _measure(terms, figure):
    """A measure of the terms' own basis, with no other figure that could bound the benefit."""
    return Measure(figure) if terms.basis is Basis.QUANTITY else Measure(D(0), figure)


@st.composite
def all_terms(draw, rising=False):
    """Terms of any calculation; rising: a higher slab is never worth less."""
    calculation = draw(st.sampled_from(Calculation))
    kind = draw(st.sampled_from(KINDS[calculation]))
    basis = draw(st.sampled_from([Basis.QUANTITY] if kind in PER_UNIT else list(Basis)))
    count = draw(st.integers(min_value=1, max_value=4))
    thresholds = list(accumulate(draw(st.lists(steps, min_size=count, max_size=count))))
    worth = draw(st.lists(rates, min_size=count, max_size=count))
    if rising:
        # A lower net price is worth more.
        worth.sort(reverse=kind is Kind.NET_PRICE)
    if rising and calculation in (Calculation.RECURRING, Calculation.PROPORTIONAL):
        # There a slab is worth its rate for each unit of its threshold.
        worth = [rate * threshold for rate, threshold in zip(worth, thresholds, strict=True)]
    cap = thresholds[-1] + draw(steps) if draw(st.booleans()) else None
    ceilings = [None] * (count - 1) + [cap]
    slabs = [Slab(*slab) for slab in zip(thresholds, worth, ceilings, strict=True)]
    return Terms(calculation, basis, kind, Ladder(draw(st.permutations(slabs))))


class TestProperties(unittest.TestCase):
    @holds_for(all_terms(), figures, st.none() | figures)
    def test_never_negative_never_above_the_value(self, terms, quantity, value):
        amount = evaluate(terms, Measure(quantity, value), _rounding(terms)).amount
        self.assertGreaterEqual(amount, 0)
        if value is not None and terms.kind not in NOT_MONEY:
            self.assertLessEqual(amount, value)

    @holds_for(all_terms(), figures, figures)
    def test_negative_figures_earn_nothing(self, terms, quantity, value):
        amount = evaluate(terms, Measure(-quantity, -value), _rounding(terms)).amount
        self.assertEqual(amount, 0)

    @holds_for(all_terms(rising=True), figures, figures, figures)
    def test_buying_more_never_earns_less(self, terms, quantity, price, more):
        price = price / 10**5
        less = Measure(quantity, quantity * price)
        grown = Measure(quantity + more, (quantity + more) * price)
        rounding = _rounding(terms)
        self.assertLessEqual(
            evaluate(terms, less, rounding).amount, evaluate(terms, grown, rounding).amount
        )

    @holds_for(all_terms(), st.lists(figures, min_size=2, max_size=6), st.randoms())
    def test_splitting_and_reordering_lines_changes_nothing(self, terms, lines, random):
        shuffled = list(lines)
        random.shuffle(shuffled)
        one = Measure(sum(lines), sum(lines) * 3)
        split = Measure(sum(shuffled), sum(line * 3 for line in shuffled))
        rounding = _rounding(terms)
        self.assertEqual(evaluate(terms, one, rounding), evaluate(terms, split, rounding))

    @holds_for(all_terms(), figures, figures, st.randoms())
    def test_order_of_slabs_is_irrelevant(self, terms, quantity, value, random):
        slabs = list(terms.ladder.slabs)
        random.shuffle(slabs)
        other = Terms(terms.calculation, terms.basis, terms.kind, Ladder(slabs))
        measure = Measure(quantity, value)
        self.assertEqual(evaluate(terms, measure, CENT), evaluate(other, measure, CENT))

    @holds_for(all_terms(), figures, figures)
    def test_parts_add_up_to_the_benefit(self, terms, quantity, value):
        benefit = evaluate(terms, Measure(quantity, value), CENT)
        if not benefit.is_held_to_value:
            total = sum((part.amount for part in benefit.parts), D(0))
            self.assertLessEqual(abs(total - benefit.amount), D("0.00500001"))

    @holds_for(all_terms(), figures)
    def test_nothing_beyond_the_cap(self, terms, more):
        cap = terms.ladder.cap
        if cap is None:
            reject()
        at, beyond = (evaluate(terms, _measure(terms, f), CENT) for f in (cap, cap + more))
        self.assertEqual(at.parts, beyond.parts)
        self.assertEqual(beyond.is_capped, more > 0)

    @holds_for(all_terms(rising=True), figures)
    def test_the_upsell_earns_more(self, terms, figure):
        benefit = evaluate(terms, _measure(terms, figure), _exactly)
        if benefit.upsell is None or benefit.is_held_to_value or terms.kind is Kind.NET_PRICE:
            reject()
        target = benefit.counted + benefit.upsell.missing
        after = evaluate(terms, _measure(terms, target), _exactly)
        self.assertGreater(benefit.upsell.missing, 0)
        self.assertGreaterEqual(after.reached, benefit.upsell.slab)
        if terms.calculation is Calculation.MARGINAL:
            # A band begins to pay above its threshold.
            self.assertGreaterEqual(after.amount, benefit.amount)
        elif not (terms.kind is Kind.PERCENT and terms.basis is Basis.QUANTITY):
            self.assertGreater(after.amount, benefit.amount)

    @holds_for(figures, steps, rates)
    def test_recurring_on_value_counts_points(self, value, unit, points):
        terms = Terms(
            Calculation.RECURRING, Basis.VALUE, Kind.GOODS, Ladder([Slab(unit, points)])
        )
        amount = evaluate(terms, Measure(D(0), value), half_up_to(D("0.01"))).amount
        self.assertEqual(amount, (value // unit) * points)

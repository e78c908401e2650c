"""What holds for every set of schemes and every basket, sought by hypothesis."""

import unittest
from dataclasses import replace
from decimal import Decimal as D
from random import Random
from unittest import mock

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from odoo.addons.dms_schemes.arithmetic import (
    NOT_MONEY,
    Basket,
    Mechanism,
    Past,
    Reason,
    SchemeSet,
    batch,
    integers,
)
from odoo.addons.dms_schemes.arithmetic.positions import share

from . import arithmetic_cases as cases

# By seed: what a test draws is then spread widely, where hypothesis itself prefers small and equal.
randoms = st.builds(Random, st.integers(0, 2**32))


def holds(test):
    """``given`` a source of random numbers, on machines of any speed."""
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    unhurried = settings(deadline=None, max_examples=80, suppress_health_check=checks)
    return unhurried(given(randoms)(test))


class TestSets(unittest.TestCase):
    def draw(self, random, sign=0.1):
        schemes = cases.scheme_set(random)
        basket = cases.basket(random, sign)
        return schemes, basket, cases.history(random, schemes), cases.budgets(random, schemes)

    def assertSame(self, one, other, keys):
        self.assertEqual(one.outcomes, other.outcomes)
        self.assertEqual(one.discounts, other.discounts)
        self.assertEqual(one.goods, other.goods)
        for key in keys:
            self.assertEqual(one.explain(key), other.explain(key))
            self.assertEqual(one.explain(key).trace, other.explain(key).trace)

    @holds
    def test_arrays_equal_the_scalar_definition(self, random):
        schemes, *case = self.draw(random)
        self.assertSame(schemes.evaluate(*case), cases.scalar(schemes, *case), schemes.by_key)

    @holds
    def test_python_integers_equal_int64(self, random):
        schemes, *case = self.draw(random)
        answer = schemes.evaluate(*case)
        with mock.patch.object(integers, "LIMIT", 0), mock.patch.object(batch, "FLOAT_LIMIT", 0):
            wide = SchemeSet(schemes.schemes).evaluate(*case)
        self.assertSame(answer, wide, schemes.by_key)

    @holds
    def test_figures_beyond_int64_are_exact(self, random):
        schemes, basket, *case = self.draw(random)
        huge = Basket(basket.date, basket.party, tuple(
            replace(line, quantity=line.quantity * 10**17, value=line.value * 10**17)
            for line in basket.lines
        ))
        self.assertSame(
            schemes.evaluate(huge, *case), cases.scalar(schemes, huge, *case), schemes.by_key
        )

    @holds
    def test_many_equal_each(self, random):
        schemes, basket, history, budgets = self.draw(random)
        baskets = [basket, cases.basket(random), Basket(cases.DAY, basket.party)]
        histories = [history, {}, history]
        many = schemes.evaluate_many(baskets, histories, budgets)
        for one, past, answer in zip(baskets, histories, many, strict=True):
            self.assertSame(answer, schemes.evaluate(one, past, budgets), schemes.by_key)

    @holds
    def test_order_of_lines_and_schemes_is_irrelevant(self, random):
        schemes, basket, history, budgets = self.draw(random)
        lines, shuffled = list(basket.lines), list(schemes.schemes)
        random.shuffle(lines)
        random.shuffle(shuffled)
        other = SchemeSet(shuffled).evaluate(
            replace(basket, lines=tuple(lines)), history, budgets
        )
        self.assertSame(schemes.evaluate(basket, history, budgets), other, schemes.by_key)

    @holds
    def test_splitting_a_line_and_changing_its_unit_change_nothing(self, random):
        schemes, basket, history, budgets = self.draw(random)
        lines, origin = [], {}
        for line in basket.lines:
            lines += _split(random, line, 100 * line.key)
            origin |= {part.key: line.key for part in lines if part.key not in origin}
        split = schemes.evaluate(replace(basket, lines=tuple(lines)), history, budgets)
        whole = schemes.evaluate(basket, history, budgets)
        for key, outcome in whole.outcomes.items():
            other = split.outcomes[key]
            for name in ("reason", "amount", "points", "goods_quantity", "goods_product"):
                self.assertEqual(getattr(outcome, name), getattr(other, name))
        self.assertEqual(whole.outcomes.keys(), split.outcomes.keys())
        self.assertEqual(_by_content(whole, basket), _by_content(split, basket, origin))

    @holds
    def test_never_below_zero_or_above_the_line(self, random):
        schemes, basket, history, budgets = self.draw(random)
        answer = schemes.evaluate(basket, history, budgets)
        values = {line.key: line.value for line in basket.lines}
        for line, discount in answer.discounts.items():
            self.assertGreater(discount, 0)
            self.assertLessEqual(discount, values[line])
        for outcome in answer.outcomes.values():
            is_back = outcome.reason is Reason.CLAW_BACK
            self.assertEqual(outcome.amount < 0 or outcome.points < 0
                             or outcome.goods_quantity < 0, is_back)
            left = budgets.get(outcome.scheme.key)
            if left is not None and not is_back:
                self.assertLessEqual(outcome.budget_amount, max(left, D(0)))

    @holds
    def test_shares_sum_to_the_benefit(self, random):
        schemes, *case = self.draw(random)
        for outcome in schemes.evaluate(*case).outcomes.values():
            if outcome.scheme.is_shared and outcome.amount > 0:
                self.assertEqual(sum(outcome.shares.values()), outcome.amount)
            self.assertTrue(all(part > 0 for part in outcome.shares.values()))

    @holds
    def test_granting_what_is_due_leaves_nothing_due(self, random):
        schemes = cases.scheme_set(random, 1, mechanism=random.choice(
            (Mechanism.PERIOD, Mechanism.TARGET, Mechanism.GROWTH, Mechanism.DISPLAY)
        ))
        (scheme,) = schemes.schemes
        if scheme.is_shared:
            reject()
        basket, history = cases.basket(random), cases.history(random, schemes)
        past = history.get(1, Past())
        first = schemes.evaluate(basket, {1: past}).explain(1)
        given = first.amount + first.points + first.goods_quantity
        past = replace(past, granted=past.granted + given)
        again = schemes.evaluate(basket, {1: past}).explain(1)
        self.assertFalse(again.is_paid)

    @holds
    def test_a_return_and_the_same_purchase_again_are_neutral(self, random):
        schemes = cases.scheme_set(random, 1, mechanism=Mechanism.PERIOD)
        (scheme,) = schemes.schemes
        if scheme.is_shared or scheme.terms.kind in NOT_MONEY:
            reject()
        basket, past = cases.basket(random, 0), Past(value=D(100), quantity=D(50))
        bought = schemes.evaluate(basket, {1: past}).explain(1)
        if bought.reason not in (Reason.APPLIED, Reason.THRESHOLD):
            reject()
        factor = scheme.unit.factor
        after = Past(quantity=bought.quantity * factor, value=bought.value, granted=bought.amount)
        back = schemes.evaluate(_negative(basket), {1: after}).explain(1)
        before = replace(past, granted=after.granted + back.amount)
        again = schemes.evaluate(basket, {1: before}).explain(1)
        self.assertEqual(bought.amount + back.amount + again.amount, bought.amount)

    @holds
    def test_unmatched_schemes_are_irrelevant(self, random):
        schemes, basket, history, budgets = self.draw(random)
        answer = schemes.evaluate(basket, history, budgets)
        excluded = {key for scheme in schemes.schemes for key in scheme.excludes}
        # Who stands beside it decides when a group or an excluded scheme takes its turn.
        kept = [
            s for s in schemes.schemes
            if s.key in answer.outcomes or s.group or s.excludes or s.key in excluded
        ]
        again = SchemeSet(kept).evaluate(basket, history, budgets)
        self.assertEqual(answer.discounts, again.discounts)

    @holds
    def test_found_schemes_are_those_that_admit(self, random):
        schemes, basket, *_case = self.draw(random)
        found = schemes.find(basket.party, basket.date)
        self.assertEqual(found, [
            s for s in schemes.schemes
            if s.is_in_force(basket.date) and s.audience.refusal(basket.party) is None
        ])
        for product, path in cases.PRODUCTS.items():
            listed = schemes.find_product(product, path, basket.party, basket.date)
            plain = [s for s in found if s.mechanism is Mechanism.ORDER]
            self.assertEqual(
                [s for s in listed if s.mechanism is Mechanism.ORDER],
                [s for s in plain if s.selection.admits(product, path)],
            )

    @settings(deadline=None)
    @given(st.integers(0, 10**20), st.lists(st.integers(0, 10**9), max_size=9))
    def test_shares_are_near_and_whole(self, amount, weights):
        shares, total = share(amount, weights), sum(weights)
        self.assertEqual(sum(shares), amount if total else 0)
        for part, weight in zip(shares, weights, strict=True):
            self.assertLess(abs(part * total - amount * weight), max(total, 1))


def _split(random, line, key):
    """The same purchase in one or two lines, in another unit."""
    if line.unit is cases.DOZEN and random.random() < 0.5:
        line = replace(line, unit=cases.PIECE, quantity=line.quantity * 12)
    half = line.value / 2
    if half != half.quantize(D("0.01")) or random.random() < 0.3:
        return [replace(line, key=key)]
    part = replace(line, quantity=line.quantity / 2, value=half)
    return [replace(part, key=key), replace(part, key=key + 1)]


def _by_content(answer, basket, origin=None):
    """Discounts by product and price: equal lines may change places."""
    sums = {}
    lines = {line.key: line for line in basket.lines}
    for key, discount in answer.discounts.items():
        line = lines[origin[key] if origin else key]
        sold = line.quantity * line.unit.factor
        content = line.product, line.unit.root, line.value / sold if sold else None
        sums[content] = sums.get(content, D(0)) + discount
    return sums


def _negative(basket):
    return replace(basket, lines=tuple(
        replace(line, quantity=-line.quantity, value=-line.value) for line in basket.lines
    ))

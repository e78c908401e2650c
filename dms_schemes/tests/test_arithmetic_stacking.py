"""Groups, exclusions, budgets and the shares of lines; and sets that are refused."""

import unittest
from datetime import date
from decimal import Decimal as D

from odoo.addons.dms_schemes.arithmetic import (
    Assortment,
    Goods,
    Kind,
    Mechanism,
    Past,
    Price,
    Reason,
    Scheme,
    SchemeSet,
    Selection,
    TermsError,
    Unit,
)

from .test_arithmetic_mechanics import OIL, PIECE, SOAP, TEA, buy, line, percent, terms


class TestCompetition(unittest.TestCase):
    def test_an_exclusive_group_pays_its_best(self):
        group = [percent(5, group=7), percent(8, key=2, group=7), percent(8, key=3, group=7)]
        given = buy(group, line(1, SOAP, 1, 100))
        self.assertEqual(given.discounts, {1: D(8)})
        for loser in (1, 3):
            outcome = given.explain(loser)
            self.assertEqual((outcome.reason, outcome.winner), (Reason.EXCLUSIVE, 2))

    def test_a_group_takes_its_turn_with_its_first(self):
        late = percent(10, key=3, priority=30, group=7)
        early = percent(1, key=1, priority=10, group=7)
        chained = percent(50, key=2, priority=20, stacking="chained")
        given = buy([late, early, chained], line(1, SOAP, 1, 100))
        self.assertEqual(given.discounts, {1: D(55)})

    def test_a_group_by_line_keeps_each_lines_best(self):
        soap = percent(10, group=7, group_scope="line", selection=Selection(frozenset({SOAP})))
        any_one = percent(6, key=2, group=7, group_scope="line")
        given = buy([soap, any_one], line(1, SOAP, 1, 100), line(2, TEA, 1, 100))
        self.assertEqual(given.discounts, {1: D(10), 2: D(6)})
        self.assertEqual(given.explain(2).amount, D(6))

    def test_goods_compete_by_their_worth(self):
        goods = Scheme(
            key=1, group=7, rounding_step=D(1), unit=PIECE,
            terms=terms("flat", "quantity", "goods", (1, 2)),
            goods=Goods((OIL,), unit=PIECE, value={OIL: D(3)}),
        )
        given = buy([goods, percent(5, key=2, group=7)], line(1, SOAP, 1, 100))
        self.assertEqual((given.discounts, given.goods[0].quantity), ({}, D(2)))
        given = buy([goods, percent(7, key=2, group=7)], line(1, SOAP, 1, 100))
        self.assertEqual((given.discounts, given.goods), ({1: D(7)}, []))

    def test_an_exclusion_takes_its_turn_first(self):
        first, second = percent(5), percent(8, key=2, excludes=frozenset({1}))
        given = buy([first, second], line(1, SOAP, 1, 100))
        self.assertEqual(given.discounts, {1: D(8)})
        self.assertEqual(given.explain(1).winner, 2)
        unpaid = percent(8, key=2, threshold=500, excludes=frozenset({1}))
        self.assertEqual(buy([first, unpaid], line(1, SOAP, 1, 100)).discounts, {1: D(5)})

    def test_benefits_together_never_exceed_a_line(self):
        flat = Scheme(key=2, terms=terms("flat", "value", "amount", (0, 60)))
        given = buy([percent(70), flat], line(1, SOAP, 1, 40), line(2, TEA, 1, 60))
        self.assertEqual(given.discounts, {1: D(40), 2: D(60)})
        outcome = given.explain(2)
        self.assertEqual((outcome.amount, outcome.is_held), (D(30), True))
        third = buy([percent(70), flat, percent(1, key=3)], line(1, SOAP, 1, 40)).explain(3)
        self.assertEqual(third.reason, Reason.HELD_TO_VALUE)


class TestBudget(unittest.TestCase):
    def test_money_is_cut_to_what_is_left(self):
        for left, amount, reason, is_cut in (
            ("9.999", "9.99", Reason.APPLIED, True), ("10", "10", Reason.APPLIED, False),
            ("0", "0", Reason.BUDGET, False), ("-3", "0", Reason.BUDGET, False),
        ):
            outcome = buy(
                percent(10), line(1, SOAP, 1, 100), budgets={1: D(left)}
            ).explain(1)
            self.assertEqual((outcome.amount, outcome.reason), (D(amount), reason))
            self.assertEqual(outcome.is_cut, is_cut)

    def test_goods_are_valued_at_cost(self):
        scheme = Scheme(
            key=1, unit=PIECE, rounding_step=D(1),
            goods=Goods((OIL,), unit=PIECE, value={OIL: D(4)}),
            terms=terms("recurring", "quantity", "goods", (1, 1)),
        )
        outcome = buy(scheme, line(1, SOAP, 5, 10), budgets={1: D(11)}).explain(1)
        self.assertEqual((outcome.goods_quantity, outcome.budget_amount), (D(2), D(8)))

    def test_points_are_valued_by_the_point(self):
        scheme = Scheme(
            key=1, rounding_step=D(1), point_value=D("0.5"),
            terms=terms("recurring", "value", "points", (1, 1)),
        )
        outcome = buy(scheme, line(1, SOAP, 5, 10), budgets={1: D("2.2")}).explain(1)
        self.assertEqual((outcome.points, outcome.budget_amount), (D(4), D(2)))

    def test_a_claw_back_needs_no_budget(self):
        scheme = percent(10, mechanism=Mechanism.PERIOD, payout="off_invoice")
        past = {1: Past(value=D(10), granted=D(5))}
        outcome = buy(scheme, past=past, budgets={1: D(0)}).explain(1)
        self.assertEqual(outcome.amount, D(-4))


class TestRefusedSets(unittest.TestCase):
    def assertRefused(self, code, make):
        with self.assertRaises(TermsError) as refusal:
            make()
        self.assertEqual(refusal.exception.code, code)
        self.assertGreater(len(str(refusal.exception)), 20)

    def test_schemes_that_cannot_stand_beside_each_other(self):
        def of(*schemes):
            return lambda: SchemeSet(schemes)

        self.assertRefused("key_twice", of(percent(1), percent(2)))
        self.assertRefused("circular", of(
            percent(1, excludes=frozenset({2})), percent(1, key=2, excludes=frozenset({3})),
            percent(1, key=3, excludes=frozenset({1})),
        ))
        self.assertRefused("circular", of(
            percent(1, group=1, excludes=frozenset({2})),
            percent(1, key=2, excludes=frozenset({3})), percent(1, key=3, group=1),
        ))
        self.assertRefused("group_scope_mixed", of(
            percent(1, group=1), percent(1, key=2, group=1, group_scope="line"),
        ))
        points = Scheme(
            key=1, group=1, group_scope="line", rounding_step=D(1),
            terms=terms("flat", "value", "points", (1, 1)),
        )
        self.assertRefused("group_line_unfit", of(points))
        self.assertRefused("currency_mixed", of(percent(1), percent(1, key=2, rounding_step=D(1))))

    def test_the_possible_of_impossible_schemes(self):
        schemes, errors = SchemeSet.possible([
            percent(1, excludes=frozenset({2})), percent(1, key=2, excludes=frozenset({1})),
            percent(5, key=3),
        ])
        self.assertEqual([scheme.key for scheme in schemes.schemes], [3])
        self.assertEqual([error.keys for error in errors], [{1, 2}])

    def test_schemes(self):
        quantity = terms("flat", "quantity", "amount", (1, 1))
        goods = terms("flat", "value", "goods", (1, 1))
        combo = {"mechanism": Mechanism.COMBO}
        for code, values in (
            ("no_slab", {"terms": None}),
            ("unit_missing", {"terms": quantity}),
            ("unit_missing", {
                "mechanism": Mechanism.ASSORTMENT, "assortment": Assortment(2, D(1)),
            }),
            ("goods_missing", {"terms": goods}),
            ("goods_missing", {"terms": goods, "goods": Goods()}),
            ("combo_incomplete", combo),
            ("assortment_missing", {"mechanism": Mechanism.ASSORTMENT}),
            ("display_unfit", {"mechanism": Mechanism.DISPLAY}),
            ("prices_missing", {"mechanism": Mechanism.SHIP_DEBIT}),
            ("price_negative", {"prices": (Price(1, D(1), D(-1), PIECE),)}),
            ("step_not_positive", {"rounding_step": D(0)}),
            ("dates_reversed", {
                "date_start": date(2026, 2, 1), "date_end": date(2026, 1, 1),
            }),
            ("new_partner_slab", {"mechanism": Mechanism.GROWTH, "new_partner_slab": 1}),
        ):
            given = {"terms": terms("whole", "value", Kind.PERCENT, (0, 1)), **values}
            self.assertRefused(code, lambda given=given: Scheme(key=1, **given))
        self.assertRefused("factor_not_positive", lambda: Unit(1, D(0)))


class TestEqualLines(unittest.TestCase):
    def test_the_odd_cent_goes_to_the_same_line_however_they_are_ordered(self):
        lines = [line(1, SOAP, 1, "0.50"), line(2, SOAP, 1, "0.50")]
        for ordered in (lines, lines[::-1]):
            self.assertEqual(buy(percent(1), *ordered).discounts, {1: D("0.01")})

"""The worked example of every mechanism, to the cent."""

import unittest
from datetime import date
from decimal import Decimal as D

from odoo.addons.dms_schemes.arithmetic import (
    Assortment,
    Audience,
    Basis,
    Basket,
    Calculation,
    ComboPart,
    Criteria,
    Goods,
    Kind,
    Ladder,
    Line,
    Mechanism,
    Need,
    Party,
    Past,
    Price,
    Reason,
    Scheme,
    SchemeSet,
    Selection,
    Slab,
    Terms,
    Unit,
    Upsell,
)

DAY = date(2026, 6, 15)
PIECE, CASE = Unit(1), Unit(1, D(12))
SOAP, TEA, OIL = 11, 12, 13


def terms(calculation, basis, kind, *slabs):
    ladder = Ladder(Slab(*map(D, map(str, slab))) for slab in slabs)
    return Terms(Calculation(calculation), Basis(basis), Kind(kind), ladder)


def percent(rate, key=1, threshold=0, **values):
    given = terms("whole", "value", "percent", (threshold, rate))
    return Scheme(key=key, terms=given, **values)


def line(key, product, quantity, value, unit=PIECE, categories=(1, 2)):
    return Line(key, product, categories, D(str(quantity)), unit, D(str(value)))


def buy(schemes, *lines, party=None, day=DAY, past=None, budgets=None, choices=None):
    """The evaluation of a basket under a scheme or several."""
    schemes = schemes if isinstance(schemes, list) else [schemes]
    basket = Basket(day, party or Party(), lines, choices or {})
    return SchemeSet(schemes).evaluate(basket, past, budgets)


def due(scheme, *lines, **past):
    """What a scheme earned over a window owes now."""
    return buy(scheme, *lines, past={1: Past(**{k: _exact(v) for k, v in past.items()})}).explain(1)


def _exact(value):
    return D(value) if isinstance(value, str) else value


class TestMechanics(unittest.TestCase):
    def test_value_slab_gross_or_net_of_the_schemes_before(self):
        first = percent(10)
        gross = percent(5, key=2, threshold=95)
        net = percent(5, key=2, threshold=95, value_of="net")
        tea = line(1, TEA, 1, 100)
        self.assertEqual(buy([first, gross], tea).discounts, {1: D(15)})
        self.assertEqual(buy([first, net], tea).discounts, {1: D(10)})
        missing = buy([first, net], tea).explain(2)
        self.assertEqual((missing.reason, missing.upsell), (Reason.THRESHOLD, Upsell(D(5), 0)))

    def test_stacking_additive_or_chained(self):
        tea = line(1, TEA, 1, 100)
        for stacking, left in (("additive", D(85)), ("chained", D("85.5"))):
            given = buy([percent(10), percent(5, key=2, stacking=stacking)], tea)
            self.assertEqual(100 - given.discounts[1], left)

    def test_priority_decides_who_chains_on_whom(self):
        amount = Scheme(
            key=2, priority=1, terms=terms("flat", "value", "amount", (0, 20)), stacking="chained"
        )
        given = buy([percent(10, stacking="chained"), amount], line(1, TEA, 1, 100))
        self.assertEqual(given.discounts, {1: D(28)})

    def test_line_discount_per_cent_per_unit_net_price(self):
        soap = line(1, SOAP, 3, 300, CASE)
        for kind, rate, expected in (("percent", 7, 21), ("per_unit", "2.5", "7.5"),
                                     ("net_price", 92, 24)):
            scheme = Scheme(key=1, unit=CASE, terms=terms("whole", "quantity", kind, (1, rate)))
            self.assertEqual(buy(scheme, soap).discounts, {1: D(expected)})

    def test_net_price_raises_no_line(self):
        scheme = Scheme(
            key=1, unit=PIECE, terms=terms("whole", "quantity", "net_price", (1, 5))
        )
        given = buy(scheme, line(1, SOAP, 10, 80), line(2, TEA, 10, 40))
        self.assertEqual(given.discounts, {1: D(30)})

    def test_free_goods_of_the_same_product(self):
        scheme = Scheme(
            key=1, unit=CASE, rounding_step=D(1),
            terms=terms("recurring", "quantity", "goods", (20, 1)),
            goods=Goods(is_same=True, unit=CASE, value={SOAP: D(30)}),
        )
        for cases, free in ((19, 0), (20, 1), (39, 1), (40, 2), (59, 2)):
            given = buy(scheme, line(1, SOAP, cases, 1000, CASE))
            self.assertEqual(given.explain(1).goods_quantity, free)
        goods = given.goods[0]
        self.assertEqual((goods.product, goods.unit, goods.line), (SOAP, CASE, 1))
        self.assertEqual(goods.worth, D(60))

    def test_free_goods_of_another_product_or_a_choice(self):
        scheme = Scheme(
            key=1, unit=PIECE, rounding_step=D(1), goods=Goods((TEA, OIL), unit=PIECE),
            terms=terms("proportional", "value", "goods", (100, 3)),
        )
        soap = line(1, SOAP, 10, 250)
        self.assertEqual(buy(scheme, soap).goods[0].product, TEA)
        chosen = buy(scheme, soap, choices={1: OIL}).goods[0]
        self.assertEqual((chosen.product, chosen.quantity, chosen.line), (OIL, 7, 1))
        self.assertEqual(buy(scheme, soap, choices={1: SOAP}).goods[0].product, TEA)

    def test_free_goods_are_floored_to_what_can_be_given(self):
        scheme = Scheme(
            key=1, unit=CASE, rounding_step=D("0.5"), goods=Goods((OIL,), unit=PIECE),
            terms=terms("proportional", "quantity", "goods", (1, 1)),
        )
        # 4 · 1/12 are a third of a case, three times that are one.
        self.assertEqual(buy(scheme, line(1, SOAP, 16, 20)).explain(1).goods_quantity, D(1))
        self.assertEqual(buy(scheme, line(1, SOAP, 18, 20)).explain(1).goods_quantity, D("1.5"))

    def test_combo_counts_whole_sets(self):
        scheme = Scheme(
            key=1, mechanism=Mechanism.COMBO, unit=PIECE,
            terms=terms("recurring", "quantity", "amount", (1, 5)),
            combo=(
                ComboPart(Selection(frozenset({SOAP})), D(2)),
                ComboPart(Selection(frozenset({TEA})), D(1), CASE),
            ),
        )
        given = buy(scheme, line(1, SOAP, 7, 70), line(2, TEA, 24, 48))
        self.assertEqual((given.explain(1).figure, given.explain(1).amount), (D(2), D(10)))
        self.assertEqual(given.explain(1).needs, (
            Upsell(D(1), 0, Need.PART, 1),
        ))
        alone = buy(scheme, line(1, SOAP, 7, 70)).explain(1)
        self.assertEqual((alone.reason, alone.upsell.part), (Reason.COMBO, 1))

    def test_combo_per_cent_is_of_the_sets_alone(self):
        scheme = Scheme(
            key=1, mechanism=Mechanism.COMBO, unit=PIECE,
            terms=terms("whole", "value", "percent", (1, 10)),
            combo=tuple(ComboPart(Selection(frozenset({p})), D(1)) for p in (SOAP, TEA)),
        )
        given = buy(scheme, line(1, SOAP, 6, 60), line(2, TEA, 2, 50))
        self.assertEqual(given.discounts, {1: D(2), 2: D(5)})

    def test_basket_needs_its_assortment(self):
        scheme = percent(
            10, mechanism=Mechanism.ASSORTMENT, unit=PIECE,
            assortment=Assortment(distinct=2, each=D(3), value=D(100)),
        )
        soap, tea = line(1, SOAP, 5, 60), line(2, TEA, 3, 60)
        self.assertEqual(buy(scheme, soap, tea).discounts, {1: D(6), 2: D(6)})
        short = buy(scheme, soap, line(2, TEA, 2, 30)).explain(1)
        self.assertEqual(short.reason, Reason.ASSORTMENT)
        self.assertEqual(short.needs, (
            Upsell(D(1), 0, Need.PRODUCTS), Upsell(D(10), 0, Need.VALUE),
        ))

    def test_period_volume_pays_what_was_not_yet_granted(self):
        scheme = Scheme(
            key=1, mechanism=Mechanism.PERIOD, unit=CASE, payout="off_invoice",
            terms=terms("whole", "value", "percent", (100, 2), (200, 4)),
        )
        outcome = due(scheme, line(1, SOAP, 6, 90), value="150", granted="3")
        self.assertEqual((outcome.figure, outcome.amount), (D(240), D("6.60")))

    def test_period_volume_claws_back_after_a_return(self):
        scheme = percent(4, threshold=200, mechanism=Mechanism.PERIOD, payout="off_invoice")
        outcome = due(scheme, line(1, SOAP, -6, -90), value="240", granted="9.60")
        self.assertEqual((outcome.reason, outcome.amount), (Reason.CLAW_BACK, D("-9.60")))

    def test_target_pays_from_its_gate(self):
        scheme = Scheme(
            key=1, mechanism=Mechanism.TARGET, unit=CASE, payout="off_invoice",
            terms=terms("whole", "quantity", "percent", (90, 1), (100, 2)),
        )
        below = due(scheme, quantity=D(12 * 89), value="1000", target=D(100))
        self.assertEqual((below.reason, below.upsell), (Reason.THRESHOLD, Upsell(D(1), 0)))
        self.assertEqual(below.figure, D(89))
        self.assertEqual(due(scheme, quantity=D(1080), value="1000", target=D(100)).amount, D(10))
        self.assertEqual(due(scheme, quantity=D(1200), value="1000", target=D(100)).amount, D(20))
        self.assertEqual(due(scheme, quantity=D(1200), value="1000").reason, Reason.TARGET)

    def test_growth_pays_on_everything_or_on_the_increment(self):
        values = {"mechanism": Mechanism.GROWTH, "payout": "off_invoice", "threshold": 10}
        past = {"value": "1200", "previous_value": "1000"}
        self.assertEqual(due(percent(5, **values), **past).amount, D(60))
        self.assertEqual(due(percent(5, is_on_increment=True, **values), **past).amount, D(10))
        short = due(percent(5, **values), value="1050", previous_value="1000")
        self.assertEqual((short.figure, short.upsell), (D(5), Upsell(D(50), 0)))

    def test_growth_from_nothing_pays_the_slab_for_new_partners(self):
        scheme = Scheme(
            key=1, mechanism=Mechanism.GROWTH, payout="off_invoice", new_partner_slab=1,
            terms=terms("whole", "value", "percent", (5, 1), (10, 3), (50, 9)),
        )
        self.assertEqual(due(scheme, value="200").amount, D(6))
        unnamed = percent(5, mechanism=Mechanism.GROWTH, payout="off_invoice")
        self.assertEqual(due(unnamed, value="200").reason, Reason.NO_BASE)

    def test_display_fee_by_audits_passed(self):
        values = {"mechanism": Mechanism.DISPLAY, "payout": "off_invoice"}
        fee = terms("flat", "value", "amount", (0, 100))
        scheme = Scheme(key=1, terms=fee, **values)
        self.assertEqual(due(scheme, audits_passed=2, audits_required=3).amount, D("66.67"))
        whole = Scheme(key=1, terms=fee, is_all_or_nothing=True, **values)
        short = due(whole, audits_passed=1, audits_required=3)
        self.assertEqual((short.reason, short.upsell), (Reason.AUDITS, Upsell(D(2), 0)))
        self.assertEqual(due(whole, audits_passed=3, audits_required=3).amount, D(100))

    def test_points(self):
        scheme = Scheme(
            key=1, rounding_step=D(1), point_value=D("0.1"),
            terms=terms("recurring", "value", "points", (50, 3)),
        )
        outcome = buy(scheme, line(1, SOAP, 1, 199)).explain(1)
        self.assertEqual((outcome.points, outcome.amount, outcome.budget_amount), (9, 0, D("0.9")))

    def test_price_protection_and_ship_and_debit(self):
        for mechanism in (Mechanism.PRICE_PROTECTION, Mechanism.SHIP_DEBIT):
            scheme = Scheme(
                key=1, terms=None, mechanism=mechanism, payout="off_invoice",
                prices=(Price(SOAP, D(30), D("27.5"), CASE), Price(TEA, D(5), D(6), PIECE)),
            )
            soap, case = line(1, SOAP, 6, 0), line(3, SOAP, 1, 0, CASE)
            given = buy(scheme, soap, line(2, TEA, 100, 0), case)
            self.assertEqual(given.explain(1).amount, D("3.75"))

    def test_upsell_three_more_cases(self):
        scheme = Scheme(
            key=1, unit=CASE, terms=terms("whole", "quantity", "percent", (5, 2), (10, 4))
        )
        outcome = buy(scheme, line(1, SOAP, 7, 700, CASE)).explain(1)
        self.assertEqual((outcome.amount, outcome.upsell), (D(14), Upsell(D(3), 1)))


class TestEligibility(unittest.TestCase):
    def reason(self, party=None, day=DAY, categories=(1, 2), unit=PIECE, **values):
        outcome = buy(
            percent(10, **values), line(1, SOAP, 1, 10, unit, categories), party=party, day=day
        ).explain(1)
        return outcome.reason, outcome.is_excluded

    def test_dates(self):
        values = {"date_start": date(2026, 6, 1), "date_end": date(2026, 6, 30)}
        for day, reason in ((date(2026, 5, 31), Reason.DATE), (date(2026, 6, 1), Reason.APPLIED),
                            (date(2026, 6, 30), Reason.APPLIED), (date(2026, 7, 1), Reason.DATE)):
            self.assertEqual(self.reason(day=day, **values), (reason, False))

    def test_party_by_every_dimension(self):
        party = Party(frozenset({1, 2}), 3, 4, 5, 6, (7, 8))
        for dimension, ids, reason in (
            ("partners", 2, Reason.PARTY_PARTNER), ("tiers", 3, Reason.PARTY_TIER),
            ("grades", 4, Reason.PARTY_GRADE), ("channels", 5, Reason.PARTY_CHANNEL),
            ("outlet_classes", 6, Reason.PARTY_OUTLET_CLASS),
            ("territories", 7, Reason.PARTY_TERRITORY), ("territories", 8, Reason.PARTY_TERRITORY),
        ):
            own, other = (Criteria(**{dimension: frozenset({i})}) for i in (ids, 99))
            for audience, expected in (
                (Audience(own), (Reason.APPLIED, False)), (Audience(other), (reason, False)),
                (Audience(exclude=own), (reason, True)), (Audience(own, own), (reason, True)),
                (Audience(exclude=other), (Reason.APPLIED, False)),
            ):
                self.assertEqual(self.reason(party, audience=audience), expected)

    def test_products_and_category_subtrees(self):
        for selection, reason in (
            (Selection(frozenset({SOAP})), Reason.APPLIED),
            (Selection(frozenset({TEA})), Reason.PRODUCT),
            (Selection(include_categories=frozenset({1})), Reason.APPLIED),
            (Selection(include_categories=frozenset({3})), Reason.PRODUCT),
            (Selection(frozenset({SOAP}), exclude_categories=frozenset({2})), Reason.PRODUCT),
            (Selection(exclude_products=frozenset({SOAP})), Reason.PRODUCT),
        ):
            self.assertEqual(self.reason(selection=selection), (reason, False))

    def test_a_unit_that_does_not_convert(self):
        given = terms("whole", "quantity", "percent", (0, 10))
        scheme = Scheme(key=1, terms=given, unit=CASE)
        self.assertEqual(buy(scheme, line(1, SOAP, 1, 10, Unit(9))).explain(1).reason, Reason.UNIT)

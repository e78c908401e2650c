"""Random schemes, baskets and pasts for the tests of the arithmetic."""

from datetime import date
from decimal import Decimal as D
from decimal import localcontext

import numpy as np
from odoo.addons.dms_schemes.arithmetic import (
    KINDS,
    NOT_MONEY,
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
    Party,
    Past,
    Price,
    Scheme,
    SchemeSet,
    Selection,
    Slab,
    Terms,
    TermsError,
    Unit,
)
from odoo.addons.dms_schemes.arithmetic.benefit import PRECISION
from odoo.addons.dms_schemes.arithmetic.evaluation import Evaluation, Grants
from odoo.addons.dms_schemes.arithmetic.frame import Frame
from odoo.addons.dms_schemes.arithmetic.running import Run

DAY = date(2026, 6, 15)
PIECE, DOZEN, KILO, GRAM = Unit(1), Unit(1, D(12)), Unit(2), Unit(2, D("0.001"))
PRODUCTS = {1: (1, 2), 2: (1, 2), 3: (1, 3), 4: (1, 3), 5: (4,), 6: (4, 5)}
WEIGHED = 6
ANYONE_OR = (frozenset(), frozenset(), frozenset({1, 4}))


def figure(random, low, high, digits=2):
    return D(random.randint(int(low * 10**digits), int(high * 10**digits))) / 10**digits


def ladder(random, kind, low=1, high=60):
    """One to three slabs, sometimes with an end."""
    thresholds = sorted({figure(random, low, high) for _slab in range(random.randint(1, 3))})
    slabs = [Slab(threshold, figure(random, 0, 12)) for threshold in thresholds]
    if random.random() < 0.3:
        last = slabs[-1]
        slabs[-1] = Slab(last.threshold, last.rate, last.threshold + figure(random, 1, 40))
    return Ladder(slabs)


def selection(random):
    products = random.choice((frozenset(), frozenset({1, 3, 6}), frozenset({2})))
    categories = random.choice((frozenset(), frozenset({1}), frozenset({4})))
    return Selection(
        products, categories, random.choice((frozenset(), frozenset({3}))),
        random.choice((frozenset(), frozenset(), frozenset({5}))),
    )


def scheme(random, key, mechanism=None):
    """A scheme of any mechanism and calculation."""
    mechanism = mechanism or random.choice([*Mechanism, *[Mechanism.ORDER] * 6])
    calculation = random.choice(list(Calculation))
    kinds = KINDS[calculation]
    if mechanism is Mechanism.DISPLAY:
        calculation, kinds = Calculation.FLAT, (Kind.AMOUNT, Kind.POINTS)
    kind = random.choice(kinds)
    is_per_unit = kind in (Kind.PER_UNIT, Kind.NET_PRICE)
    basis = Basis.QUANTITY if is_per_unit else random.choice(list(Basis))
    high = 4 if mechanism is Mechanism.COMBO else 60
    return Scheme(
        key=key, priority=random.randint(1, 4), mechanism=mechanism,
        terms=Terms(calculation, basis, kind, ladder(random, kind, high=high)),
        unit=random.choice((PIECE, PIECE, DOZEN, GRAM)), selection=selection(random),
        audience=Audience(Criteria(tiers=random.choice(ANYONE_OR))),
        payout=random.choice(("on_invoice", "on_invoice", "off_invoice")),
        stacking=random.choice(("additive", "additive", "chained")),
        value_of=random.choice(("gross", "gross", "net")),
        group=random.choice((None, None, None, 1, 2)),
        rounding_step=D(1) if kind in NOT_MONEY else D("0.01"),
        goods=Goods((5, 6), random.random() < 0.5, PIECE, {1: D(3), 5: D("2.5")}),
        combo=(
            ComboPart(Selection(frozenset({1, 2})), D(2), PIECE),
            ComboPart(selection(random), D(1), DOZEN),
        )[: random.randint(1, 2)],
        assortment=Assortment(random.randint(1, 3), D(random.randint(0, 2)), None, D(20)),
        excludes=random.choice((frozenset(), frozenset(), frozenset({9 - key}) - {key})),
        prices=(Price(1, D(5), D("3.5"), DOZEN), Price(2, D(5), D(6), PIECE)),
        is_on_increment=random.random() < 0.5, new_partner_slab=random.choice((None, 0)),
        is_all_or_nothing=random.random() < 0.5, point_value=random.choice((D(0), D("0.5"))),
    )


def scheme_set(random, size=8, **values):
    """A set of possible schemes that can stand beside each other."""
    while True:
        try:
            return SchemeSet(scheme(random, key, **values) for key in range(1, size + 1))
        except TermsError:
            continue


def line(random, key, sign=0):
    product = random.choice(list(PRODUCTS))
    unit = random.choice((KILO, GRAM) if product == WEIGHED else (PIECE, DOZEN))
    quantity = figure(random, 0, 40, random.choice((0, 0, 3))) / (1000 if unit is GRAM else 1)
    if random.random() < sign:
        quantity = -quantity
    price = random.choice((D(1), D("2.50"), D("9.99"), D(0)))
    value = (quantity * unit.factor * price).quantize(D("0.01"))
    return Line(key, product, PRODUCTS[product], quantity, unit, value)


def basket(random, sign=0.1):
    lines = tuple(line(random, key, sign) for key in range(1, random.randint(1, 8)))
    return Basket(DAY, Party(tier=random.choice((None, 1, 4))), lines)


def history(random, schemes):
    return {
        key: Past(
            quantity=figure(random, 0, 90), value=figure(random, 0, 200),
            granted=D(random.randint(0, 9)), target=random.choice((None, D(0), D(40))),
            previous_quantity=figure(random, 0, 50), previous_value=figure(random, 0, 50),
            audits_passed=random.randint(0, 5), audits_required=random.randint(0, 5),
            is_new=random.random() < 0.2,
        )
        for key in schemes.by_key if random.random() < 0.5
    }


def budgets(random, schemes):
    return {key: figure(random, 0, 20) for key in schemes.by_key if random.random() < 0.3}


def scalar(schemes, basket, history, budgets):
    """The evaluation by the scalar definition alone: every scheme takes its turn one by one."""
    frame = Frame(basket, schemes.step)
    with localcontext(prec=PRECISION):
        run = Run(basket, history, budgets, schemes.step, frame.positions())
        for node in schemes.nodes:
            run.run([
                scheme for scheme in node
                if scheme.is_in_force(basket.date)
                and scheme.audience.refusal(basket.party) is None
            ])
    nothing = np.zeros(0, dtype=np.int64)
    grants = Grants(nothing, nothing, nothing, np.zeros((0, len(frame.lines)), dtype=np.int64))
    return Evaluation(schemes, frame, history, budgets, grants, run)

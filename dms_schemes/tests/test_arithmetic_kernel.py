"""The vector kernel equals the scalar definition, in int64 and in Python's integers."""

import unittest
from decimal import Decimal as D
from random import Random
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.dms_schemes.arithmetic import (
    KINDS,
    NOT_MONEY,
    Basis,
    Calculation,
    ComboPart,
    Goods,
    Kind,
    Measure,
    Mechanism,
    Scheme,
    SchemeSet,
    Selection,
    Terms,
    Unit,
    evaluate,
    integers,
)
from odoo.addons.dms_schemes.arithmetic.measured import rounding_of

from . import arithmetic_cases as cases

DIGITS = {"quantity_digits": 3, "value_digits": 2}


def make_scheme(random, key):
    calculation = random.choice(list(Calculation))
    kind = random.choice(KINDS[calculation])
    is_per_unit = kind in (Kind.PER_UNIT, Kind.NET_PRICE)
    basis = Basis.QUANTITY if is_per_unit else random.choice(list(Basis))
    return Scheme(
        key=key, terms=Terms(calculation, basis, kind, cases.ladder(random, kind, 1, 100)),
        mechanism=random.choice(
            (Mechanism.ORDER, Mechanism.TARGET, Mechanism.GROWTH, Mechanism.COMBO)
        ),
        unit=Unit(1, random.choice((D(1), D(12), D("0.35"), D(7)))),
        rounding_step=random.choice((D(1), D("0.5"), D(3))) if kind in NOT_MONEY else D("0.01"),
        goods=Goods(is_same=True), combo=(ComboPart(Selection(), D(1)),),
        new_partner_slab=random.choice((None, 0)),
    )


def make_row(random, scheme, size):
    """Figures of one row, and the same as a measure (None: there is none)."""
    quantity, value = random.randint(-1000, 200000) * size, random.randint(-1000, 200000) * size
    measured = D(quantity) / 1000, D(value) / 100
    by_quantity = scheme.terms.basis is Basis.QUANTITY
    own, scale = (quantity, 1000) if by_quantity else (value, 100)
    factor = scheme.unit.factor
    if scheme.mechanism is Mechanism.ORDER:
        return quantity, value, own, 0, Measure(*measured, factor)
    if scheme.mechanism is Mechanism.COMBO:
        sets = random.randint(0, 200)
        return quantity, value, sets, 0, Measure(D(sets), measured[1], climb=D(sets))
    per = max(random.choice((0, own, abs(own) // 2, 1, 3000, 100)), 0)
    if per:
        measure = Measure(*measured, factor, climb=D(own) / scale, per=D(per) / scale / 100)
    elif scheme.mechanism is Mechanism.GROWTH and scheme.new_partner_slab == 0 and own > 0:
        measure = Measure(*measured, factor, slab=0)
    else:
        measure = None
    return quantity, value, own, per, measure


class TestKernel(unittest.TestCase):
    @settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.builds(Random, st.integers(0, 2**32)), st.sampled_from((1, 10**6, 10**15)))
    def test_rows_equal_the_scalar_definition(self, random, size):
        schemes = SchemeSet(make_scheme(random, key) for key in range(6))
        positions = [random.randrange(6) for _row in range(40)]
        rows = [make_row(random, schemes.schemes[position], size) for position in positions]
        quantities, values, figures, per, measures = zip(*rows, strict=True)
        columns = positions, figures, quantities, values, per
        expected = []
        for position, measure in zip(positions, measures, strict=True):
            scheme = schemes.schemes[position]
            amount = measure and evaluate(scheme.terms, measure, rounding_of(scheme)).amount
            expected.append((amount or 0) / scheme.rounding_step)
        self.assertEqual(schemes.amounts(*columns, **DIGITS).tolist(), expected)
        with mock.patch.object(integers, "LIMIT", 0):
            wide = SchemeSet(schemes.schemes).amounts(*columns, **DIGITS)
        self.assertEqual(wide.tolist(), expected)

    def test_displays_and_prices(self):
        fee = Terms(Calculation.FLAT, Basis.VALUE, Kind.AMOUNT, cases.Ladder([
            cases.Slab(D(0), D(100)),
        ]))
        price = cases.Price(1, D(5), D(3), cases.PIECE)
        schemes = SchemeSet([
            Scheme(key=1, terms=fee, mechanism=Mechanism.DISPLAY),
            Scheme(key=2, terms=fee, mechanism=Mechanism.DISPLAY, is_all_or_nothing=True),
            Scheme(key=3, terms=None, mechanism=Mechanism.SHIP_DEBIT, prices=(price,)),
        ])
        nothing = [0] * 6
        units = schemes.amounts(
            [0, 0, 1, 1, 1, 2], [2, 5, 2, 3, 1, 12345], nothing, nothing, [3, 3, 3, 3, 0, 0]
        )
        self.assertEqual(units.tolist(), [6667, 10000, 0, 10000, 0, 12345])

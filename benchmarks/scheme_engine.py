"""The scheme engine alone: orders a second on one core, by schemes that match and that pay."""

import argparse
import platform
import sys
import time
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from random import Random

DAY = date(2026, 6, 15)
CATEGORY, OTHER = 1, 2
# What an order of these baskets never and always reaches.
FAR, NEAR = Decimal(10**7), Decimal(1)
SCHEMES = (10, 100, 500, 2000)
PAYING = 50


def main(options: list[str]) -> int:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="./dms bench scheme_engine", description=__doc__)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--lines", type=int, default=50)
    parser.add_argument("--repeat", type=int, default=5, help="the best of so many runs")
    arguments = parser.parse_args(options)
    # The package is pure: it is read without the add-on around it, which needs Odoo.
    sys.path.insert(0, str(Path(__file__).parents[1] / "dms_schemes"))
    engine = import_module("arithmetic")
    baskets = make_baskets(engine, arguments.orders, arguments.lines)
    print(f"\n{arguments.orders} orders of {arguments.lines} lines, Python "
          f"{platform.python_version()}, one core, processor time, best of {arguments.repeat}\n")
    print(f"{'schemes':>8}{'matching':>10}{'paying':>8} {'stacking':<10}"
          f"{'orders/s':>10}{'one by one':>12}{'traced':>10}")
    for case in cases():
        report(engine, baskets, case, arguments.repeat)
    return 0


def cases():
    """(schemes, of which match, of which pay, stacking) in the order of the table."""
    for share in (100, 10):
        for count in SCHEMES:
            matching = count * share // 100
            for paying in {0, min(PAYING, matching)}:
                yield count, matching, paying, "additive"
    for count in SCHEMES:
        yield count, 10, 0, "additive"
    for paying in (5, PAYING):
        yield 500, 500, paying, "chained"


def report(engine, baskets: list, case: tuple, repeat: int) -> None:
    """Measure one case and print its line."""
    count, matching, paying, stacking = case
    schemes = engine.SchemeSet(
        make_scheme(engine, key, key < matching, key < paying, stacking) for key in range(count)
    )

    def together():
        for answer in schemes.evaluate_many(baskets):
            _ = answer.discounts, answer.goods

    def one_by_one():
        for basket in baskets:
            answer = schemes.evaluate(basket)
            _ = answer.discounts, answer.goods

    def traced():
        for basket in baskets:
            _ = schemes.evaluate(basket).outcomes

    paces = [len(baskets) / best(measure, repeat) for measure in (together, one_by_one, traced)]
    first, second, third = (f"{pace:,.0f}" for pace in paces)
    print(f"{count:>8,}{matching:>10,}{paying:>8} {stacking:<10}{first:>10}{second:>12}{third:>10}",
          flush=True)


def best(measure, repeat: int) -> float:
    """Seconds of processor time of the fastest of some runs, after one to warm up."""
    measure()
    seconds = []
    for _run in range(repeat):
        start = time.process_time()
        measure()
        seconds.append(time.process_time() - start)
    return min(seconds)


def make_scheme(engine, key: int, matches: bool, pays: bool, stacking: str):
    """By turns a per cent of the value and a graded amount for each case."""
    low = NEAR if pays else FAR
    rates = (Decimal("0.5"), Decimal(1)) if key % 2 else (Decimal("0.01"), Decimal("0.02"))
    ladder = engine.Ladder([
        engine.Slab(low, rates[0]), engine.Slab(low * 50, rates[1]),
    ])
    calculation, basis, kind = (
        ("whole", "value", "percent") if key % 2 else ("marginal", "quantity", "per_unit")
    )
    return engine.Scheme(
        key=key,
        terms=engine.Terms(
            engine.Calculation(calculation), engine.Basis(basis), engine.Kind(kind), ladder
        ),
        unit=engine.Unit(1, Decimal(12 if key % 4 else 1)),
        selection=engine.Selection(
            include_categories=frozenset({CATEGORY if matches else OTHER})
        ),
        audience=engine.Audience(engine.Criteria(territories=frozenset({3}))),
        stacking=engine.Stacking(stacking),
    )


def make_baskets(engine, count: int, lines: int) -> list:
    """Orders of different products out of three thousand."""
    random, units = Random(5), (engine.Unit(1), engine.Unit(1, Decimal(12)))
    party = engine.Party(partners=frozenset({7}), tier=1, territories=(1, 2, 3))
    return [
        engine.Basket(DAY, party, tuple(
            engine.Line(
                key=number, product=product, categories=(CATEGORY, 10 + product % 40),
                quantity=Decimal(random.randint(1, 40)), unit=random.choice(units),
                value=Decimal(random.randint(100, 90_000)) / 100,
            )
            for number, product in enumerate(random.sample(range(3000), lines))
        ))
        for _order in range(count)
    ]

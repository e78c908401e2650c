"""The lines of a basket in an order and a grouping that does not depend on how they were typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import lcm

from .basket import Line

# Of money and of quantities, as they mostly are.
SCALES = 100, 100_000

@dataclass(slots=True)
class Position:
    """All lines of one product at one price.

    :ivar quantity: in the root of the unit's family
    :ivar cap: the money its lines can take, in steps of the currency
    :ivar taken: of it so far
    """

    product: int
    categories: tuple[int, ...]
    root: int
    quantity: Decimal
    value: Decimal
    lines: list[Line]
    cap: int
    taken: int = 0
    index: int = 0  # among those of its basket


def merge(lines: Sequence[Line], step: Decimal) -> list[Position]:
    """Lines as positions: however a purchase is split, ordered or measured, it is the same one.

    :param step: the smallest money
    """
    return [_position(group, step) for group in groups(lines)]


def groups(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each position, in canonical order."""
    if len({line.product for line in lines}) == len(lines):
        return [[line] for line in sorted(lines, key=_product)]
    found: dict[tuple, list[Line]] = {}
    for line in lines:
        found.setdefault(_content(line), []).append(line)
    return [sorted(found[content], key=_key) for content in sorted(found)]


def _product(line: Line) -> int:
    return line.product


def _key(line: Line) -> int:
    return line.key


def _content(line: Line) -> tuple:
    """What makes two lines the same goods: product, unit family, price in the family's root."""
    quantity = line.quantity * line.unit.factor
    price = Fraction(line.value) / Fraction(quantity) if quantity else Fraction(0)
    return line.product, line.unit.root, not quantity, price


def _position(lines: list[Line], step: Decimal) -> Position:
    first = lines[0]
    return Position(
        product=first.product,
        categories=first.categories,
        root=first.unit.root,
        quantity=sum((line.quantity * line.unit.factor for line in lines), Decimal(0)),
        value=sum((line.value for line in lines), Decimal(0)),
        lines=lines,
        cap=sum(room(line, step) for line in lines),
    )


def room(line: Line, step: Decimal) -> int:
    """The money that a line can take, in steps."""
    return max(int(line.value // step), 0)


def share(amount: int, weights: list[int]) -> list[int]:
    """Share ``amount`` in proportion to weights, so that the shares sum to it exactly.

    Each share is the difference of two rounded running totals, so none is further than one from
    its exact part. Without any weight nothing is shared.
    """
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    bounds = [(2 * amount * part + total) // (2 * total) for part in accumulate(weights)]
    return [bound - before for bound, before in zip(bounds, [0, *bounds], strict=False)]


def as_integers(weights: Sequence[Decimal | Fraction]) -> list[int]:
    """Weights in the same proportion as whole numbers; those below zero weigh nothing."""
    known = [weight if weight > 0 else 0 for weight in weights]
    if not any(isinstance(weight, Fraction) for weight in known):
        total = sum(known)
        for scale in SCALES:
            whole = [int(weight * scale) for weight in known]
            # Cutting a part off could only make the sum smaller.
            if sum(whole) == total * scale:
                return whole
    ratios = [weight.as_integer_ratio() for weight in known]
    common = lcm(*(divisor for _numerator, divisor in ratios))
    return [numerator * (common // divisor) for numerator, divisor in ratios]

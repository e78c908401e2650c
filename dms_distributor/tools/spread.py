"""Spreading a total over periods; knows nothing of Odoo."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def spread(total: Decimal, weights: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    """Shares of a total in proportion to weights, in whole steps, that add up to the total.

    What rounding leaves over goes to the shares that it has cut most, the earlier ones first.

    :param total: a multiple of the step, not negative
    :param weights: not negative; all zero: equal shares
    :param step: the smallest unit to give, such as 0.01
    """
    if not weights:
        return []
    if min(weights) < 0 or total < 0 or total % step:
        raise ValueError("the total is a multiple of the step, and nothing is negative")
    parts = [Fraction(weight if any(weights) else 1) for weight in weights]
    steps, whole = int(total / step), sum(parts)
    exact = [steps * part / whole for part in parts]
    floors = [int(share) for share in exact]
    left = steps - sum(floors)
    by_cut = sorted(range(len(parts)), key=lambda index: (floors[index] - exact[index], index))
    for index in by_cut[:left]:
        floors[index] += 1
    return [count * step for count in floors]

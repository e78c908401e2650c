"""An amount shared over lines."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate, pairwise


def share(total: Decimal, weights: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    """Parts of a total in proportion to weights, that add up to it exactly.

    Differences of rounded running totals: no part is further than a step from its exact share,
    and none is above its weight while the total is not above the sum of the weights and the
    weights are whole steps.

    :param total: a whole number of steps
    :param weights: none below zero; where all are zero, the first takes the whole
    :param step: what parts are rounded to
    """
    if not weights:
        raise ValueError("There is nothing to share an amount over.")
    whole = sum(weights)
    if not whole:
        return [total, *(Decimal(0) for _weight in weights[1:])]
    marks = [
        (total * running / whole / step).quantize(Decimal(1), ROUND_HALF_UP) * step
        for running in accumulate(weights, initial=Decimal(0))
    ]
    return [after - before for before, after in pairwise(marks)]

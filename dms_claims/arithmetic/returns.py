"""What is taken back of several amounts."""

from collections.abc import Sequence
from decimal import Decimal


def take_back(amount: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """How much of each part is taken back, the first ones first.

    :param amount: what is taken back in all
    :param parts: what can be taken back of each, none below zero
    :return: no more of each than it has; they add up to the amount
    :raise ValueError: when the parts do not cover the amount
    """
    taken, rest = [], amount
    for part in parts:
        taken.append(min(part, rest))
        rest -= taken[-1]
    if rest:
        raise ValueError("More is taken back than there is.")
    return taken

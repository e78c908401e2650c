"""Points as a currency of their own: what lapses, and what they are worth to the books."""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


def lapsed(over: Decimal, used: Decimal) -> Decimal:
    """Points that lapse now, when those that lapse first are used first.

    :param over: all that was earned and whose time is over
    :param used: what has been redeemed, taken back or has lapsed before
    :return: zero or more
    """
    return max(ZERO, over - used)


def liability(points: Decimal, value: Decimal, breakage: Decimal, step: Decimal) -> Decimal:
    """What open points are owed with, in money: points · value · (1 − breakage), rounded once.

    :param breakage: the share that is expected never to be redeemed, from 0 to 1
    :param step: the smallest unit of the money
    """
    if points <= 0:
        return ZERO
    return ((points * value * (1 - breakage)) / step).quantize(Decimal(1), ROUND_HALF_UP) * step

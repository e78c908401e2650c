"""How much of what was earned a budget lets be claimed."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal

ZERO = Decimal(0)


def hold_to_budget(
    asked: Sequence[tuple[Hashable, Decimal]], left: Decimal,
    granted: Mapping[Hashable, Decimal], claimed: Mapping[Hashable, Decimal],
) -> list[Decimal]:
    """What may be claimed, the first ones first.

    Each claimant may claim what was granted to it and is not claimed yet, and then of what is left
    for all. What others claim that was not granted to them is left no more.

    :param asked: claimants and what they have earned; below zero it is let through
    :param left: of the budget, beside what was granted
    :param granted: what of the budget has been granted, by claimant
    :param claimed: what is claimed already, by claimant
    :return: one amount for each that is asked, none above it
    """
    parties = {*granted, *claimed}
    own = {
        party: granted.get(party, ZERO) - claimed.get(party, ZERO) for party in parties
    }
    left += sum(min(amount, ZERO) for amount in own.values())
    allowed = []
    for party, amount in asked:
        mine = max(own.get(party, ZERO), ZERO)
        amount = min(amount, mine + max(left, ZERO))
        taken = max(amount, ZERO)
        own[party] = mine - min(taken, mine)
        left -= taken - min(taken, mine)
        allowed.append(amount)
    return allowed

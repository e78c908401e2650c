"""Which claims cannot stand together, and what would let them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .claims import Claim, Period, covers_products, meet_products, meet_territories


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that cannot stand together, and where and when they meet."""

    claim: Claim
    other: Claim
    territory: str  # the smaller of the two
    period: Period


def find_conflict(claim: Claim, other: Claim) -> Conflict | None:
    """The conflict of two claims, or None.

    An exclusive claim stands beside no other distributor's. A distributor's own agreements follow
    each other and never overlap, wherever they hold: its terms would be two at a time.
    """
    if claim.agreement == other.agreement:
        return None
    period = claim.period.intersect(other.period)
    if not period:
        return None
    if claim.holder == other.holder:
        clash = claim.market[0] == other.market[0]
    else:
        clash = (
            (claim.is_exclusive or other.is_exclusive)
            and claim.market == other.market
            and meet_territories(claim.territory, other.territory)
            and meet_products(claim, other)
        )
    if not clash:
        return None
    return Conflict(claim, other, max(claim.territory, other.territory, key=len), period)


def find_conflicts(claims: Sequence[Claim], others: Iterable[Claim]) -> list[Conflict]:
    """All conflicts between two sets of claims, the earliest first; one for each agreement."""
    found: dict[tuple[int, int], Conflict] = {}
    for other in others:
        for claim in claims:
            key = (claim.agreement, other.agreement)
            if key not in found and (conflict := find_conflict(claim, other)):
                found[key] = conflict
    return sorted(found.values(), key=lambda conflict: (conflict.period.first, conflict.territory))


def find_free_start(claims: Sequence[Claim], others: Sequence[Claim]) -> date | None:
    """The earliest day, not before that of the claims, from which they would meet no other.

    :return: None when somebody's claim that is in the way never ends
    """
    starts = [claim.period.first for claim in claims]
    if not starts:
        return None
    start = min(starts)
    # Each round passes the end of at least one other claim, so there are no more rounds than those.
    for _round in range(len(others) + 1):
        moved = [
            Claim(
                claim.agreement, claim.holder, claim.market, claim.territory,
                Period(start, claim.period.last and max(claim.period.last, start)),
                claim.is_exclusive, claim.category, claim.product,
            )
            for claim in claims
        ]
        lasts = [
            conflict.other.period.last
            for other in others
            for claim in moved
            if (conflict := find_conflict(claim, other))
        ]
        if not lasts:
            return start
        if None in lasts:
            return None
        start = max(last for last in lasts if last) + timedelta(days=1)
    return start


def find_crowd(claims: Iterable[Claim], territory: str, limit: int) -> Conflict | None:
    """Where more distributors than a limit have one product in a territory on one day.

    :param claims: of one market
    :param territory: path of the territory; what lies in it and what it lies in counts
    :param limit: how many distributors it takes
    :return: a conflict of the last to come with another that is there on that day, or None
    """
    present = [
        claim
        for claim in claims
        if meet_territories(claim.territory, territory) and not claim.period.is_empty()
    ]
    for first in sorted({claim.period.first for claim in present}):
        day = Period(first, first)
        at_once = [claim for claim in present if claim.period.intersect(day)]
        for narrowest in at_once:
            # Of the claims that have a product in common, one lies within all others.
            beside = [claim for claim in at_once if covers_products(claim, narrowest)]
            if len({claim.holder for claim in beside}) > limit:
                last = max(beside, key=lambda claim: (claim.period.first, claim.agreement))
                other = next(claim for claim in beside if claim.holder != last.holder)
                return Conflict(last, other, territory, day)
    return None

"""What one line of an agreement covers, and when two of them meet."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Period(NamedTuple):
    """Days from the first to the last, both included; without a last day it does not end."""

    first: date
    last: date | None = None

    def is_empty(self) -> bool:
        return self.last is not None and self.last < self.first

    def intersect(self, other: "Period") -> "Period | None":
        """The days of both, or None when they have none in common."""
        lasts = [last for last in (self.last, other.last) if last is not None]
        common = Period(max(self.first, other.first), min(lasts, default=None))
        empty = self.is_empty() or other.is_empty() or common.is_empty()
        return None if empty else common


@dataclass(frozen=True, slots=True)
class Claim:
    """A territory, with all in it, and what is sold there by one distributor in a period.

    ``category`` is the path of a category, with all in it; empty: all products. With a
    ``product``, that one alone, and ``category`` is where it stands.
    """

    agreement: int
    holder: int
    market: tuple[int, int]  # company and tier: claims of different markets never meet
    territory: str
    period: Period
    is_exclusive: bool
    category: str = ""
    product: int | None = None


def meet_territories(one: str, other: str) -> bool:
    """Whether the subtrees below two paths have a node in common: one lies in the other."""
    return one.startswith(other) or other.startswith(one)


def meet_products(one: Claim, other: Claim) -> bool:
    """Whether two claims have a product in common, or would if their categories had any."""
    if one.product is not None and other.product is not None:
        return one.product == other.product
    if one.product is not None:
        return one.category.startswith(other.category)
    if other.product is not None:
        return other.category.startswith(one.category)
    return meet_territories(one.category, other.category)


def covers_products(outer: Claim, inner: Claim) -> bool:
    """Whether all that one claim is for is also in the other."""
    if outer.product is not None:
        return outer.product == inner.product
    return inner.category.startswith(outer.category)

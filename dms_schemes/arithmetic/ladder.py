"""Slabs: what is earned from which figure on."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from .errors import TermsError


@dataclass(frozen=True, slots=True)
class Slab:
    """From ``threshold`` on, ``rate`` is earned, up to ``ceiling``.

    Without a ceiling a slab ends where the next begins. The ceiling of the highest slab is where
    the whole ladder ends: what lies beyond earns nothing more.
    """

    threshold: Decimal
    rate: Decimal
    ceiling: Decimal | None = None

    def __post_init__(self):
        figures = (self.threshold, self.rate, self.ceiling)
        if not all(figure is None or figure.is_finite() for figure in figures):
            raise TermsError(
                "not_a_number",
                "The slab from {threshold}: every figure of a slab must be a finite number.",
                threshold=self.threshold,
            )
        if self.threshold < 0:
            raise TermsError(
                "threshold_negative",
                "The slab from {threshold}: a slab cannot begin below zero.",
                threshold=self.threshold,
            )
        if self.rate < 0:
            raise TermsError(
                "rate_negative",
                "The slab from {threshold}: its rate {rate} is negative, and a benefit never is.",
                threshold=self.threshold, rate=self.rate,
            )
        if self.ceiling is not None and self.ceiling <= self.threshold:
            raise TermsError(
                "ceiling_below_threshold",
                "The slab from {threshold} ends at {ceiling}: it must end above where it begins.",
                threshold=self.threshold, ceiling=self.ceiling,
            )


@dataclass(frozen=True, slots=True, init=False)
class Ladder:
    """Slabs in ascending order, each beginning where the one below it ends."""

    slabs: tuple[Slab, ...]

    def __init__(self, slabs: Iterable[Slab]):
        ordered = tuple(sorted(slabs, key=lambda slab: slab.threshold))
        if not ordered:
            raise TermsError("no_slab", "There is no slab: add at least one.")
        for lower, upper in pairwise(ordered):
            _check_neighbours(lower, upper)
        object.__setattr__(self, "slabs", ordered)

    @property
    def cap(self) -> Decimal | None:
        """Where the ladder ends, or None when it is open."""
        return self.slabs[-1].ceiling

    def scaled(self, per: Decimal) -> "Ladder":
        """The same ladder for a figure of which ``per`` make one of its own."""
        return self if per == 1 else _scaled(self, per)

    def limit(self, figure: Decimal) -> Decimal:
        """The part of a figure that counts: not below zero, not above the cap."""
        figure = max(figure, Decimal(0))
        return figure if self.cap is None else min(figure, self.cap)

    def reached(self, figure: Decimal) -> int | None:
        """Position of the highest slab whose threshold the figure attains, or None."""
        position = bisect_right(self.slabs, figure, key=lambda slab: slab.threshold)
        return position - 1 if position else None

    def bands(self, figure: Decimal) -> list[Decimal]:
        """How much of the figure lies in each slab; what lies below the first is in none."""
        ends = [slab.threshold for slab in self.slabs[1:]] + [figure]
        return [
            max(Decimal(0), min(figure, end) - slab.threshold)
            for slab, end in zip(self.slabs, ends, strict=True)
        ]


@lru_cache(2**12)
def _scaled(ladder: Ladder, per: Decimal) -> Ladder:
    return Ladder(
        Slab(slab.threshold * per, slab.rate, slab.ceiling and slab.ceiling * per)
        for slab in ladder.slabs
    )


def _check_neighbours(lower: Slab, upper: Slab):
    if lower.threshold == upper.threshold:
        raise TermsError(
            "duplicate",
            "Two slabs begin at {threshold}: remove one of them or change where it begins.",
            threshold=upper.threshold,
        )
    if lower.ceiling is None or lower.ceiling == upper.threshold:
        return
    code, message = (
        ("gap", "The slab from {threshold} ends at {ceiling} and the next begins at {next}: "
                "nothing is defined between them; let one begin where the other ends.")
        if lower.ceiling < upper.threshold else
        ("overlap", "The slab from {threshold} ends at {ceiling}, above {next} where the next "
                    "begins: they overlap; let one begin where the other ends.")
    )
    raise TermsError(
        code, message, threshold=lower.threshold, ceiling=lower.ceiling, next=upper.threshold
    )

"""What a promotion has brought: sales above what would have been sold anyway, and what it cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

Months = Mapping[date, Decimal]
ZERO = Fraction(0)


def get_season(months: Months) -> dict[int, Fraction]:
    """How much of an average month each calendar month is; all alike within less than a year.

    :param months: sums by the first day of each month, one after the other
    """
    total = sum(map(Fraction, months.values()), ZERO)
    if len(months) < 12 or total <= 0:
        return dict.fromkeys(range(1, 13), Fraction(1))
    average = total / len(months)
    groups: dict[int, list[Fraction]] = {}
    for month, amount in months.items():
        groups.setdefault(month.month, []).append(Fraction(amount))
    return {
        month: max(sum(amounts, ZERO) / len(amounts) / average, ZERO)
        for month, amounts in groups.items()
    }


def expect(months: Months, season: Mapping[int, Fraction], first: date, last: date) -> Fraction:
    """What is sold from ``first`` to ``last`` when the last twelve months go on.

    Each day has its share of its month: the level of the last twelve months, freed of the season,
    times the season of that month.
    """
    if not months or last < first:
        return ZERO
    recent = sorted(months)[-12:]
    weight = sum((season[month.month] for month in recent), ZERO)
    if not weight:
        return ZERO
    level = sum((Fraction(months[month]) for month in recent), ZERO) / weight
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return level * sum((season[day.month] / _days_of(day) for day in days), ZERO)


def _days_of(day: date) -> int:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (following - timedelta(days=1)).day


@dataclass(frozen=True, slots=True)
class Promotion:
    """Sales of the promoted goods, after it, and of goods that it may have replaced.

    :ivar actual: net value while it ran; ``baseline``: what would have been sold without it
    :ivar margin: gross margin, as a part of the net value
    """

    actual: Fraction
    baseline: Fraction
    after: Fraction
    after_baseline: Fraction
    others: Fraction
    others_baseline: Fraction
    margin: Fraction
    spend: Fraction

    @property
    def uplift(self) -> Fraction:
        return self.actual - self.baseline

    @property
    def pull_forward(self) -> Fraction:
        """What was only bought earlier: missing afterwards, at most what was sold more."""
        return _within(self.after_baseline - self.after, self.uplift)

    @property
    def cannibalised(self) -> Fraction:
        """What was bought instead of other goods, at most what is left of what was sold more."""
        return _within(self.others_baseline - self.others, self.uplift - self.pull_forward)

    @property
    def incremental(self) -> Fraction:
        return self.uplift - self.pull_forward - self.cannibalised

    @property
    def incremental_margin(self) -> Fraction:
        return self.incremental * self.margin

    @property
    def roi(self) -> Fraction | None:
        """(incremental gross margin - spend) / spend; None where nothing was spent."""
        return (self.incremental_margin - self.spend) / self.spend if self.spend else None

    @property
    def revenue_per_spend(self) -> Fraction | None:
        return self.actual / self.spend if self.spend else None


def _within(amount: Fraction, most: Fraction) -> Fraction:
    return max(min(amount, most), ZERO)

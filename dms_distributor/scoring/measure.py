"""What a key figure is worth, from the parts that add up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

QUANTILES = {"median": 0.5, "p90": 0.9}


class Kind(StrEnum):
    """How numerator and denominator make the value."""

    RATIO = "ratio"  # numerator / denominator
    GROWTH = "growth"  # numerator / denominator − 1
    RATE = "rate"  # numerator / a denominator that all have in common, such as days
    TOTAL = "total"  # the numerator
    MEDIAN = "median"  # of the records' whole days, from a histogram
    P90 = "p90"


def values(
    kind: str,
    numerators: ArrayLike,
    denominators: ArrayLike,
    histograms: Sequence[Mapping[str, int] | None] = (),
) -> NDArray[np.float64]:
    """The value of each pair; not a number where nothing can be said.

    :param histograms: days → records, for a median and a 90th percentile
    """
    above = np.asarray(numerators, dtype=np.float64)
    below = np.asarray(denominators, dtype=np.float64)
    if kind in QUANTILES:
        return np.array([quantile(histogram, QUANTILES[kind]) for histogram in histograms])
    if kind == Kind.TOTAL:
        return above.copy()
    known = below > 0
    result = np.divide(above, below, out=np.full(above.shape, np.nan), where=known)
    return result - 1 if kind == Kind.GROWTH else result


def merge(histograms: Iterable[Mapping[str, int] | None]) -> dict[str, int]:
    """One histogram of the records of all."""
    total = Counter()
    for histogram in histograms:
        total.update(histogram or {})
    return dict(total)


def quantile(histogram: Mapping[str, int] | None, share: float) -> float:
    """The quantile of the records that a histogram counts, between two of them where it falls so.

    :param histogram: whole days, as text because it is kept as JSON → records
    :return: what ``numpy.quantile`` gives of the records; not a number when there is none
    """
    if not histogram:
        return float("nan")
    days = np.array([int(day) for day in histogram])
    counts = np.array(list(histogram.values()))
    order = np.argsort(days)
    ends = np.cumsum(counts[order])
    position = (ends[-1] - 1) * share
    lower, upper = np.searchsorted(ends, [np.floor(position), np.ceil(position)], side="right")
    low, high = days[order][[lower, upper]]
    return float(low + (high - low) * (position - np.floor(position)))

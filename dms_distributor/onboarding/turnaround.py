"""How long a step took, over many partners."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np


class Turnaround(NamedTuple):
    count: int
    median: float
    p90: float


def summarise_days(days: Iterable[float]) -> Turnaround:
    """Median and 90th percentile, between neighbours in proportion; zeros where there is none."""
    values = np.fromiter(days, dtype=float)
    if not values.size:
        return Turnaround(0, 0.0, 0.0)
    median, p90 = np.percentile(values, (50, 90))
    return Turnaround(int(values.size), float(median), float(p90))

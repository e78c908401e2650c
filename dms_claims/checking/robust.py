"""How far values lie from what is usual in their groups, told so that outliers do not hide."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

# What makes the spread of a normal distribution out of the median and the mean of deviations.
MEDIAN_TO_SPREAD = 1.4826022185056018
MEAN_TO_SPREAD = 1.2533141373155003
# Where all earlier values are the same, the spread is taken to be this part of them.
LEAST_SPREAD = 0.05


class Scores(NamedTuple):
    """For each value its score, and what is usual; not a number where too little is known."""

    scores: NDArray[np.float64]
    medians: NDArray[np.float64]
    counts: NDArray[np.int64]


def robust_scores(
    samples: ArrayLike,
    sample_groups: ArrayLike,
    values: ArrayLike,
    value_groups: ArrayLike,
    minimum: int = 5,
) -> Scores:
    """Robust z-scores: (value − median) / spread, of each value within its group of samples.

    The spread is told from the median of the deviations from the median; where that is nothing,
    from their mean; and it is never less than a twentieth of the median.

    :param samples: what is usual, in any order
    :param sample_groups: the group of each sample
    :param value_groups: the group in which each value is judged
    :param minimum: groups of fewer samples say nothing
    """
    samples = np.asarray(samples, dtype=np.float64)
    values = np.asarray(values, dtype=np.float64)
    if not len(samples):
        unknown = np.full(len(values), np.nan)
        return Scores(unknown, unknown.copy(), np.zeros(len(values), dtype=np.int64))
    groups, rows = np.unique(np.asarray(sample_groups), return_inverse=True)
    counts = np.bincount(rows, minlength=len(groups))
    medians = _medians(samples, rows, counts)
    deviations = np.abs(samples - medians[rows])
    spreads = MEDIAN_TO_SPREAD * _medians(deviations, rows, counts)
    means = np.bincount(rows, weights=deviations, minlength=len(groups)) / counts
    spreads = np.where(spreads > 0, spreads, MEAN_TO_SPREAD * means)
    spreads = np.maximum(spreads, LEAST_SPREAD * np.abs(medians))

    wanted = np.asarray(value_groups)
    places = np.minimum(np.searchsorted(groups, wanted), len(groups) - 1)
    known = groups[places] == wanted
    found = np.where(known, counts[places], 0)
    spread = spreads[places]
    told = known & (found >= minimum) & (spread > 0)
    center = np.where(told, medians[places], np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = np.where(told, (values - center) / spread, np.nan)
    return Scores(scores, center, found)


def _medians(
    values: NDArray[np.float64], rows: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The median of the values of each row, of which none is empty."""
    ordered = values[np.lexsort((values, rows))]
    begins = np.cumsum(counts) - counts
    return (ordered[begins + (counts - 1) // 2] + ordered[begins + counts // 2]) / 2

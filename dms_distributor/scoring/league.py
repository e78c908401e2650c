"""Scores of many partners, and their ranks."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Standing(NamedTuple):
    """Scores of partners; arrays of one length."""

    partners: NDArray[np.int64]
    scores: NDArray[np.float64]
    weights: NDArray[np.float64]  # of the key figures that were known


def weighted_scores(
    partners: NDArray[np.int64], points: NDArray[np.float64], weights: NDArray[np.float64]
) -> Standing:
    """Each partner's mean of points, by weight. Points that are not known take no part.

    The three arrays have a row for each partner and key figure; a partner of whom nothing is known
    is left out.
    """
    known = ~np.isnan(points) & (weights > 0)
    unique, row = np.unique(partners[known], return_inverse=True)
    total = np.bincount(row, weights=weights[known], minlength=len(unique))
    sums = np.bincount(row, weights=(points * weights)[known], minlength=len(unique))
    return Standing(unique, sums / total, total)


def rank(scores: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Place of each score within its group, the highest first; equal scores share a place."""
    if not len(scores):
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((-scores, groups))
    ordered_groups, ordered = groups[order], scores[order]
    begins = np.r_[True, ordered_groups[1:] != ordered_groups[:-1]]
    new_place = begins | np.r_[True, ordered[1:] != ordered[:-1]]
    index = np.arange(len(scores))
    first_of_place = np.maximum.accumulate(np.where(new_place, index, 0))
    first_of_group = np.maximum.accumulate(np.where(begins, index, 0))
    places = np.empty(len(scores), dtype=np.int64)
    places[order] = first_of_place - first_of_group + 1
    return places

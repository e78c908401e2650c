"""ABC by value, XYZ by steadiness of demand."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Money that adds up to exactly 80 % must not miss the limit by the last binary digit.
SHARE_TOLERANCE = 1e-9


class AbcLimits(NamedTuple):
    """Cumulative shares of value at which A and B end."""

    a: float = 0.80
    b: float = 0.95


class XyzLimits(NamedTuple):
    """Coefficients of variation up to which demand is X (steady) and Y (varying)."""

    x: float = 0.5
    y: float = 1.0


ABC_LIMITS = AbcLimits()
XYZ_LIMITS = XyzLimits()


def classify_abc(
    values: ArrayLike, groups: ArrayLike | None = None, limits: AbcLimits = ABC_LIMITS
) -> NDArray[np.str_]:
    """Class of each value within its group.

    An item is A as long as those of greater value together stay below 80 % of the group's, B below
    95 %, else C. So the item that crosses a limit still belongs above it, the greatest is always
    A, equal values share a class, and the order of the items does not matter. What sold nothing or
    was returned on balance is C.

    :param values: one number an item
    :param groups: one whole number an item; None: all are one group
    """
    values = np.maximum(np.asarray(values, float), 0.0)
    if not len(values):
        return np.array([], dtype="<U1")
    groups = np.zeros(len(values), dtype=np.int64) if groups is None else np.asarray(groups)
    order = np.lexsort((-values, groups))
    sorted_values, sorted_groups = values[order], groups[order]
    starts_group = np.r_[True, sorted_groups[1:] != sorted_groups[:-1]]
    starts_tie = starts_group | np.r_[True, sorted_values[1:] != sorted_values[:-1]]
    before = np.r_[0.0, np.cumsum(sorted_values)]
    group_first = np.flatnonzero(starts_group)
    group_last = np.r_[group_first[1:], len(values)]
    group = np.cumsum(starts_group) - 1
    total = (before[group_last] - before[group_first])[group]
    tie_first = np.flatnonzero(starts_tie)[np.cumsum(starts_tie) - 1]
    greater = before[tie_first] - before[group_first][group]
    share = np.divide(greater, total, out=np.ones(len(values)), where=total > 0)
    classes = np.empty(len(values), dtype="<U1")
    classes[order] = np.select(
        [
            sorted_values <= 0,
            share < limits.a - SHARE_TOLERANCE,
            share < limits.b - SHARE_TOLERANCE,
        ],
        ["C", "A", "B"],
        "C",
    )
    return classes


def classify_xyz(variation: ArrayLike, limits: XyzLimits = XYZ_LIMITS) -> NDArray[np.str_]:
    """Class of each coefficient of variation: X up to 0.5, Y up to 1, else Z."""
    variation = np.asarray(variation, float)
    return np.select([variation <= limits.x, variation <= limits.y], ["X", "Y"], "Z")

"""Whether a value is good, how bad it is, and what it scores."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

UNKNOWN, GOOD, WARNING, BAD = "unknown", "good", "warning", "bad"


class Limits(NamedTuple):
    """Target, and where warning and bad begin; arrays of one length, not a number: not set."""

    target: NDArray[np.float64]
    warning: NDArray[np.float64]
    bad: NDArray[np.float64]


def judge(values: NDArray[np.float64], limits: Limits, higher: bool) -> NDArray[np.str_]:
    """A status for each value. A value that stands on a limit has not crossed it.

    :param higher: more is better; else less is
    """
    sign = 1 if higher else -1
    result = np.where(np.isnan(values), UNKNOWN, GOOD).astype("<U8")
    # Comparisons with what is not set are False: such a limit is never crossed.
    result[sign * values < sign * limits.warning] = WARNING
    result[sign * values < sign * limits.bad] = BAD
    result[np.isnan(limits.warning) & np.isnan(limits.bad)] = UNKNOWN
    return result


def severity(values: NDArray[np.float64], limits: Limits) -> NDArray[np.float64]:
    """How far each value lies beyond the bad limit, in widths of the band from bad to target.

    It compares key figures of any unit: 1 is as far below bad as the target is above it.
    """
    reach = np.abs(limits.target - limits.bad)
    reach = np.where(reach > 0, reach, np.maximum(np.abs(limits.bad), 1e-9))
    return np.nan_to_num(np.abs(values - limits.bad) / reach)


def score(values: NDArray[np.float64], limits: Limits, higher: bool) -> NDArray[np.float64]:
    """Points from 0 (at the bad limit or beyond) to 100 (at the target or beyond).

    Not a number where value, target or bad limit are not known.
    """
    sign = 1 if higher else -1
    width = sign * (limits.target - limits.bad)
    way = sign * (values - limits.bad)
    with np.errstate(invalid="ignore", divide="ignore"):
        points = np.where(width > 0, 100 * way / width, np.where(way >= 0, 100.0, 0.0))
    points = np.clip(points, 0, 100)
    unknown = np.isnan(values) | np.isnan(limits.target) | np.isnan(limits.bad)
    return np.where(unknown, np.nan, points)

"""Safety stock, reorder point and order-up-to level.

With d̄ and σd the mean and deviation of a day's demand, L and σL those of the lead time, R the
review period and z the normal quantile of the service level:

    safety stock     z·√(L·σd² + d̄²·σL²)
    reorder point    d̄·L + safety stock
    order-up-to      d̄·(L + R) + z·√((L + R)·σd² + d̄²·σL²)
"""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Levels(NamedTuple):
    """The three levels of a panel."""

    safety_stock: Floats
    reorder_point: Floats
    order_up_to: Floats


def z_score(service_level: float) -> float:
    """How many deviations cover demand in the share ``service_level`` of cycles; 0.95 → 1.645.

    :raise ValueError: unless 0.5 ≤ service level < 1: below, stock would be short on purpose, and
        nothing covers every case
    """
    if not 0.5 <= service_level < 1.0:
        raise ValueError(f"a service level lies between 0.5 and 1 (exclusive), not {service_level}")
    return NormalDist().inv_cdf(service_level)


def safety_stock(
    mean: ArrayLike, deviation: ArrayLike, lead_time: ArrayLike, lead_deviation: ArrayLike, z: float
) -> Floats:
    """Stock kept against demand and lead times that differ from their means."""
    _check_not_negative(deviation=deviation, lead_time=lead_time, lead_deviation=lead_deviation)
    mean = _demand(mean)
    variance = np.asarray(lead_time, float) * np.square(deviation)
    return z * np.sqrt(variance + np.square(mean) * np.square(lead_deviation))


def reorder_point(
    mean: ArrayLike, deviation: ArrayLike, lead_time: ArrayLike, lead_deviation: ArrayLike, z: float
) -> Floats:
    """The position at which to order when stock is watched all the time."""
    return _demand(mean) * np.asarray(lead_time, float) + safety_stock(
        mean, deviation, lead_time, lead_deviation, z
    )


def order_up_to(
    mean: ArrayLike, deviation: ArrayLike, lead_time: ArrayLike, lead_deviation: ArrayLike,
    review: ArrayLike, z: float,
) -> Floats:
    """The level to fill up to when stock is looked at every ``review`` days."""
    _check_not_negative(review=review)
    span = np.asarray(lead_time, float) + np.asarray(review, float)
    return reorder_point(mean, deviation, span, lead_deviation, z)


def stock_levels(
    mean: ArrayLike, deviation: ArrayLike, lead_time: ArrayLike, lead_deviation: ArrayLike,
    review: ArrayLike, service_level: float,
) -> Levels:
    """All three levels of a panel for one service level.

    :raise ValueError: for a negative deviation or time, or a service level out of range
    """
    terms = (mean, deviation, lead_time, lead_deviation)
    z = z_score(service_level)
    return Levels(
        safety_stock(*terms, z), reorder_point(*terms, z), order_up_to(*terms, review, z)
    )


def _demand(mean: ArrayLike) -> Floats:
    """A product that is returned more than it is sold needs no stock: its demand counts as 0."""
    return np.maximum(np.asarray(mean, float), 0.0)


def _check_not_negative(**terms: ArrayLike) -> None:
    for name, values in terms.items():
        if (np.asarray(values, float) < 0).any():
            raise ValueError(f"{name.replace('_', ' ')} cannot be negative")

"""How much a distributor should order of each product; arrays hold a product a row."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Sums of months and divisions leave traces in the last digits: 24.000000001 is two dozens.
_TOLERANCE = 1e-6


def daily_sales(quantities: ArrayLike, days: ArrayLike) -> NDArray[np.float64]:
    """Average sale a day; never negative: a product that only comes back is not to be ordered.

    :param quantities: sold less returned, over all of the days
    :param days: in which it could be sold; 0: not yet on sale, sells nothing
    """
    quantities, days = np.asarray(quantities, float), np.asarray(days, float)
    rates = np.divide(quantities, days, out=np.zeros_like(quantities), where=days > 0)
    return np.maximum(rates, 0.0)


def round_up(quantities: ArrayLike, steps: ArrayLike) -> NDArray[np.float64]:
    """The least multiples of the steps that are no less than the quantities."""
    quantities, steps = np.asarray(quantities, float), np.asarray(steps, float)
    if (steps <= 0).any():
        raise ValueError("a step is a quantity above zero")
    return np.ceil(quantities / steps - _TOLERANCE).clip(min=0) * steps


def suggest(
    rates: ArrayLike, cover_days: float, minimums: ArrayLike, on_hand: ArrayLike,
    in_transit: ArrayLike, cases: ArrayLike,
) -> NDArray[np.float64]:
    """What covers the next days, less what is there or on its way, in full cases.

    Stock below zero is a count that is missing, not a need: it counts as none.

    :param rates: sold a day, as :func:`daily_sales` gives it
    :param cover_days: for how many days the stock shall last
    :param minimums: what must be there however little is sold; 0 for most products
    :param cases: how many pieces a case holds; 1 without cases
    """
    on_hand = np.maximum(np.asarray(on_hand, float), 0.0)
    in_transit = np.maximum(np.asarray(in_transit, float), 0.0)
    wanted = np.maximum(np.asarray(rates, float) * cover_days, np.asarray(minimums, float))
    need = wanted - on_hand - in_transit
    return round_up(np.maximum(need, 0.0), cases)

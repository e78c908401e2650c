"""The quantity to order."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# Parts of a case below this are rounding of the numbers, not goods.
CASE_TOLERANCE = 1e-9


def order_quantity(
    level: ArrayLike, on_hand: ArrayLike = 0.0, in_transit: ArrayLike = 0.0,
    committed: ArrayLike = 0.0, expiring: ArrayLike = 0.0, minimum: ArrayLike = 0.0,
    case: ArrayLike = 0.0,
) -> Floats:
    """What fills the stock position up to ``level``.

    level − (on hand + in transit − committed − expiring); if anything is needed, at least the
    minimum, rounded up to whole cases. 0 when the position reaches the level already.

    :param expiring: what will expire before it sells, see :func:`expiring_before_sale`
    :param minimum: least quantity that is delivered; 0: none
    :param case: units per case; 0: single units, not rounded
    :raise ValueError: for a negative minimum or case
    """
    minimum, case = np.asarray(minimum, float), np.asarray(case, float)
    if (minimum < 0).any() or (case < 0).any():
        raise ValueError("neither a minimum order nor a case can be negative")
    position = (
        np.asarray(on_hand, float) + np.asarray(in_transit, float)
        - np.asarray(committed, float) - np.asarray(expiring, float)
    )
    need = np.asarray(level, float) - position
    wanted = np.where(need > CASE_TOLERANCE, np.maximum(need, minimum), 0.0)
    cases = np.ceil(wanted / np.where(case > 0, case, 1.0) - CASE_TOLERANCE)
    return np.where(case > 0, cases * case, wanted)


def expiring_before_sale(
    quantities: ArrayLike, days_left: ArrayLike, daily_demand: float
) -> float:
    """How much of a product's lots will expire on the shelf when the first to expire sells first.

    By day tₖ at most d·tₖ is sold, so of the lots that expire until then Σq − d·tₖ is lost; the
    loss of all is the largest of these.

    :param quantities: one number a lot, not negative
    :param days_left: days until each expires; 0 or less: expired
    :param daily_demand: what sells in a day
    """
    quantities, days = np.asarray(quantities, float), np.asarray(days_left, float)
    if (quantities < 0).any():
        raise ValueError("a lot cannot hold a negative quantity")
    order = np.argsort(days, kind="stable")
    sellable = max(daily_demand, 0.0) * np.maximum(days[order], 0.0)
    return float(np.max(np.cumsum(quantities[order]) - sellable, initial=0.0))

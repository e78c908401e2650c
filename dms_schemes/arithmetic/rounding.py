"""Ways to round a benefit, made once by the caller: money by its currency, goods by their unit."""

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

Rounding = Callable[[Decimal], Decimal]


def half_up_to(step: Decimal) -> Rounding:
    """Round to the nearest multiple of ``step``; a tie goes away from zero."""
    return _to_multiple(step, ROUND_HALF_UP)


def down_to(step: Decimal) -> Rounding:
    """Round towards zero to a multiple of ``step``: half a case is not given away."""
    return _to_multiple(step, ROUND_DOWN)


def _to_multiple(step: Decimal, mode: str) -> Rounding:
    if step <= 0:
        raise ValueError(f"A rounding step must be positive, not {step}.")
    return lambda amount: (amount / step).quantize(Decimal(1), rounding=mode) * step

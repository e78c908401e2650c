"""How far a claim may lie above what is expected."""

from decimal import Decimal

HUNDRED = Decimal(100)


def get_limit(expected: Decimal, tolerance_percent: Decimal) -> Decimal:
    """The most that may be claimed: expected · (1 + tolerance), not rounded."""
    return expected * (1 + tolerance_percent / HUNDRED)


def exceeds(claimed: Decimal, expected: Decimal, tolerance_percent: Decimal) -> bool:
    """Whether more is claimed than the tolerance lets pass; what stands on the limit passes."""
    return claimed > get_limit(expected, tolerance_percent)

"""What terms are measured by, and what they give."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Measure:
    """Eligible quantity and eligible net value without tax: what rates are applied to.

    Without a value nothing that needs one is earned, and no benefit is held to it.

    :ivar factor: so many of ``quantity`` make one unit of the slabs; a quantity in the root of its
        family stays exact where the unit's own would not (10 pieces in dozens)
    :ivar climb: what climbs the ladder; None: the quantity or the value, by the terms' basis
    :ivar per: so many of ``climb`` make one of the thresholds; a rate of 100 · actual / target is
        ``climb=actual, per=target / 100``
    :ivar slab: position of the slab that is paid wherever the figure lies
    :ivar over: divisor of the value, for a value that no decimal number can tell
    """

    quantity: Decimal
    value: Decimal | None = None
    factor: Decimal = Decimal(1)
    climb: Decimal | None = None
    per: Decimal = Decimal(1)
    slab: int | None = None
    over: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Part:
    """The share of one slab.

    ``figure`` is what the slab's rate is applied to: a quantity, a value, or how often;
    ``amount`` is what it gives, not rounded.
    """

    slab: int
    figure: Decimal
    amount: Decimal


class Need(StrEnum):
    """What more is needed of."""

    FIGURE = "figure"  # the basis: quantity in the scheme's unit, value, audits
    PRODUCTS = "products"  # distinct products, each with the quantity asked for
    QUANTITY = "quantity"  # the assortment's total, in the scheme's unit
    VALUE = "value"  # the assortment's total
    PART = "part"  # one part of a set, in that part's unit


@dataclass(frozen=True, slots=True)
class Upsell:
    """``missing`` more of what ``need`` says, and the slab at position ``slab`` gives more."""

    missing: Decimal
    slab: int
    need: Need = Need.FIGURE
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """What terms give.

    :ivar counted: the part of the figure that counts
    :ivar reached: position of the highest slab reached
    :ivar is_capped: the figure lies beyond the last slab's end
    :ivar is_held_to_value: the slabs would give more than the value itself
    """

    amount: Decimal
    counted: Decimal
    reached: int | None
    parts: tuple[Part, ...]
    is_capped: bool
    is_held_to_value: bool
    upsell: Upsell | None

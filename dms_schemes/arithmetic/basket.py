"""What is bought, and what was bought before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .scheme import Unit
from .selection import Party


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a basket; a return is negative.

    :ivar key: identifies it in the answer; unique in its basket
    :ivar categories: the path of the product's category, root first
    :ivar quantity: in ``unit``
    :ivar value: net without tax, before schemes, in the currency of the set
    """

    key: int
    product: int
    categories: tuple[int, ...]
    quantity: Decimal
    unit: Unit
    value: Decimal


@dataclass(frozen=True, slots=True)
class Basket:
    """An order, or any other set of lines, of one party.

    :ivar date: decides which schemes are in force
    :ivar choices: product chosen by scheme key, where a scheme gives one of several
    """

    date: date
    party: Party
    lines: tuple[Line, ...] = ()
    choices: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """Sums of a scheme's window without the basket, net of returns, for one party.

    :ivar quantity: in the **root** of the family of the scheme's unit, so that it is exact
    :ivar granted: so far, in what the scheme pays: money, goods or points
    :ivar target: in the scheme's unit, or money when the scheme is measured by value
    :ivar previous_quantity: of the period before, in the root
    :ivar is_new: there was no period before; growth then pays the slab for new partners
    """

    quantity: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    granted: Decimal = Decimal(0)
    target: Decimal | None = None
    previous_quantity: Decimal = Decimal(0)
    previous_value: Decimal = Decimal(0)
    audits_passed: int = 0
    audits_required: int = 0
    is_new: bool = False

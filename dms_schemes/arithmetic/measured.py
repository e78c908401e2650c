"""What of a basket counts for a scheme, and what that earns."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .measure import Benefit, Upsell
from .outcome import Reason, Trace
from .positions import Position
from .rounding import Rounding, down_to, half_up_to
from .scheme import Scheme

ZERO = Decimal(0)


@dataclass(slots=True)
class Measured:
    """What counts, and what it earns before grants, budgets and values.

    :ivar reason: why nothing is earned, or None
    :ivar weigh: gives the weights of ``positions`` by which money is shared to them
    """

    positions: list[Position]
    reason: Reason | None = None
    figure: Decimal = ZERO
    quantity: Decimal = ZERO
    value: Decimal = ZERO
    benefit: Benefit | None = None
    weigh: Callable[[], list[Decimal | Fraction]] = list
    needs: tuple[Upsell, ...] = ()

    def trace(self) -> Trace:
        return Trace(self.figure, self.quantity, self.value, self.benefit, self.needs)


def rounding_of(scheme: Scheme) -> Rounding:
    """Money to the nearest step, goods and points down to what can be given."""
    return (half_up_to if scheme.is_money else down_to)(scheme.rounding_step)


def left(position: Position, step: Decimal) -> Decimal:
    """What the schemes so far have left of a position's value."""
    return position.value - position.taken * step

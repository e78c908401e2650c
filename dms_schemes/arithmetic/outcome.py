"""What a basket earns, scheme by scheme, and why it earns no more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from .measure import Benefit, Upsell
from .scheme import Scheme, Unit


class Reason(StrEnum):
    """Why a scheme gives what it gives."""

    APPLIED = "applied"
    CLAW_BACK = "claw_back"  # returns: more was granted than is earned
    DATE = "date"  # not in force on the basket's date
    PARTY_TIER = "party_tier"
    PARTY_GRADE = "party_grade"
    PARTY_CHANNEL = "party_channel"
    PARTY_OUTLET_CLASS = "party_outlet_class"
    PARTY_TERRITORY = "party_territory"
    PARTY_PARTNER = "party_partner"
    PRODUCT = "product"  # no line of the products that count
    UNIT = "unit"  # lines count, but none converts to the scheme's unit
    THRESHOLD = "threshold"  # the first slab is not reached
    ASSORTMENT = "assortment"  # the assortment is not complete
    COMBO = "combo"  # not one whole set
    TARGET = "target"  # no target is set for the party
    NO_BASE = "no_base"  # nothing was bought in the period before, and no slab is named for that
    AUDITS = "audits"  # audits required by the display are missing
    NOTHING_DUE = "nothing_due"  # all that is earned was granted already, or it rounds to nothing
    EXCLUSIVE = "exclusive"  # another scheme pays instead: ``winner``
    BUDGET = "budget"  # nothing is left
    HELD_TO_VALUE = "held_to_value"  # other benefits have taken all of the lines' value


# By the dimension of :class:`~.selection.Criteria` that does not admit the party.
PARTY = {
    "tiers": Reason.PARTY_TIER,
    "grades": Reason.PARTY_GRADE,
    "channels": Reason.PARTY_CHANNEL,
    "outlet_classes": Reason.PARTY_OUTLET_CLASS,
    "territories": Reason.PARTY_TERRITORY,
    "partners": Reason.PARTY_PARTNER,
}
PAID = (Reason.APPLIED, Reason.CLAW_BACK)


@dataclass(frozen=True, slots=True)
class FreeGoods:
    """Goods that a scheme gives.

    :ivar line: key of the line to which they are tied, or None when they stem from no line
    :ivar worth: at cost, for the budget
    """

    scheme: int
    product: int
    quantity: Decimal
    unit: Unit | None
    line: int | None
    worth: Decimal


@dataclass(frozen=True, slots=True)
class Trace:
    """How an outcome came about.

    :ivar benefit: as the terms calculate it, before what was granted, budgets and values; None when
        nothing was calculated
    :ivar needs: all that is missing to the next step
    """

    figure: Decimal = Decimal(0)
    quantity: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    benefit: Benefit | None = None
    needs: tuple[Upsell, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one scheme does for one basket.

    :ivar amount: money due; negative: to be taken back. Zero when goods or points are given
    :ivar goods_quantity: given; ``goods`` tells of what
    :ivar budget_amount: what it takes from the budget: money, goods at cost, points at their value
    :ivar shares: money by line key; sums to ``amount`` where the scheme is shared to lines
    :ivar is_cut: the budget did not hold all of it
    :ivar is_held: the lines' value did not hold all of it
    :ivar is_excluded: ``reason`` is a list of those left out, not of those admitted
    :ivar tracing: makes the trace when it is first asked for
    """

    scheme: Scheme
    reason: Reason
    winner: int | None = None
    amount: Decimal = Decimal(0)
    goods: FreeGoods | None = None
    points: Decimal = Decimal(0)
    budget_amount: Decimal = Decimal(0)
    shares: Mapping[int, Decimal] = field(default_factory=dict)
    is_cut: bool = False
    is_held: bool = False
    is_excluded: bool = False
    tracing: Callable[[], Trace] = field(default=Trace, compare=False, repr=False)

    @property
    def is_paid(self) -> bool:
        return self.reason in PAID

    @cached_property
    def trace(self) -> Trace:
        return self.tracing()

    @property
    def figure(self) -> Decimal:
        """What climbed the ladder, in the measure of its thresholds."""
        return self.trace.figure

    @property
    def quantity(self) -> Decimal:
        """What counts, in the scheme's unit (of a combo: sets), with the past."""
        return self.trace.quantity

    @property
    def value(self) -> Decimal:
        """What counts, with the past."""
        return self.trace.value

    @property
    def benefit(self) -> Benefit | None:
        return self.trace.benefit

    @property
    def needs(self) -> tuple[Upsell, ...]:
        return self.trace.needs

    @property
    def upsell(self) -> Upsell | None:
        return self.needs[0] if self.needs else None

    @property
    def goods_quantity(self) -> Decimal:
        return self.goods.quantity if self.goods else Decimal(0)

    @property
    def goods_product(self) -> int | None:
        return self.goods.product if self.goods else None

"""A scheme as the arithmetic knows it: who earns what on which goods, when, and in which rank."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .checks import check_scheme
from .errors import TermsError
from .mechanism import (
    CUMULATIVE,
    PRICED,
    GroupScope,
    Mechanism,
    Payout,
    Stacking,
    ValueOf,
)
from .selection import Audience, Selection
from .terms import Basis, Kind, Terms


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: ``factor`` of the root of its family; other roots cannot convert.

    A case of 12 pieces is ``Unit(root=pieces, factor=12)``.
    """

    root: int
    factor: Decimal = Decimal(1)

    def __post_init__(self):
        if not self.factor.is_finite() or self.factor <= 0:
            raise TermsError(
                "factor_not_positive",
                "The unit has the factor {factor}: it must be a number above zero.",
                factor=self.factor,
            )


@dataclass(frozen=True, slots=True)
class ComboPart:
    """What one set needs: ``quantity``, in ``unit`` (None: the scheme's), of the selection.

    A product that several parts select counts for the first of them.
    """

    selection: Selection
    quantity: Decimal
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Assortment:
    """At least ``distinct`` products, ``each`` of the scheme's unit or more of every one, and
    together ``quantity`` (scheme's unit) or ``value``; without either the products suffice."""

    distinct: int = 1
    each: Decimal = Decimal(0)
    quantity: Decimal | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """Free goods, counted in ``unit``: the product that was bought, or one of ``products``.

    :ivar products: the first is given unless the basket chooses another
    :ivar is_same: the eligible product bought most (ties: the lowest id) is given
    :ivar value: worth of one ``unit`` by product, at cost; missing: worth nothing to the budget
    """

    products: tuple[int, ...] = ()
    is_same: bool = False
    unit: Unit | None = None
    value: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Price:
    """A price of one ``unit`` of a product, ``before`` (old, acquisition) and ``after`` (new,
    agreed); a rise earns nothing."""

    product: int
    before: Decimal
    after: Decimal
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One scheme; money in the currency of the set it is compiled into.

    :ivar key: identifies it; schemes run by ``(priority, key)``, the lowest first
    :ivar terms: None only for the mechanisms paid by ``prices``
    :ivar unit: of the thresholds of a quantity, of rates per unit and of an assortment
    :ivar rounding_step: money: of the currency; goods and points: what can be given
    :ivar group: of schemes of which only the best pays; ``group_scope`` is the same for all of it
    :ivar excludes: keys of schemes that do not pay when this one does
    :ivar is_on_increment: growth pays on what is above the period before, not on everything
    :ivar new_partner_slab: position of the slab that growth pays where there was nothing before
    :ivar is_all_or_nothing: a display pays its whole fee for all audits, and nothing for fewer
    :ivar point_value: of one point, for the budget
    :ivar is_capped: there is a budget: callers look up what is left of it
    :raise TermsError: when it cannot be calculated
    """

    key: int
    terms: Terms | None
    priority: int = 10
    mechanism: Mechanism = Mechanism.ORDER
    unit: Unit | None = None
    selection: Selection = Selection()
    audience: Audience = Audience()
    date_start: date = date.min
    date_end: date | None = None
    payout: Payout = Payout.ON_INVOICE
    stacking: Stacking = Stacking.ADDITIVE
    value_of: ValueOf = ValueOf.GROSS
    group: int | None = None
    group_scope: GroupScope = GroupScope.ORDER
    rounding_step: Decimal = Decimal("0.01")
    goods: Goods | None = None
    combo: tuple[ComboPart, ...] = ()
    assortment: Assortment | None = None
    excludes: frozenset[int] = frozenset()
    prices: tuple[Price, ...] = ()
    is_on_increment: bool = False
    new_partner_slab: int | None = None
    is_all_or_nothing: bool = False
    point_value: Decimal = Decimal(0)
    is_capped: bool = False

    def __post_init__(self):
        check_scheme(self)

    @property
    def rank(self) -> tuple[int, int]:
        return self.priority, self.key

    @property
    def is_money(self) -> bool:
        return self.terms is None or self.terms.kind not in (Kind.GOODS, Kind.POINTS)

    @property
    def is_cumulative(self) -> bool:
        return self.mechanism in CUMULATIVE

    @property
    def is_shared(self) -> bool:
        """Whether its money is shared to the lines of the basket.

        What is earned over a window and paid off the invoice belongs to no single basket.
        """
        own = self.is_cumulative or self.mechanism in PRICED
        return self.is_money and not (own and self.payout == Payout.OFF_INVOICE)

    @property
    def needs_unit(self) -> bool:
        """Whether lines must convert to ``unit`` to count."""
        assortment = self.assortment
        return self.mechanism in (*PRICED, Mechanism.COMBO) or bool(
            self.terms and self.terms.basis is Basis.QUANTITY
        ) or bool(assortment and (assortment.each or assortment.quantity is not None))

    def is_in_force(self, day: date) -> bool:
        return self.date_start <= day and (self.date_end is None or day <= self.date_end)

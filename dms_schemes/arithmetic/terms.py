"""What a scheme pays: its calculation, what it is measured by, and its slabs."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .errors import TermsError
from .ladder import Ladder


class Calculation(StrEnum):
    FLAT = "flat"  # the rate of the highest slab reached, once
    WHOLE = "whole"  # the rate of the highest slab reached, on everything
    MARGINAL = "marginal"  # each slab pays for its own band
    RECURRING = "recurring"  # for every full threshold, the highest slabs first
    PROPORTIONAL = "proportional"  # the rate of the highest slab reached, pro rata


class Basis(StrEnum):
    QUANTITY = "quantity"
    VALUE = "value"


class Kind(StrEnum):
    PERCENT = "percent"
    PER_UNIT = "per_unit"
    AMOUNT = "amount"
    GOODS = "goods"
    POINTS = "points"
    NET_PRICE = "net_price"  # the rate is the price of a unit; the benefit is what is above it


# Kinds that are not money: their worth is known to the scheme, and no value bounds them.
NOT_MONEY = (Kind.GOODS, Kind.POINTS)

# What each calculation can pay.
KINDS = {
    Calculation.FLAT: (Kind.AMOUNT, Kind.GOODS, Kind.POINTS),
    Calculation.WHOLE: (Kind.PERCENT, Kind.PER_UNIT, Kind.NET_PRICE),
    Calculation.MARGINAL: (Kind.PERCENT, Kind.PER_UNIT),
    Calculation.RECURRING: (Kind.AMOUNT, Kind.GOODS, Kind.POINTS),
    Calculation.PROPORTIONAL: (Kind.AMOUNT, Kind.GOODS, Kind.POINTS),
}


@dataclass(frozen=True, slots=True)
class Terms:
    calculation: Calculation
    basis: Basis
    kind: Kind
    ladder: Ladder

    def __post_init__(self):
        if self.kind not in KINDS[self.calculation]:
            raise TermsError(
                "kind_unfit",
                "A {calculation} calculation cannot pay {kind}: choose one of {kinds}.",
                calculation=self.calculation.value, kind=self.kind.value,
                kinds=", ".join(KINDS[self.calculation]),
            )
        if self.kind in (Kind.PER_UNIT, Kind.NET_PRICE) and self.basis is Basis.VALUE:
            raise TermsError(
                "basis_unfit",
                "An amount or a price per unit needs a quantity: measure the scheme by quantity, "
                "or pay per cent.",
            )
        self._check_slabs()

    def _check_slabs(self):
        divides = self.calculation in (Calculation.RECURRING, Calculation.PROPORTIONAL)
        if divides and self.ladder.slabs[0].threshold == 0:
            raise TermsError(
                "threshold_zero",
                "A {calculation} calculation counts how often a threshold is reached: "
                "its slabs must begin above zero.",
                calculation=self.calculation.value,
            )
        for slab in self.ladder.slabs:
            if self.kind is Kind.PERCENT and slab.rate > Decimal(100):
                raise TermsError(
                    "percent_above_100",
                    "The slab from {threshold} pays {rate} %: a benefit cannot be more than what "
                    "it is paid on.",
                    threshold=slab.threshold, rate=slab.rate,
                )

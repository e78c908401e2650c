"""What counts for a scheme of sets, and for one of prices: the scalar definition."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .benefit import evaluate
from .measure import Benefit, Measure, Need, Upsell
from .measured import ZERO, Measured, left, rounding_of
from .mechanism import Stacking
from .outcome import Reason
from .positions import Position
from .scheme import Price, Scheme


def measure_sets(scheme: Scheme, positions: Sequence[Position], step: Decimal) -> Measured:
    """A combo: whole sets, and the part of the lines that is in them."""
    parts: list[list[Position]] = [[] for _part in scheme.combo]
    is_selected = False
    for position in positions:
        for index, part in enumerate(scheme.combo):
            if part.selection.admits(position.product, position.categories):
                is_selected = True
                if position.root == (part.unit or scheme.unit).root:
                    parts[index].append(position)
                break
    asked = [part.quantity * (part.unit or scheme.unit).factor for part in scheme.combo]
    bought = [sum((p.quantity for p in part), ZERO) for part in parts]
    counted = [p for part in parts for p in part]
    if not counted:
        return Measured([], Reason.UNIT if is_selected else Reason.PRODUCT)
    sets = max(min(have // need for have, need in zip(bought, asked, strict=True)), ZERO)
    is_net = scheme.stacking == Stacking.CHAINED
    values = [[left(p, step) if is_net else p.value for p in part] for part in parts]
    # Of each part so much is in the sets; without any set nothing is.
    ratios = [
        Fraction(sets * need) / Fraction(have) if sets else Fraction(0)
        for have, need in zip(bought, asked, strict=True)
    ]
    base = sum(
        (Fraction(sum(own, ZERO)) * ratio for own, ratio in zip(values, ratios, strict=True)),
        Fraction(0),
    )

    def weigh() -> list[Fraction]:
        return [
            Fraction(value) * ratio
            for own, ratio in zip(values, ratios, strict=True) for value in own
        ]

    measure = Measure(
        sets, Decimal(base.numerator), climb=sets, over=Decimal(base.denominator)
    )
    benefit = evaluate(scheme.terms, measure, rounding_of(scheme))
    value = Decimal(base.numerator) / base.denominator
    reason = Reason.COMBO if not sets else Reason.THRESHOLD if benefit.reached is None else None
    return Measured(
        counted, reason, sets, sets, value, benefit, weigh,
        _missing_of_sets(scheme, bought, asked, sets, benefit),
    )


def _missing_of_sets(
    scheme: Scheme, bought: list[Decimal], asked: list[Decimal], sets: Decimal, benefit: Benefit
) -> tuple[Upsell, ...]:
    if benefit.upsell is None:
        return ()
    goal = sets + benefit.upsell.missing
    return tuple(
        Upsell(
            (need * goal - have) / (part.unit or scheme.unit).factor,
            benefit.upsell.slab, Need.PART, index,
        )
        for index, (part, have, need) in enumerate(zip(scheme.combo, bought, asked, strict=True))
        if need * goal > have
    )


def measure_prices(scheme: Scheme, positions: Sequence[Position], step: Decimal) -> Measured:
    """Price protection, ship and debit: the difference of the prices, on the quantity."""
    prices = {price.product: price for price in scheme.prices}
    named = [p for p in positions if p.product in prices]
    counted = [p for p in named if p.root == prices[p.product].unit.root]
    if not counted:
        return Measured([], Reason.UNIT if named else Reason.PRODUCT)
    weights = [_price_cut(prices[p.product], p) for p in counted]
    exact = max(sum(weights, Fraction(0)), Fraction(0))
    quantity = sum((p.quantity / prices[p.product].unit.factor for p in counted), ZERO)
    amount = rounding_of(scheme)(Decimal(exact.numerator) / exact.denominator)
    benefit = Benefit(amount, quantity, None, (), False, False, None)
    reason = None if exact else Reason.THRESHOLD
    value = sum((p.value for p in counted), ZERO)
    return Measured(counted, reason, quantity, quantity, value, benefit, lambda: weights)


def _price_cut(price: Price, position: Position) -> Fraction:
    cut = max(price.before - price.after, ZERO)
    return Fraction(cut) * Fraction(position.quantity) / Fraction(price.unit.factor)

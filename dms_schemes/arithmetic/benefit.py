"""What a measured figure earns under given terms, and why."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from .rounding import Rounding
from .terms import Basis, Calculation, Kind, Terms

# Products of the widest figures stay exact, so that one division and one rounding decide.
PRECISION = 80


@dataclass(frozen=True, slots=True)
class Measure:
    """Eligible quantity in the unit of the slabs, and eligible net value without tax.

    Without a value nothing that needs one is earned, and no benefit is held to it.
    """

    quantity: Decimal
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The share of one slab.

    ``figure`` is what the slab's rate is applied to: a quantity, a value, or how often;
    ``amount`` is what it gives, not rounded.
    """

    slab: int
    figure: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Upsell:
    """``missing`` more of the basis, and the slab at position ``slab`` gives more."""

    missing: Decimal
    slab: int


@dataclass(frozen=True, slots=True)
class Benefit:
    amount: Decimal
    counted: Decimal  # the part of the figure that counts
    reached: int | None  # position of the highest slab reached
    parts: tuple[Part, ...]
    is_capped: bool  # the figure lies beyond the last slab's end
    is_held_to_value: bool  # the slabs would give more than the value itself
    upsell: Upsell | None


def evaluate(terms: Terms, measure: Measure, rounding: Rounding) -> Benefit:
    """What a measure earns.

    The amount is never negative and, when it is money and the value is known, never above the
    value. It is rounded once, at the end.

    :param rounding: from a money amount to one of its currency, from goods to what can be given
    """
    with localcontext(prec=PRECISION):
        figure = _figure(terms, measure)
        counted = terms.ladder.limit(figure)
        parts = _parts(terms, measure, counted)
        # Figures are summed before anything is divided: thirds add up to one.
        weight = _weight(terms, _figures(terms, counted))
        numerator, divisor = _scale(terms, measure, counted)
        exact = weight * numerator / divisor
        ceiling = _ceiling(terms, measure)
        amount = rounding(exact if ceiling is None else min(exact, ceiling))
        return Benefit(
            amount=amount if ceiling is None else min(amount, ceiling),
            counted=counted,
            reached=terms.ladder.reached(counted),
            parts=parts,
            is_capped=counted < figure,
            is_held_to_value=ceiling is not None and exact > ceiling,
            upsell=_upsell(terms, counted),
        )


def _figure(terms: Terms, measure: Measure) -> Decimal:
    if terms.basis is Basis.QUANTITY:
        return measure.quantity
    return Decimal(0) if measure.value is None else measure.value


def _ceiling(terms: Terms, measure: Measure) -> Decimal | None:
    if terms.kind is Kind.GOODS or measure.value is None:
        return None
    return max(measure.value, Decimal(0))


def _parts(terms: Terms, measure: Measure, counted: Decimal) -> tuple[Part, ...]:
    numerator, divisor = _scale(terms, measure, counted)
    return tuple(
        Part(slab, figure, figure * terms.ladder.slabs[slab].rate * numerator / divisor)
        for slab, figure in _figures(terms, counted)
    )


def _figures(terms: Terms, counted: Decimal) -> list[tuple[int, Decimal]]:
    """Slabs that pay, by position, with what the rate of each is applied to."""
    reached = terms.ladder.reached(counted)
    if reached is None or not counted and terms.calculation is not Calculation.FLAT:
        return []
    match terms.calculation:
        case Calculation.FLAT:
            return [(reached, Decimal(1))]
        case Calculation.WHOLE | Calculation.PROPORTIONAL:
            return [(reached, counted)]
        case Calculation.MARGINAL:
            return [(slab, band) for slab, band in enumerate(terms.ladder.bands(counted)) if band]
        case Calculation.RECURRING:
            return [(slab, times) for slab, times in _greedy(terms, counted)[0] if times]


def _greedy(terms: Terms, counted: Decimal) -> tuple[list[tuple[int, Decimal]], list[Decimal]]:
    """How often each slab fits, the highest first, and what remained before each."""
    times, remainders, rest = [], [], counted
    for position in reversed(range(len(terms.ladder.slabs))):
        threshold = terms.ladder.slabs[position].threshold
        remainders.append(rest)
        times.append((position, rest // threshold))
        rest %= threshold
    return times, remainders


def _scale(terms: Terms, measure: Measure, counted: Decimal) -> tuple[Decimal, Decimal]:
    """Numerator and divisor that turn rate × figure into the benefit's own measure."""
    if terms.calculation is Calculation.PROPORTIONAL:
        reached = terms.ladder.reached(counted)
        return Decimal(1), terms.ladder.slabs[reached or 0].threshold
    if terms.kind is not Kind.PERCENT:
        return Decimal(1), Decimal(1)
    if terms.basis is Basis.VALUE:
        return Decimal(1), Decimal(100)
    if measure.value is None or measure.quantity <= 0:
        return Decimal(0), Decimal(1)
    # A band of the quantity has its share of the value.
    return max(measure.value, Decimal(0)), 100 * measure.quantity


def _upsell(terms: Terms, counted: Decimal) -> Upsell | None:
    """The least that is missing until a slab gives more, or None when none does."""
    if terms.calculation is Calculation.RECURRING:
        candidates = _recurring_steps(terms, counted)
    else:
        slabs = terms.ladder.slabs
        reached = terms.ladder.reached(counted)
        rate = slabs[reached].rate if reached is not None else Decimal(0)
        candidates = [
            Upsell(slab.threshold - counted, position)
            for position, slab in enumerate(slabs)
            if slab.threshold > counted and slab.rate > rate
        ]
    return min(candidates, key=lambda upsell: upsell.missing, default=None)


def _recurring_steps(terms: Terms, counted: Decimal) -> list[Upsell]:
    cap = terms.ladder.cap
    times, remainders = _greedy(terms, counted)
    now = _weight(terms, _figures(terms, counted))
    steps = []
    for (position, _times), remainder in zip(times, remainders, strict=True):
        threshold = terms.ladder.slabs[position].threshold
        missing = threshold - remainder % threshold
        target = counted + missing
        if (cap is None or target <= cap) and _weight(terms, _figures(terms, target)) > now:
            steps.append(Upsell(missing, position))
    return steps


def _weight(terms: Terms, figures: list[tuple[int, Decimal]]) -> Decimal:
    return sum((figure * terms.ladder.slabs[slab].rate for slab, figure in figures), Decimal(0))

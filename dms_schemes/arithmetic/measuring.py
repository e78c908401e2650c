"""What of a basket counts for a scheme, by its mechanism: the scalar definition."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .basket import Past
from .benefit import evaluate
from .measure import Benefit, Measure, Need, Upsell
from .measured import ZERO, Measured, left, rounding_of
from .measuring_sets import measure_prices, measure_sets
from .mechanism import PRICED, Mechanism, Stacking, ValueOf
from .outcome import Reason
from .positions import Position
from .rounding import Rounding
from .scheme import Scheme
from .terms import Basis, Calculation, Kind


def measure_scheme(
    scheme: Scheme, positions: Sequence[Position], past: Past | None, step: Decimal,
    counted: list[Position] | None = None,
) -> Measured:
    """What a scheme earns on the positions as they stand.

    :param positions: of the whole basket, with what the schemes ranked before have taken
    :param counted: those that count, where they are known already
    :param past: sums of the window without the basket; None: none
    :param step: smallest money
    """
    if scheme.mechanism in PRICED:
        return measure_prices(scheme, positions, step)
    if scheme.mechanism is Mechanism.COMBO:
        return measure_sets(scheme, positions, step)
    selected = counted
    if counted is None:
        selected = [p for p in positions if scheme.selection.admits(p.product, p.categories)]
        unit = scheme.unit if scheme.needs_unit else None
        counted = [p for p in selected if unit is None or p.root == unit.root]
    if not counted and (not scheme.is_cumulative or past is None):
        return Measured([], Reason.UNIT if selected else Reason.PRODUCT)
    return _Sums(scheme, counted, past or Past(), step).measured()


class _Sums:
    """Sums of the lines that count, with the past of a cumulative scheme."""

    def __init__(self, scheme: Scheme, positions: list[Position], past: Past, step: Decimal):
        self.scheme, self.positions, self.past = scheme, positions, past
        self.factor = scheme.unit.factor if scheme.unit else Decimal(1)
        net = gross = [p.value for p in positions]
        if scheme.stacking == Stacking.CHAINED or scheme.value_of == ValueOf.NET:
            net = [left(p, step) for p in positions]
        is_cumulative = scheme.is_cumulative
        before = past.value if is_cumulative else ZERO
        self.net = net if scheme.stacking == Stacking.CHAINED else gross
        self.base = sum(self.net, before)
        self.climbing = sum(net if scheme.value_of == ValueOf.NET else gross, before)
        self.quantity = sum(
            (p.quantity for p in positions), past.quantity if is_cumulative else ZERO
        )
        by_quantity = scheme.terms.basis is Basis.QUANTITY
        self.own = self.quantity if by_quantity else self.climbing
        self.own_per = self.factor if by_quantity else Decimal(1)

    def measured(self) -> Measured:
        needs: tuple[Upsell, ...] = ()
        reason, rounding = None, rounding_of(self.scheme)
        match self.scheme.mechanism:
            case Mechanism.TARGET:
                reason, measure = self._target()
            case Mechanism.GROWTH:
                reason, measure = self._growth()
            case Mechanism.DISPLAY:
                reason, measure = self._display()
                rounding = self._display_rounding(rounding)
            case _:
                measure = self._plain()
        if self.scheme.mechanism is Mechanism.ASSORTMENT:
            needs = self._missing_of_assortment()
            reason = Reason.ASSORTMENT if needs else None
        if self.scheme.terms.kind is Kind.NET_PRICE and measure:
            measure = self._above_net_price(measure)
        if reason is Reason.AUDITS:
            needs = self._missing_audits()
        measured = Measured(
            self.positions, reason, quantity=self.quantity / self.factor, value=self.base,
            needs=needs,
        )
        if measure is not None:
            benefit = evaluate(self.scheme.terms, measure, rounding)
            measured.benefit = benefit
            climb = self.own if measure.climb is None else measure.climb
            measured.figure = climb / (self.own_per if measure.climb is None else measure.per)
            measured.needs = needs or self._needs(benefit, measure)
            if benefit.reached is None and reason is None:
                measured.reason = Reason.THRESHOLD
        measured.weigh = lambda: self._weights(measured.benefit)
        return measured

    def _plain(self) -> Measure:
        if self.scheme.terms.basis is Basis.QUANTITY or self.base == self.climbing:
            return Measure(self.quantity, self.base, self.factor)
        return Measure(self.quantity, self.base, self.factor, climb=self.climbing)

    def _target(self) -> tuple[Reason | None, Measure | None]:
        target = self.past.target
        if target is None or target <= 0:
            return Reason.TARGET, None
        per = target * self.own_per / 100
        return None, Measure(self.quantity, self.base, self.factor, climb=self.own, per=per)

    def _growth(self) -> tuple[Reason | None, Measure | None]:
        past, scheme = self.past, self.scheme
        by_quantity = scheme.terms.basis is Basis.QUANTITY
        before = past.previous_quantity if by_quantity else past.previous_value
        if past.is_new or before <= 0:
            if scheme.new_partner_slab is None:
                return Reason.NO_BASE, None
            if self.own <= 0:
                return Reason.THRESHOLD, None
            slab = scheme.new_partner_slab
            return None, Measure(self.quantity, self.base, self.factor, slab=slab)
        quantity, base = self.quantity, self.base
        if scheme.is_on_increment:
            quantity = max(quantity - past.previous_quantity, ZERO)
            base = max(base - past.previous_value, ZERO)
        climb = self.own - before
        return None, Measure(quantity, base, self.factor, climb=climb, per=before / 100)

    def _display(self) -> tuple[Reason | None, Measure | None]:
        past = self.past
        if past.audits_required <= 0 or past.audits_passed <= 0:
            return Reason.AUDITS, None
        if self.scheme.is_all_or_nothing and past.audits_passed < past.audits_required:
            return Reason.AUDITS, None
        passed = min(past.audits_passed, past.audits_required)
        per = Decimal(past.audits_required) / 100
        return None, Measure(ZERO, None, climb=Decimal(passed), per=per)

    def _missing_audits(self) -> tuple[Upsell, ...]:
        """A fee for all audits needs all of them, another the next."""
        past = self.past
        missing = past.audits_required - past.audits_passed
        if missing <= 0:
            return ()
        return (Upsell(Decimal(missing if self.scheme.is_all_or_nothing else 1), 0),)

    def _display_rounding(self, rounding: Rounding) -> Rounding:
        """A flat fee is paid for the part of the audits that was passed."""
        past = self.past
        if self.scheme.terms.calculation is not Calculation.FLAT or past.audits_required <= 0:
            return rounding
        passed = min(past.audits_passed, past.audits_required)
        return lambda fee: rounding(fee * passed / past.audits_required)

    def _above_net_price(self, measure: Measure) -> Measure:
        """Only what costs more than the net price is brought down to it."""
        reached = evaluate(self.scheme.terms, measure, rounding_of(self.scheme)).reached
        if reached is None or self.scheme.is_cumulative:
            return measure
        rate = self.scheme.terms.ladder.slabs[reached].rate
        above = [
            (p.quantity, value) for p, value in zip(self.positions, self.net, strict=True)
            if value * self.factor > rate * p.quantity
        ]
        return Measure(
            sum((quantity for quantity, _value in above), ZERO),
            sum((value for _quantity, value in above), ZERO),
            self.factor, climb=self.own, per=self.own_per,
        )

    def _missing_of_assortment(self) -> tuple[Upsell, ...]:
        asked, quantities = self.scheme.assortment, {}
        for position in self.positions:
            quantities.setdefault(position.product, []).append(position.quantity)
        least = asked.each * self.factor
        enough = sum(1 for parts in quantities.values() if (total := sum(parts)) > 0
                     and total >= least)
        missing = []
        if enough < asked.distinct:
            missing.append(Upsell(Decimal(asked.distinct - enough), 0, Need.PRODUCTS))
        if asked.quantity is None and asked.value is None:
            return tuple(missing)
        totals = []
        if asked.quantity is not None and self.scheme.unit:
            short = asked.quantity * self.factor - self.quantity
            totals.append(Upsell(short / self.factor, 0, Need.QUANTITY))
        if asked.value is not None:
            totals.append(Upsell(asked.value - self.climbing, 0, Need.VALUE))
        if all(total.missing > 0 for total in totals):
            missing += totals
        return tuple(missing)

    def _needs(self, benefit: Benefit, measure: Measure) -> tuple[Upsell, ...]:
        """The upsell in what can be bought, where per cent climb the ladder."""
        upsell = benefit.upsell
        if upsell is None:
            return ()
        if measure.climb is None or self.scheme.mechanism is Mechanism.DISPLAY:
            own_per = Decimal(1)
        else:
            own_per = self.own_per
        if measure.climb is not None:
            return (Upsell(upsell.missing * measure.per / own_per, upsell.slab),)
        return (upsell,)

    def _weights(self, benefit: Benefit | None) -> list[Decimal | Fraction]:
        match self.scheme.terms.kind:
            case Kind.PER_UNIT:
                return [p.quantity for p in self.positions]
            case Kind.NET_PRICE if benefit is not None and benefit.reached is not None:
                rate = self.scheme.terms.ladder.slabs[benefit.reached].rate
                return [
                    value * self.factor - rate * p.quantity
                    for p, value in zip(self.positions, self.net, strict=True)
                ]
        return list(self.net)

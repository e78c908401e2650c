"""What a measured figure earns under given terms, and why: the definition of every calculation."""

from decimal import Decimal, localcontext

from .ladder import Ladder
from .measure import Benefit, Measure, Part, Upsell
from .rounding import Rounding
from .terms import NOT_MONEY, Basis, Calculation, Kind, Terms

# Products of the widest figures stay exact, so that one division and one rounding decide.
PRECISION = 80
ONE = Decimal(1)


def evaluate(terms: Terms, measure: Measure, rounding: Rounding) -> Benefit:
    """What a measure earns.

    The amount is never negative and, when it is money and the value is known, never above the
    value. It is rounded once, at the end.

    :param rounding: from a money amount to one of its currency, from goods to what can be given
    """
    with localcontext(prec=PRECISION):
        return _Evaluation(terms, measure).benefit(rounding)


class _Evaluation:
    """One measure on one ladder, whose thresholds are brought to what climbs it."""

    def __init__(self, terms: Terms, measure: Measure):
        self.terms, self.measure = terms, measure
        by_quantity = terms.basis is Basis.QUANTITY
        self.is_own = measure.climb is None  # the basis itself climbs
        if not self.is_own:
            self.climb, self.per = measure.climb, measure.per
        elif by_quantity:
            self.climb, self.per = measure.quantity, measure.factor
        else:
            self.climb, self.per = measure.value or Decimal(0), ONE
        self.ladder: Ladder = terms.ladder.scaled(self.per)
        self.counted = self.ladder.limit(self.climb)
        self.reached = self.ladder.reached(self.counted)
        if measure.slab is not None:
            self.reached = measure.slab
        self.numerator, self.divisor = self._scale()

    def benefit(self, rounding: Rounding) -> Benefit:
        figures = self._figures(self.counted)
        # Figures are summed before anything is divided: thirds add up to one.
        exact = self._weight(figures) * self.numerator / self.divisor
        if self.terms.kind is Kind.NET_PRICE and figures:
            exact = self._above_net_price()
        ceiling = self._ceiling()
        amount = rounding(exact if ceiling is None else min(exact, ceiling))
        return Benefit(
            amount=amount if ceiling is None else min(amount, ceiling),
            counted=self.counted / self.per,
            reached=self.reached,
            parts=tuple(self._part(slab, figure) for slab, figure in figures),
            is_capped=self.counted < self.climb,
            is_held_to_value=ceiling is not None and exact > ceiling,
            upsell=self._upsell(),
        )

    def _part(self, slab: int, figure: Decimal) -> Part:
        amount = figure * self.terms.ladder.slabs[slab].rate * self.numerator / self.divisor
        if self.terms.kind is Kind.NET_PRICE:
            amount = self._above_net_price()
        counts_times = self.measure.slab is not None or self.terms.calculation in (
            Calculation.FLAT, Calculation.RECURRING,
        )
        return Part(slab, figure if counts_times else figure / self.per, amount)

    def _above_net_price(self) -> Decimal:
        """What the value is above the rate for each unit."""
        rate = self.terms.ladder.slabs[self.reached].rate
        factor, over = self.measure.factor, self.measure.over
        above = (self.measure.value or Decimal(0)) * factor - rate * self.measure.quantity * over
        return max(above / (factor * over), Decimal(0))

    def _ceiling(self) -> Decimal | None:
        if self.terms.kind in NOT_MONEY or self.measure.value is None:
            return None
        return max(self.measure.value, Decimal(0)) / self.measure.over

    def _figures(self, counted: Decimal) -> list[tuple[int, Decimal]]:
        """Slabs that pay, by position, with what the rate of each is applied to."""
        if self.measure.slab is not None:
            return [(self.measure.slab, ONE)]
        reached = self.ladder.reached(counted)
        if reached is None or not counted and self.terms.calculation is not Calculation.FLAT:
            return []
        match self.terms.calculation:
            case Calculation.FLAT:
                return [(reached, ONE)]
            case Calculation.WHOLE | Calculation.PROPORTIONAL:
                return [(reached, counted)]
            case Calculation.MARGINAL:
                bands = enumerate(self.ladder.bands(counted))
                return [(slab, band) for slab, band in bands if band]
            case Calculation.RECURRING:
                return [(slab, times) for slab, times in self._greedy(counted)[0] if times]

    def _greedy(self, counted: Decimal) -> tuple[list[tuple[int, Decimal]], list[Decimal]]:
        """How often each slab fits, the highest first, and what remained before each."""
        times, remainders, rest = [], [], counted
        for position in reversed(range(len(self.ladder.slabs))):
            threshold = self.ladder.slabs[position].threshold
            remainders.append(rest)
            times.append((position, rest // threshold))
            rest %= threshold
        return times, remainders

    def _scale(self) -> tuple[Decimal, Decimal]:
        """Numerator and divisor that turn rate × figure into the benefit's own measure."""
        measure, kind = self.measure, self.terms.kind
        value = max(measure.value or Decimal(0), Decimal(0))
        if self.terms.calculation is Calculation.PROPORTIONAL and measure.slab is None:
            return ONE, self.ladder.slabs[self.reached or 0].threshold
        if kind not in (Kind.PERCENT, Kind.PER_UNIT):
            return ONE, ONE
        base, divisor = (
            (value, 100 * measure.over) if kind is Kind.PERCENT
            else (max(measure.quantity, Decimal(0)), measure.factor)
        )
        if measure.slab is not None:
            return base, divisor
        is_base = (kind is Kind.PERCENT) == (self.terms.basis is Basis.VALUE)
        if self.is_own and is_base:
            return ONE, divisor
        if self.climb <= 0:
            return Decimal(0), ONE
        # A band of the figure has its share of the base.
        return base, divisor * self.climb

    def _upsell(self) -> Upsell | None:
        """The least that is missing until a slab gives more, or None when none does."""
        if self.measure.slab is not None:
            return None
        if self.terms.calculation is Calculation.RECURRING:
            candidates = self._recurring_steps()
        else:
            candidates = self._steps()
        return min(candidates, key=lambda upsell: upsell.missing, default=None)

    def _steps(self) -> list[Upsell]:
        slabs, reached = self.ladder.slabs, self.reached
        is_price = self.terms.kind is Kind.NET_PRICE
        rate = slabs[reached].rate if reached is not None else Decimal(0)
        return [
            Upsell((slab.threshold - self.counted) / self.per, position)
            for position, slab in enumerate(slabs)
            if slab.threshold > self.counted and (
                reached is None or slab.rate < rate if is_price else slab.rate > rate
            )
        ]

    def _recurring_steps(self) -> list[Upsell]:
        cap = self.ladder.cap
        times, remainders = self._greedy(self.counted)
        now = self._weight(self._figures(self.counted))
        steps = []
        for (position, _times), remainder in zip(times, remainders, strict=True):
            threshold = self.ladder.slabs[position].threshold
            missing = threshold - remainder % threshold
            target = self.counted + missing
            if (cap is None or target <= cap) and self._weight(self._figures(target)) > now:
                steps.append(Upsell(missing / self.per, position))
        return steps

    def _weight(self, figures: list[tuple[int, Decimal]]) -> Decimal:
        slabs = self.terms.ladder.slabs
        return sum((figure * slabs[slab].rate for slab, figure in figures), Decimal(0))

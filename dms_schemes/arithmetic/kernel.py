"""Benefits of many rows at once, in whole numbers: :func:`~.benefit.evaluate` as arrays.

Every figure is an integer: a quantity in 10^-``quantity_digits`` of the root of its unit family,
money in 10^-``value_digits``. A benefit is a fraction of two integers and is rounded once. Arrays
are int64 where a bound over the rows at hand proves that nothing overflows, Python's integers
otherwise.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from .integers import compact
from .kernel_rows import Rows, RowsOfKernel
from .mechanism import PRICED, Mechanism
from .scheme import Scheme
from .terms import Basis, Calculation, Kind

# Mechanisms whose figure is a share in per cent of ``per``.
RATIOS = (Mechanism.TARGET, Mechanism.GROWTH, Mechanism.DISPLAY)


class Kernel:
    """Schemes as arrays, for figures of given digits."""

    def __init__(self, schemes: Sequence[Scheme], quantity_digits: int, value_digits: int):
        self.schemes = schemes
        self.quantity_scale, self.value_scale = 10**quantity_digits, 10**value_digits
        slabs = [scheme.terms.ladder.slabs if scheme.terms else () for scheme in schemes]
        self.width = max(map(len, slabs), default=0) or 1
        scales = [self._threshold_scale(scheme) for scheme in schemes]
        # What the figures of a scheme are multiplied by so that its thresholds are whole.
        multiples = [
            lcm(*(
                (figure * scale).denominator
                for slab in ladder for figure in _figures(slab)
            ))
            for ladder, scale in zip(slabs, scales, strict=True)
        ]
        self.multiple = compact(multiples)
        factors = [scale * multiple for scale, multiple in zip(scales, multiples, strict=True)]
        self.threshold = compact([
            self._padded([int(Fraction(slab.threshold) * factor) for slab in ladder])
            for ladder, factor in zip(slabs, factors, strict=True)
        ]).reshape(len(schemes), self.width)
        self.slab_count = np.array([len(ladder) for ladder in slabs], dtype=np.int64)
        caps = [ladder[-1].ceiling if ladder else None for ladder in slabs]
        self.has_cap = np.array([cap is not None for cap in caps], dtype=bool)
        self.cap = compact([
            0 if cap is None else int(Fraction(cap) * factor)
            for cap, factor in zip(caps, factors, strict=True)
        ])
        self.rate_scale = lcm(*(
            Fraction(slab.rate).denominator for ladder in slabs for slab in ladder
        ))
        self.rate = compact([
            self._padded([int(slab.rate * self.rate_scale) for slab in ladder])
            for ladder in slabs
        ]).reshape(len(schemes), self.width)
        self._compile_kinds()
        self._compile_divisors()

    def _padded(self, numbers: list[int]) -> list[int]:
        return numbers + [0] * (self.width - len(numbers))

    def _threshold_scale(self, scheme: Scheme) -> Fraction:
        """What makes a threshold one of the figures that climb."""
        if scheme.terms is None or scheme.mechanism is Mechanism.COMBO:
            return Fraction(1)
        if scheme.mechanism in RATIOS:
            return Fraction(1, 100)
        if scheme.terms.basis is Basis.VALUE:
            return Fraction(self.value_scale)
        return Fraction(scheme.unit.factor) * self.quantity_scale

    def _compile_kinds(self) -> None:
        schemes = self.schemes

        def flags(test) -> np.ndarray:
            return np.array([bool(test(scheme)) for scheme in schemes], dtype=bool)

        def has(calculation):
            return flags(lambda s: s.terms and s.terms.calculation is calculation)

        self.calculations = {calculation: has(calculation) for calculation in Calculation}
        self.is_priced = flags(lambda s: s.mechanism in PRICED)
        self.is_ratio = flags(lambda s: s.mechanism in RATIOS)
        self.is_display = flags(lambda s: s.mechanism is Mechanism.DISPLAY)
        self.is_whole_display = flags(
            lambda s: s.mechanism is Mechanism.DISPLAY and s.is_all_or_nothing
        )
        self.is_combo = flags(lambda s: s.mechanism is Mechanism.COMBO)
        self.by_quantity = flags(lambda s: s.terms and s.terms.basis is Basis.QUANTITY)
        self.is_percent = flags(lambda s: s.terms and s.terms.kind is Kind.PERCENT)
        self.is_net_price = flags(lambda s: s.terms and s.terms.kind is Kind.NET_PRICE)
        self.is_money = flags(lambda s: s.is_money)
        # A display and a priced scheme are not bounded by a value of the basket.
        self.is_bounded = self.is_money & ~self.is_display & ~self.is_priced
        self.new_slab = np.array([
            -1 if s.new_partner_slab is None or s.mechanism is not Mechanism.GROWTH
            else s.new_partner_slab
            for s in schemes
        ], dtype=np.int64)

    def _compile_divisors(self) -> None:
        """By scheme: rate × figure × ``lift`` / divisor is a benefit in its rounding steps.

        ``base``: the figure is the value or quantity that the rate is applied to; ``once``: it
        is a number of times; ``own``: it is the climbing figure, as multiplied.
        """
        base, once, own, steps = [], [], [], []
        for scheme, multiple in zip(self.schemes, self.multiple.tolist(), strict=True):
            step = Fraction(scheme.rounding_step)
            unit = Fraction(1)
            if scheme.terms and scheme.terms.kind is Kind.PERCENT:
                unit = Fraction(100 * self.value_scale)
            elif scheme.mechanism is not Mechanism.COMBO and scheme.unit:
                unit = Fraction(scheme.unit.factor) * self.quantity_scale
            if scheme.mechanism in PRICED:
                once.append(step * self.value_scale)
            else:
                once.append(step * self.rate_scale)
            base.append(step * self.rate_scale * unit)
            own.append(step * self.rate_scale * unit * multiple)
            steps.append(step * self.value_scale)
        self.base, self.base_lift = _parts(base)
        self.once, self.once_lift = _parts(once)
        self.own, self.own_lift = _parts(own)
        self.value_step, self.value_lift = _parts(steps)

    def units(self, rows: Rows) -> np.ndarray:
        """Benefits in rounding steps of each row's scheme; shape (n,), int64 or Python's integers.

        Never negative, and money never above the row's value. A net price takes the whole row at
        one price. The sums of a priced scheme are given as ``figures``, in 10^-``value_digits``.
        """
        return RowsOfKernel(self, rows).units()


def _figures(slab) -> tuple[Fraction, ...]:
    ceiling = () if slab.ceiling is None else (Fraction(slab.ceiling),)
    return Fraction(slab.threshold), *ceiling


def _parts(divisors: list[Fraction]) -> tuple[np.ndarray, np.ndarray]:
    return (
        compact([divisor.numerator for divisor in divisors]),
        compact([divisor.denominator for divisor in divisors]),
    )

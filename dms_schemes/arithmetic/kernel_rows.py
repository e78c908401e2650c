"""The rows of one call of the kernel, by the form of their calculation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .integers import exact, rounded, widest
from .terms import Calculation

if TYPE_CHECKING:
    from .kernel import Kernel


@dataclass(slots=True)
class Rows:
    """One row for each measure.

    :ivar positions: of the scheme, in the kernel's schemes; shape (n,), as all
    :ivar figures: what climbs the ladder; None: quantities or values, by the scheme's basis
    :ivar quantities: to which rates per unit are applied
    :ivar values: to which per cent are applied, and above which no money is given
    :ivar per: of which ``figures`` are a share, for the mechanisms of ``RATIOS``
    """

    positions: np.ndarray
    quantities: np.ndarray
    values: np.ndarray
    figures: np.ndarray | None = None
    per: np.ndarray | None = None


class RowsOfKernel:
    """Rows with what their schemes say.

    :ivar climb: what climbs, multiplied so that thresholds are whole
    :ivar scale: by which a row's thresholds are multiplied: what a ratio is a share of, else 1
    :ivar counted: the part of the climb that counts
    :ivar reached: position of the highest slab reached, -1: none
    """

    def __init__(self, kernel: Kernel, rows: Rows):
        self.kernel, self.rows, at = kernel, rows, rows.positions
        self.at = at
        own = np.where(kernel.by_quantity[at], rows.quantities, rows.values)
        climb = own if rows.figures is None else rows.figures
        self.is_own = rows.figures is None
        multiple = kernel.multiple[at]
        scale = np.ones(len(at), dtype=np.int64)
        is_ratio = kernel.is_ratio[at]
        if rows.per is not None:
            scale = np.where(is_ratio, np.maximum(rows.per, 0), scale)
            climb = np.where(kernel.is_display[at], np.minimum(climb, scale), climb)
        bound = max(
            widest(climb) * widest(multiple),
            (widest(kernel.threshold) + widest(kernel.cap)) * widest(scale),
        )
        climb, multiple, self.scale = exact(bound, climb, multiple, scale)
        self.climb = climb * multiple
        limit = kernel.cap[at] * self.scale
        self.is_capped = kernel.has_cap[at] & (self.climb > limit)
        self.counted = np.maximum(np.where(self.is_capped, limit, self.climb), 0)
        self.reached = self._reach()
        # Nothing before: growth pays the slab for new partners, the others have no measure.
        self.is_new = is_ratio & (self.scale <= 0)
        self.reached = np.where(self.is_new, kernel.new_slab[at], self.reached)
        self.base = np.where(kernel.is_percent[at], rows.values, rows.quantities)
        self.base = np.where(kernel.is_combo[at] & ~kernel.is_percent[at], climb, self.base)
        self.base = np.maximum(self.base, 0)

    def _reach(self) -> np.ndarray:
        reached = np.full(len(self.at), -1)
        for slab in range(self.kernel.width):
            is_there = slab < self.kernel.slab_count[self.at]
            reached += is_there & (self._threshold(slab) <= self.climb).astype(bool)
        return reached

    def _threshold(self, slab: int) -> np.ndarray:
        return self.kernel.threshold[self.at, slab] * self.scale

    def units(self) -> np.ndarray:
        kernel, at = self.kernel, self.at
        result = np.zeros(len(at), dtype=np.int64)
        calculation = {name: flags[at] for name, flags in kernel.calculations.items()}
        pays = (self.reached >= 0) & ~self.is_new
        climbs = pays & (self.counted > 0)
        is_net = kernel.is_net_price[at]
        is_new = self.is_new & (self.reached >= 0) & (self.climb > 0).astype(bool)
        whole = calculation[Calculation.WHOLE] & climbs & ~is_net
        marginal = calculation[Calculation.MARGINAL] & climbs
        is_own = np.full(len(at), self.is_own) & (kernel.is_percent[at] != kernel.by_quantity[at])
        is_own |= kernel.is_combo[at] & ~kernel.is_percent[at]
        for chosen, form in (
            (calculation[Calculation.FLAT] & pays & ~kernel.is_display[at], self._once),
            (calculation[Calculation.FLAT] & pays & kernel.is_display[at], self._share_of_fee),
            (whole & ~self.is_capped, self._of_base),
            (whole & self.is_capped & ~is_own, self._share_of_base),
            (whole & self.is_capped & is_own, self._of_own),
            (marginal & ~is_own, self._share_of_base),
            (marginal & is_own, self._of_own),
            (calculation[Calculation.RECURRING] & climbs, self._times),
            (calculation[Calculation.PROPORTIONAL] & climbs, self._pro_rata),
            (is_net & (climbs | is_new), self._above_price),
            (is_new & ~is_net, self._new_partner),
            (kernel.is_priced[at], self._priced),
        ):
            if chosen.any():
                result = self._put(result, chosen, form(np.flatnonzero(chosen)))
        return self._bounded(result)

    def _put(self, result: np.ndarray, chosen: np.ndarray, units: np.ndarray) -> np.ndarray:
        if units.dtype == object:
            result = result.astype(object)
        result[chosen] = units
        return result

    def _bounded(self, units: np.ndarray) -> np.ndarray:
        kernel, at = self.kernel, self.at
        (values,) = exact(widest(self.rows.values) * widest(kernel.value_lift), self.rows.values)
        most = np.maximum(values, 0) * kernel.value_lift[at] // kernel.value_step[at]
        units = np.where(kernel.is_bounded[at], np.minimum(units, most), units)
        is_short = kernel.is_whole_display[at] & (self.climb < kernel.multiple[at] * self.scale)
        return np.where(is_short, 0, units)

    def _rate(self, index: np.ndarray) -> np.ndarray:
        return self.kernel.rate[self.at[index], self.reached[index]]

    def _quotient(self, index, numerator, divisor, lift) -> np.ndarray:
        numerator, lift = exact(widest(numerator) * widest(lift), numerator, lift)
        return rounded(numerator * lift, divisor, self.kernel.is_money[self.at[index]])

    def _product(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        left, right = exact(widest(left) * widest(right), left, right)
        return left * right

    def _once(self, index):
        kernel, at = self.kernel, self.at[index]
        return self._quotient(index, self._rate(index), kernel.once[at], kernel.once_lift[at])

    def _share_of_fee(self, index):
        kernel, at = self.kernel, self.at[index]
        passed = np.minimum(self.rows.figures[index], self.rows.per[index])
        fee = self._product(self._rate(index), passed)
        required = self._product(kernel.once[at], self.rows.per[index])
        return self._quotient(index, fee, required, kernel.once_lift[at])

    def _of_base(self, index):
        kernel, at = self.kernel, self.at[index]
        amount = self._product(self._rate(index), self.base[index])
        return self._quotient(index, amount, kernel.base[at], kernel.base_lift[at])

    def _of_own(self, index):
        kernel, at = self.kernel, self.at[index]
        return self._quotient(index, self._weight(index), kernel.own[at], kernel.own_lift[at])

    def _share_of_base(self, index):
        """A band has its share of the base."""
        kernel, at = self.kernel, self.at[index]
        amount = self._product(self._weight(index), self.base[index])
        divisor = self._product(kernel.base[at], self.climb[index])
        return self._quotient(index, amount, divisor, kernel.base_lift[at])

    def _weight(self, index: np.ndarray) -> np.ndarray:
        """Σ rate × band of what counts; of a whole calculation: rate × all of it."""
        kernel, at = self.kernel, self.at[index]
        counted, reached = self.counted[index], self.reached[index]
        is_whole = kernel.calculations[Calculation.WHOLE][at]
        bound = widest(kernel.rate) * widest(counted)
        counted, rates = exact(bound, counted, kernel.rate)
        weight = np.where(is_whole, rates[at, reached] * counted, 0)
        for slab in range(kernel.width):
            low = kernel.threshold[at, slab] * self.scale[index]
            high = counted
            if slab + 1 < kernel.width:
                above = kernel.threshold[at, slab + 1] * self.scale[index]
                high = np.where(reached > slab, above, counted)
            band = np.where(~is_whole & (reached >= slab), high - low, 0)
            weight = weight + rates[at, slab] * band
        return weight

    def _times(self, index):
        """How often each slab fits, the highest first."""
        kernel, at = self.kernel, self.at[index]
        rest = self.counted[index]
        rest, rates = exact(widest(rest) * widest(kernel.rate), rest, kernel.rate)
        weight = rest * 0
        for slab in reversed(range(kernel.width)):
            # A slab that is not there fits never.
            is_there = slab < kernel.slab_count[at]
            threshold = np.where(is_there, kernel.threshold[at, slab] * self.scale[index], 1)
            times = np.where(is_there, rest // threshold, 0)
            rest = rest - times * threshold
            weight = weight + times * rates[at, slab]
        return self._quotient(index, weight, kernel.once[at], kernel.once_lift[at])

    def _pro_rata(self, index):
        kernel, at = self.kernel, self.at[index]
        amount = self._product(self._rate(index), self.counted[index])
        threshold = kernel.threshold[at, self.reached[index]] * self.scale[index]
        divisor = self._product(kernel.once[at], threshold)
        return self._quotient(index, amount, divisor, kernel.once_lift[at])

    def _above_price(self, index):
        """Value - rate × quantity, over a common divisor."""
        kernel, at = self.kernel, self.at[index]
        # base: rate_scale · step · factor · quantity_scale; the value has value_step steps.
        value = self.rows.values[index].astype(object) * kernel.value_lift[at].astype(object)
        step = kernel.value_step[at].astype(object)
        cost = self._rate(index).astype(object) * self.base[index]
        lift, divisor = kernel.base_lift[at].astype(object), kernel.base[at].astype(object)
        above = np.maximum(value * divisor - cost * lift * step, 0)
        return rounded(above, divisor * step, kernel.is_money[at])

    def _new_partner(self, index):
        kernel, at = self.kernel, self.at[index]
        rate = self._rate(index)
        is_rate = kernel.calculations[Calculation.WHOLE] | kernel.calculations[Calculation.MARGINAL]
        is_rate = is_rate[at]
        amount = self._product(rate, np.where(is_rate, self.base[index], 1))
        divisor = np.where(is_rate, kernel.base[at], kernel.once[at])
        lift = np.where(is_rate, kernel.base_lift[at], kernel.once_lift[at])
        return self._quotient(index, amount, divisor, lift)

    def _priced(self, index):
        kernel, at = self.kernel, self.at[index]
        figures = np.maximum(self.rows.figures[index], 0)
        return self._quotient(index, figures, kernel.once[at], kernel.once_lift[at])

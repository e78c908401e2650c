"""What a batch needs to know of its schemes, read at the digits of its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from .basket import Past
from .frame import Frame
from .kernel import Kernel
from .mechanism import PRICED, Mechanism, Payout, Stacking, ValueOf
from .scheme import Scheme
from .terms import Basis, Kind

if TYPE_CHECKING:
    from .scheme_set import SchemeSet

# Mechanisms for which the sums of the basket say whether the first slab can be reached.
_SUMMED = (Mechanism.ORDER, Mechanism.ASSORTMENT, Mechanism.PERIOD)


class Plan:
    """Schemes sorted by how a batch treats them; arrays by position.

    :ivar first: the least figure that reaches the first slab, in the kernel's scale
    :ivar able: bits of those that can pay without a past
    :ivar is_plain: see :mod:`.batch`
    :ivar is_due: see :mod:`.dues`
    """

    def __init__(self, schemes: SchemeSet, kernel: Kernel):
        self.schemes, self.kernel = schemes, kernel
        every = schemes.schemes
        excluded = frozenset().union(*(scheme.excludes for scheme in every))
        alone = [_is_alone(s) and s.key not in excluded for s in every]
        self.is_plain = np.array(
            [is_alone and _is_of_basket(s) for is_alone, s in zip(alone, every, strict=True)],
            dtype=bool,
        )
        self.is_due = [
            is_alone and _is_of_window(s) for is_alone, s in zip(alone, every, strict=True)
        ]
        self.able = schemes.index.bits(i for i, s in enumerate(every) if _pays_without_past(s))
        # So many products a basket has at least that completes the assortment.
        self.distinct = np.array(
            [s.assortment.distinct if s.mechanism is Mechanism.ASSORTMENT else 0 for s in every],
            dtype=np.int64,
        )
        self.has_assortments = bool(self.distinct.any())
        self.by_quantity = kernel.by_quantity
        self.per_unit = np.array([_has_kind(s, Kind.PER_UNIT) for s in every], dtype=bool)
        self.is_shared = np.array([s.is_shared for s in every], dtype=bool)
        self.first = np.array([self._first(i, s) for i, s in enumerate(every)], dtype=np.float64)
        self.roots = np.array(
            [s.unit.root if s.needs_unit and s.unit else 0 for s in every], dtype=np.int64
        )
        # Sets and prices name their own units.
        self.needs_root = np.array(
            [s.needs_unit and s.mechanism not in (*PRICED, Mechanism.COMBO) for s in every],
            dtype=bool,
        )
        self._roots = set(self.roots[self.needs_root].tolist())

    def _first(self, position: int, scheme: Scheme) -> float:
        if scheme.mechanism not in _SUMMED:
            return -np.inf
        kernel = self.kernel
        least = -(-int(kernel.threshold[position, 0]) // int(kernel.multiple[position]))
        # Above this a figure is not calculated in floating point; so high, none below reaches it.
        return float(least) if least < 2**53 else np.inf

    def with_past(self, history: Mapping[int, Past]) -> int:
        """Bits of the cumulative schemes that a history knows."""
        position_of, by_key = self.schemes.position_of, self.schemes.by_key
        return self.schemes.index.bits(
            position_of[key] for key in history if key in by_key and by_key[key].is_cumulative
        )

    def mixes_roots(self, frame: Frame) -> bool:
        """Whether some line might not convert to the unit of some scheme."""
        roots = {lines[0].unit.root for lines in frame.lines}
        return len(self._roots | roots) > 1 and bool(self._roots)

    def convertible(self, frame: Frame, at: np.ndarray) -> np.ndarray:
        """Whether each of the frame's positions converts; shape (positions, schemes)."""
        roots = np.array([lines[0].unit.root for lines in frame.lines], dtype=np.int64)
        return (roots[:, None] == self.roots[at]) | ~self.needs_root[at]

    def nodes_of(self, positions: Iterable[int]) -> list[list[Scheme]]:
        """Schemes of these positions in turn, those of a group together."""
        nodes: dict[int, list[Scheme]] = {}
        for position in map(int, positions):
            start = self.schemes.start_of[position]
            nodes.setdefault(start, []).append(self.schemes.schemes[position])
        return list(nodes.values())


def _has_kind(scheme: Scheme, kind: Kind) -> bool:
    return scheme.terms is not None and scheme.terms.kind is kind


def _is_alone(scheme: Scheme) -> bool:
    """Whether its benefit depends on nothing that others do, nor theirs on it."""
    return (
        scheme.group is None and not scheme.excludes
        and scheme.stacking == Stacking.ADDITIVE
        and (scheme.value_of == ValueOf.GROSS or scheme.terms.basis is Basis.QUANTITY)
        and not _has_kind(scheme, Kind.NET_PRICE)
    )


def _is_of_window(scheme: Scheme) -> bool:
    return scheme.is_cumulative and scheme.payout == Payout.OFF_INVOICE


def _is_of_basket(scheme: Scheme) -> bool:
    """Whether the sums of the basket alone say what it earns, unless a past is known."""
    is_period = scheme.mechanism == Mechanism.PERIOD and _is_of_window(scheme)
    return scheme.mechanism == Mechanism.ORDER or is_period


def _pays_without_past(scheme: Scheme) -> bool:
    if scheme.mechanism is Mechanism.GROWTH:
        return scheme.new_partner_slab is not None
    return scheme.mechanism not in (Mechanism.TARGET, Mechanism.DISPLAY)

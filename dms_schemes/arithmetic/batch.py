"""Many baskets at once: sums, benefits and their shares as arrays.

A *plain* scheme earns on this basket alone, takes its base gross and competes with no other: its
benefit does not depend on the rest, so that those of all baskets are calculated in one call of the
kernel. The others take their turn one by one (:mod:`.running`), but only those whose first slab the
gross figures reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from .basket import Past
from .dues import PastRows, dues_of
from .evaluation import Evaluation, Grants
from .frame import Frame
from .integers import compact, exact, widest
from .kernel_rows import Rows
from .plan import Plan
from .running import Run
from .terms import Kind

if TYPE_CHECKING:
    from .scheme_set import SchemeSet

# Sums up to here are exact in floating point, which multiplies matrices fastest.
FLOAT_LIMIT = 2**53


@dataclass(slots=True)
class Look:
    """What one basket has for the schemes whose first slab it reaches.

    :ivar plain: positions of plain schemes, ascending; shape (r,)
    :ivar others: positions of the others
    :ivar counted: which of the basket's positions count for the plain; shape (positions, r)
    :ivar counted_others: the same for the others
    """

    frame: Frame
    history: Mapping[int, Past]
    plain: np.ndarray
    others: np.ndarray
    counted: np.ndarray
    counted_others: np.ndarray
    quantities: np.ndarray
    values: np.ndarray
    pasts: PastRows


@dataclass(slots=True)
class Budgets:
    """What is left, by scheme key and, for plain schemes, in their steps by position."""

    left: Mapping[int, Decimal]
    units: np.ndarray | None = None
    unfit: frozenset[int] = field(default_factory=frozenset)


class Batch:
    """Baskets of one set, read at the same digits."""

    def __init__(self, schemes: SchemeSet, frames: Sequence[Frame], plan: Plan, budgets: Mapping):
        self.schemes, self.frames, self.plan = schemes, frames, plan
        self.budgets = self._read(budgets)

    def _read(self, left: Mapping[int, Decimal]) -> Budgets:
        """Goods are valued by the product given, so a budget makes their scheme no plain one."""
        known = [key for key in left if key in self.schemes.position_of]
        if not known:
            return Budgets(left)
        units, unfit = np.full(len(self.schemes.schemes), -1, dtype=object), set()
        for key in known:
            scheme, position = self.schemes.by_key[key], self.schemes.position_of[key]
            if scheme.is_money:
                units[position] = max(int(left[key] // scheme.rounding_step), 0)
            elif scheme.point_value and scheme.terms.kind is Kind.POINTS:
                worth = scheme.point_value * scheme.rounding_step
                units[position] = max(int(left[key] // worth), 0)
            elif scheme.terms.kind is Kind.GOODS:
                unfit.add(position)
        return Budgets(left, units, frozenset(unfit))

    def evaluations(self, histories: Sequence[Mapping[int, Past]]) -> list[Evaluation]:
        looks = [
            self._look(frame, history)
            for frame, history in zip(self.frames, histories, strict=True)
        ]
        grants = self._grants(looks)
        dues = dues_of(self.plan.kernel, [look.pasts for look in looks], self.budgets.units)
        for grant, due in zip(grants, dues, strict=True):
            grant.dues = due
        return [
            self._evaluation(look, grant) for look, grant in zip(looks, grants, strict=True)
        ]

    def _look(self, frame: Frame, history: Mapping[int, Past]) -> Look:
        index, plan = self.schemes.index, self.plan
        possible = index.in_force(frame.basket.date) & index.admitting(frame.basket.party)
        rows, touched = [], 0
        for lines in frame.lines:
            bits, row = index.selecting(lines[0].product, lines[0].categories)
            touched |= bits
            rows.append(row)
        known = possible & plan.with_past(history) if history else 0
        touched &= possible & plan.able
        if touched & index.sets.bits:
            touched &= ~self._incomplete(frame, touched)
        at = index.positions(touched | known)
        counted = index.matrix(rows)[:, at]
        if plan.mixes_roots(frame):
            counted = counted & plan.convertible(frame, at)
        quantities, values = _sums(frame, counted)
        own = np.where(plan.by_quantity[at], quantities, values)
        reached = own >= plan.first[at]
        if plan.has_assortments:
            reached = reached & (counted.sum(axis=0) >= plan.distinct[at])
        is_plain, pasts = plan.is_plain[at], PastRows()
        if self.budgets.unfit:
            is_plain = is_plain & ~np.isin(at, list(self.budgets.unfit))
        if known:
            sums = dict(zip(at.tolist(), zip(quantities.tolist(), values.tolist(), strict=True),
                            strict=True))
            self._add_pasts(pasts, frame, history, known, sums)
            reached = (reached | np.isin(at, index.positions(known))) & ~np.isin(
                at, pasts.positions
            )
            is_plain = is_plain & ~np.isin(at, index.positions(known))
        plain = np.flatnonzero(reached & is_plain)
        others = np.flatnonzero(reached & ~is_plain)
        return Look(
            frame, history, at[plain], at[others], counted[:, plain], counted[:, others],
            quantities[plain], values[plain], pasts,
        )

    def _incomplete(self, frame: Frame, touched: int) -> int:
        """Bits of the combos of which the basket lacks a part."""
        sets, parts = self.schemes.index.sets, 0
        for lines in frame.lines:
            parts |= sets.selecting(lines[0].product, lines[0].categories)
        return sets.incomplete(touched, parts)

    def _add_pasts(
        self, pasts: PastRows, frame: Frame, history: Mapping[int, Past], known: int, sums: dict
    ) -> None:
        """Read what is earned over windows as rows, as far as it can be."""
        for position in self.schemes.index.positions(known).tolist():
            scheme = self.schemes.schemes[position]
            if self.plan.is_due[position] and position not in self.budgets.unfit:
                pasts.add(position, scheme, history[scheme.key], frame, *sums[position])

    def _grants(self, looks: Sequence[Look]) -> list[Grants]:
        """Benefits of the plain schemes, shared to the positions of their baskets."""
        at = np.concatenate([look.plain for look in looks])
        kernel = self.plan.kernel
        units = kernel.units(Rows(
            at, np.concatenate([look.quantities for look in looks]),
            np.concatenate([look.values for look in looks]),
        ))
        is_cut = np.zeros(len(at), dtype=bool)
        if self.budgets.units is not None:
            left = self.budgets.units[at]
            is_cut = ((left >= 0) & (units > left)).astype(bool)
            units = compact(np.where(is_cut, left, units))
        shares = self._shares(looks, at, units)
        grants, start = [], 0
        for look in looks:
            end = start + len(look.plain)
            money = shares[start:end, : len(look.frame.lines)]
            grants.append(Grants(look.plain, units[start:end], is_cut[start:end], money))
            start = end
        return grants

    def _shares(self, looks: Sequence[Look], at: np.ndarray, units: np.ndarray) -> np.ndarray:
        """Money of each row by position of its basket; shape (rows, most positions)."""
        plan = self.plan
        width = max((len(look.frame.lines) for look in looks), default=0)
        counted = np.zeros((len(at), width), dtype=np.int64)
        bases = np.zeros((len(looks), 2, width), dtype=object)
        owner = np.repeat(np.arange(len(looks)), [len(look.plain) for look in looks])
        start = 0
        for number, look in enumerate(looks):
            size, end = len(look.frame.lines), start + len(look.plain)
            counted[start:end, :size] = look.counted.T
            bases[number, 0, :size] = look.frame.values
            bases[number, 1, :size] = look.frame.quantities
            start = end
        bases = np.maximum(compact(bases), 0)
        weights = bases[owner, plan.per_unit[at].astype(np.int64)] * counted
        return share_rows(np.where(plan.is_shared[at], units, 0), weights)

    def _evaluation(self, look: Look, grants: Grants) -> Evaluation:
        frame = look.frame
        if not len(look.others):
            grants.hold(compact(frame.caps))
            return Evaluation(self.schemes, frame, look.history, self.budgets.left, grants)
        run = Run(
            frame.basket, look.history, self.budgets.left, frame.step, frame.positions(),
            self._counted(look),
        )
        start = 0
        for node in self.plan.nodes_of(look.others):
            turn = self.schemes.start_of[self.schemes.position_of[node[0].key]]
            end = int(np.searchsorted(grants.at, turn))
            self._advance(run, grants, start, end)
            start = end
            run.run(node)
        self._advance(run, grants, start, len(grants.at))
        return Evaluation(self.schemes, frame, look.history, self.budgets.left, grants, run)

    def _counted(self, look: Look) -> dict[int, list[int]]:
        """Positions of the basket that count for the schemes that are not plain, by key."""
        counted: dict[int, list[int]] = {}
        rows, columns = np.nonzero(look.counted_others.T)
        keys = [self.schemes.schemes[at].key for at in look.others.tolist()]
        for row, position in zip(rows.tolist(), columns.tolist(), strict=True):
            counted.setdefault(keys[row], []).append(position)
        return counted

    def _advance(self, run: Run, grants: Grants, start: int, end: int) -> None:
        """Let the plain schemes between two others take what is left to them."""
        if start == end:
            return
        left = [position.cap - position.taken for position in run.positions]
        taken = grants.hold(compact(left), start, end)
        for position, money in zip(run.positions, taken.tolist(), strict=True):
            position.taken += money


def _sums(frame: Frame, counted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Quantities and values by scheme; shape (schemes,)."""
    figures = frame.quantities, frame.values
    if all(sum(map(abs, figure)) < FLOAT_LIMIT for figure in figures):
        sums = np.array(figures, dtype=np.float64) @ counted.astype(np.float64)
        return tuple(sums.astype(np.int64))
    sums = np.array(figures, dtype=object) @ counted.astype(object)
    return tuple(sums)


def share_rows(units: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Each row's units shared in proportion to its weights; :func:`~.positions.share` as arrays.

    :param units: shape (rows,)
    :param weights: of zero or more, shape (rows, positions)
    :return: shape (rows, positions); a row without any weight shares nothing
    """
    if not weights.size:
        return np.zeros(weights.shape, dtype=np.int64)
    (weights,) = exact(widest(weights) * weights.shape[1], weights)
    running = weights.cumsum(axis=1)
    total = running[:, -1:]
    units, running, total = exact(
        2 * widest(total) * (widest(units) + 1), units, running, total
    )
    bounds = (2 * units[:, None] * running + total) // np.maximum(2 * total, 1)
    bounds[:, 1:] -= bounds[:, :-1].copy()
    return bounds

"""What is due of schemes that are earned over a window and paid off the invoice, as rows.

Such a scheme belongs to no line and waits for no other: its rows of all baskets are paid by one
call of the kernel, as :mod:`.measuring` defines it for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from .basket import Past
from .frame import Frame
from .integers import compact
from .kernel import Kernel
from .kernel_rows import Rows
from .mechanism import Mechanism
from .scheme import Scheme
from .terms import Basis


@dataclass(slots=True)
class Due:
    """What a scheme owes, in its rounding steps; negative: it is to be taken back.

    :ivar position: of the scheme
    :ivar is_cut: by its budget
    """

    position: int
    units: int
    is_cut: bool = False


@dataclass(slots=True)
class PastRows:
    """Rows of one basket; each is (quantity, value, figure, per) as the kernel takes them.

    :ivar granted: so far, in rounding steps
    """

    positions: list[int] = field(default_factory=list)
    rows: list[tuple[int, int, int, int]] = field(default_factory=list)
    granted: list[int] = field(default_factory=list)

    def add(
        self, position: int, scheme: Scheme, past: Past, frame: Frame, quantity: int, value: int
    ) -> bool:
        """Add the row of a scheme.

        :param quantity: of the basket, in 1/``quantity_scale`` of the root
        :param value: of the basket, in 1/``value_scale``
        :return: whether its figures are whole numbers in these scales; if not, nothing is added
        """
        by_quantity = scheme.terms.basis is Basis.QUANTITY
        factor = scheme.unit.factor if scheme.unit else Decimal(1)
        scales = frame.quantity_scale, frame.value_scale
        own_scale = factor * scales[0] if by_quantity else Decimal(scales[1])
        exact = (
            past.quantity * scales[0], past.value * scales[1],
            past.previous_quantity * scales[0], past.previous_value * scales[1],
            (past.target or Decimal(0)) * own_scale, past.granted / scheme.rounding_step,
        )
        whole = tuple(map(int, exact))
        if whole != exact:
            return False
        sums = quantity + whole[0], value + whole[1]
        before, target = whole[2:4], whole[4]
        self.positions.append(position)
        self.rows.append(_row(scheme, past, sums, before, target, by_quantity))
        self.granted.append(whole[5])
        return True


def _row(
    scheme: Scheme, past: Past, sums: tuple[int, int], before: tuple[int, int], target: int,
    by_quantity: bool,
) -> tuple[int, int, int, int]:
    own = sums[0] if by_quantity else sums[1]
    match scheme.mechanism:
        case Mechanism.TARGET:
            return *sums, own, max(target, 0)
        case Mechanism.DISPLAY:
            return 0, 0, max(past.audits_passed, 0), max(past.audits_required, 0)
        case Mechanism.GROWTH:
            base = before[0] if by_quantity else before[1]
            if past.is_new or base <= 0:
                return *sums, own, 0
            if scheme.is_on_increment:
                sums = max(sums[0] - before[0], 0), max(sums[1] - before[1], 0)
            return *sums, own - base, base
    return *sums, own, 0


def dues_of(
    kernel: Kernel, baskets: Sequence[PastRows], left: np.ndarray | None
) -> list[list[Due]]:
    """What is due on each basket.

    :param left: of budgets, in rounding steps by position, -1: no cap; None: none has any
    """
    rows = [row for basket in baskets for row in basket.rows]
    if not rows:
        return [[] for _basket in baskets]
    positions = [position for basket in baskets for position in basket.positions]
    quantities, values, figures, per = (compact(column) for column in zip(*rows, strict=True))
    earned = kernel.units(
        Rows(np.array(positions, dtype=np.int64), quantities, values, figures, per)
    ).tolist()
    answers, start = [], 0
    for basket in baskets:
        end = start + len(basket.rows)
        answers.append([
            _due(position, units - granted, left)
            for position, units, granted in zip(
                basket.positions, earned[start:end], basket.granted, strict=True
            )
            if units != granted
        ])
        start = end
    return answers


def _due(position: int, units: int, left: np.ndarray | None) -> Due:
    most = -1 if left is None else int(left[position])
    if most < 0 or units <= most:
        return Due(position, units)
    return Due(position, most, is_cut=True)

"""What measured figures earn, through the arithmetic."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import polars as pl

from ..arithmetic import Basis, Kind, Party, Scheme
from ..arithmetic.kernel import Kernel, Rows
from .counting import Counted

COLUMNS = ("id", "position", "quantity", "value", "has_climb", "climb", "per")
ZERO = Decimal(0)


class Digits(NamedTuple):
    """Decimal places that figures have."""

    quantity: int
    value: int


class Admission:
    """Which schemes admit a party."""

    def __init__(self, counted: Sequence[Counted]):
        self.audiences = [entry.scheme.audience for entry in counted]

    def get_positions(self, party: Party) -> frozenset[int]:
        return frozenset(
            position for position, audience in enumerate(self.audiences)
            if audience.refusal(party) is None
        )


def is_by_value(scheme: Scheme) -> bool:
    """Whether value climbs the slabs."""
    return bool(scheme.terms) and scheme.terms.basis is Basis.VALUE


def get_unit_value(scheme: Scheme) -> Decimal:
    """What one of what is paid costs: money 1, free goods at cost, points at their value.

    Where one of several products may be given, it is their average cost.
    """
    if scheme.is_money:
        return Decimal(1)
    if scheme.terms.kind is Kind.POINTS:
        return scheme.point_value
    worth = scheme.goods.value
    known = [worth[product] for product in scheme.goods.products or worth if product in worth]
    return sum(known, ZERO) / len(known) if known else ZERO


def get_amounts(counted: Sequence[Counted], digits: Digits, frame: pl.DataFrame) -> io.BytesIO:
    """What rows earn, in steps of what their scheme can give.

    :param digits: of the figures, which are whole numbers of 10^-digits
    :param frame: columns of ``COLUMNS`` as text
    :return: CSV of ids and steps, as COPY takes it, without what earns nothing
    """
    kernel = Kernel([entry.scheme for entry in counted], digits.quantity, digits.value)
    paid = []
    for (has_climb,), rows in frame.group_by("has_climb"):
        steps = kernel.units(Rows(
            positions=_integers(rows["position"]),
            quantities=_integers(rows["quantity"]),
            values=_integers(rows["value"]),
            figures=_integers(rows["climb"]) if has_climb == "t" else None,
            per=_integers(rows["per"]) if has_climb == "t" else None,
        ))
        earning = np.flatnonzero(steps)
        texts = steps[earning].astype(str).tolist()
        paid.append(pl.DataFrame({
            "id": rows["id"].gather(earning), "steps": pl.Series(texts, dtype=pl.String),
        }))
    return io.BytesIO(pl.concat(paid).write_csv(include_header=False).encode())


def _integers(column: pl.Series) -> np.ndarray:
    """Whole numbers from text: as int64, or Python's own where one does not fit."""
    try:
        return column.cast(pl.Int64).to_numpy()
    except pl.exceptions.InvalidOperationError:
        return np.array([int(text) for text in column], dtype=object)

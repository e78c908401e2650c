"""What schemes count: classes of products and of partners, and the spans of their windows."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Self

import polars as pl

from ..arithmetic import PRICED, Mechanism, Scheme, Unit
from . import measure_sql
from .windows import DAY, get_spans

BY_DOCUMENT = (Mechanism.ORDER, Mechanism.COMBO, Mechanism.ASSORTMENT)


@dataclass(frozen=True, slots=True)
class Counted:
    """A scheme whose benefits are counted.

    :ivar windows: first and last days over which figures are added up
    :ivar before: by window, the days with which growth compares it
    :ivar is_open: the last window has no end yet
    :ivar audits_required: for the whole fee of a display, in each window
    :ivar money_step: the smallest money of the currency in which it is counted
    :ivar with_transit: goods under way to a distributor count as its stock
    """

    scheme: Scheme
    by_outlet: bool
    windows: tuple[tuple[date, date], ...]
    before: Mapping[tuple[date, date], tuple[date, date]] = field(default_factory=dict)
    is_open: bool = False
    audits_required: int = 1
    money_step: Decimal = Decimal("0.01")
    with_transit: bool = True

    @property
    def number(self) -> int:
        """The pass in which it is counted."""
        if self.is_of_stock:
            return measure_sql.STOCK
        by_document = self.scheme.mechanism in BY_DOCUMENT
        return (
            (measure_sql.OUTLET if self.by_outlet else 0)
            | (measure_sql.DOCUMENT if by_document else 0)
        )

    @property
    def is_of_stock(self) -> bool:
        """Whether it counts what lies in stock on the day before its windows, and no sales."""
        return self.scheme.mechanism is Mechanism.PRICE_PROTECTION

    def get_rows(self, position: int) -> list[tuple]:
        """Rows of ``dms_m_window``."""
        rows = [(position, first, last) for first, last in self.windows]
        if self.is_open:
            rows[-1] = (*rows[-1][:2], None)
        return rows

    def until(self, day: date) -> Self:
        """The same, as it stood at the end of a day: later sales do not count."""
        windows = {window: (window[0], min(window[1], day)) for window in self.windows}
        before = {windows[window]: days for window, days in self.before.items()}
        return replace(self, windows=tuple(windows.values()), before=before)

    def at_days(self, days: Iterable[date]) -> Self | None:
        """The same with those windows only in whose figures are sales of some days."""
        if self.is_of_stock:
            return None
        windows = tuple(
            window for window in self.windows
            if any(
                first <= day <= last
                for first, last in filter(None, (window, self.before.get(window)))
                for day in days
            )
        )
        is_open = self.is_open and windows[-1:] == self.windows[-1:]
        return replace(self, windows=windows, is_open=is_open) if windows else None


@dataclass(frozen=True, slots=True)
class Good:
    """Products alike in all that schemes ask for.

    :ivar product: the product's id where a scheme names it, else None
    """

    product: int | None
    categories: tuple[int, ...]
    unit: Unit


def classify_goods(
    goods: Iterable[Good], counted: Sequence[Counted]
) -> tuple[dict[Good, int], list[frozenset[tuple[int, int]]]]:
    """Number the classes of goods that the same schemes count.

    :return: the number of each good that any scheme counts, and by number the schemes'
        positions, each with the part of a combo that the good fills (0: none)
    """
    numbers, classes = {}, {}
    for good in goods:
        parts = frozenset(
            (position, part)
            for position, entry in enumerate(counted)
            for part in _get_parts(entry.scheme, good)
        )
        if parts:
            numbers[good] = classes.setdefault(parts, len(classes))
    return numbers, list(classes)


def _get_parts(scheme: Scheme, good: Good) -> list[int]:
    """Parts that a good fills; the first alone stands for the whole of a scheme."""
    if scheme.mechanism is Mechanism.COMBO:
        for number, part in enumerate(scheme.combo, 1):
            if part.selection.admits(good.product, good.categories):
                unit = part.unit or scheme.unit
                return [0, number] if unit.root == good.unit.root else []
        return []
    if scheme.mechanism in PRICED:
        return [0] if any(price.product == good.product for price in scheme.prices) else []
    if not scheme.selection.admits(good.product, good.categories):
        return []
    if scheme.needs_unit and scheme.unit and scheme.unit.root != good.unit.root:
        return []
    return [0]


def get_matches(
    counted: Sequence[Counted],
    products: Sequence[frozenset[tuple[int, int]]],
    parties: Sequence[frozenset[int]],
) -> list[tuple[int, int, int, int, int]]:
    """Which scheme counts which goods of which partners: rows of ``dms_m_match``."""
    return [
        (counted[position].number, product, party, position, part)
        for product, parts in enumerate(products)
        for party, positions in enumerate(parties)
        for position, part in sorted(parts)
        if position in positions
    ]


def get_days(counted: Sequence[Counted]) -> tuple[list[tuple], list[tuple]]:
    """Days with the span in which they lie, and spans with the windows that hold them.

    :return: rows of ``dms_m_day`` and of ``dms_m_span``
    """
    uses = [
        (position, window, days, is_before)
        for position, entry in enumerate(counted) if not entry.is_of_stock
        for window in entry.windows
        for days, is_before in _get_uses(entry, window)
    ]
    spans = get_spans({days for _position, _window, days, _is_before in uses})
    days = [
        (first + timedelta(days=offset), number)
        for number, (first, last) in enumerate(spans)
        for offset in range((last - first) // DAY + 1)
    ]
    rows = [
        (position, number, window[0], is_before)
        for position, window, (begin, end), is_before in uses
        for number, (first, last) in enumerate(spans)
        if begin <= first and last <= end
    ]
    return days, rows


def _get_uses(entry: Counted, window: tuple[date, date]):
    yield window, False
    if before := entry.before.get(window):
        yield before, True


def to_csv(rows: Iterable[Sequence]) -> io.BytesIO:
    """Rows as COPY takes them."""
    lines = [
        ",".join("" if value is None else str(value) for value in row) for row in rows
    ]
    return io.BytesIO("\n".join(lines).encode())


def read_csv(buffer: io.BytesIO, names: Sequence[str]) -> pl.DataFrame:
    """What COPY gave, all columns as text, so that no figure loses a digit."""
    buffer.seek(0)
    return pl.read_csv(buffer, has_header=False, new_columns=list(names), infer_schema=False)


def get_factor(unit: Unit | None) -> Decimal:
    return unit.factor if unit else Decimal(1)

"""Which schemes can match: sets of schemes as the bits of integers, found by who, what and when.

Bit i stands for the scheme at position i. What a basket costs follows the schemes that can match
it; the others cost a bit in a few operations on whole integers.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from .mechanism import PRICED, Mechanism
from .scheme import Scheme
from .selection import DIMENSIONS, Party, Selection

# Parties, dates and products whose answers are kept.
KEPT = 2**14


class Index:
    """Bits of schemes by date, party and product.

    :ivar size: how many schemes there are
    :ivar width: bytes of a row of bits
    """

    def __init__(self, schemes: Sequence[Scheme]):
        self.size, self.width = len(schemes), (len(schemes) + 7) // 8
        self.all = (1 << self.size) - 1
        self._schemes = schemes
        self._dimensions = [
            (name, _Dimension(
                (getattr(s.audience.include, name) for s in schemes),
                (getattr(s.audience.exclude, name) for s in schemes),
            ))
            for name in DIMENSIONS
        ]
        selections = [[(i, s) for s in _selections(scheme)] for i, scheme in enumerate(schemes)]
        self._products = _Products([pair for pairs in selections for pair in pairs])
        self.sets = Sets(schemes)
        self.in_force: Callable[[date], int] = lru_cache(KEPT)(self._in_force)
        self.admitting: Callable[[Party], int] = lru_cache(KEPT)(self._admitting)
        self.selecting: Callable[[int, tuple[int, ...]], tuple[int, bytes]] = lru_cache(KEPT)(
            self._selecting
        )

    def _in_force(self, day: date) -> int:
        return self.bits(i for i, scheme in enumerate(self._schemes) if scheme.is_in_force(day))

    def _admitting(self, party: Party) -> int:
        bits = self.all
        for name, dimension in self._dimensions:
            bits = dimension.narrow(bits, party.ids(name))
        return bits

    def _selecting(self, product: int, categories: tuple[int, ...]) -> tuple[int, bytes]:
        """Schemes for which a product counts, as an integer and as a row of bytes."""
        bits = self._products.selecting(product, categories)
        return bits, self.row(bits)

    def bits(self, positions: Iterable[int]) -> int:
        """The schemes at these positions."""
        bits = 0
        for position in positions:
            bits |= 1 << position
        return bits

    def row(self, bits: int) -> bytes:
        return bits.to_bytes(self.width, "little")

    def positions(self, bits: int) -> np.ndarray:
        """Positions of the schemes of ``bits``, ascending."""
        row = np.frombuffer(self.row(bits), np.uint8)
        return np.flatnonzero(np.unpackbits(row, count=self.size, bitorder="little"))

    def matrix(self, rows: Sequence[bytes]) -> np.ndarray:
        """Rows of bits as zeros and ones; shape (rows, schemes), uint8."""
        packed = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), self.width)
        return np.unpackbits(packed, axis=1, count=self.size, bitorder="little")


class Sets:
    """Combos by the parts of their sets: one of which a part is missing altogether gives nothing.

    :ivar bits: of the combos
    """

    def __init__(self, schemes: Sequence[Scheme]):
        parts = [
            (position, part.selection) for position, scheme in enumerate(schemes)
            if scheme.mechanism is Mechanism.COMBO for part in scheme.combo
        ]
        self._masks: dict[int, int] = {}
        for index, (position, _selection) in enumerate(parts):
            self._masks[position] = self._masks.get(position, 0) | 1 << index
        self.bits = sum(1 << position for position in self._masks)
        # Each part stands for itself here.
        products = _Products([(i, part) for i, (_position, part) in enumerate(parts)])
        self.selecting: Callable[[int, tuple[int, ...]], int] = lru_cache(KEPT)(
            products.selecting
        )

    def incomplete(self, candidates: int, touched: int) -> int:
        """Those of the candidates of which some part is not among those touched."""
        bits = 0
        for position, mask in self._masks.items():
            if candidates >> position & 1 and touched & mask != mask:
                bits |= 1 << position
        return bits


class _Dimension:
    """Schemes by the ids that they include and exclude in one dimension."""

    def __init__(self, included: Iterable[frozenset[int]], excluded: Iterable[frozenset[int]]):
        self.limited, self.included = _by_id(included)
        _limited, self.excluded = _by_id(excluded)

    def narrow(self, bits: int, ids: Iterable[int]) -> int:
        """Those of ``bits`` that admit a bearer of these ids."""
        admitted = 0
        for key in ids:
            admitted |= self.included.get(key, 0)
            bits &= ~self.excluded.get(key, 0)
        return bits & (~self.limited | admitted)


def _by_id(groups: Iterable[Iterable[int]]) -> tuple[int, dict[int, int]]:
    """Bits of the groups that have any id, and bits by id."""
    having, by_id = 0, {}
    for position, ids in enumerate(groups):
        for key in ids:
            having |= 1 << position
            by_id[key] = by_id.get(key, 0) | 1 << position
    return having, by_id


class _Products:
    """Schemes by the selections of their goods; a scheme counts what any of them selects."""

    def __init__(self, selections: Sequence[tuple[int, Selection]]):
        self.owners = [1 << position for position, _selection in selections]
        self.is_single = all(
            owner == 1 << index for index, owner in enumerate(self.owners)
        )
        count = len(selections)
        self.all = (1 << count) - 1
        chosen = [selection for _position, selection in selections]
        limited, self.products = _by_id(s.include_products for s in chosen)
        more, self.categories = _by_id(s.include_categories for s in chosen)
        self.open = self.all & ~(limited | more)
        _having, self.without_products = _by_id(s.exclude_products for s in chosen)
        _having, self.without_categories = _by_id(s.exclude_categories for s in chosen)

    def selecting(self, product: int, categories: tuple[int, ...]) -> int:
        bits = self.open | self.products.get(product, 0)
        out = self.without_products.get(product, 0)
        for category in categories:
            bits |= self.categories.get(category, 0)
            out |= self.without_categories.get(category, 0)
        bits &= ~out
        if self.is_single:
            return bits
        owners = 0
        while bits:
            lowest = bits & -bits
            owners |= self.owners[lowest.bit_length() - 1]
            bits ^= lowest
        return owners


def _selections(scheme: Scheme) -> list[Selection]:
    if scheme.mechanism is Mechanism.COMBO:
        return [part.selection for part in scheme.combo]
    if scheme.mechanism in PRICED:
        return [Selection(include_products=frozenset(price.product for price in scheme.prices))]
    return [scheme.selection]

"""Which goods count for a scheme, and who may earn it."""

from dataclasses import dataclass, field, fields

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Selection:
    """Products by id, and categories with all below them; what is excluded never counts.

    Nothing included: everything is.
    """

    include_products: frozenset[int] = _NONE
    include_categories: frozenset[int] = _NONE
    exclude_products: frozenset[int] = _NONE
    exclude_categories: frozenset[int] = _NONE

    def admits(self, product: int, categories: tuple[int, ...]) -> bool:
        """Whether a product counts.

        :param categories: the path of its category, root first
        """
        if product in self.exclude_products or not self.exclude_categories.isdisjoint(categories):
            return False
        if not self.include_products and not self.include_categories:
            return True
        return product in self.include_products or not self.include_categories.isdisjoint(
            categories
        )


@dataclass(frozen=True, slots=True)
class Criteria:
    """Ids by dimension; territories stand for all below them."""

    tiers: frozenset[int] = _NONE
    grades: frozenset[int] = _NONE
    channels: frozenset[int] = _NONE
    outlet_classes: frozenset[int] = _NONE
    territories: frozenset[int] = _NONE
    partners: frozenset[int] = _NONE


DIMENSIONS = tuple(dimension.name for dimension in fields(Criteria))
# The attribute of a party that a dimension looks at.
_PARTY = {
    "tiers": "tier", "grades": "grade", "channels": "channel", "outlet_classes": "outlet_class",
}


@dataclass(frozen=True, slots=True)
class Party:
    """Who buys.

    :ivar partners: ids under which a list may name it (itself, its commercial entity)
    :ivar territories: the path of its territory, root first
    """

    partners: frozenset[int] = _NONE
    tier: int | None = None
    grade: int | None = None
    channel: int | None = None
    outlet_class: int | None = None
    territories: tuple[int, ...] = field(default=())

    def ids(self, dimension: str) -> tuple[int, ...] | frozenset[int]:
        """The ids under which it is known in a dimension of :class:`Criteria`."""
        if dimension not in _PARTY:
            return getattr(self, dimension)
        value = getattr(self, _PARTY[dimension])
        return () if value is None else (value,)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may earn: in every dimension that ``include`` names, one of those named, and in none of
    ``exclude``."""

    include: Criteria = Criteria()
    exclude: Criteria = Criteria()

    def refusal(self, party: Party) -> tuple[str, bool] | None:
        """The first dimension that refuses a party, and whether by exclusion; None: admitted."""
        for dimension in DIMENSIONS:
            ids = party.ids(dimension)
            if not getattr(self.exclude, dimension).isdisjoint(ids):
                return dimension, True
            included = getattr(self.include, dimension)
            if included and included.isdisjoint(ids):
                return dimension, False
        return None

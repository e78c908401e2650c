"""Which rule of a long price list stands for a product, without trying them all."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple


class RuleKey(NamedTuple):
    """What a rule applies to: ``("product", 7)``, ``("category", 3)``, ``("all", None)`` …"""

    kind: str
    id: Hashable


class RuleIndex:
    """Rules in the order in which they count, found by what they apply to.

    A list with a rule for each of 1,000 products is asked 1,000 times: trying each rule for each
    product is a million tries; here a product meets its own rules only.
    """

    def __init__(self, keys: Iterable[RuleKey]):
        """:param keys: of the rules, first the one that counts first."""
        self._positions: dict[RuleKey, list[int]] = defaultdict(list)
        for position, key in enumerate(keys):
            self._positions[key].append(position)

    def find(
        self, keys: Iterable[RuleKey], is_applicable: Callable[[int], bool]
    ) -> int | None:
        """Position of the first rule of any of the keys that applies; None when none does.

        :param keys: all that a product is: itself, its template, its categories, "all"
        :param is_applicable: whether the rule at a position applies, a quantity for instance
        """
        positions = sorted(
            position for key in keys for position in self._positions.get(key, ())
        )
        return next((position for position in positions if is_applicable(position)), None)

"""Who has more of a product than it can sell, who has too little, and who should pass what on."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

EARTH_RADIUS = 6371.0088  # kilometres


@dataclass(frozen=True)
class Position:
    """What one holder has of one product, in whole numbers of the smallest part of a unit.

    :ivar group: who supplies the holder; goods move more easily between holders of one group
    :ivar place: latitude and longitude in degrees; None: not known
    :ivar minimum: below it the holder is short, and wants to be at ``target`` again
    :ivar maximum: what lies above is surplus
    """

    holder: int
    product: int
    on_hand: int
    minimum: int
    maximum: int
    group: int = 0
    place: tuple[float, float] | None = None

    @property
    def surplus(self) -> int:
        return max(0, self.on_hand - self.maximum)

    @property
    def shortage(self) -> int:
        """What is missing to the middle of the band, once the minimum is not held."""
        if self.on_hand >= self.minimum:
            return 0
        return max(0, (self.minimum + self.maximum) // 2 - self.on_hand)


class Transfer(NamedTuple):
    """What one holder should pass on to another, and how far it is (None: not known)."""

    source: int
    target: int
    product: int
    quantity: int
    distance: float | None


def propose_transfers(
    positions: list[Position], step: int = 1, reach: float = np.inf
) -> list[Transfer]:
    """Match surplus with shortage product by product, the nearest within a group first.

    Nobody gives what is not surplus, and nobody gets more than it lacks.

    :param positions: of any holders and products, each holder once a product
    :param step: quantities are whole multiples of it
    :param reach: kilometres beyond which nothing is passed on; an unknown distance is no obstacle
    :return: transfers, sorted by product and then in the order in which they were matched
    """
    by_product = defaultdict(list)
    for position in sorted(positions, key=lambda position: (position.product, position.holder)):
        by_product[position.product].append(position)
    return [
        transfer for same in by_product.values() for transfer in _match(same, step, reach)
    ]


def get_distances(sources: list, targets: list) -> np.ndarray:
    """Kilometres from each source to each target, along the earth; NaN where a place is unknown.

    :param sources: pairs of latitude and longitude, or None
    :param targets: likewise
    """
    unknown = (np.nan, np.nan)
    here = np.radians(np.array([place or unknown for place in sources], dtype=float).reshape(-1, 2))
    there = np.radians(
        np.array([place or unknown for place in targets], dtype=float).reshape(-1, 2)
    )
    latitude, longitude = (here[:, None, axis] - there[None, :, axis] for axis in (0, 1))
    chord = (
        np.sin(latitude / 2) ** 2
        + np.cos(here[:, None, 0]) * np.cos(there[None, :, 0]) * np.sin(longitude / 2) ** 2
    )
    return 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))


def _match(positions: list[Position], step: int, reach: float) -> list[Transfer]:
    givers = [position for position in positions if position.surplus >= step]
    takers = [position for position in positions if position.shortage >= step]
    if not givers or not takers:
        return []
    distances = get_distances([giver.place for giver in givers], [taker.place for taker in takers])
    apart = np.array([[giver.group != taker.group for taker in takers] for giver in givers])
    # An unknown distance counts as the farthest; equal pairs keep the order of their holders.
    order = np.lexsort((np.nan_to_num(distances, nan=np.inf).ravel(), apart.ravel()))
    order = order[~(distances.ravel()[order] > reach)]
    left = [giver.surplus for giver in givers]
    lacking = [taker.shortage for taker in takers]
    transfers = []
    for pair in order:
        source, target = divmod(int(pair), len(takers))
        quantity = min(left[source], lacking[target]) // step * step
        if quantity <= 0:
            continue
        left[source] -= quantity
        lacking[target] -= quantity
        distance = distances[source, target]
        transfers.append(
            Transfer(
                givers[source].holder, takers[target].holder, givers[source].product, quantity,
                None if np.isnan(distance) else float(distance),
            )
        )
    return transfers

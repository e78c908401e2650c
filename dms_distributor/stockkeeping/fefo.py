"""First expired, first out: which stock each day's sales are taken from, all products at once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Position of a draw that no stock covers.
SHORT = -1


class Draw(NamedTuple):
    """Parts of demands with the stock that each is taken from; all arrays share their rows.

    :ivar demand: position among the demands
    :ivar layer: position among the layers; ``SHORT`` where stock has run out
    :ivar quantity: what is taken, always above zero
    """

    demand: NDArray[np.int64]
    layer: NDArray[np.int64]
    quantity: NDArray[np.int64]


def allocate(
    demand_product: NDArray[np.int64],
    demand_quantity: NDArray[np.int64],
    layer_product: NDArray[np.int64],
    layer_quantity: NDArray[np.int64],
) -> Draw:
    """Take each demand from the layers of its product, both in the order in which they are given.

    Demands and layers of a product are laid end to end on one line: where two of them overlap, the
    one is taken from the other. What demand is left beyond the last layer is short.

    :param demand_product: product of each demand; of one product, the earlier day comes first
    :param demand_quantity: whole numbers of the smallest part of a unit, zero or more
    :param layer_product: product of each layer; of one product, what expires first comes first
    :param layer_quantity: likewise; a layer below zero holds nothing
    """
    products, numbers = np.unique(
        np.concatenate([demand_product, layer_product]), return_inverse=True
    )
    wanted, kept = numbers[: len(demand_product)], numbers[len(demand_product) :]
    totals = _sum_by(wanted, demand_quantity, len(products))
    # Each product has a stretch of the line as long as its demand.
    starts = np.cumsum(totals) - totals
    demand_order, demand_ends = _lay_out(wanted, demand_quantity, starts)
    layer_order, layer_ends = _lay_out(kept, np.maximum(layer_quantity, 0), starts)
    layer_ends = np.minimum(layer_ends, (starts + totals)[kept[layer_order]])
    ends = np.union1d(demand_ends, layer_ends)
    ends = ends[ends > 0]
    sizes = np.diff(ends, prepend=0)
    # The stretch that ends at e lies in the first piece whose own end reaches e.
    demand = demand_order[np.searchsorted(demand_ends, ends)]
    place = np.searchsorted(layer_ends, ends)
    inside = place < len(layer_ends)
    layer = np.full(len(ends), SHORT, dtype=np.int64)
    layer[inside] = layer_order[place[inside]]
    # Beyond a product's last layer the next product's first one would be met.
    inside[inside] = kept[layer[inside]] == wanted[demand[inside]]
    layer[~inside] = SHORT
    return Draw(demand, layer, sizes)


def _sum_by(numbers, quantities, count):
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, numbers, quantities)
    return sums


def _lay_out(numbers, quantities, starts):
    """Where each piece ends on the line, in the order of their products.

    :return: the order, and the ends in that order
    """
    order = np.argsort(numbers, kind="stable")
    running = np.cumsum(quantities[order])
    numbers = numbers[order]
    first = np.searchsorted(numbers, numbers)
    before = np.where(first > 0, running[np.maximum(first - 1, 0)], 0)
    return order, starts[numbers] + running - before

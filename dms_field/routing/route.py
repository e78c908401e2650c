"""The order of the stops of a round: nearest neighbour, then 2-opt."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .distance import as_places, distance_matrix

Matrix = NDArray[np.float64]

# A change must save at least a millimetre: below lies rounding, on which 2-opt could cycle.
LEAST_GAIN_KM = 1e-6


@dataclass(frozen=True)
class Route:
    """An order of stops: their positions in the input, and its length."""

    order: tuple[int, ...]
    length_km: float


def path_length(matrix: Matrix, path: ArrayLike) -> float:
    """Length of a path through ``matrix``, without a way back."""
    path = np.asarray(path, dtype=np.intp)
    return float(matrix[path[:-1], path[1:]].sum())


def nearest_neighbour(matrix: Matrix, start: int, stops: ArrayLike) -> list[int]:
    """Go from ``start`` always to the nearest stop not yet visited; of equals, the first.

    :return: the stops in that order, without ``start``
    """
    waiting = np.zeros(len(matrix), dtype=bool)
    waiting[np.asarray(stops, dtype=np.intp)] = True
    order, here = [], start
    for _stop in range(int(waiting.sum())):
        here = int(np.where(waiting, matrix[here], np.inf).argmin())
        waiting[here] = False
        order.append(here)
    return order


def improve_two_opt(matrix: Matrix, path: ArrayLike) -> list[int]:
    """Reverse stretches of a path as long as that makes it shorter; its two ends stay.

    Each pass weighs every pair of edges at once and takes the best; a path of n stops costs
    O(n²) numbers per pass. The outcome is never longer than ``path``.

    :param matrix: symmetric distances
    :return: the path with the same stops, in which no single reversal saves anything
    """
    path = np.array(path, dtype=np.intp)
    if len(path) < 4:
        return path.tolist()
    upper = np.triu(np.ones((len(path) - 2, len(path) - 2), dtype=bool), k=1)
    while True:
        along = matrix[np.ix_(path, path)]
        edges = np.diagonal(along, offset=1)
        # Reversing path[i..j] swaps edges (i-1, i) and (j, j+1) for (i-1, j) and (i, j+1).
        change = along[:-2, 1:-1] + along[1:-1, 2:] - edges[:-1, None] - edges[None, 1:]
        change = np.where(upper, change, 0.0)
        first, last = np.unravel_index(change.argmin(), change.shape)
        if change[first, last] > -LEAST_GAIN_KM:
            return path.tolist()
        path[first + 1 : last + 2] = path[first + 1 : last + 2][::-1]


def order_stops(
    places: ArrayLike, start: tuple[float, float] | None = None, closed: bool = False
) -> Route:
    """Put the stops of a round into a short order; never a longer one than they came in.

    :param places: n pairs (latitude, longitude)
    :param start: where the round begins; None: at whichever stop
    :param closed: the round ends where it began, if ``start`` is given
    :return: the order, as positions in ``places``, and the length from start to end in km
    :raise ValueError: see :func:`dms_field.routing.distance.as_places`
    """
    stops = as_places(places)
    matrix = _with_ends(stops, start, closed)
    count = len(stops)
    head, tail = count, count + 1
    given = [head, *range(count), tail]
    greedy = [head, *nearest_neighbour(matrix, head, range(count)), tail]
    best = min(
        (improve_two_opt(matrix, path) for path in (greedy, given)),
        key=lambda path: path_length(matrix, path),
    )
    return Route(tuple(best[1:-1]), path_length(matrix, best))


def _with_ends(stops: Matrix, start: tuple[float, float] | None, closed: bool) -> Matrix:
    """Distances between the stops, and two more nodes: the start and the end of the round.

    An end that is free lies at distance 0 of every stop: so open, closed and free rounds are
    one problem, that of a path with two fixed ends.
    """
    count = len(stops)
    matrix = np.zeros((count + 2, count + 2))
    matrix[:count, :count] = distance_matrix(stops)
    if start is not None:
        from_start = distance_matrix(np.vstack([as_places([start]), stops]))[0, 1:]
        for end in [count, count + 1] if closed else [count]:
            matrix[end, :count] = matrix[:count, end] = from_start
    return matrix

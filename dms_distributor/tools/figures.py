"""Arithmetic of key figures; knows nothing of Odoo."""

from collections import defaultdict
from collections.abc import Mapping, Sequence


def ratio(part: float, whole: float) -> float | None:
    """``part / whole``, or None where the whole is not positive and the ratio says nothing."""
    return float(part) / float(whole) if whole > 0 else None


def growth(now: float, before: float) -> float | None:
    """This period over the same period last year, less one; None when nothing was sold then."""
    return float(now) / float(before) - 1 if before > 0 else None


def roll_up(
    values: Mapping[int, float], paths: Mapping[int, Sequence[int]], top: int | None = None
) -> dict[int, float]:
    """Sum the nodes of a tree into the children of one node.

    :param values: node → value; 0 stands for no node and stays as it is
    :param paths: node → its path from the root down to itself
    :param top: the node whose children are wanted; None: the lowest that all nodes lie under
    :return: node → sum; a value of ``top`` itself stays on it
    """
    known = [paths[node] for node in values if node]
    if top is None:
        depth = 0
        while (
            known
            and all(len(path) > depth for path in known)
            and len({path[depth] for path in known}) == 1
        ):
            depth += 1
    else:
        depth = next((path.index(top) + 1 for path in known if top in path), 0)
    sums = defaultdict(float)
    for node, value in values.items():
        path = paths[node] if node else (0,)
        sums[path[min(depth, len(path) - 1)]] += value
    return dict(sums)

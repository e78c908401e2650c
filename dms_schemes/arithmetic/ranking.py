"""In which order schemes take their turn."""

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from heapq import heapify, heappop, heappush

from .errors import TermsError
from .mechanism import PRICED, GroupScope
from .scheme import Scheme

Node = tuple[Scheme, ...]


def in_turn(schemes: Sequence[Scheme]) -> tuple[Node, ...]:
    """Schemes by rank, those of an exclusive group together at the rank of its first.

    A scheme that excludes another takes its turn before it.

    :param schemes: by rank
    :raise TermsError: when schemes exclude each other in a circle, or a group is no group
    """
    nodes: dict[tuple, list[Scheme]] = {}
    for scheme in schemes:
        nodes.setdefault(_node(scheme), []).append(scheme)
    for members in nodes.values():
        _check_group(members)
    owner = {scheme.key: node for node, members in nodes.items() for scheme in members}
    rank = {node: index for index, node in enumerate(nodes)}
    sorter: TopologicalSorter = TopologicalSorter({node: () for node in nodes})
    for scheme in schemes:
        for excluded in scheme.excludes & owner.keys():
            sorter.add(owner[excluded], owner[scheme.key])
    try:
        sorter.prepare()
    except CycleError as error:
        raise _circular(error.args[1], nodes) from error
    turns = []
    ready = [rank[node] for node in sorter.get_ready()]
    heapify(ready)
    order = list(nodes)
    while ready:
        node = order[heappop(ready)]
        turns.append(tuple(nodes[node]))
        sorter.done(node)
        for freed in sorter.get_ready():
            heappush(ready, rank[freed])
    return tuple(turns)


def _node(scheme: Scheme) -> tuple:
    return ("scheme", scheme.key) if scheme.group is None else ("group", scheme.group)


def _circular(cycle: list[tuple], nodes: dict[tuple, list[Scheme]]) -> TermsError:
    members = [scheme for node in cycle[1:] for scheme in nodes[node]]
    keys = [scheme.key for scheme in members if scheme.excludes]
    return TermsError(
        "circular",
        "The schemes {keys} exclude each other in a circle, so none could come first: put them "
        "into one exclusive group, or remove one of the exclusions.",
        keys=", ".join(map(str, sorted(keys))), scheme_keys=keys,
    )


def _check_group(members: list[Scheme]) -> None:
    first = members[0]
    if first.group is None:
        return
    if len({scheme.group_scope for scheme in members}) > 1:
        raise TermsError(
            "group_scope_mixed",
            "The schemes of group {group} choose the best by order and by line: choose one.",
            group=first.group, scheme_keys=[scheme.key for scheme in members],
        )
    if first.group_scope == GroupScope.LINE:
        for scheme in members:
            if not scheme.is_money or scheme.is_cumulative or scheme.mechanism in PRICED:
                raise TermsError(
                    "group_line_unfit",
                    "Scheme {key} cannot be compared line by line: only money earned on one order "
                    "can. Let its group choose the best of the order, or take it out.",
                    key=scheme.key, scheme_keys=[scheme.key],
                )

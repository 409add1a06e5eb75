"""Parts of graphs whose nodes are joined or reach one another. Walks are iterative: no chain is too long."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

Graph = Mapping[str, Sequence[str]]
"""The successors of each node; one without any may be missing."""


def connected(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each id of the pairs the one that stands for all that pairs join to it, the same for all of them."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for a, b in pairs:
        neighbours[a].append(b)
        neighbours[b].append(a)
    return _taken(neighbours, neighbours)


def strong(graph: Graph) -> dict[str, str]:
    """Return for each node the one that stands for all that it reaches and is reached from.

    Nodes are taken backwards, in the order in which a walk ahead was last done with them (Sharir 1981, "A
    strong-connectivity algorithm and its applications in data flow analysis").
    """
    sources: dict[str, list[str]] = defaultdict(list)
    for node, targets in graph.items():
        for target in targets:
            sources[target].append(node)
    return _taken(reversed(_finished(graph)), sources)


def _taken(starts: Iterable[str], graph: Graph) -> dict[str, str]:
    """For each node the first of the starts that reaches it."""
    leaders: dict[str, str] = {}
    for start in starts:
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in leaders:
                leaders[node] = start
                waiting.extend(graph.get(node, ()))
    return leaders


def _finished(graph: Graph) -> list[str]:
    """The nodes in the order in which a depth-first walk is done with them."""
    entered: set[str] = set()
    path: list[str] = []
    finished: list[str] = []
    # None stands behind the successors of the last node of the path.
    waiting: list[str | None] = list(graph)
    while waiting:
        node = waiting.pop()
        if node is None:
            finished.append(path.pop())
        elif node not in entered:
            entered.add(node)
            path.append(node)
            waiting.append(None)
            waiting.extend(graph.get(node, ()))
    return finished


def rings(graph: Graph) -> list[tuple[str, ...]]:
    """Return one ring for each set of two nodes or more that reach one another: a shortest through its first node."""
    leaders = strong(graph)
    groups: dict[str, list[str]] = defaultdict(list)
    for node in graph:
        groups[leaders[node]].append(node)
    return [_ring(graph, group[0], set(group)) for group in groups.values() if len(group) > 1]


def _ring(graph: Graph, first: str, within: set[str]) -> tuple[str, ...]:
    before: dict[str, str] = {}
    waiting = deque([first])
    while first not in before:
        node = waiting.popleft()
        for target in graph.get(node, ()):
            if target in within and target not in before and target != node:
                before[target] = node
                waiting.append(target)
    ring = [before[first]]
    while ring[-1] != first:
        ring.append(before[ring[-1]])
    return tuple(reversed(ring))

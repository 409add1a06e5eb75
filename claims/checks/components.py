"""Parts of graphs whose nodes are joined or reach one another. Walks are iterative: no chain is too long."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

Graph = Mapping[str, Sequence[str]]
"""The successors of each node; one without any may be missing."""


def connected(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each id of the pairs the one that stands for all that pairs join to it, the same for all of them."""
    neighbours: dict[str, list[str]] = {}
    for a, b in pairs:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    leaders: dict[str, str] = {}
    for start in neighbours:
        waiting = [] if start in leaders else [start]
        while waiting:
            node = waiting.pop()
            if node not in leaders:
                leaders[node] = start
                waiting.extend(neighbours[node])
    return leaders


def strong(graph: Graph) -> dict[str, int]:
    """Return the number of the strongly connected component of each node, in no order that means anything.

    Nodes that reach one another have one number (Tarjan 1972, "Depth-first search and linear graph algorithms").
    """
    search = _Search()
    for start in graph:
        if start not in search.entered:
            search.run(start, graph)
    return search.component


class _Search:
    """The state of Tarjan's walk; `low` is the earliest open node that a node is known to reach."""

    def __init__(self) -> None:
        self.entered: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.component: dict[str, int] = {}
        self._open: list[str] = []

    def run(self, start: str, graph: Graph) -> None:
        path = [(start, iter(graph.get(start, ())))]
        self._enter(start)
        while path:
            node, successors = path[-1]
            following = next(successors, None)
            if following is None:
                path.pop()
                self._leave(node, path[-1][0] if path else None)
            elif following not in self.entered:
                self._enter(following)
                path.append((following, iter(graph.get(following, ()))))
            elif following not in self.component:
                self.low[node] = min(self.low[node], self.entered[following])

    def _enter(self, node: str) -> None:
        self.entered[node] = self.low[node] = len(self.entered)
        self._open.append(node)

    def _leave(self, node: str, above: str | None) -> None:
        if self.low[node] == self.entered[node]:
            while node not in self.component:
                self.component[self._open.pop()] = self.entered[node]
        if above is not None:
            self.low[above] = min(self.low[above], self.low[node])


def rings(graph: Graph) -> list[tuple[str, ...]]:
    """Return one ring for each set of two nodes or more that reach one another: a shortest through its first node."""
    components = strong(graph)
    groups: dict[int, list[str]] = {}
    for node in graph:
        groups.setdefault(components[node], []).append(node)
    return [_ring(graph, group[0], set(group)) for group in groups.values() if len(group) > 1]


def _ring(graph: Graph, first: str, within: set[str]) -> tuple[str, ...]:
    before: dict[str, str] = {}
    waiting = deque([first])
    while first not in before:
        node = waiting.popleft()
        for following in graph.get(node, ()):
            if following in within and following not in before and following != node:
                before[following] = node
                waiting.append(following)
    ring = [before[first]]
    while ring[-1] != first:
        ring.append(before[ring[-1]])
    return tuple(reversed(ring))

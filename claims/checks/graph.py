"""Walks through graphs of ids, all of them iterative: no chain is too long."""

from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

Graph = Mapping[str, Sequence[str]]
"""The successors of each node; one without any may be missing."""

Key = TypeVar("Key")


def connected(pairs: Iterable[tuple[Key, Key]]) -> dict[Key, Key]:
    """For each id of the pairs the id that stands for all that pairs join to it, the same for all of them."""
    neighbours: dict[Key, list[Key]] = {}
    for a, b in pairs:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    found: dict[Key, Key] = {}
    for start in neighbours:
        waiting = [] if start in found else [start]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found[node] = start
                waiting.extend(neighbours[node])
    return found


class Groups:
    """Numbers in groups, in two flat arrays (union with path halving, Tarjan and van Leeuwen 1984)."""

    def __init__(self, count: int) -> None:
        """Each of the numbers from 0 to `count` - 1 alone."""
        self._parents = array("i", range(count))
        # The members of a group in a circle; two circles become one where two of their steps are exchanged.
        self._following = array("i", range(count))

    def join(self, a: int, b: int) -> None:
        """Make the groups of both numbers one."""
        first, second = self._of(a), self._of(b)
        if first != second:
            self._parents[max(first, second)] = min(first, second)
            self._following[first], self._following[second] = self._following[second], self._following[first]

    def _of(self, number: int) -> int:
        parents = self._parents
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    def __iter__(self) -> Iterator[Sequence[int]]:
        """The groups of two numbers or more, in the order of their least ones."""
        for first, parent in enumerate(self._parents):
            if parent == first != self._following[first]:
                group = array("i", [first])
                while (number := self._following[group[-1]]) != first:
                    group.append(number)
                yield group


def circling(count: int, edges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The edges on rings of a directed graph of the numbers from 0 to `count` - 1, and those to which rings lead.

    What no edge leads to is on no ring and is taken away with its edges, again and again (Kahn 1962, "Topological
    sorting of large networks"); of a graph without rings nothing is left.
    """
    incoming, newest = array("i", [0]) * count, array("i", [-1]) * count
    older, targets = array("i"), array("i")
    for edge, (a, b) in enumerate(edges):
        incoming[b] += 1
        older.append(newest[a])
        targets.append(b)
        newest[a] = edge
    waiting = array("i", (node for node in range(count) if not incoming[node] and newest[node] >= 0))
    while waiting:
        node = waiting.pop()
        for target in _taken(node, newest, older, targets):
            incoming[target] -= 1
            if not incoming[target]:
                waiting.append(target)
        newest[node] = -1
    for node, edge in enumerate(newest):
        if edge >= 0:
            yield from ((node, target) for target in _taken(node, newest, older, targets))


def _taken(node: int, newest: Sequence[int], older: Sequence[int], targets: Sequence[int]) -> Iterator[int]:
    edge = newest[node]
    while edge >= 0:
        yield targets[edge]
        edge = older[edge]


def strong(graph: Graph) -> dict[str, int]:
    """The number of the strongly connected component of each node with successors, in no order that means anything.

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
    """One ring for each set of two nodes or more that reach one another: a shortest one through its first node."""
    groups: dict[int, list[str]] = {}
    components = strong(graph)
    for node in graph:
        if node in components:
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


class Arrows:
    """Where the edges of a directed graph of numbers lead, each once, in flat arrays."""

    def __init__(self, count: int, edges: Iterable[tuple[int, int]]) -> None:
        """The nodes are the numbers from 0 to `count` - 1."""
        codes = sorted({a * count + b for a, b in edges})
        numbers = array("i", [0]) * (count + 1)
        for code in codes:
            numbers[code // count + 1] += 1
        self._first = array("i", accumulate(numbers))
        self._ends = array("i", (code % count for code in codes))

    def of(self, node: int) -> Sequence[int]:
        """The nodes to which edges lead from this one."""
        return self._ends[self._first[node] : self._first[node + 1]]


class Bridges:
    """The edges of an undirected graph whose loss parts it (Tarjan 1974, "A note on finding the bridges of a graph").

    `order` holds the nodes, each connected part of the graph in one run. `splits[edge]`, of bridges alone, are two runs
    of places in it: the part that the edge is in, and what its loss cuts off from that.
    """

    def __init__(self, edges: Sequence[tuple[int, int]]) -> None:
        """`edges` are pairs of nodes, several between the same two allowed; they are named by their index."""
        self.order: list[int] = []
        self.splits: dict[int, tuple[range, range]] = {}
        self._cuts: dict[int, range] = {}
        self._place: dict[int, int] = {}
        self._low: list[int] = []
        self._beside: dict[int, list[tuple[int, int]]] = {}
        for edge, (a, b) in enumerate(edges):
            self._beside.setdefault(a, []).append((b, edge))
            self._beside.setdefault(b, []).append((a, edge))
        for node in self._beside:
            if node not in self._place:
                begin = len(self.order)
                self._cuts.clear()
                self._walk(node)
                whole = range(begin, len(self.order))
                self.splits.update((edge, (whole, cut)) for edge, cut in self._cuts.items())

    def _walk(self, start: int) -> None:
        path = [(start, -1, iter(self._beside[start]))]
        self._enter(start)
        while path:
            node, way, around = path[-1]
            other, edge = next(around, (None, -1))
            if other is None:
                path.pop()
                self._leave(node, way, path[-1][0] if path else None)
            elif other not in self._place:
                self._enter(other)
                path.append((other, edge, iter(self._beside[other])))
            elif edge != way:
                place = self._place[node]
                self._low[place] = min(self._low[place], self._place[other])

    def _enter(self, node: int) -> None:
        self._place[node] = len(self.order)
        self._low.append(len(self.order))
        self.order.append(node)

    def _leave(self, node: int, way: int, above: int | None) -> None:
        if above is None:
            return
        place, upper = self._place[node], self._place[above]
        self._low[upper] = min(self._low[upper], self._low[place])
        if self._low[place] == place:
            self._cuts[way] = range(place, len(self.order))

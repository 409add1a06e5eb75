"""Links between claims as a graph: what hangs together, what runs in a ring, which link alone decides a last word."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from claims.last_words import Answer, last_words
from claims.model import Link
from claims.vocabulary import Basis, LastWord, Relation

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


_ATTACKS = frozenset(relation for relation in Relation if relation.term.attacks)


def decisions(sides: Mapping[str, str], links: Sequence[Link]) -> Iterator[tuple[Link, str, LastWord]]:
    """Return the inferred links that decide a last word alone, in their order, each with a claim and its last word.

    `sides` are those of claims by id. All of them are on record, and both ends of the links among the claims.
    """
    counting = [link for link in links if link.relation in _ATTACKS or _joins(link, sides)]
    labelling = _Labelling(sides, counting)
    for link in counting:
        if link.basis is Basis.INFERRED:
            claim = labelling.decided_by(link)
            if claim is not None:
                yield link, claim, labelling.words[claim]


def _joins(link: Link, sides: Mapping[str, str]) -> bool:
    return link.relation is Relation.RESTATES and sides[link.from_id] == sides[link.to_id]


class _Labelling:
    """The last words, and what they would be without one of the links."""

    def __init__(self, sides: Mapping[str, str], links: Sequence[Link]) -> None:
        self.words = last_words(sides, ((link.from_id, link.relation, link.to_id) for link in links))
        attacks = [link for link in links if link.relation in _ATTACKS]
        joins = [link for link in links if link.relation not in _ATTACKS]
        self._position = connected((link.from_id, link.to_id) for link in joins)
        self._joins: dict[str, list[Link]] = defaultdict(list)
        for link in joins:
            self._joins[link.from_id].append(link)
            self._joins[link.to_id].append(link)
        targets: dict[str, list[str]] = defaultdict(list)
        for link in attacks:
            targets[self._of(link.from_id)].append(self._of(link.to_id))
        self._group = strong(targets)
        self._attacks: dict[str, list[Link]] = defaultdict(list)
        for link in attacks:
            self._attacks[self._group[self._of(link.to_id)]].append(link)

    def _of(self, claim: str) -> str:
        """The position of a claim."""
        return self._position.get(claim, claim)

    def decided_by(self, link: Link) -> str | None:
        """Return a claim whose last word the link decides alone, None where there is none."""
        if link.relation in _ATTACKS:
            # What was put out attacks in vain.
            is_idle = self.words[link.from_id] is LastWord.REPLY
            return None if is_idle else self._changed(link, [link.to_id])
        # What is accepted has no attacker that counts, and neither has any part of it.
        if self.words[link.to_id] is LastWord.CLAIM:
            return None
        part = self._part(link)
        return self._changed(link, [link.to_id, link.from_id], part) if part else None

    def _part(self, lost: Link) -> set[str]:
        """The claims of a position that a lost link leaves with its first end, none if others hold all together."""
        part = {lost.from_id}
        waiting = [lost.from_id]
        while waiting:
            claim = waiting.pop()
            for link in self._joins.get(claim, ()):
                other = link.to_id if link.from_id == claim else link.from_id
                if link is not lost and other not in part:
                    part.add(other)
                    waiting.append(other)
            if lost.to_id in part:
                return set()
        return part

    def _changed(self, lost: Link, claims: Sequence[str], part: Collection[str] = ()) -> str | None:
        """The first of these claims with another last word without a link; a `part` of a position is then another."""
        key = lost.id

        def place(claim: str) -> str:
            # No claim has the id of a link.
            return key if claim in part else self._of(claim)

        group = self._group[self._of(lost.to_id)]
        inner: list[Answer] = []
        outer: list[tuple[LastWord, str]] = []
        for link in self._attacks[group]:
            if link is lost:
                continue
            if self._group[self._of(link.from_id)] == group:
                inner.append((place(link.from_id), link.relation, place(link.to_id)))
            else:
                outer.append((self.words[link.from_id], place(link.to_id)))
        positions = [*map(place, claims), *(target for _, _, target in inner), *(target for _, target in outer)]
        words = last_words(dict.fromkeys(positions, ""), inner, outer)
        return next((claim for claim in claims if words[place(claim)] is not self.words[claim]), None)

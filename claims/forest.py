"""The reply forest: under which claim each claim stands, and in which order they are read. Pure, on plain numbers.

Every claim has at most one parent, so the claims form trees, apart from components whose claims answer one another in
a ring; such a ring is opened at its first claim. Walks are iterative: no thread is too deep.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

Answer = tuple[int, int, int]
"""A link: from, the rank of its relation, to."""

Place = tuple[int, int, int | None, int | None]
"""A claim, its depth (0 for a root), its parent, and the rank of the relation to it; None for a root."""


def arrange(claims: Sequence[int], links: Iterable[Answer], matches: Container[int]) -> tuple[list[int], list[Place]]:
    """The roots, and all claims in reading order; a claim is its number in the order of dates, and they come in order.

    A claim's parent is the first of its targets, one that matches before one that doesn't. Replies come in order under
    their parent. Both ends of each link are among the claims.
    """
    parents = _parents(links, matches)
    _open_rings(parents, claims)
    return _walk(parents, claims)


def _parents(links: Iterable[Answer], matches: Container[int]) -> dict[int, tuple[int, int]]:
    """The parent of every claim that has one, with the rank of the relation that leads to it."""
    best: dict[int, tuple[bool, int, int]] = {}
    for claim, rank, target in links:
        key = (target not in matches, target, rank)
        if claim != target and (claim not in best or key < best[claim]):
            best[claim] = key
    return {claim: (target, rank) for claim, (_, target, rank) in best.items()}


def _open_rings(parents: dict[int, tuple[int, int]], claims: Iterable[int]) -> None:
    """Take the parent from the first claim of every ring of parents, so that what is left is a forest."""
    seen: dict[int, int] = {}
    for start in claims:
        path: list[int] = []
        claim = start
        while claim not in seen and claim in parents:
            seen[claim] = start
            path.append(claim)
            claim = parents[claim][0]
        if seen.get(claim) == start and claim in path:
            del parents[min(path[path.index(claim) :])]


def _walk(parents: Mapping[int, tuple[int, int]], claims: Sequence[int]) -> tuple[list[int], list[Place]]:
    replies: dict[int, list[int]] = {}
    roots: list[int] = []
    for claim in reversed(claims):
        siblings = replies.setdefault(parents[claim][0], []) if claim in parents else roots
        siblings.append(claim)
    places: list[Place] = []
    waiting = [(root, 0) for root in roots]
    while waiting:
        claim, depth = waiting.pop()
        places.append((claim, depth, *parents.get(claim, _NO_PARENT)))
        waiting.extend((reply, depth + 1) for reply in replies.get(claim, ()))
    return roots[::-1], places


_NO_PARENT = (None, None)

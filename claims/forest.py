"""The reply forest: under which claim each claim stands, and in which order they are read. Pure, on plain values.

Every claim has at most one parent, so the claims form trees, apart from components whose claims answer one another in
a ring; such a ring is opened at its first claim. Walks are iterative: no thread is too deep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Answer = tuple[str, int, str]
"""A link: from, the rank of its relation, to."""

Place = tuple[str, int, str | None, int | None]
"""A claim, its depth (0 for a root), its parent, and the rank of the relation to it; None for a root."""


def arrange(
    order: Mapping[str, Any], links: Iterable[Answer], matches: Container[str]
) -> tuple[tuple[str, ...], list[Place]]:
    """The roots, and all claims in reading order; `order` has the claims, each with the key by which they are sorted.

    A claim's parent is the target with the smallest key, one that matches before one that doesn't. Replies come in
    order under their parent. Both ends of each link are among the claims.
    """
    parents = _parents(links, order, matches)
    _open_rings(parents, order)
    return _walk(parents, order)


def _parents(links: Iterable[Answer], order: Mapping[str, Any], matches: Container[str]) -> dict[str, tuple[str, int]]:
    """The parent of every claim that has one, with the rank of the relation that leads to it."""
    best: dict[str, Any] = {}
    for claim, rank, target in links:
        key = (target not in matches, order[target], rank, target)
        if claim != target and (claim not in best or key < best[claim]):
            best[claim] = key
    return {claim: (target, rank) for claim, (_, _, rank, target) in best.items()}


def _open_rings(parents: dict[str, tuple[str, int]], order: Mapping[str, Any]) -> None:
    """Take the parent from the first claim of every ring of parents, so that what is left is a forest."""
    seen: dict[str, str] = {}
    for start in order:
        path: list[str] = []
        claim = start
        while claim not in seen and claim in parents:
            seen[claim] = start
            path.append(claim)
            claim = parents[claim][0]
        if seen.get(claim) == start and claim in path:
            del parents[min(path[path.index(claim) :], key=order.__getitem__)]


def _walk(parents: Mapping[str, tuple[str, int]], order: Mapping[str, Any]) -> tuple[tuple[str, ...], list[Place]]:
    replies: dict[str, list[str]] = defaultdict(list)
    roots: list[str] = []
    for claim in sorted(order, key=order.__getitem__, reverse=True):
        siblings = replies[parents[claim][0]] if claim in parents else roots
        siblings.append(claim)
    places: list[Place] = []
    waiting = [(root, 0) for root in roots]
    while waiting:
        claim, depth = waiting.pop()
        places.append((claim, depth, *parents.get(claim, (None, None))))
        waiting.extend((reply, depth + 1) for reply in replies[claim])
    return tuple(reversed(roots)), places

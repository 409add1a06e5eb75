"""A thread: who said it first, what answers it, in which order it is read. A pure function of the record."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from claims.model import DateOrder, date_order
from claims.vocabulary import Act, LastWord, Relation, Status

Row = Mapping[str, Any]
"""A record in its JSON shape; of a thread the whole document."""

Link = tuple[str, str, str]
"""From, relation, to."""

Place = tuple[str, int, str | None, str | None, bool]
"""A claim, its depth (0 for a root), its parent and the relation to it (None for a root), whether it was asked for."""

_RANK = {relation.value: rank for rank, relation in enumerate(Relation)}


def arrange(claims: Sequence[str], links: Iterable[Link], matches: Container[str]) -> tuple[list[str], list[Place]]:
    """The reply forest of these claims, which come in date order: its roots, and all claims in reading order.

    A claim's parent is the first of its targets, one that matches before one that doesn't. Replies come in date order
    under their parent. Both ends of each link are among the claims. Claims that answer one another in a ring form no
    tree; such a ring is opened at its first claim. Walks are iterative: no thread is too deep.
    """
    number = {claim: place for place, claim in enumerate(claims)}
    parents = _parents(links, number, matches)
    _open_rings(parents, claims, number)
    roots, walked = _walk(parents, claims)
    return roots, [(claim, depth, *parents.get(claim, (None, None)), claim in matches) for claim, depth in walked]


Parents = dict[str, tuple[str, str]]
"""The parent of every claim that has one, with the relation that leads to it."""


def _parents(links: Iterable[Link], number: Mapping[str, int], matches: Container[str]) -> Parents:
    best: dict[str, tuple[tuple[bool, int, int], str, str]] = {}
    for claim, relation, target in links:
        key = (target not in matches, number[target], _RANK[relation])
        if claim != target and (claim not in best or key < best[claim][0]):
            best[claim] = key, target, relation
    return {claim: (target, relation) for claim, (_, target, relation) in best.items()}


def _open_rings(parents: Parents, claims: Iterable[str], number: Mapping[str, int]) -> None:
    """Take the parent from the first claim of every ring of parents, so that what is left is a forest."""
    seen: dict[str, str] = {}
    for start in claims:
        path: list[str] = []
        claim = start
        while claim not in seen and claim in parents:
            seen[claim] = start
            path.append(claim)
            claim = parents[claim][0]
        if seen.get(claim) == start and claim in path:
            del parents[min(path[path.index(claim) :], key=number.__getitem__)]


def _walk(parents: Parents, claims: Sequence[str]) -> tuple[list[str], list[tuple[str, int]]]:
    replies: dict[str, list[str]] = defaultdict(list)
    roots: list[str] = []
    for claim in reversed(claims):
        siblings = replies[parents[claim][0]] if claim in parents else roots
        siblings.append(claim)
    walked: list[tuple[str, int]] = []
    waiting = [(root, 0) for root in roots]
    while waiting:
        claim, depth = waiting.pop()
        walked.append((claim, depth))
        waiting.extend((reply, depth + 1) for reply in replies.get(claim, ()))
    return roots[::-1], walked


def pointers(thread: Row) -> dict[str, list[tuple[Row, bool]]]:
    """Return each claim's links that the tree itself does not show; True marks one back into its own replies.

    `→` is drawn for the others, `↺` for those: only a ring has them, and a claim that answers itself.
    """
    places = {node["id"]: (index, node) for index, node in enumerate(thread["nodes"])}
    ends = _ends(thread["nodes"])
    pointers: dict[str, list[tuple[Row, bool]]] = defaultdict(list)
    for link in thread["links"]:
        index, node = places[link["from"]]
        if (node["parent"], node["relation"]) != (link["to"], link["relation"]):
            target = places[link["to"]][0]
            pointers[link["from"]].append((link, index <= target < ends[index]))
    return pointers


def _ends(nodes: Sequence[Row]) -> list[int]:
    """Return for each place in reading order the place just behind the claim's last reply, however deep."""
    ends = [len(nodes)] * len(nodes)
    above: list[int] = []
    for index, node in enumerate(nodes):
        while above and nodes[above[-1]]["depth"] >= node["depth"]:
            ends[above.pop()] = index
        above.append(index)
    return ends


class Last(NamedTuple):
    """Who came last: one claim for each side that spoke on the last day on which one surely did, by id.

    `rivals` is the number of claims that may be as late, because their day is not known exactly.
    """

    ids: tuple[str, ...]
    rivals: int


class Summary(NamedTuple):
    """What a thread holds as a whole.

    `sides` are (side, number of claims), most claims first. `earliest` and `latest` are the first and the last day
    that a date of the thread names, None where no claim is dated. `unreplied` are the claims that call for a reply and
    have none.
    """

    sides: tuple[tuple[str, int], ...]
    earliest: str | None
    latest: str | None
    last_to_speak: Last
    last_to_deny: Last
    unreplied: tuple[str, ...]


def summarise(thread: Row) -> Summary:
    """Return the thread in figures; context counts in none of them."""
    claims = [node for node in thread["nodes"] if node["match"] or thread["dispute"] is None]
    counts = Counter(claim["side"] for claim in claims)
    days = [day for claim in claims for day in (claim["earliest"], claim["latest"]) if day]
    deniers = {link["from"] for link in thread["links"] if link["relation"] in _DENIALS}
    standing = [claim for claim in claims if claim["status"] == Status.ON_RECORD]
    return Summary(
        tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        min(days, default=None),
        max(days, default=None),
        _last(standing),
        _last([claim for claim in standing if claim["id"] in deniers]),
        tuple(claim["id"] for claim in claims if is_unreplied(claim)),
    )


_DENIALS = (Relation.REBUTS, Relation.UNDERCUTS)


def is_unreplied(claim: Row) -> bool:
    """Return whether the claim calls for a reply and has none, nor has one that says the same been denied."""
    is_open = claim["status"] == Status.ON_RECORD and claim["unanswered"] and claim["last_word"] == LastWord.CLAIM
    return is_open and Act(claim["act"]).expects_reply


def attackers(claim: Row) -> list[str]:
    """Return the claims on record that deny this one, attack its ground or take it back."""
    return [id for relation in Relation if relation.term.attacks for id in claim[relation.inverse]]


def _last(claims: Sequence[Row]) -> Last:
    day = max((claim["earliest"] for claim in claims if claim["earliest"]), default=None)
    if day is None:
        return Last((), len(claims))
    on_that_day = sorted((claim for claim in claims if claim["earliest"] == day), key=_order)
    ids = {claim["side"]: claim["id"] for claim in on_that_day}
    others = (claim for claim in claims if claim["earliest"] != day)
    return Last(tuple(ids.values()), sum(claim["latest"] is None or claim["latest"] >= day for claim in others))


def _order(claim: Row) -> DateOrder:
    return date_order(claim["earliest"], claim["latest"], claim["said_time"], claim["id"])

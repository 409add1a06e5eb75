"""A thread: who said it first, what answers it, in which order it is read. A pure function of the record."""

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

from claims import forest
from claims.model import ClaimView, DateOrder, Dispute, Link, Node, Thread, date_order
from claims.vocabulary import Act, LastWord, Relation, Status

_RELATIONS = tuple(Relation)
_RANK = {relation: rank for rank, relation in enumerate(_RELATIONS)}


def build(
    claims: Mapping[str, ClaimView],
    links: Sequence[Link],
    matches: Container[str],
    *,
    dispute: Dispute | None = None,
    claim: str | None = None,
) -> Thread:
    """The thread of these claims; links with an end outside them are left out.

    A claim's parent is the shown target with the smallest date order, one that matches before one that doesn't.
    Replies come in date order under their parent.
    """
    ids = sorted(claims, key=lambda claim: _order(claims[claim]))
    number = {id: place for place, id in enumerate(ids)}
    shown = tuple(link for link in links if link.from_id in claims and link.to_id in claims)
    answers = ((number[one.from_id], _RANK[one.relation], number[one.to_id]) for one in shown)
    roots, places = forest.arrange(range(len(ids)), answers, {place for place, id in enumerate(ids) if id in matches})
    nodes = (
        Node(
            ids[place],
            depth,
            None if parent is None else ids[parent],
            None if rank is None else _RELATIONS[rank],
            ids[place] in matches,
        )
        for place, depth, parent, rank in places
    )
    return Thread(dispute, claim, tuple(ids[root] for root in roots), tuple(nodes), claims, shown)


def _order(view: ClaimView) -> DateOrder:
    return date_order(view.earliest, view.latest, view.claim.said_time, view.claim.id)


Row = Mapping[str, Any]
"""A record in its JSON shape; of a thread the whole document."""


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
    on_that_day = sorted((claim for claim in claims if claim["earliest"] == day), key=_order_of_row)
    ids = {claim["side"]: claim["id"] for claim in on_that_day}
    others = (claim for claim in claims if claim["earliest"] != day)
    return Last(tuple(ids.values()), sum(claim["latest"] is None or claim["latest"] >= day for claim in others))


def _order_of_row(claim: Row) -> DateOrder:
    return date_order(claim["earliest"], claim["latest"], claim["said_time"], claim["id"])

"""A thread: who said it first, what answers it, in which order it is read. A pure function of the record."""

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

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


def pointers(thread: Thread) -> dict[str, tuple[tuple[Link, bool], ...]]:
    """Each claim's links that the tree itself does not show; True marks one that leads back into its own replies.

    `→` is drawn for the others, `↺` for those: only a ring has them, and a claim that answers itself.
    """
    places = {node.id: (index, node) for index, node in enumerate(thread.nodes)}
    ends = _ends(thread)
    found: dict[str, list[tuple[Link, bool]]] = defaultdict(list)
    for link in thread.links:
        index, node = places[link.from_id]
        if (node.parent, node.relation) != (link.to_id, link.relation):
            target = places[link.to_id][0]
            found[link.from_id].append((link, index <= target < ends[index]))
    return {claim: tuple(links) for claim, links in found.items()}


def _ends(thread: Thread) -> list[int]:
    """For each place in reading order the place just behind the claim's last reply, however deep."""
    ends = [len(thread.nodes)] * len(thread.nodes)
    above: list[int] = []
    for index, node in enumerate(thread.nodes):
        while above and thread.nodes[above[-1]].depth >= node.depth:
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


def summarise(thread: Thread) -> Summary:
    """The thread in figures; context counts in none of them."""
    views = [thread.claims[node.id] for node in thread.nodes if node.match or thread.dispute is None]
    counts = Counter(view.claim.side for view in views)
    days = [day for view in views for day in (view.earliest, view.latest) if day]
    deniers = {link.from_id for link in thread.links if link.relation in _DENIALS}
    standing = [view for view in views if view.claim.status is Status.ON_RECORD]
    return Summary(
        tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        min(days, default=None),
        max(days, default=None),
        _last(standing),
        _last([view for view in standing if view.claim.id in deniers]),
        tuple(view.claim.id for view in views if is_unreplied(view)),
    )


_DENIALS = (Relation.REBUTS, Relation.UNDERCUTS)


def is_unreplied(view: ClaimView) -> bool:
    """Whether the claim calls for a reply and has none in this record, nor has one that says the same been denied."""
    stands = view.claim.status is Status.ON_RECORD
    return stands and lacks_reply(view.claim.act, view.last_word, unanswered=view.unanswered)


def lacks_reply(act: Act, last_word: LastWord | None, *, unanswered: bool) -> bool:
    """Whether a claim on record with this act and state calls for a reply that the record does not have."""
    return unanswered and last_word is LastWord.CLAIM and act.expects_reply


def is_attacked(links: Mapping[str, Sequence[str]]) -> bool:
    """Whether a claim on record denies the one with these links, attacks its ground or takes it back."""
    return any(links.get(relation.inverse) for relation in Relation if relation.term.attacks)


def _last(views: Sequence[ClaimView]) -> Last:
    day = max((view.earliest for view in views if view.earliest), default=None)
    if day is None:
        return Last((), len(views))
    on_that_day = sorted((view for view in views if view.earliest == day), key=_order)
    ids = {view.claim.side: view.claim.id for view in on_that_day}
    others = (view for view in views if view.earliest != day)
    return Last(tuple(ids.values()), sum(view.latest is None or view.latest >= day for view in others))

"""Reads put together for the views that need more than one: threads and records shown whole."""

from collections.abc import Iterable, Sequence

from claims import thread as forest
from claims.errors import UnknownRecord, UsageFault
from claims.json import view
from claims.model import ClaimView, Dispute, Record, Revision, Source
from claims.query import Filter
from claims.render import Cards, ThreadPage
from claims.render.value import ClaimCard, Passage, RecordCard, Row
from claims.store import claims, graph, links, names, records
from claims.store.connection import Connection
from claims.vocabulary import Kind, Op, Status

_CONTEXT_IN_CODE_POINTS = 120


def thread(db: Connection, target: str, chosen: Filter) -> ThreadPage:
    """The thread of a dispute or a claim, whichever `target` names; disputes go first at each step of looking up."""
    kind, id = names.resolve(db, (Kind.DISPUTE, Kind.CLAIM), target, "dispute or claim")
    is_dispute = kind is Kind.DISPUTE
    if not is_dispute and chosen != Filter():
        raise UsageFault(f"{id} is a claim, whose thread is always whole", "filters narrow the thread of a dispute")
    shown = graph.around_filter(db, chosen._replace(within=id)) if is_dispute else graph.around_claim(db, id)
    views = {one.claim.id: one for one in claims.views(db, shown.ids)}
    found = records.record(db, Kind.DISPUTE, id) if is_dispute else None
    dispute = found if isinstance(found, Dispute) else None
    between = graph.links_among(db, shown.ids)
    built = forest.build(views, between, shown.matches, dispute=dispute, claim=None if is_dispute else id)
    return ThreadPage(built, _sources(db, views.values()), _relaying(db, views.values()))


def _sources(db: Connection, views: Iterable[ClaimView]) -> dict[str, Source]:
    return records.sources(db, sorted({citation.source for one in views for citation in one.claim.citations}))


def _relaying(db: Connection, views: Iterable[ClaimView]) -> dict[str, str]:
    speakers = {speaker for one in views for citation in one.claim.citations for speaker in citation.via}
    return records.speaker_names(db, sorted(speakers))


_KINDS = (Kind.CLAIM, Kind.DISPUTE, Kind.SOURCE, Kind.SPEAKER, Kind.SIDE)


def cards(db: Connection, given: Sequence[str]) -> tuple[Cards, str]:
    """The records that are named, in that order, and the name of the schema of the first."""
    found = [_card(db, name) for name in given]
    kinds = [card.kind if isinstance(card, RecordCard) else Kind.CLAIM.value for card, _ in found]
    return Cards(tuple(card for card, _ in found), tuple(row for _, row in found)), kinds[0]


def _card(db: Connection, name: str) -> tuple[ClaimCard | RecordCard, Row]:
    link = links.by_id(db, name)
    if link is not None:
        row = view.link(link)
        return RecordCard(Kind.LINK.value, link.id, row, _retraction(db, Kind.LINK, link)), row
    # A citation is shown with its claim: `claim#2` means the claim.
    wanted, is_citation, number = name.partition("#")
    kind, id = names.resolve(db, _KINDS, wanted, "record")
    if kind is Kind.CLAIM:
        card = _claim_card(db, id)
        numbers = [str(citation.number) for citation in card.view.claim.citations]
        if is_citation and number not in numbers:
            raise UnknownRecord("citation", name, [f"{id}#{one}" for one in numbers])
        return card, view.claim(card.view)
    one = records.record(db, kind, id)
    row = view.record_row(one)
    return RecordCard(kind.value, id, row, _retraction(db, kind, one)), row


def _retraction(db: Connection, kind: Kind, one: Record) -> Revision | None:
    """The revision that took a record back, None where it is on record or came here as it is."""
    if one.status is Status.ON_RECORD:
        return None
    from claims.store import revisions

    last = revisions.last(db, kind, one.id)
    return last if last and last.op is Op.RETRACT else None


def _claim_card(db: Connection, id: str) -> ClaimCard:
    one = next(claims.views(db, (id,)))
    around = tuple(links.of_claim(db, id))
    ends = dict.fromkeys(end for link in around for end in (link.from_id, link.to_id) if end != id)
    others = {id: one, **{other.claim.id: other for other in claims.views(db, ends)}}
    titles = {dispute: names.label(db, Kind.DISPUTE, "title", dispute) for dispute in one.claim.disputes}
    names_of = {**_relaying(db, (one,)), **titles}
    taken_back = _retraction(db, Kind.CLAIM, one.claim)
    return ClaimCard(one, _passages(db, one), _sources(db, (one,)), names_of, around, others, taken_back)


def _passages(db: Connection, one: ClaimView) -> dict[int, Passage]:
    """The quotes in their context, where the source's text is stored and the quote stands at its place."""
    from claims import anchor

    passages = {}
    for citation in one.claim.citations:
        if citation.quote is None or citation.start is None or citation.end is None:
            continue
        text = records.source_text(db, citation.source)
        if text is not None and text[citation.start : citation.end] == citation.quote:
            at = anchor.Anchor(citation.start, citation.end)
            before, after = anchor.context(text, at, _CONTEXT_IN_CODE_POINTS)
            passages[citation.number] = Passage(
                f"…{_from_word(before)}" if len(before) < at.start else before,
                citation.quote,
                f"{_to_word(after)}…" if at.end + len(after) < len(text) else after,
            )
    return passages


def _from_word(text: str) -> str:
    """The text without a word at its beginning that may have been cut; as it is where it has no space."""
    return text.partition(" ")[2] or text


def _to_word(text: str) -> str:
    return text.rpartition(" ")[0] or text

"""Records whole, for eyes: a claim with its quotes in their context, its post, its sources and its links both ways."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from claims import escaping
from claims.render import brief, phrase
from claims.render.line import PROSE_COLUMNS, Line, Span, Style, paragraph, wrapped
from claims.render.phrase import References
from claims.render.value import Row
from claims.vocabulary import Act, Attribution, Basis, Kind, Relation, SourceKind, Status, Wording

_LABEL_COLUMNS = 14


class Passage(NamedTuple):
    """The words before a quote and after it, where its source has them; `…` where the text goes on."""

    before: str
    after: str


class Linked(NamedTuple):
    """A link of a claim, and the claim at its other end."""

    link: Row
    other: Row


class Card(NamedTuple):
    """One record whole; `retraction` is the revision that took it back, None where it is on record or nobody knows.

    `said` are the first of a speaker's claims, and `more` how many others there are. What follows is of claims alone:
    `references` name disputes, too, and `passages` are by citation, where the text of the source is stored.
    """

    kind: Kind
    record: Row
    retraction: Row | None = None
    references: References = References({}, {})
    passages: Mapping[str, Passage] = {}
    links: Sequence[Linked] = ()
    said: Sequence[Row] = ()
    more: int = 0


def lines(cards: Iterable[Card], columns: int) -> Iterator[Line]:
    """Return card after card, an empty line between two."""
    prose = min(columns, PROSE_COLUMNS)
    for number, card in enumerate(cards):
        if number:
            yield ()
        yield from _claim(card, prose) if card.kind is Kind.CLAIM else _record(card, prose)


def _claim(card: Card, columns: int) -> Iterator[Line]:
    claim = card.record
    yield from _head(claim, columns)
    for label, text in _facts(claim, card.references.names):
        yield from _labelled(label, [Span(escaping.line(text))], columns)
    state = phrase.state(claim)
    if state:
        yield from _labelled("state", [Span(state, Style.STATE)], columns)
    yield from _taken_back(card, columns)
    for citation in claim["citations"]:
        yield ()
        yield from _citation(citation, card, columns)
    for linked in card.links:
        yield ()
        yield from _link(linked, claim["id"], columns)
    if claim["note"]:
        yield ()
        yield from _labelled("note", [Span(escaping.line(claim["note"]))], columns)


def _head(claim: Row, columns: int) -> Iterator[Line]:
    status, side = Status(claim["status"]), claim["side"]
    taken_back = "" if status is Status.ON_RECORD else f" ({status.term.label})"
    yield (Span(claim["id"], Style.STRONG), Span(taken_back, Style.STATE))
    yield from wrapped([Span(escaping.line(claim["text"]))], columns)
    yield ()
    for voice in (claim["speaker"], *claim["with"]):
        post = f", {escaping.line(voice['post'])}" if voice["post"] else ""
        yield from _labelled("speaker", [Span(escaping.line(voice["name"]), Style.STRONG, side), Span(post)], columns)
    yield from _labelled("side", [Span(phrase.side(side), Style.STRONG, side)], columns)


def _taken_back(card: Card, columns: int) -> Iterator[Line]:
    """Return who took the record back, when and why."""
    if card.retraction:
        at, by, why = (card.retraction[key] for key in ("at", "by", "why"))
        reason = f": {escaping.line(why)}" if why else ""
        yield from _labelled("retracted", [Span(f"{at[:10]} by {escaping.line(by)}{reason}")], columns)


def _facts(claim: Row, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "said", " ".join(filter(None, (claim["said"], claim["said_time"]))) or "undated"
    yield "act", Act(claim["act"]).term.label
    if claim["venue"]:
        yield "venue", claim["venue"]
    if claim["addressees"]:
        yield "addressed to", ", ".join(map(phrase.side, claim["addressees"]))
    if claim["statement"]:
        yield "statement", claim["statement"]
    if claim["disputes"]:
        yield "disputes", ", ".join(f"{id} ({names.get(id, id)})" for id in claim["disputes"])


def _citation(citation: Row, card: Card, columns: int) -> Iterator[Line]:
    source = card.references.sources[citation["source"]]
    described = ", ".join(part for part in (source["publisher"], source["published"]) if part)
    head = f"{source['title']}{f' — {described}' if described else ''}"
    number = citation["id"].rpartition("#")[2]
    yield from _labelled(f"source #{number}", [Span(escaping.line(head))], columns)
    wording = f"{SourceKind(source['kind']).term.label}; wording: {Wording(source['wording']).term.label}"
    given = citation["attribution"]
    attribution = f"; attribution: {Attribution(given).term.label}" if given else ""
    yield from _labelled("", [Span(wording + attribution, Style.DIM)], columns)
    if source["url"]:
        # An address is copied or clicked, so it is never broken.
        yield (Span(" " * _LABEL_COLUMNS), Span(escaping.line(source["url"]), Style.DIM))
    yield from _words(citation, card.passages.get(citation["id"]), columns)
    hearsay = phrase.hearsay(citation, card.references.names)
    for text, style in ((hearsay, Style.STATE), (citation["locator"], Style.DIM), (citation["note"], Style.DIM)):
        if text:
            yield from _labelled("", [Span(escaping.line(text), style)], columns)


def _words(citation: Row, passage: Passage | None, columns: int) -> Iterator[Line]:
    """Return the quote in its context with the words marked, and its translations."""
    if citation["quote"] is None:
        yield from _labelled("", [Span("reported without a quote", Style.DIM)], columns)
        return
    before, after = passage or (
        f"…{citation['prefix']}" if citation["prefix"] else "",
        f"{citation['suffix']}…" if citation["suffix"] else "",
    )
    marked = [
        Span(escaping.line(before), Style.DIM),
        Span(f"«{escaping.line(citation['quote'])}»", Style.MARK),
        Span(escaping.line(after), Style.DIM),
    ]
    yield from _labelled("", marked, columns)
    for translation in citation["translations"]:
        by = f" (translated by {translation['by']})" if translation["by"] else ""
        text = f"[{translation['lang']}] {translation['text']}{by}"
        yield from _labelled("", [Span(escaping.line(text), Style.QUOTE)], columns)


def _link(linked: Linked, own: str, columns: int) -> Iterator[Line]:
    link, other = linked
    words = "the source presents it so" if link["basis"] == Basis.EXPLICIT else "inferred by the curator"
    head = [
        Span(phrase.side(other["side"]), Style.STRONG, other["side"]),
        Span(f" {escaping.line(phrase.speaker(other))}, {phrase.date(other)} "),
        Span(other["id"], Style.STRONG),
        Span(f" ({words})", Style.DIM),
    ]
    yield from _labelled(phrase.relation(link, own), head, columns)
    yield from _labelled("", [Span(escaping.line(other["text"]))], columns)
    if link["note"]:
        yield from _labelled("", [Span(f"note: {escaping.line(link['note'])}", Style.DIM)], columns)


def _labelled(label: str, spans: list[Span], columns: int) -> Iterator[Line]:
    """Return a label in its column, the text wrapped beside it; a label that is too long has a line of its own."""
    is_long = len(label) >= _LABEL_COLUMNS
    if is_long:
        yield (Span(label, Style.DIM),)
    first = "" if is_long else label
    for number, line in enumerate(wrapped(spans, max(columns - _LABEL_COLUMNS, 20))):
        yield (Span(f"{first if number == 0 else '':<{_LABEL_COLUMNS}}", Style.DIM), *line)


def _record(card: Card, columns: int) -> Iterator[Line]:
    yield (Span(escaping.line(card.record["id"]), Style.STRONG), Span(f" ({card.kind})", Style.DIM))
    for key, value in card.record.items():
        if key in ("id", "text") or value is None or value == []:
            continue
        side = value if key == "side" else None
        for text in _texts(key, value):
            yield from _labelled(key.replace("_", " "), [Span(escaping.line(text), Style.NONE, side)], columns)
    yield from _taken_back(card, columns)
    if card.said:
        yield ()
        yield from brief.listed([(card.said, card.references.names)], columns)
    if card.more:
        others = f"and {phrase.counted(card.more, 'other claim')}: claims list --speaker {card.record['id']}"
        yield from wrapped([Span(others, Style.DIM)], columns)
    if card.record.get("text"):
        yield ()
        for text in escaping.block(card.record["text"]).split("\n"):
            yield from paragraph(text, columns) if text.strip(" ") else [()]


def _texts(key: str, value: Any) -> list[str]:
    """Return one text for a plain value or a list of them, one for each of the posts."""
    if key == "posts":
        return [_post(post) for post in value]
    if key == "relation":
        return [Relation(value).term.label]
    return [", ".join(value) if isinstance(value, list) else value]


def _post(post: Row) -> str:
    span = f"{post['from'] or '?'} to {post['to'] or '…'}" if post["from"] or post["to"] else "days unknown"
    return f"{post['title']} ({span})"

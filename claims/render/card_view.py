"""Records whole, for eyes: a claim with its quotes in their context, its post, its sources and its links both ways."""

from collections.abc import Iterator, Mapping
from typing import Any

from claims.model import Citation, ClaimView, Link, Revision
from claims.render import escape, phrase
from claims.render.line import Line, Span, Style, wrapped
from claims.render.value import Cards, ClaimCard, RecordCard
from claims.vocabulary import Basis, Relation, Status

_LABEL_COLUMNS = 14
_PROSE_COLUMNS = 100


def lines(value: Cards, columns: int) -> Iterator[Line]:
    """Card after card, an empty line between two."""
    prose = min(columns, _PROSE_COLUMNS)
    for number, card in enumerate(value.cards):
        if number:
            yield ()
        yield from _claim(card, prose) if isinstance(card, ClaimCard) else _record(card, prose)


def _claim(card: ClaimCard, columns: int) -> Iterator[Line]:
    view, claim = card.view, card.view.claim
    yield (Span(claim.id, Style.STRONG), Span(_retracted(claim.status), Style.STATE))
    yield from wrapped([Span(escape.line(claim.text))], columns)
    yield ()
    for voice in (view.speaker, *view.with_):
        post = f", {escape.line(voice.post)}" if voice.post else ""
        yield from _labelled("speaker", [Span(escape.line(voice.name), Style.STRONG, claim.side), Span(post)], columns)
    yield from _labelled("side", [Span(phrase.side(claim.side), Style.STRONG, claim.side)], columns)
    for label, text in _facts(card):
        yield from _labelled(label, [Span(escape.line(text))], columns)
    state = phrase.state(view)
    if state:
        yield from _labelled("state", [Span(state, Style.STATE)], columns)
    yield from _taken_back(card.retraction, columns)
    for citation in claim.citations:
        yield ()
        yield from _citation(citation, card, columns)
    yield from _links(card, columns)
    if claim.note:
        yield ()
        yield from _labelled("note", [Span(escape.line(claim.note))], columns)


def _taken_back(retraction: Revision | None, columns: int) -> Iterator[Line]:
    """Who took the record back, when and why."""
    if retraction:
        reason = f": {escape.line(retraction.why)}" if retraction.why else ""
        told = f"{retraction.at[:10]} by {escape.line(retraction.by)}{reason}"
        yield from _labelled("retracted", [Span(told)], columns)


def _retracted(status: Status) -> str:
    return "" if status is Status.ON_RECORD else f" ({status.term.label})"


def _facts(card: ClaimCard) -> Iterator[tuple[str, str]]:
    claim = card.view.claim
    yield "said", phrase.date(claim)
    yield "act", claim.act.term.label
    if claim.venue:
        yield "venue", claim.venue
    if claim.addressees:
        yield "addressed to", ", ".join(phrase.side(one) for one in claim.addressees)
    if claim.statement:
        yield "statement", claim.statement
    if claim.disputes:
        yield "disputes", ", ".join(f"{one} ({card.names.get(one, one)})" for one in claim.disputes)


def _citation(citation: Citation, card: ClaimCard, columns: int) -> Iterator[Line]:
    source = card.sources[citation.source]
    described = ", ".join(part for part in (source.publisher, source.published) if part)
    head = f"{source.title}{f' — {described}' if described else ''}"
    yield from _labelled(f"source #{citation.number}", [Span(escape.line(head))], columns)
    wording = f"{source.kind.term.label}; wording: {source.wording.term.label}"
    attribution = f"; attribution: {citation.attribution.term.label}" if citation.attribution else ""
    yield from _labelled("", [Span(wording + attribution, Style.DIM)], columns)
    if source.url:
        # An address is copied or clicked, so it is never broken.
        yield (Span(" " * _LABEL_COLUMNS), Span(escape.line(source.url), Style.DIM))
    yield from _words(citation, card, columns)
    hearsay = phrase.hearsay(citation, card.names)
    for text, style in ((hearsay, Style.STATE), (citation.locator, Style.DIM), (citation.note, Style.DIM)):
        if text:
            yield from _labelled("", [Span(escape.line(text), style)], columns)


def _words(citation: Citation, card: ClaimCard, columns: int) -> Iterator[Line]:
    """The quote in its context with the words marked, and its translations."""
    if citation.quote is None:
        yield from _labelled("", [Span("reported without a quote", Style.DIM)], columns)
        return
    passage = card.passages.get(citation.number)
    before = passage.before if passage else f"…{citation.prefix}" if citation.prefix else ""
    after = passage.after if passage else f"{citation.suffix}…" if citation.suffix else ""
    marked = [
        Span(escape.line(before), Style.DIM),
        Span(f"«{escape.line(citation.quote)}»", Style.MARK),
        Span(escape.line(after), Style.DIM),
    ]
    yield from _labelled("", marked, columns)
    for one in citation.translations:
        by = f" (translated by {one.by})" if one.by else ""
        yield from _labelled("", [Span(escape.line(f"[{one.lang}] {one.text}{by}"), Style.QUOTE)], columns)


def _links(card: ClaimCard, columns: int) -> Iterator[Line]:
    own = card.view.claim.id
    for link in card.links:
        is_own = link.from_id == own
        label = link.relation.term.label if is_own else link.relation.term.inverse_label
        other = card.others[link.to_id if is_own else link.from_id]
        yield ()
        yield from _link(link, label, other, columns)


def _link(link: Link, label: str, other: ClaimView, columns: int) -> Iterator[Line]:
    words = "the source presents it so" if link.basis is Basis.EXPLICIT else "inferred by the curator"
    claim = other.claim
    head = [
        Span(phrase.side(claim.side), Style.STRONG, claim.side),
        Span(f" {escape.line(phrase.speaker(other))}, {phrase.date(claim)} "),
        Span(claim.id, Style.STRONG),
        Span(f" ({words})", Style.DIM),
    ]
    yield from _labelled(label, head, columns)
    yield from _labelled("", [Span(escape.line(claim.text))], columns)
    if link.note:
        yield from _labelled("", [Span(f"note: {escape.line(link.note)}", Style.DIM)], columns)


def _labelled(label: str, spans: list[Span], columns: int) -> Iterator[Line]:
    """A label in its column, the text wrapped beside it; a label that is too long has a line of its own."""
    is_long = len(label) >= _LABEL_COLUMNS
    if is_long:
        yield (Span(label, Style.DIM),)
    first = "" if is_long else label
    for number, line in enumerate(wrapped(spans, max(columns - _LABEL_COLUMNS, 20))):
        yield (Span(f"{first if number == 0 else '':<{_LABEL_COLUMNS}}", Style.DIM), *line)


def _record(card: RecordCard, columns: int) -> Iterator[Line]:
    yield (Span(escape.line(card.id), Style.STRONG), Span(f" ({card.kind})", Style.DIM))
    for key, value in card.row.items():
        if key in ("id", "text") or value is None or value == []:
            continue
        side = str(value) if key == "side" else None
        for text in _texts(value):
            yield from _labelled(key.replace("_", " "), [Span(escape.line(text), Style.NONE, side)], columns)
    yield from _taken_back(card.retraction, columns)
    if card.row.get("text"):
        yield ()
        yield from _text(card.row["text"], columns)


def _text(text: str, columns: int) -> Iterator[Line]:
    for paragraph in escape.block(text).split("\n"):
        yield from wrapped([Span(paragraph)], columns) or [()]


def _texts(value: Any) -> list[str]:
    """One text for a plain value or a list of them, one for each of a list of posts."""
    if isinstance(value, Mapping):
        return [", ".join(f"{number} {name}" for name, number in value.items())]
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return [_post(one) for one in value]
    if isinstance(value, list):
        return [", ".join(map(str, value))]
    if isinstance(value, Relation):
        return [value.term.label]
    return [str(value)]


def _post(post: Mapping[str, Any]) -> str:
    span = f"{post['from'] or '?'} to {post['to'] or '…'}" if post["from"] or post["to"] else "days unknown"
    return f"{post['title']} ({span})"

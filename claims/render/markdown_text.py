"""Markdown (CommonMark with tables): for notes, issues and web pages."""

from collections.abc import Iterable, Iterator, Sequence

from claims.escaping import line, markdown
from claims.render import phrase
from claims.render.card_view import Card
from claims.render.phrase import References
from claims.render.value import Column, Page, Row, View, cell, text
from claims.thread import pointers, summarise
from claims.vocabulary import Basis, Kind, Relation

_DEEPEST = 8
"""Levels of lists that readers of Markdown still show; deeper replies name their depth."""


def render(view: View, page: Page) -> Iterator[str]:
    """Return the records as the view itself writes them, or as a table."""
    if page.fields:
        return _table(view.records(), tuple(Column(field, field) for field in page.fields))
    if view.prose:
        return view.prose(view.records())
    columns = tuple(Column(key, key.replace(".", " ").replace("_", " ")) for key in view.plain or view.columns)
    return _table(view.records(), columns)


def _table(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[str]:
    yield f"| {' | '.join(markdown(column.heading) for column in columns)} |\n"
    yield f"|{'---|' * len(columns)}\n"
    for row in rows:
        yield f"| {' | '.join(markdown(cell(row, column.key)) for column in columns)} |\n"


def thread(thread: Row, references: References) -> Iterator[str]:
    """Return a thread as nested lists in reading order."""
    title = thread["dispute"]["title"] if thread["dispute"] else f"Thread of {thread['claim']}"
    counts = ", ".join(f"{phrase.side(side)} {number}" for side, number in summarise(thread).sides)
    yield f"# {markdown(title)}\n\n{markdown(counts)}\n\n"
    elsewhere = pointers(thread)
    for node in thread["nodes"]:
        depth = node["depth"]
        indent = "  " * min(depth, _DEEPEST)
        deep = f"(depth {depth}) " if depth > _DEEPEST else ""
        verb = f"*{Relation(node['relation']).term.label}* ({node['basis']}) " if node["relation"] else ""
        yield f"{indent}- {deep}{verb}{_sentence(node)}\n"
        for citation in node["citations"]:
            yield f"{indent}  - {_cited(citation, references)}\n"
        for link, back in elsewhere.get(node["id"], ()):
            yield f"{indent}  - {markdown(phrase.pointer(link, back=back))}\n"


def _sentence(claim: Row) -> str:
    state = phrase.state(claim)
    who = f"**{markdown(phrase.side(claim['side']))}** {markdown(phrase.speaker(claim))}"
    said = f"{markdown(phrase.date(claim))}: {markdown(claim['text'])} (`{line(claim['id']).replace('`', '')}`)"
    return f"{who}, {said}{f' — {state}' if state else ''}"


def _cited(citation: Row, references: References) -> str:
    quote = f"“{markdown(citation['quote'])}” — " if citation["quote"] else ""
    return f"{quote}{markdown(phrase.source(citation, references.sources))}{_hearsay(citation, references)}"


def _hearsay(citation: Row, references: References) -> str:
    hearsay = phrase.hearsay(citation, references.names)
    return f"; {markdown(hearsay)}" if hearsay else ""


def cards(cards: Iterable[Card]) -> Iterator[str]:
    """Return a section for each record."""
    for number, card in enumerate(cards):
        yield "\n" if number else ""
        yield from _claim(card) if card.kind is Kind.CLAIM else _record(card.record)


def _claim(card: Card) -> Iterator[str]:
    own, references = card.record["id"], card.references
    yield f"## {markdown(own)}\n\n{_sentence(card.record)}\n"
    for citation in card.record["citations"]:
        source = references.sources[citation["source"]]
        quote = f"> {markdown(citation['quote'])}\n>\n" if citation["quote"] else ""
        described = f"{markdown(source['title'])}, {markdown(phrase.source(citation, references.sources))}"
        url = f" <{line(source['url'])}>" if source["url"] and ">" not in source["url"] else ""
        yield f"\n{quote}> — {described}{url}{_hearsay(citation, references)}\n"
    yield "\n" if card.links else ""
    for link, other in card.links:
        basis = Basis(link["basis"]).term.label
        yield f"- *{phrase.relation(link, own)}* ({basis}) {_sentence(other)}\n"


def _record(record: Row) -> Iterator[str]:
    yield f"## {markdown(record['id'])}\n\n"
    for key, value in record.items():
        if value is not None and value != []:
            yield f"- {key}: {markdown(text(value))}\n"

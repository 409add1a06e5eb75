"""Markdown (CommonMark with tables): for notes, issues and web pages."""

from collections.abc import Iterable, Iterator, Sequence

from claims.model import Citation, ClaimView
from claims.render import cell, phrase
from claims.render.escape import line, markdown
from claims.render.value import Cards, ClaimCard, Column, Listing, Log, Page, RecordCard, Row, ThreadPage, View, reach
from claims.thread import pointers, summarise

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


def listing(value: Listing, page: Page) -> Iterator[str]:
    """A table."""
    if page.fields:
        return _table(value.rows, tuple(Column(field, field) for field in page.fields))
    return _table(value.rows, tuple(Column(key, key.replace(".", " ").replace("_", " ")) for key in value.plain))


def log(value: Log, page: Page) -> Iterator[str]:
    """A table."""
    return listing(cell.log(value), page)


def cards(value: Cards, page: Page) -> Iterator[str]:
    """A section for each record."""
    if page.fields:
        yield from _table(value.rows, tuple(Column(field, field) for field in page.fields))
        return
    for number, card in enumerate(value.cards):
        yield "\n" if number else ""
        yield from _claim_card(card) if isinstance(card, ClaimCard) else _record_card(card)


def thread(value: ThreadPage, page: Page) -> Iterator[str]:
    """Nested lists in reading order."""
    whole = value.thread
    if page.fields:
        yield from _table(cell.nodes(whole), tuple(Column(field, field) for field in page.fields))
        return
    title = whole.dispute.title if whole.dispute else f"Thread of {whole.claim}"
    counts = ", ".join(f"{phrase.side(side)} {number}" for side, number in summarise(whole).sides)
    yield f"# {markdown(title)}\n\n{markdown(counts)}\n\n"
    elsewhere = pointers(whole)
    for node in whole.nodes:
        view = whole.claims[node.id]
        indent = "  " * min(node.depth, _DEEPEST)
        deep = f"(depth {node.depth}) " if node.depth > _DEEPEST else ""
        verb = f"*{node.relation.term.label}* " if node.relation else ""
        yield f"{indent}- {deep}{verb}{_sentence(view)}\n"
        for citation in view.claim.citations:
            yield f"{indent}  - {_cited(citation, value)}\n"
        for link, back in elsewhere.get(node.id, ()):
            yield f"{indent}  - {markdown(phrase.pointer(link, back=back))}\n"


def _sentence(view: ClaimView) -> str:
    claim = view.claim
    state = phrase.state(view)
    who = f"**{markdown(phrase.side(claim.side))}** {markdown(phrase.speaker(view))}, {markdown(phrase.date(claim))}"
    return f"{who}: {markdown(claim.text)} (`{claim.id}`){f' — {state}' if state else ''}"


def _cited(citation: Citation, page: ThreadPage) -> str:
    quote = f"“{markdown(citation.quote)}” — " if citation.quote else ""
    hearsay = phrase.hearsay(citation, page.names)
    return f"{quote}{markdown(phrase.source(citation, page.sources))}{f'; {markdown(hearsay)}' if hearsay else ''}"


def _claim_card(card: ClaimCard) -> Iterator[str]:
    own = card.view.claim.id
    yield f"## {own}\n\n{_sentence(card.view)}\n"
    page_sources = card.sources
    for citation in card.view.claim.citations:
        source = page_sources[citation.source]
        quote = f"> {markdown(citation.quote)}\n>\n" if citation.quote else ""
        hearsay = phrase.hearsay(citation, card.names)
        known = f"{markdown(source.title)}, {markdown(phrase.source(citation, page_sources))}"
        where = f" <{line(source.url)}>" if source.url and ">" not in source.url else ""
        yield f"\n{quote}> — {known}{where}{f'; {markdown(hearsay)}' if hearsay else ''}\n"
    yield "\n" if card.links else ""
    for link in card.links:
        is_own = link.from_id == own
        label = link.relation.term.label if is_own else link.relation.term.inverse_label
        other = card.others[link.to_id if is_own else link.from_id]
        yield f"- *{label}* ({link.basis.term.label}) {_sentence(other)}\n"


def _record_card(card: RecordCard) -> Iterator[str]:
    yield f"## {markdown(card.id)}\n\n"
    for key, value in card.row.items():
        if value is not None and value != []:
            yield f"- {key}: {markdown(cell.text(value))}\n"


def _table(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[str]:
    yield f"| {' | '.join(markdown(column.heading) for column in columns)} |\n"
    yield f"|{'---|' * len(columns)}\n"
    for row in rows:
        yield f"| {' | '.join(markdown(cell.text(reach(row, column.key))) for column in columns)} |\n"

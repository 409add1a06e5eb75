"""A thread for eyes: one column for the date, one for the side, the tree of replies beside them.

docs/decisions.md compares the layouts. The walk is flat and the depth costs nothing: rich.tree drops text beyond a
depth of about a quarter of the width.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from claims.model import Citation, ClaimView, Link, Node, Thread
from claims.render import escape, phrase
from claims.render.line import Line, Span, Style, padded, width, wrapped
from claims.render.value import ThreadPage
from claims.thread import Last, Summary, pointers, summarise
from claims.vocabulary import Basis, Relation

_DATE_COLUMNS = 12
"""As many as `2023-01-21~/` takes; an interval goes on below."""
_SIDE_COLUMNS = 12
"""At most; of a longer one the beginning stands here, and the whole in the head."""

_PROSE_COLUMNS = 100
_WIDEST_INDENT = 0.4
"""Of the width; replies that would stand further in say their depth as a number. Prose keeps its own columns first."""

_LEAST_PROSE_COLUMNS = 40
_STEP = 3
"""Columns of one level of replies."""


class _Drawing(NamedTuple):
    """What is the same for every claim of one view. `gutter` are the columns left of the tree."""

    page: ThreadPage
    columns: int
    gutter: int
    deepest: int
    """The deepest level that is still drawn by indentation; beyond it depth becomes a number."""
    basis: Mapping[tuple[str, Relation, str], Basis]
    pointers: Mapping[str, tuple[tuple[Link, bool], ...]]


class _Branch(NamedTuple):
    """The tree beside one claim: `first` before its first line, `rest` before the others."""

    first: str
    rest: str


def lines(page: ThreadPage, columns: int) -> Iterator[Line]:
    """The whole view, head to foot."""
    thread = page.thread
    summary = summarise(thread)
    yield from _head(thread, summary, columns)
    drawing = _drawing(page, columns)
    if thread.nodes:
        for node, branch in zip(thread.nodes, _branches(drawing), strict=True):
            if node.depth == 0:
                yield ()
            yield from _claim(node, branch, drawing)
        yield ()
    yield from _foot(drawing, summary)


def _drawing(page: ThreadPage, columns: int) -> _Drawing:
    thread = page.thread
    sides = max((len(view.claim.side) for view in thread.claims.values()), default=0)
    basis = {(link.from_id, link.relation, link.to_id): link.basis for link in thread.links}
    gutter = _DATE_COLUMNS + 1 + min(sides, _SIDE_COLUMNS) + 2
    indented = min(int(_WIDEST_INDENT * columns), columns - gutter - _LEAST_PROSE_COLUMNS)
    return _Drawing(page, columns, gutter, max(indented // _STEP, 1), basis, pointers(thread))


def _branches(drawing: _Drawing) -> Iterator[_Branch]:
    nodes = drawing.page.thread.nodes
    last = {node.parent: node.id for node in nodes}
    answered = {node.parent for node in nodes}
    bars: list[bool] = []
    for node in nodes:
        if node.depth > drawing.deepest:
            yield _numbered(node, drawing)
            continue
        is_last = last[node.parent] == node.id
        del bars[max(node.depth - 1, 0) :]
        above = "".join("│  " if bar else "   " for bar in bars)
        down = "│ " if node.id in answered and node.depth < drawing.deepest else "  "
        if node.depth == 0:
            yield _Branch("", down)
            continue
        bars.append(not is_last)
        line = "─" if _is_explicit(node, drawing) else "┄"
        yield _Branch(f"{above}{'└' if is_last else '├'}{line} ", f"{above}{'   ' if is_last else '│  '}{down}")


def _numbered(node: Node, drawing: _Drawing) -> _Branch:
    columns = drawing.deepest * _STEP
    line = "─" if _is_explicit(node, drawing) else "┄"
    number = f"{node.depth}{line * 2} "
    return _Branch(f"{number:>{columns}}", " " * (columns + 2))


def _is_explicit(node: Node, drawing: _Drawing) -> bool:
    if node.parent is None or node.relation is None:
        return False
    return drawing.basis[node.id, node.relation, node.parent] is Basis.EXPLICIT


def _claim(node: Node, branch: _Branch, drawing: _Drawing) -> Iterator[Line]:
    view = drawing.page.thread.claims[node.id]
    dates = _date_lines(view)
    body = [*_header(node, view, branch, drawing), *_body(node, view, branch, drawing)]
    for number in range(max(len(body), len(dates))):
        day = Span(dates[number] if number < len(dates) else "", Style.DIM)
        side = _side(view.claim.side) if number == 0 else Span("")
        rest = body[number] if number < len(body) else (Span(branch.rest, Style.DIM),)
        yield (*padded((*padded((day,), _DATE_COLUMNS + 1), side), drawing.gutter), *rest)


def _side(side: str) -> Span:
    word = phrase.side(side)
    shown = word if len(word) <= _SIDE_COLUMNS else f"{word[: _SIDE_COLUMNS - 1]}…"
    return Span(shown, Style.STRONG, side)


def _date_lines(view: ClaimView) -> list[str]:
    """The date in lines that fit their column: intervals break behind the slash."""
    said = view.claim.said or "undated"
    parts = [f"{part}/" for part in said.split("/")[:-1]] + [said.split("/")[-1]]
    if view.claim.said_time:
        parts.append(view.claim.said_time[:5])
    return parts


def _header(node: Node, view: ClaimView, branch: _Branch, drawing: _Drawing) -> list[Line]:
    """Verb, speaker and post; the id stands at the right edge of the first line, or on a line of its own."""
    spans = [Span(f"{node.relation.term.label} · ")] if node.relation else []
    if not node.match and drawing.page.thread.dispute:
        spans.append(Span("context · ", Style.DIM))
    spans.append(Span(escape.line(phrase.speaker(view)), Style.STRONG, view.claim.side))
    post = phrase.post(view)
    if post:
        spans.append(Span(f", {escape.line(post)}", Style.DIM))
    id_span = Span(node.id, Style.DIM)
    left, right = drawing.gutter + width((Span(branch.first),)), _right_edge(drawing)
    room = right - left - width((id_span,)) - 2
    if room < _LEAST_BESIDE_ID:
        head = wrapped(spans, right - drawing.gutter - width((Span(branch.rest),)))
        return [*_under(head, branch), (Span(branch.rest, Style.DIM), id_span)]
    head = wrapped(spans, right - drawing.gutter - width((Span(branch.rest),)), first=room)
    rows = _under(head, branch)
    first = padded(rows[0], right - drawing.gutter - width((id_span,)))
    return [(*first, id_span), *rows[1:]]


_LEAST_BESIDE_ID = 22


def _under(rows: Sequence[Line], branch: _Branch) -> list[Line]:
    """Lines behind the tree, the first of them behind its knot."""
    befores = [branch.first, *([branch.rest] * (len(rows) - 1))]
    return [(Span(before, Style.DIM), *row) for before, row in zip(befores, rows, strict=True)]


def _right_edge(drawing: _Drawing) -> int:
    return min(drawing.columns, drawing.gutter + _PROSE_COLUMNS + 2 + 36)


def _body(node: Node, view: ClaimView, branch: _Branch, drawing: _Drawing) -> Iterator[Line]:
    room = drawing.columns - drawing.gutter - width((Span(branch.rest),))
    columns = max(min(room, _PROSE_COLUMNS), _STEP)
    paragraphs: list[list[Span]] = [[Span(escape.line(view.claim.text))]]
    paragraphs.extend(_cited(citation, drawing.page) for citation in view.claim.citations)
    state = phrase.state(view)
    if state:
        paragraphs.append([Span(state, Style.STATE)])
    for link, back in drawing.pointers.get(node.id, ()):
        paragraphs.append([Span(phrase.pointer(link, back=back), Style.DIM)])
    for spans in paragraphs:
        for row in wrapped(spans, columns):
            yield (Span(branch.rest, Style.DIM), *row)


def _cited(citation: Citation, page: ThreadPage) -> list[Span]:
    spans = [Span(f"“{escape.line(citation.quote)}” ", Style.QUOTE)] if citation.quote else []
    spans.append(Span(f"— {escape.line(phrase.source(citation, page.sources))}", Style.DIM))
    hearsay = phrase.hearsay(citation, page.names)
    if hearsay:
        spans.append(Span(f"; {escape.line(hearsay)}", Style.STATE))
    return spans


def _head(thread: Thread, summary: Summary, columns: int) -> Iterator[Line]:
    prose = min(columns, _PROSE_COLUMNS)
    dispute = thread.dispute
    if dispute:
        yield from wrapped([Span(escape.line(dispute.title), Style.STRONG)], prose)
        if dispute.summary:
            yield from wrapped([Span(escape.line(dispute.summary), Style.DIM)], prose)
    elif thread.claim:
        yield (Span("Thread of "), Span(thread.claim, Style.STRONG))
    counts: list[Span] = []
    for side, number in summary.sides:
        counts.extend((Span(" · ") if counts else Span(""), Span(f"{phrase.side(side)} {number}", Style.STRONG, side)))
    total = sum(number for _, number in summary.sides)
    counts.append(Span(f" — {total} claim{'' if total == 1 else 's'}{_days(thread, summary)}"))
    yield from wrapped(counts, prose)


def _days(thread: Thread, summary: Summary) -> str:
    said = f", dated {summary.earliest} at the earliest to {summary.latest} at the latest" if summary.earliest else ""
    covers = f"; the record covers {thread.dispute.covers}" if thread.dispute and thread.dispute.covers else ""
    return said + covers


def _foot(drawing: _Drawing, summary: Summary) -> Iterator[Line]:
    thread = drawing.page.thread
    prose = min(drawing.columns, _PROSE_COLUMNS)
    for label, last in (("Last to speak", summary.last_to_speak), ("Last to deny", summary.last_to_deny)):
        if last.ids:
            yield from wrapped([Span(f"{label}: "), *_named(thread, last)], prose)
    if summary.unreplied:
        many = len(summary.unreplied)
        what = "1 claim that calls" if many == 1 else f"{many} claims that call"
        yield from wrapped([Span(f"No reply in this record: {what} for one.")], prose)
    if _hides_denials(thread):
        yield from wrapped([Span("Some last words rest on denials outside of this thread.")], prose)
    yield from wrapped([Span(" · ".join(_legend(drawing)), Style.DIM)], prose)


def _hides_denials(thread: Thread) -> bool:
    """Whether a claim is denied by one that is not shown, so that the view alone does not explain its last word."""
    keys = [relation.inverse for relation in Relation if relation.term.attacks]
    return any(
        id not in thread.claims for view in thread.claims.values() for key in keys for id in view.links.get(key, ())
    )


def _legend(drawing: _Drawing) -> Iterator[str]:
    """What the signs mean that the view has."""
    explicit = {_is_explicit(node, drawing) for node in drawing.page.thread.nodes if node.parent}
    backs = {back for links in drawing.pointers.values() for _, back in links}
    if True in explicit:
        yield "─ the source presents it as an answer"
    if False in explicit:
        yield "┄ inferred by the curator"
    if False in backs:
        yield "→ another claim it takes up"
    if True in backs:
        yield "↺ the same, back into its own replies"


def _named(thread: Thread, last: Last) -> Iterator[Span]:
    for number, id in enumerate(last.ids):
        view = thread.claims[id]
        if number:
            yield Span(" and ")
        yield Span(escape.line(phrase.side(view.claim.side)), Style.STRONG, view.claim.side)
        yield Span(f", {escape.line(phrase.speaker(view))}, {phrase.date(view.claim)} ")
        yield Span(f"({id})", Style.DIM)
    if last.rivals:
        many = "1 claim" if last.rivals == 1 else f"{last.rivals} claims"
        yield Span(f"; {many} of no exact day may be as late")

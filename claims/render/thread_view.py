"""A thread for eyes: one column for the date, one for the side, the tree of replies beside them.

docs/decisions.md compares the layouts. The walk is flat and the depth costs nothing: rich.tree drops text beyond a
depth of about a quarter of the width.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from claims import characters
from claims.render import phrase
from claims.render.line import PROSE_COLUMNS, Line, Span, Style, padded, width, wrapped
from claims.render.phrase import References
from claims.render.value import Row
from claims.thread import Last, Summary, attackers, pointers, summarise
from claims.vocabulary import Basis, Relation

DATE_COLUMNS = 12
"""As many as `2023-01-21~/` takes; an interval goes on below."""
SIDE_COLUMNS = 12
"""At most; of a longer one the beginning stands here, and the whole in the head."""

_WIDEST_INDENT = 0.4
"""Of the width; replies that would stand further in say their depth as a number. Prose keeps its own columns first."""

_LEAST_PROSE_COLUMNS = 40
_STEP = 3
"""Columns of one level of replies."""

_LEAST_BESIDE_ID = 22


class _Drawing(NamedTuple):
    """What is the same for every claim of one view. `gutter` are the columns left of the tree.

    `deepest` is the last level that is still drawn by indentation; beyond it depth becomes a number.
    """

    thread: Row
    references: References
    columns: int
    gutter: int
    deepest: int
    explicit: frozenset[tuple[str, str, str]]
    pointers: Mapping[str, Sequence[tuple[Row, bool]]]


class _Branch(NamedTuple):
    """The tree beside one claim: `first` before its first line, `rest` before the others."""

    first: str
    rest: str


def lines(thread: Row, references: References, columns: int) -> Iterator[Line]:
    """Return the whole view of a thread, a document with its nodes and links, head to foot."""
    summary = summarise(thread)
    yield from _head(thread, summary, columns)
    drawing = _drawing(thread, references, columns)
    nodes = thread["nodes"]
    if nodes:
        for node, branch in zip(nodes, _branches(nodes, drawing), strict=True):
            if node["depth"] == 0:
                yield ()
            yield from _claim(node, branch, drawing)
        yield ()
    yield from _foot(drawing, summary)


def _drawing(thread: Row, references: References, columns: int) -> _Drawing:
    sides = max((len(node["side"]) for node in thread["nodes"]), default=0)
    links = (link for link in thread["links"] if link["basis"] == Basis.EXPLICIT)
    explicit = ((link["from"], link["relation"], link["to"]) for link in links)
    gutter = DATE_COLUMNS + 1 + min(sides, SIDE_COLUMNS) + 2
    indented = min(int(_WIDEST_INDENT * columns), columns - gutter - _LEAST_PROSE_COLUMNS)
    deepest = max(indented // _STEP, 1)
    return _Drawing(thread, references, columns, gutter, deepest, frozenset(explicit), pointers(thread))


def _branches(nodes: Sequence[Row], drawing: _Drawing) -> Iterator[_Branch]:
    last = {node["parent"]: node["id"] for node in nodes}
    answered = {node["parent"] for node in nodes}
    bars: list[bool] = []
    for node in nodes:
        depth = node["depth"]
        if depth > drawing.deepest:
            yield _numbered(node, drawing)
            continue
        is_last = last[node["parent"]] == node["id"]
        del bars[max(depth - 1, 0) :]
        above = "".join("│  " if bar else "   " for bar in bars)
        down = "│ " if node["id"] in answered and depth < drawing.deepest else "  "
        if depth == 0:
            yield _Branch("", down)
            continue
        bars.append(not is_last)
        knot, rest = ("└", "   ") if is_last else ("├", "│  ")
        yield _Branch(f"{above}{knot}{_stroke(node, drawing)} ", f"{above}{rest}{down}")


def _numbered(node: Row, drawing: _Drawing) -> _Branch:
    columns = drawing.deepest * _STEP
    number = f"{node['depth']}{_stroke(node, drawing) * 2} "
    return _Branch(f"{number:>{columns}}", " " * (columns + 2))


EXPLICIT, INFERRED = "─┄"
SIGNS = {EXPLICIT: f"{EXPLICIT} the source presents it as an answer", INFERRED: f"{INFERRED} inferred by the curator"}
"""What the lines of links mean."""


def _stroke(node: Row, drawing: _Drawing) -> str:
    """Return the line that leads to a reply: it tells on what the link to its parent rests."""
    return EXPLICIT if (node["id"], node["relation"], node["parent"]) in drawing.explicit else INFERRED


def _claim(node: Row, branch: _Branch, drawing: _Drawing) -> Iterator[Line]:
    dates = [*date_lines(node["said"]), *([node["said_time"][:5]] if node["said_time"] else [])]
    body = [*_header(node, branch, drawing), *_body(node, branch, drawing)]
    for number in range(max(len(body), len(dates))):
        day = Span(dates[number] if number < len(dates) else "", Style.DIM)
        side = side_word(node["side"]) if number == 0 else Span("")
        rest = body[number] if number < len(body) else (Span(branch.rest, Style.DIM),)
        yield (*padded((*padded((day,), DATE_COLUMNS + 1), side), drawing.gutter), *rest)


def side_word(side: str) -> Span:
    """Return the word for a side in the column of sides."""
    word = phrase.side(side)
    shown = word if len(word) <= SIDE_COLUMNS else f"{word[: SIDE_COLUMNS - 1]}…"
    return Span(shown, Style.STRONG, side)


def date_lines(said: str | None) -> list[str]:
    """Return a date in lines that fit their column: intervals break behind the slash."""
    *firsts, last = (said or "undated").split("/")
    return [*(f"{part}/" for part in firsts), last]


def _header(node: Row, branch: _Branch, drawing: _Drawing) -> list[Line]:
    """Return verb, speaker and post; the id stands at the right edge of the first line, or on a line of its own."""
    spans = _introduction(node, is_context=bool(drawing.thread["dispute"]) and not node["match"])
    id_span = Span(node["id"], Style.DIM)
    left = drawing.gutter + width((Span(branch.first),))
    right = min(drawing.columns, drawing.gutter + PROSE_COLUMNS + 2 + 36)
    room = right - left - width((id_span,)) - 2
    below = right - drawing.gutter - width((Span(branch.rest),))
    if room < _LEAST_BESIDE_ID:
        return [*_under(wrapped(spans, below), branch), (Span(branch.rest, Style.DIM), id_span)]
    first, *rest = _under(wrapped(spans, below, first=room), branch)
    return [(*padded(first, right - drawing.gutter - width((id_span,))), id_span), *rest]


def _introduction(node: Row, *, is_context: bool) -> list[Span]:
    spans = [Span(f"{Relation(node['relation']).term.label} · ")] if node["relation"] else []
    if is_context:
        spans.append(Span("context · ", Style.DIM))
    spans.append(Span(characters.line(phrase.speaker(node)), Style.STRONG, node["side"]))
    post = phrase.post(node)
    if post:
        spans.append(Span(f", {characters.line(post)}", Style.DIM))
    return spans


def _under(rows: Sequence[Line], branch: _Branch) -> list[Line]:
    """Return lines behind the tree, the first of them behind its knot."""
    befores = [branch.first, *([branch.rest] * (len(rows) - 1))]
    return [(Span(before, Style.DIM), *row) for before, row in zip(befores, rows, strict=True)]


def _body(node: Row, branch: _Branch, drawing: _Drawing) -> Iterator[Line]:
    room = drawing.columns - drawing.gutter - width((Span(branch.rest),))
    columns = max(min(room, PROSE_COLUMNS), _STEP)
    paragraphs: list[list[Span]] = [[Span(characters.line(node["text"]))]]
    paragraphs.extend(_cited(citation, drawing.references) for citation in node["citations"])
    state = phrase.state(node)
    if state:
        paragraphs.append([Span(state, Style.STATE)])
    for link, back in drawing.pointers.get(node["id"], ()):
        paragraphs.append([Span(phrase.pointer(link, back=back), Style.DIM)])
    for spans in paragraphs:
        for row in wrapped(spans, columns):
            yield (Span(branch.rest, Style.DIM), *row)


def _cited(citation: Row, references: References) -> list[Span]:
    spans = [Span(f"“{characters.line(citation['quote'])}” ", Style.QUOTE)] if citation["quote"] else []
    spans.append(Span(f"— {characters.line(phrase.source(citation, references.sources))}", Style.DIM))
    hearsay = phrase.hearsay(citation, references.names)
    if hearsay:
        spans.append(Span(f"; {characters.line(hearsay)}", Style.STATE))
    return spans


def _head(thread: Row, summary: Summary, columns: int) -> Iterator[Line]:
    prose = min(columns, PROSE_COLUMNS)
    dispute = thread["dispute"]
    if dispute:
        yield from wrapped([Span(characters.line(dispute["title"]), Style.STRONG)], prose)
        if dispute["summary"]:
            yield from wrapped([Span(characters.line(dispute["summary"]), Style.DIM)], prose)
    else:
        yield (Span("Thread of "), Span(thread["claim"], Style.STRONG))
    counts: list[Span] = []
    for side, number in summary.sides:
        counts.extend((Span(" · ") if counts else Span(""), Span(f"{phrase.side(side)} {number}", Style.STRONG, side)))
    total = sum(number for _, number in summary.sides)
    counts.append(Span(f" — {total} claim{'' if total == 1 else 's'}{_days(dispute, summary)}"))
    yield from wrapped(counts, prose)


def _days(dispute: Row | None, summary: Summary) -> str:
    said = f", dated {summary.earliest} at the earliest to {summary.latest} at the latest" if summary.earliest else ""
    covers = f"; the record covers {dispute['covers']}" if dispute and dispute["covers"] else ""
    return said + covers


def _foot(drawing: _Drawing, summary: Summary) -> Iterator[Line]:
    prose = min(drawing.columns, PROSE_COLUMNS)
    claims = {node["id"]: node for node in drawing.thread["nodes"]}
    for label, last in (("Last to speak", summary.last_to_speak), ("Last to deny", summary.last_to_deny)):
        if last.ids:
            yield from wrapped([Span(f"{label}: "), *_named(claims, last)], prose)
    if summary.unreplied:
        many = len(summary.unreplied)
        what = "1 claim that calls" if many == 1 else f"{many} claims that call"
        yield from wrapped([Span(f"No reply in this record: {what} for one.")], prose)
    # A claim may be denied by one that is not shown, so that the view alone does not explain its last word.
    if any(id not in claims for claim in claims.values() for id in attackers(claim)):
        yield from wrapped([Span("Some last words rest on denials outside of this thread.")], prose)
    yield from wrapped([Span(" · ".join(_legend(drawing)), Style.DIM)], prose)


def _legend(drawing: _Drawing) -> Iterator[str]:
    """Return what the signs mean that the view has."""
    strokes = {_stroke(node, drawing) for node in drawing.thread["nodes"] if node["parent"]}
    backs = {back for links in drawing.pointers.values() for _, back in links}
    yield from (meaning for sign, meaning in SIGNS.items() if sign in strokes)
    if False in backs:
        yield "→ another claim it takes up"
    if True in backs:
        yield "↺ the same, back into its own replies"


def _named(claims: Mapping[str, Row], last: Last) -> Iterator[Span]:
    for number, id in enumerate(last.ids):
        claim = claims[id]
        if number:
            yield Span(" and ")
        yield Span(characters.line(phrase.side(claim["side"])), Style.STRONG, claim["side"])
        yield Span(f", {characters.line(phrase.speaker(claim))}, {phrase.date(claim)} ")
        yield Span(f"({id})", Style.DIM)
    if last.rivals:
        many = "1 claim" if last.rivals == 1 else f"{last.rivals} claims"
        yield Span(f"; {many} of no exact day may be as late")

"""A thread for eyes: one column for the date, one for the side, the tree of replies beside them.

docs/decisions.md compares the layouts. The walk is flat and the depth costs nothing: rich.tree drops text beyond a
depth of about a quarter of the width. Trees of replies come first, and claims that stand alone after them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from claims import escaping
from claims.render import brief, days, phrase
from claims.render.line import PROSE_COLUMNS, Line, Span, Style, padded, width, wrapped
from claims.render.phrase import References
from claims.render.value import Row
from claims.thread import Last, Summary, attackers, pointers, summarise
from claims.vocabulary import Basis, Relation

DATE_COLUMNS = 12
"""As many as `2023-01-21~/` takes; an interval goes on below."""

_WIDEST_INDENT = 0.4
"""Of the width; replies that would stand further in say their depth as a number. Prose keeps its own columns first."""

_LEAST_PROSE_COLUMNS = 40
_STEP, _BRIEF_STEP = 3, 2
"""Columns of one level of replies."""

_LEAST_BESIDE_ID = 22


class _Drawing(NamedTuple):
    """What is the same for every claim of one view.

    `step` are the columns of one level of replies, `date` and `gutter` those of the date and of all that stands left of
    the tree. `deepest` is the last level that is still drawn by indentation; beyond it depth becomes a number. `year`
    goes without saying where a view is brief. `folded` is how many replies below a claim are left out, by id.
    """

    thread: Row
    references: References
    columns: int
    step: int
    date: int
    gutter: int
    deepest: int
    year: str | None
    is_full: bool
    pointers: Mapping[str, Sequence[tuple[Row, bool]]]
    folded: Mapping[str, int]


class _Branch(NamedTuple):
    """The tree beside one claim: `first` before its first line, `rest` before the others."""

    first: str
    rest: str


def lines(
    thread: Row, references: References, columns: int, *, is_full: bool, deepest: int | None = None
) -> Iterator[Line]:
    """Return the whole view of a thread, a document with its nodes and links, head to foot.

    `is_full`: with posts, words and sources. Replies deeper than `deepest` are counted and not shown; None: all are.
    """
    summary = summarise(thread)
    yield from _head(thread, summary, columns)
    nodes, folded = _unfolded(thread["nodes"], deepest)
    drawing = _drawing(thread, nodes, references, columns, is_full=is_full)._replace(folded=folded)
    for heading, trees in zip(("", "Also said"), _parted(nodes), strict=True):
        if trees:
            yield ()
        if trees and heading:
            yield (Span(heading, Style.STATE),)
        for number, tree in enumerate(trees):
            if number and is_full:
                yield ()
            for node, branch in zip(tree, _branches(tree, drawing), strict=True):
                yield from (_claim if is_full else _brief)(node, branch, drawing)
    if nodes:
        yield ()
    yield from _foot(drawing, summary)


def _unfolded(nodes: Sequence[Row], deepest: int | None) -> tuple[Sequence[Row], Mapping[str, int]]:
    """Return the claims that are no deeper than that, and by id how many deeper ones lie below each of the last."""
    if deepest is None:
        return nodes, {}
    shown: list[Row] = []
    folded: Counter[str] = Counter()
    for node in nodes:
        if node["depth"] <= deepest:
            shown.append(node)
        else:
            folded[shown[-1]["id"]] += 1
    return shown, folded


_Tree = list[Row]


def _parted(nodes: Sequence[Row]) -> tuple[list[_Tree], list[_Tree]]:
    """Return the trees of claims with what answers them, and those of one claim that stands alone."""
    trees: list[_Tree] = []
    for node in nodes:
        if node["depth"] == 0:
            trees.append([])
        trees[-1].append(node)
    return [tree for tree in trees if len(tree) > 1], [tree for tree in trees if len(tree) == 1]


def _drawing(thread: Row, nodes: Sequence[Row], references: References, columns: int, *, is_full: bool) -> _Drawing:
    sides = max((len(node["side"]) for node in nodes), default=0)
    years = Counter(node["said"][:4] for node in nodes if node["said"])
    year = None if is_full else next((year for year, _ in years.most_common(1)), None)
    date = DATE_COLUMNS if is_full else max((width((brief.day(node, year),)) for node in nodes), default=0)
    gutter = date + 1 + min(sides, brief.MOST_SIDE_COLUMNS) + (2 if is_full else 1)
    step = _STEP if is_full else _BRIEF_STEP
    indented = min(int(_WIDEST_INDENT * columns), columns - gutter - _LEAST_PROSE_COLUMNS)
    deepest = max(indented // step, 1)
    return _Drawing(thread, references, columns, step, date, gutter, deepest, year, is_full, pointers(thread), {})


def _branches(nodes: Sequence[Row], drawing: _Drawing) -> Iterator[_Branch]:
    last = {node["parent"]: node["id"] for node in nodes}
    answered = {node["parent"] for node in nodes}
    blank = " " * drawing.step
    bars: list[bool] = []
    for node in nodes:
        depth = node["depth"]
        if depth > drawing.deepest:
            yield _numbered(node, drawing)
            continue
        is_last = last[node["parent"]] == node["id"]
        del bars[max(depth - 1, 0) :]
        above = "".join(f"│{blank[1:]}" if bar else blank for bar in bars)
        down = "│ " if drawing.is_full and node["id"] in answered and depth < drawing.deepest else "  "
        down = down if drawing.is_full or depth == 0 else " "
        if depth == 0:
            yield _Branch("", down)
            continue
        bars.append(not is_last)
        knot, rest = ("└", blank) if is_last else ("├", f"│{blank[1:]}")
        yield _Branch(f"{above}{knot}{_stroke(node)} ", f"{above}{rest}{down}")


def _numbered(node: Row, drawing: _Drawing) -> _Branch:
    columns = drawing.deepest * drawing.step
    number = f"{node['depth']}{_stroke(node) * 2} "
    return _Branch(f"{number:>{columns}}", " " * (columns + 2))


EXPLICIT, INFERRED = "─┄"
SIGNS = {EXPLICIT: f"{EXPLICIT} the source presents it as an answer", INFERRED: f"{INFERRED} inferred by the curator"}
"""What the lines of links mean."""


def _stroke(node: Row) -> str:
    """Return the line that leads to a reply: it tells on what the link to its parent rests."""
    return EXPLICIT if node["basis"] == Basis.EXPLICIT else INFERRED


def _brief(node: Row, branch: _Branch, drawing: _Drawing) -> Iterator[Line]:
    edge = brief.right_edge(drawing.columns, drawing.gutter) - drawing.gutter
    context = [Span("context · ", Style.DIM)] if _is_context(node, drawing) else []
    before = [*context, *brief.verb(node)]
    rows = brief.claim(node, drawing.references.names, (len(branch.first), len(branch.rest)), edge, before=before)
    for number, row in enumerate(rows):
        day, side = (brief.day(node, drawing.year), brief.side(node["side"])) if number == 0 else (Span(""), Span(""))
        stem = Span(branch.rest if number else branch.first, Style.DIM)
        yield (*padded((*padded((day,), drawing.date + 1), side), drawing.gutter), stem, *row)
    yield from _fold(node, branch, drawing)


def _fold(node: Row, branch: _Branch, drawing: _Drawing) -> Iterator[Line]:
    """Say how much is left out below a claim."""
    if node["id"] in drawing.folded:
        many = phrase.counted(drawing.folded[node["id"]], "deeper claim")
        yield (Span(" " * drawing.gutter), Span(f"{branch.rest}… {many}", Style.DIM))


def _claim(node: Row, branch: _Branch, drawing: _Drawing) -> Iterator[Line]:
    dates = [*date_lines(node["said"]), *([node["said_time"][:5]] if node["said_time"] else [])]
    body = [*_header(node, branch, drawing), *_body(node, branch, drawing)]
    for number in range(max(len(body), len(dates))):
        day = Span(dates[number] if number < len(dates) else "", Style.DIM)
        side = brief.side(node["side"]) if number == 0 else Span("")
        rest = body[number] if number < len(body) else (Span(branch.rest, Style.DIM),)
        yield (*padded((*padded((day,), DATE_COLUMNS + 1), side), drawing.gutter), *rest)
    yield from _fold(node, branch, drawing)


def date_lines(said: str | None) -> list[str]:
    """Return a date in lines that fit their column: intervals break behind the slash."""
    *firsts, last = (said or "undated").split("/")
    return [*(f"{part}/" for part in firsts), last]


def _header(node: Row, branch: _Branch, drawing: _Drawing) -> list[Line]:
    """Return verb, speaker and post; the id stands at the right edge of the first line, or on a line of its own."""
    spans = _introduction(node, is_context=_is_context(node, drawing))
    id_span = Span(node["id"], Style.DIM)
    left = drawing.gutter + width((Span(branch.first),))
    right = brief.right_edge(drawing.columns, drawing.gutter)
    room = right - left - width((id_span,)) - 2
    below = right - drawing.gutter - width((Span(branch.rest),))
    if room < _LEAST_BESIDE_ID:
        return [*_under(wrapped(spans, below), branch), (Span(branch.rest, Style.DIM), id_span)]
    first, *rest = _under(wrapped(spans, below, first=room), branch)
    return [(*padded(first, right - drawing.gutter - width((id_span,))), id_span), *rest]


def _is_context(node: Row, drawing: _Drawing) -> bool:
    return bool(drawing.thread["dispute"]) and not node["match"]


def _introduction(node: Row, *, is_context: bool) -> list[Span]:
    spans = [Span(f"{Relation(node['relation']).term.label} · ")] if node["relation"] else []
    if is_context:
        spans.append(Span("context · ", Style.DIM))
    spans.append(Span(escaping.line(phrase.speaker(node)), Style.STRONG, node["side"]))
    post = phrase.post(node)
    if post:
        spans.append(Span(f", {escaping.line(post)}", Style.DIM))
    return spans


def _under(rows: Sequence[Line], branch: _Branch) -> list[Line]:
    """Return lines behind the tree, the first of them behind its knot."""
    befores = [branch.first, *([branch.rest] * (len(rows) - 1))]
    return [(Span(before, Style.DIM), *row) for before, row in zip(befores, rows, strict=True)]


def _body(node: Row, branch: _Branch, drawing: _Drawing) -> Iterator[Line]:
    room = drawing.columns - drawing.gutter - width((Span(branch.rest),))
    columns = max(min(room, PROSE_COLUMNS), _STEP)
    paragraphs: list[list[Span]] = [[Span(escaping.line(node["text"]))]]
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
    spans = [Span(f"“{escaping.line(citation['quote'])}” ", Style.QUOTE)] if citation["quote"] else []
    spans.append(Span(f"— {escaping.line(phrase.source(citation, references.sources))}", Style.DIM))
    hearsay = phrase.hearsay(citation, references.names)
    if hearsay:
        spans.append(Span(f"; {escaping.line(hearsay)}", Style.STATE))
    return spans


def _head(thread: Row, summary: Summary, columns: int) -> Iterator[Line]:
    prose = min(columns, PROSE_COLUMNS)
    dispute = thread["dispute"]
    if dispute:
        yield from wrapped([Span(escaping.line(dispute["title"]), Style.STRONG)], prose)
        if dispute["summary"]:
            yield from wrapped([Span(escaping.line(dispute["summary"]), Style.DIM)], prose)
    else:
        yield (Span("Thread of "), Span(thread["claim"], Style.STRONG))
    counts: list[Span] = []
    for side, number in summary.sides:
        counts.extend((Span(" · ") if counts else Span(""), Span(f"{phrase.side(side)} {number}", Style.STRONG, side)))
    total = sum(number for _, number in summary.sides)
    counts.append(Span(f" — {total} claim{'' if total == 1 else 's'}{_days(dispute, summary)}"))
    yield from wrapped(counts, prose)


def _days(dispute: Row | None, summary: Summary) -> str:
    said = f", {days.in_words(f'{summary.earliest}/{summary.latest}')}" if summary.earliest else ""
    covers = f"; the record covers {days.in_words(dispute['covers'])}" if dispute and dispute["covers"] else ""
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
    verbs = {node["relation"] for node in drawing.thread["nodes"]}
    glosses = [f"{verb.term.label}: {verb.term.gloss}" for verb in Relation if verb in verbs]
    yield from wrapped([Span(" · ".join(glosses), Style.DIM)], prose) if glosses else ()


def _legend(drawing: _Drawing) -> Iterator[str]:
    """Return what the signs mean that the view has."""
    nodes = drawing.thread["nodes"]
    strokes = {_stroke(node) for node in nodes if node["parent"]}
    backs = {back for links in drawing.pointers.values() for _, back in links}
    yield from (meaning for sign, meaning in SIGNS.items() if sign in strokes)
    if False in backs and drawing.is_full:
        yield "→ another claim it takes up"
    if True in backs and drawing.is_full:
        yield "↺ the same, back into its own replies"
    if not drawing.is_full:
        yield from brief.legend("".join(map(brief.signs, nodes)))


def _named(claims: Mapping[str, Row], last: Last) -> Iterator[Span]:
    for number, id in enumerate(last.ids):
        claim = claims[id]
        if number:
            yield Span(" and ")
        yield Span(escaping.line(phrase.side(claim["side"])), Style.STRONG, claim["side"])
        yield Span(f", {escaping.line(phrase.speaker(claim))}, {phrase.date(claim)} ")
        yield Span(f"({id})", Style.DIM)
    if last.rivals:
        many = "1 claim" if last.rivals == 1 else f"{last.rivals} claims"
        yield Span(f"; {many} of no exact day may be as late")

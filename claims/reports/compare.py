"""`claims compare`: two sides of a dispute in columns, a claim opposite its answer."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, zip_longest
from json import loads

from claims import escaping
from claims.command import COMMON, Argument, Call, Option
from claims.errors import UsageFault, quoted
from claims.json.record import CLAIM_FIELDS
from claims.json.shape import Field, describing, word, written
from claims.query import Filter
from claims.render import brief, phrase
from claims.render.line import Line, Span, Style, padded, wrapped
from claims.render.thread_view import EXPLICIT, INFERRED, SIGNS
from claims.render.value import Page, Row, View, encoded
from claims.reports import options
from claims.reports.filters import filter_of, window_of, within_of
from claims.reports.listing import relaying
from claims.reports.report import Report
from claims.store import figures, graph, names, rows
from claims.store.connection import Connection
from claims.store.figures import MEETS
from claims.vocabulary import Basis, Kind, Relation

_SIDES = ("left", "right")
_CLAIM = written(CLAIM_FIELDS)
_FIELDS = (
    Field("left", _CLAIM, "the claim of the left side; null where that of the right stands alone"),
    Field("right", _CLAIM, "the claim of the right side; null where that of the left stands alone"),
    Field("relation", word(Relation), "the relation of the answer to the other claim; null for a claim alone"),
    Field(
        "answers",
        describing(lambda: {"type": "string", "enum": list(_SIDES)}),
        "which of the two is the answer; null for a claim alone",
    ),
    Field("basis", word(Basis), "on what the link rests; null for a claim alone"),
)
_KEYS = ("id", "said", "side", "speaker.name", "act", "text")
_COLUMNS = (*(f"left.{key}" for key in _KEYS), "answers", "relation", "basis", *(f"right.{key}" for key in _KEYS))
_PLAIN = ("left.id", "right.id", "answers", "relation", "basis", "left.said", "left.text", "right.said", "right.text")


Pair = tuple[str | None, str | None, Row | None]
"""The ids of a claim of the left side and of one of the right, and the link between them; or one claim and no link."""


def pairs(sides: Mapping[str, str], left: str, links: Iterable[Row]) -> list[Pair]:
    """Return every link between two sides as a pair, and every claim without one alone.

    `sides` are those of the claims of both in date order, by id. Pairs go by the earlier claim of the two, then by the
    answer; where two links join the same claims, by the relation.
    """
    across = [link for link in links if sides[link["from"]] != sides[link["to"]]]
    linked = {end for link in across for end in (link["from"], link["to"])}
    shown = [_pair(link["from"], link["to"], link, left=sides[link["from"]] == left) for link in across]
    shown += [_pair(claim, None, None, left=side == left) for claim, side in sides.items() if claim not in linked]
    rank = {claim: number for number, claim in enumerate(sides)}

    def order(pair: Pair) -> tuple[int, int, str]:
        ends = [rank[end] for end in pair[:2] if end]
        link = pair[2]
        return min(ends), rank[link["from"]] if link else ends[0], link["id"] if link else ""

    return sorted(shown, key=order)


def _pair(claim: str, other: str | None, link: Row | None, *, left: bool) -> Pair:
    return (claim, other, link) if left else (other, claim, link)


def _answer(db: Connection, call: Call) -> View:
    dispute, sides, paired = _compared(db, call)

    def draw(records: Iterator[Row], page: Page) -> Iterator[Line]:
        called = [names.label(db, Kind.SIDE, "name", side) for side in sides]
        columns = _Columns(sides, called)
        alone: list[Row] = []
        yield from _draw(dispute["title"], columns, _met(records, alone), page)
        yield from _alone(db, alone, _answered_elsewhere(db, sides, paired), page)

    return View("compare", map(encoded, _rows(db, paired)), _COLUMNS, _PLAIN, draw=draw)


def _total(db: Connection, call: Call) -> int:
    return len(_compared(db, call)[2])


def _compared(db: Connection, call: Call) -> tuple[Row, tuple[str, str], list[Pair]]:
    """Return the dispute, the left and the right side, and what stands opposite each other."""
    dispute = loads(next(rows.records(db, Kind.DISPUTE, [within_of(call, db) or ""])))
    left, right = _sides(db, dispute, _named(call))
    asked, window = filter_of(call, db), window_of(call)
    claims = figures.claims_of(db, dispute["id"], (left, right), asked)
    links = (loads(link.json) for link in graph.links_among(db, claims) if link.relation in MEETS)
    end = None if window.limit is None else window.offset + window.limit
    return dispute, (left, right), pairs(claims, left, links)[window.offset : end]


def _named(call: Call) -> Sequence[str]:
    """Return the words for two sides, none where none are named; raises `UsageFault`."""
    given = call.text("sides")
    words = call.texts("between") if given is None else tuple(word.strip() for word in given.split(","))
    if given is not None and call.texts("between"):
        raise UsageFault("the sides are named twice", "claims compare DISPUTE LEFT RIGHT, or --sides LEFT,RIGHT")
    if (words or given is not None) and (len(words) != 2 or not all(words)):
        raise UsageFault(f"two sides are compared, not {quoted(given or ' '.join(words))}", "name them like us china")
    return words


def _sides(db: Connection, dispute: Row, words: Sequence[str]) -> tuple[str, str]:
    """Return the left and the right side: those named, else the parties with most answers between them.

    Raises `UsageFault` where they are not two different parties, `UnknownRecord` or `AmbiguousName`.
    """
    parties: list[str] = dispute["parties"]
    hint = f"its parties are {', '.join(parties)}" if parties else "it names no parties"
    if not words:
        if len(parties) < 2:
            raise UsageFault(f"{dispute['id']} has fewer than two parties to compare", hint)
        return _opponents(db, dispute["id"], parties)
    left, right = (names.resolve(db, (Kind.SIDE,), word).id for word in words)
    for side in (left, right):
        if side not in parties:
            raise UsageFault(f"{side} is not a party to {dispute['id']}", hint)
    if left == right:
        raise UsageFault(f"{left} is named twice", hint)
    return left, right


def _opponents(db: Connection, dispute: str, parties: Sequence[str]) -> tuple[str, str]:
    """Return the two parties with most answers between them, else with most claims, in the dispute's order."""
    claims, answers = figures.sides(db, dispute), Counter[frozenset[str]]()
    for answering, answered, relation, number in figures.exchanges(db, Kind.SIDE, Filter(within=dispute)):
        if relation in MEETS:
            answers[frozenset((answering, answered))] += number

    def weight(pair: tuple[str, str]) -> tuple[int, int]:
        return answers[frozenset(pair)], sum(claims.get(side, 0) for side in pair)

    return max(combinations(parties, 2), key=weight)


def _rows(db: Connection, paired: Sequence[Pair]) -> Iterator[Row]:
    # The claims are read in the order in which the pairs name them, each as often as they do.
    known = map(loads, rows.claims(db, (id for left, right, _ in paired for id in (left, right) if id)))
    for left, right, link in paired:
        row = {"left": next(known) if left else None, "right": next(known) if right else None}
        if link is None:
            yield {**row, "relation": None, "answers": None, "basis": None}
        else:
            answers = "left" if link["from"] == left else "right"
            yield {**row, "relation": link["relation"], "answers": answers, "basis": link["basis"]}


def _answered_elsewhere(db: Connection, sides: tuple[str, str], paired: Sequence[Pair]) -> set[str]:
    """Return the claims without an answer here that the other side answers outside of the dispute."""
    answered = figures.answered_by(db, sides[1], [left for left, _, link in paired if left and link is None])
    return answered | figures.answered_by(db, sides[0], [right for _, right, link in paired if right and link is None])


_NARROWEST = 80
"""Columns below which the sides stand under one another."""
_GUTTER = 15
"""As many as the longest relation takes with its sign, its arrow and a space at either end."""
_WIDEST = 72
"""Columns of one side at most: longer lines are hard to read."""
_INDENT = 4

_DITTO = "″"
_LEGEND = {**SIGNS, _DITTO: f"{_DITTO} shown above"}


class _Columns:
    """The two sides, and what of their claims has been shown up to now."""

    def __init__(self, sides: Sequence[str], names: Sequence[str]) -> None:
        self.sides = sides
        self.names = [escaping.line(name) for name in names]
        self.shown: set[str] = set()
        self.signs: set[str] = set()
        """Those that the foot explains."""

    def heading(self, number: int) -> Span:
        """Return which side a column is of."""
        side, name = self.sides[number], self.names[number]
        word = phrase.side(side)
        return Span(name if name.upper() == word else f"{word} · {name}", Style.STRONG, side)

    def cell(self, row: Row, number: int, room: int) -> list[Line]:
        """Return a claim, or a ditto for one that was shown above."""
        claim = row[_SIDES[number]]
        if claim["id"] in self.shown:
            self.signs.add(_DITTO)
            return wrapped([Span(f"{_DITTO} ({claim['id']})", Style.DIM)], room)
        self.shown.add(claim["id"])
        return [
            *wrapped(_said(claim), room),
            *wrapped([Span(escaping.line(claim["text"]))], room),
            *wrapped([Span(claim["id"], Style.DIM)], room),
        ]

    def line(self, row: Row) -> str:
        """Return the stroke that tells on what a link rests."""
        stroke = EXPLICIT if row["basis"] == Basis.EXPLICIT else INFERRED
        self.signs.add(stroke)
        return stroke


def _said(claim: Row) -> list[Span]:
    speaker = Span(escaping.line(phrase.speaker(claim)), Style.STRONG, claim["side"])
    return [Span(f"{phrase.date(claim)} ", Style.DIM), speaker]


def _met(records: Iterator[Row], alone: list[Row]) -> Iterator[Row]:
    """Return the rows of two claims, and put the claim of each other row aside."""
    for row in records:
        if row["relation"]:
            yield row
        else:
            alone.append(row["left"] or row["right"])


def _alone(db: Connection, claims: Sequence[Row], elsewhere: set[str], page: Page) -> Iterator[Line]:
    """Show the claims that the other side does not answer here, one after the other."""
    for heading, several in (
        ("No answer from the other side in this record", [row for row in claims if row["id"] not in elsewhere]),
        ("Answered outside of this dispute", [row for row in claims if row["id"] in elsewhere]),
    ):
        if several:
            yield ()
            yield from wrapped([Span(heading, Style.STATE)], page.width)
            yield from brief.listed([(several, relaying(db, several))], page.width)


def _draw(title: str, columns: _Columns, records: Iterator[Row], page: Page) -> Iterator[Line]:
    yield from wrapped([Span(escaping.line(title), Style.STRONG)], page.prose)
    yield from (_beside if page.width >= _NARROWEST else _beneath)(columns, records, page.width)
    yield ()
    if not columns.shown:
        yield (Span("Neither side answers the other here."),)
    legend = " · ".join(text for sign, text in _LEGEND.items() if sign in columns.signs)
    if legend:
        yield from wrapped([Span(legend, Style.DIM)], page.prose)


def _beside(columns: _Columns, records: Iterator[Row], width: int) -> Iterator[Line]:
    """Draw two columns of equal width."""
    room = min((width - _GUTTER) // 2, _WIDEST)
    left, right = (wrapped([columns.heading(number)], room) for number in (0, 1))
    yield ()
    yield from _joined(left, [], right, room)
    for row in records:
        left, right = (columns.cell(row, number, room) for number in (0, 1))
        yield ()
        yield from _joined(left, _sign(columns, row), right, room)


def _joined(left: list[Line], sign: list[Line], right: list[Line], room: int) -> Iterator[Line]:
    for line, middle, opposite in zip_longest(left, sign, right, fillvalue=()):
        yield (*padded((*padded(line, room + 1), *middle), room + _GUTTER), *opposite)


def _sign(columns: _Columns, row: Row) -> list[Line]:
    """Return the relation in words, and the arrow from the answer to what it answers."""
    word, stroke = Relation(row["relation"]).term.label, columns.line(row)
    arrow = f"{stroke} {word} ▸" if row["answers"] == "left" else f"◂ {word} {stroke}"
    return [(Span(f"{arrow:^{_GUTTER - 2}}"),)]


def _beneath(columns: _Columns, records: Iterator[Row], width: int) -> Iterator[Line]:
    """Draw one column: a claim, and its answer indented beneath it."""
    yield from wrapped([columns.heading(0), Span(" and "), columns.heading(1)], width)
    for row in records:
        yield ()
        # Above stands the answered claim.
        upper = 1 if row["answers"] == "left" else 0
        yield from _sided(columns, row, upper, width)
        yield (Span(f"  └{columns.line(row)} {Relation(row['relation']).term.label}"),)
        yield from ((Span(" " * _INDENT), *line) for line in _sided(columns, row, 1 - upper, width - _INDENT))


def _sided(columns: _Columns, row: Row, number: int, room: int) -> Iterator[Line]:
    """Draw a cell with the word for its side before it."""
    side = columns.sides[number]
    word = Span(f"{phrase.side(side)} ", Style.STRONG, side)
    indent = len(word.text)
    for count, line in enumerate(columns.cell(row, number, room - indent)):
        yield (word if count == 0 else Span(" " * indent), *line)


_FIXED = ("side", "dispute", "status")
COMPARE = Report(
    "compare",
    "Show two sides of a dispute in columns, a claim opposite its answer.\n\n"
    "The sides are those named, else the two with most answers between them. "
    "Each link that answers or denies between the two sides is a row, so that a claim with several answers stands "
    "in several; a claim without one stands alone, a line each, at the end. Rows go by the date of the earlier claim. "
    "A joint statement counts for the side whose claim it is. Filters choose the claims that are shown, of either "
    "side.\n\n"
    "Piped, each line holds both ids, which one answers, relation, basis, and date and text of both, "
    "separated by tabs.",
    _answer,
    _total,
    arguments=(
        options.within("The dispute", required=True),
        Argument("between", "Left and right side.", repeats=True, required=False, completes="side", metavar="SIDES"),
    ),
    options=(
        Option("--sides", "Left and right side, as the arguments name them.", "LEFT,RIGHT"),
        *(option for option in options.FILTERS if option.name not in _FIXED),
        *options.WINDOW,
        *options.OUTPUT,
        *COMMON,
    ),
    examples=(
        "claims compare balloon",
        "claims compare arms us china",
        "claims compare balloon --json | jq '.[] | select(.basis == \"explicit\") | [.left.id, .right.id]'",
    ),
    schema="compare",
    fields=_FIELDS,
)

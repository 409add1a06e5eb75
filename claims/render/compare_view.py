"""Two sides opposite each other for eyes: a column for each, between them what answers what."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from claims.render import escape, phrase
from claims.render.line import Line, Span, Style, padded, wrapped
from claims.render.value import ComparePage, Row
from claims.vocabulary import Basis, Relation

_NARROWEST = 80
"""Columns below which the sides stand under one another."""

_GUTTER = 15
"""As many as the longest relation takes with its sign, its arrow and a space at either end."""

_WIDEST = 72
"""Columns of one side at most: longer lines are hard to read."""

_INDENT = 4


class _Seen(NamedTuple):
    """What the view has shown up to now: the ids of claims, and the signs that its foot explains."""

    claims: set[str]
    signs: set[str]


_EXPLICIT, _INFERRED, _DITTO = "─┄″"
_LEGEND = {
    _EXPLICIT: f"{_EXPLICIT} the source presents it as an answer",
    _INFERRED: f"{_INFERRED} inferred by the curator",
    _DITTO: f"{_DITTO} shown above",
}


def lines(page: ComparePage, columns: int) -> Iterator[Line]:
    """The whole view, row by row as they come."""
    yield from wrapped([Span(escape.line(page.title), Style.STRONG)], min(columns, 100))
    draw = _beside if columns >= _NARROWEST else _beneath
    seen = _Seen(set(), set())
    yield from draw(page, columns, seen)
    yield ()
    if not seen.claims:
        yield (Span("No claim of either side in this dispute's record."),)
    legend = " · ".join(told for sign, told in _LEGEND.items() if sign in seen.signs)
    if legend:
        yield from wrapped([Span(legend, Style.DIM)], min(columns, 100))


def _beside(page: ComparePage, columns: int, seen: _Seen) -> Iterator[Line]:
    """Two columns of equal width."""
    room = min((columns - _GUTTER) // 2, _WIDEST)
    heads = [wrapped([_name(page, number)], room) for number in (0, 1)]
    yield ()
    yield from _joined(heads[0], [], heads[1], room)
    for row in page.listing.rows:
        cells = [_cell(page, row, number, room, seen) for number in (0, 1)]
        yield ()
        yield from _joined(cells[0], _sign(row, seen), cells[1], room)


def _joined(left: list[Line], sign: list[Line], right: list[Line], room: int) -> Iterator[Line]:
    for one, middle, other in zip_longest(left, sign, right, fillvalue=()):
        yield (*padded((*padded(one, room + 1), *middle), room + _GUTTER), *other)


def _name(page: ComparePage, number: int) -> Span:
    side, name = page.sides[number], page.names[number]
    word = phrase.side(side)
    return Span(escape.line(name if name.upper() == word else f"{word} · {name}"), Style.STRONG, side)


def _cell(page: ComparePage, row: Row, number: int, room: int, seen: _Seen) -> list[Line]:
    """What one column holds in a row: a claim, a ditto for one that was shown above, or that there is no answer."""
    claim = row[_KEYS[number]]
    if claim is None:
        return _silence(page, row[_KEYS[1 - number]]["id"], number, room)
    if claim["id"] in seen.claims:
        seen.signs.add(_DITTO)
        return wrapped([Span(f"{_DITTO} ({claim['id']})", Style.DIM)], room)
    seen.claims.add(claim["id"])
    return _claim(claim, room)


_KEYS = ("left", "right")


def _silence(page: ComparePage, opposite: str, number: int, room: int) -> list[Line]:
    name = escape.line(page.names[number])
    if opposite in page.answered_elsewhere:
        return wrapped([Span(f"answered by {name} outside of this dispute", Style.DIM)], room)
    return wrapped([Span(f"no answer from {name} in this record", Style.DIM)], room)


def _claim(claim: Row, room: int) -> list[Line]:
    return [
        *wrapped(_heading(claim), room),
        *wrapped([Span(escape.line(claim["text"]))], room),
        *wrapped([Span(claim["id"], Style.DIM)], room),
    ]


def _heading(claim: Row) -> list[Span]:
    date = " ".join(part for part in (claim["said"], claim["said_time"]) if part) or "undated"
    voices = phrase.together([voice["name"] for voice in (claim["speaker"], *claim["with"])])
    return [Span(f"{date} ", Style.DIM), Span(escape.line(voices), Style.STRONG, claim["side"])]


def _sign(row: Row, seen: _Seen) -> list[Line]:
    """The relation in words, the arrow from the answer to what it answers; the line tells on what the link rests."""
    if row["relation"] is None:
        return []
    word, line = Relation(row["relation"]).term.label, _line(row, seen)
    told = f"{line} {word} ▸" if row["answers"] == "left" else f"◂ {word} {line}"
    return [(Span(f"{told:^{_GUTTER - 2}}"),)]


def _line(row: Row, seen: _Seen) -> str:
    line = _EXPLICIT if row["basis"] == Basis.EXPLICIT else _INFERRED
    seen.signs.add(line)
    return line


def _beneath(page: ComparePage, columns: int, seen: _Seen) -> Iterator[Line]:
    """One column: a claim, and its answer indented beneath it."""
    yield from wrapped([_name(page, 0), Span(" and "), _name(page, 1)], columns)
    for row in page.listing.rows:
        yield ()
        upper = _upper(row)
        yield from _sided(page, row, upper, columns, seen)
        if row["relation"]:
            label = Relation(row["relation"]).term.label
            yield (Span(f"  └{_line(row, seen)} {label}"),)
        lower = columns - _INDENT
        yield from ((Span(" " * _INDENT), *line) for line in _sided(page, row, 1 - upper, lower, seen))


def _upper(row: Row) -> int:
    """The column of the claim that stands above: the answered one, or the one that stands alone."""
    if row["answers"] is None:
        return 0 if row["left"] else 1
    return 1 if row["answers"] == "left" else 0


def _sided(page: ComparePage, row: Row, number: int, room: int, seen: _Seen) -> Iterator[Line]:
    """A cell with the word for its side before it."""
    side = page.sides[number]
    word = (Span(f"{phrase.side(side)} ", Style.STRONG, side),) if row[_KEYS[number]] else ()
    indent = sum(len(span.text) for span in word)
    for count, line in enumerate(_cell(page, row, number, room - indent, seen)):
        yield (*(word if count == 0 else (Span(" " * indent),)), *line)

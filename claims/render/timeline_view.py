"""Claims along the days for eyes: the date as written, a ruler of all the days, who said what for which side."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from claims.render import escape, phrase
from claims.render.line import Line, Span, Style, padded, wrapped
from claims.render.value import Row, TimelinePage

_DATE_COLUMNS = 12
"""As many as `2023-01-21~/` takes; an interval goes on below."""
_MOST_SIDE_COLUMNS = 12
_PROSE_COLUMNS = 100
_LEAST_BODY_COLUMNS = 20


class _Scale(NamedTuple):
    """Where days stand on the ruler: `first` and `last` are at its ends; `columns` 0 is no ruler."""

    first: date
    last: date
    columns: int

    def place(self, day: str) -> int:
        days = (self.last - self.first).days
        passed = (date.fromisoformat(day) - self.first).days
        return round(passed * (self.columns - 1) / days) if days else 0


class _Layout(NamedTuple):
    """Columns of the view; `scale` is None where no ruler is drawn."""

    scale: _Scale | None
    side: int
    body: int

    @property
    def ruler(self) -> int:
        """Columns of the ruler with the space behind it."""
        return self.scale.columns + 2 if self.scale else 0


def lines(page: TimelinePage, rows: Sequence[Row], columns: int) -> Iterator[Line]:
    """The whole view; `rows` are all entries."""
    layout = _layout(rows, columns)
    yield from _head(page, rows, layout, columns)
    before: Row | None = None
    vague = sum(_is_open_before(row) for row in rows)
    for row in rows:
        is_same = before is not None and before["said"] == row["said"]
        if not is_same:
            yield ()
        if row["gap_in_days"]:
            yield from (*_gap(row["gap_in_days"], page.choice, vague, columns), ())
        yield from _entry(row, layout, is_same=is_same)
        vague -= _is_open_before(row)
        before = row


def _is_open_before(row: Row) -> bool:
    """Whether the claim is dated, but to no first day."""
    return row["said"] is not None and row["from"] is None


def _layout(rows: Sequence[Row], columns: int) -> _Layout:
    widest = max((len(row["claim"]["side"]) for row in rows), default=0)
    side = min(widest, _MOST_SIDE_COLUMNS) + 2
    scale = _scale(rows, columns)
    left = _DATE_COLUMNS + 1 + side + (scale.columns + 2 if scale else 0)
    return _Layout(scale, side, max(min(columns - left, _PROSE_COLUMNS), _LEAST_BODY_COLUMNS))


def _scale(rows: Sequence[Row], columns: int) -> _Scale | None:
    days = [day for row in rows for day in (row["from"], row["to"]) if day]
    room = 0 if columns < 70 else 14 if columns <= 80 else min(columns // 4, 48)
    if not days or min(days) == max(days) or not room:
        return None
    return _Scale(date.fromisoformat(min(days)), date.fromisoformat(max(days)), room)


def _head(page: TimelinePage, rows: Sequence[Row], layout: _Layout, columns: int) -> Iterator[Line]:
    prose = min(columns, _PROSE_COLUMNS)
    yield from wrapped([Span(escape.line(page.title), Style.STRONG)], prose)
    told = f"{len(rows)} claim{'' if len(rows) == 1 else 's'}"
    if layout.scale:
        told += f"; the ruler runs from {layout.scale.first} to {layout.scale.last}"
    yield from wrapped([Span(f"{told}.", Style.DIM)], prose)


def _gap(days: int, choice: str, vague: int, columns: int) -> Iterator[Line]:
    """How long nothing is on record; `vague` claims stand below and may be as early, for all that is known."""
    but = f", but for {vague} of no first day" if vague else ""
    told = f"· {days} day{'' if days == 1 else 's'} without a dated claim {choice}{but} ·"
    yield from ((Span("      "), *line) for line in wrapped([Span(told, Style.DIM)], columns - 6))


def _entry(row: Row, layout: _Layout, *, is_same: bool) -> Iterator[Line]:
    """A claim; the date and its place on the ruler stand once for all claims of the same date."""
    dates = [] if is_same else _date_lines(row["said"])
    ruler = "" if is_same else _drawn(row, layout.scale)
    body = wrapped(_said(row["claim"]), layout.body)
    for number in range(max(len(body), len(dates))):
        day = padded((Span(dates[number] if number < len(dates) else "", Style.STRONG),), _DATE_COLUMNS + 1)
        mark = padded((Span(ruler if number == 0 else "", Style.NONE),), layout.ruler)
        side = padded((_side(row["claim"]["side"]) if number == 0 else Span(""),), layout.side)
        yield (*day, *mark, *side, *(body[number] if number < len(body) else ()))


def _side(side: str) -> Span:
    word = phrase.side(side)
    shown = word if len(word) <= _MOST_SIDE_COLUMNS else f"{word[: _MOST_SIDE_COLUMNS - 1]}…"
    return Span(shown, Style.STRONG, side)


def _said(claim: Row) -> list[Span]:
    voices = phrase.together([voice["name"] for voice in (claim["speaker"], *claim["with"])])
    hour = [Span(f"{claim['said_time']} · ", Style.DIM)] if claim["said_time"] else []
    retracted = [Span("retracted · ", Style.STATE)] if claim["status"] == "retracted" else []
    return [
        *hour,
        *retracted,
        Span(escape.line(voices), Style.STRONG, claim["side"]),
        Span(f": {escape.line(claim['text'])} "),
        Span(claim["id"], Style.DIM),
    ]


def _date_lines(said: str | None) -> list[str]:
    """The date in lines that fit their column: intervals break behind the slash."""
    *before, last = (said or "undated").split("/")
    return [*(f"{part}/" for part in before), last]


def _drawn(row: Row, scale: _Scale | None) -> str:
    """The claim's days at scale: a point for a single day, a line for a range, an arrow for an open end."""
    begins, ends = row["from"], row["to"]
    if scale is None or row["said"] is None:
        return ""
    if begins and begins == ends:
        return f"{' ' * scale.place(begins)}●"
    left = scale.place(begins) if begins else 0
    right = scale.place(ends) if ends else scale.columns - 1
    if left == right:
        # A line needs two columns, even where both its days fall into one.
        left, right = (left, left + 1) if left + 1 < scale.columns else (left - 1, left)
    return f"{' ' * left}{'├' if begins else '◂'}{'─' * (right - left - 1)}{'┤' if ends else '▸'}"

"""`claims timeline`: claims of all sides along the days, with the gaps between them.

Days are those of a claim's bounds (`claims.dates.Span`), which a claim of several days fills from its first to its
last: a claim dated `2023-02` leaves no gap in that month.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain, islice
from json import loads
from typing import NamedTuple

from claims import escaping
from claims.command import COMMON, Call
from claims.json import shape
from claims.json.record import CLAIM_FIELDS
from claims.json.shape import DAY, Field, written
from claims.query import Filter, Window
from claims.render import brief, phrase
from claims.render.line import PROSE_COLUMNS, Line, Span, Style, indented, padded, wrapped
from claims.render.table import MOST_ROWS
from claims.render.thread_view import DATE_COLUMNS, date_lines
from claims.render.value import Page, Row, View, encoded
from claims.reports import options
from claims.reports.filters import filter_of, window_of
from claims.reports.listing import CLAIM_COLUMNS
from claims.reports.report import Report
from claims.store import claims, names, rows
from claims.store.connection import Connection
from claims.vocabulary import Kind, Status

_FIELDS = (
    Field("from", DAY, "the first day that the claim's date may mean; null: open, unknown or undated"),
    Field("to", DAY, "the last day that it may mean; null: open, unknown or undated"),
    Field("said", DAY, "the date as written; null: undated"),
    Field(
        "gap_in_days",
        shape.integer(0),
        "whole days between the latest day of all entries before and the first day of this one; null for the "
        "first entry, without a first day, and after a claim with an open end",
    ),
    Field("claim", written(CLAIM_FIELDS), "the claim", required=True),
)
_COLUMNS = ("from", "to", "said", "gap_in_days", *(f"claim.{key}" for key in CLAIM_COLUMNS if key != "said"))
_PLAIN = ("from", "to", "said", "gap_in_days", "claim.id", "claim.side", "claim.speaker.name", "claim.text")


def _answer(db: Connection, call: Call) -> View:
    asked, window = _asked(db, call)
    texts = (encoded(entry) for entry in entries(map(loads, rows.claims(db, claims.ids(db, asked, window)))))
    first = list(islice(texts, MOST_ROWS + 1))
    title = names.label(db, Kind.DISPUTE, "title", asked.within) if asked.within else "Claims along the days"
    draw = partial(_draw, title, _choice(asked, window))
    # A ruler takes all claims at once; more of them than a table holds are printed line by line.
    is_ruled = len(first) <= MOST_ROWS
    return View("timeline", chain(first, texts), _COLUMNS, _PLAIN, draw=draw if is_ruled else None)


def _total(db: Connection, call: Call) -> int:
    return claims.count(db, *_asked(db, call))


def _asked(db: Connection, call: Call) -> tuple[Filter, Window]:
    return filter_of(call, db), window_of(call)


def _choice(asked: Filter, window: Window) -> str:
    """Say among which claims there is none on the days of a gap."""
    if window != Window() or asked != Filter(within=asked.within):
        return "of this choice"
    return "of this dispute in this record" if asked.within else "in this record"


def entries(several: Iterable[Row]) -> Iterator[Row]:
    """Return an entry for each of the claims, which come in date order, with the gap before it.

    The gap counts the whole days between the latest day of all entries before and the first day of this one,
    both left out: 0 where they touch or overlap. It is None for the first entry, for a claim without a first day
    (undated, or open at its beginning), and after a claim with an open end, which may reach any day. A claim that is
    open at its beginning counts for its last day, where it stands in the order.
    """
    reached = ""
    is_open = False
    for claim in several:
        begins, ends = claim["earliest"], claim["latest"]
        gap = None if is_open or not reached or begins is None else _days_between(reached, begins)
        yield {"from": begins, "to": ends, "said": claim["said"], "gap_in_days": gap, "claim": claim}
        is_open = is_open or (begins is not None and ends is None)
        reached = max(reached, ends or "")


def _days_between(last: str, first: str) -> int:
    return max((date.fromisoformat(first) - date.fromisoformat(last)).days - 1, 0)


_LEAST_BODY_COLUMNS = 18


class _Scale(NamedTuple):
    """Where days stand on the ruler: `first` and `last` are at its ends; `columns` is 0 where there is no ruler."""

    first: date = date.min
    last: date = date.max
    columns: int = 0

    def place(self, day: str) -> int:
        """Return the column of a day."""
        passed = date.fromisoformat(day) - self.first
        return round(passed.days * (self.columns - 1) / (self.last - self.first).days)


def _draw(title: str, choice: str, records: Iterator[Row], page: Page) -> Iterator[Line]:
    several = list(records)
    scale = _scale(several, page.width)
    side = min(max((len(row["claim"]["side"]) for row in several), default=0), brief.MOST_SIDE_COLUMNS) + 2
    yield from _head(title, len(several), scale, page.prose)
    vague = sum(_is_open_before(row) for row in several)
    for before, row in zip([None, *several], several, strict=False):
        is_same = before is not None and before["said"] == row["said"]
        if not is_same:
            yield ()
        if row["gap_in_days"]:
            yield from (*_gap(row["gap_in_days"], choice, vague, page.width), ())
        yield from _entry(row, scale, side, page.width, is_same=is_same)
        vague -= _is_open_before(row)


def _is_open_before(row: Row) -> bool:
    """Tell whether the claim is dated, but to no first day."""
    return row["said"] is not None and row["from"] is None


def _scale(several: Sequence[Row], columns: int) -> _Scale:
    days = [day for row in several for day in (row["from"], row["to"]) if day]
    room = 0 if columns < 70 else 14 if columns <= 80 else min(columns // 4, 48)
    if not days or min(days) == max(days):
        return _Scale()
    return _Scale(date.fromisoformat(min(days)), date.fromisoformat(max(days)), room)


def _head(title: str, number: int, scale: _Scale, room: int) -> Iterator[Line]:
    yield from wrapped([Span(escaping.line(title), Style.STRONG)], room)
    ruler = f"; the ruler runs from {scale.first} to {scale.last}" if scale.columns else ""
    yield from wrapped([Span(f"{phrase.counted(number, 'claim')}{ruler}.", Style.DIM)], room)


def _gap(days: int, choice: str, vague: int, columns: int) -> Iterator[Line]:
    """Say how long nothing is on record; `vague` claims stand below and may be as early, for all that is known."""
    but = f", but for {vague} of no first day" if vague else ""
    text = f"· {phrase.counted(days, 'day')} without a dated claim {choice}{but} ·"
    return indented([Span(text, Style.DIM)], 6, columns)


def _entry(row: Row, scale: _Scale, side_columns: int, columns: int, *, is_same: bool) -> Iterator[Line]:
    """Draw a claim; the date and its place on the ruler stand once for all claims of the same date."""
    dates = [] if is_same else date_lines(row["said"])
    ruler_columns = scale.columns + 2 if scale.columns else 0
    left = DATE_COLUMNS + 1 + ruler_columns + side_columns
    body = wrapped(_said(row["claim"]), max(min(columns - left, PROSE_COLUMNS), _LEAST_BODY_COLUMNS))
    for number in range(max(len(body), len(dates))):
        day = padded((Span(dates[number] if number < len(dates) else "", Style.STRONG),), DATE_COLUMNS + 1)
        mark = padded((Span("" if is_same or number else _drawn(row, scale)),), ruler_columns)
        side = padded((Span("") if number else brief.side(row["claim"]["side"]),), side_columns)
        yield (*day, *mark, *side, *(body[number] if number < len(body) else ()))


def _said(claim: Row) -> list[Span]:
    hour = [Span(f"{claim['said_time']} · ", Style.DIM)] if claim["said_time"] else []
    retracted = [Span("retracted · ", Style.STATE)] if claim["status"] == Status.RETRACTED else []
    return [
        *hour,
        *retracted,
        Span(escaping.line(phrase.speaker(claim)), Style.STRONG, claim["side"]),
        Span(f": {escaping.line(claim['text'])} "),
        Span(claim["id"], Style.DIM),
    ]


def _drawn(row: Row, scale: _Scale) -> str:
    """Return the claim's days at scale: a point for a single day, a line for a range, an arrow for an open end."""
    begins, ends = row["from"], row["to"]
    if not scale.columns or row["said"] is None:
        return ""
    if begins and begins == ends:
        return f"{' ' * scale.place(begins)}●"
    left = scale.place(begins) if begins else 0
    right = scale.place(ends) if ends else scale.columns - 1
    if left == right:
        # A line needs two columns, even where both its days fall into one.
        left, right = (left, left + 1) if left + 1 < scale.columns else (left - 1, left)
    return f"{' ' * left}{'├' if begins else '◂'}{'─' * (right - left - 1)}{'┤' if ends else '▸'}"


TIMELINE = Report(
    "timeline",
    "Show the claims of all sides along the days, in one order of dates, with the gaps between them.\n\n"
    "A gap is the whole days between the latest day of all claims before and the first day of a claim. "
    "Ranges of days count as wholly filled; after a claim with an open end no gap is told.\n\n"
    "Piped, each line holds first day, last day, date as written, gap, id, side, speaker and text, "
    "separated by tabs.",
    _answer,
    _total,
    arguments=(options.within("Only claims of this dispute"),),
    options=(*options.FILTERS, *options.WINDOW, *options.OUTPUT, *COMMON),
    examples=(
        "claims timeline balloon",
        "claims timeline --side china --since 2023-02-15",
        "claims timeline balloon --json | jq '.[] | select(.gap_in_days > 7) | .claim.id'",
    ),
    schema="timeline",
    fields=_FIELDS,
)

"""The days of a dispute as a picture: a lane for each side, a column for each day. Geometry alone; a template draws it.

Long silences are drawn short, with a mark that says how long they are. Lengths are in pixels, days ISO.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from claims.dates import MONTHS
from claims.render import phrase

Dated = tuple[str, str | None, str | None]
"""The side of a claim, and the bounds of its date; a claim of no date at all is none of these."""

_UNIT, _LANE, _LABEL, _STEP_DOWN, _TICKS = 8, 64, 22, 7, 24
_WIDEST_BREAK = 84
_LEAST_BREAK_IN_DAYS = 21
_STEPS = (
    (1, 0),
    (2, 0),
    (7, 0),
    (14, 0),
    (30, 1),
    (91, 3),
    (182, 6),
    (365, 12),
    (1826, 60),
    (3652, 120),
    (36524, 1200),
)
"""How far apart words stand on the scale: in days, and in months where they stand at the beginnings of months."""
_LEAST_TICK = 66


class Box(NamedTuple):
    """A rectangle from its left upper corner."""

    x: float
    y: float
    width: float
    height: float


class Range(NamedTuple):
    """A date of several days: its line, whether either end is open, and how many claims have it."""

    left: float
    right: float
    y: float
    is_open_left: bool
    is_open_right: bool
    claims: int


class Lane(NamedTuple):
    """What a side said when: `base` is the line on which the columns stand, `top` the baseline of its name."""

    side: str
    claims: int
    top: float
    base: float
    bars: list[Box]
    ranges: list[Range]


class Mark(NamedTuple):
    """A word at a place of the scale."""

    x: float
    text: str


class Chart(NamedTuple):
    """The whole picture; `about` says it in words."""

    width: float
    height: float
    lanes: list[Lane]
    ticks: list[Mark]
    breaks: list[Mark]
    about: str


class _Scale:
    """Where days stand: stretches of days at one scale, with breaks of one width between them."""

    def __init__(self, days: Sequence[date], width: float) -> None:
        span = (days[-1] - days[0]).days
        long = max(_LEAST_BREAK_IN_DAYS, span // 5)
        self.silences = [(a, b) for a, b in pairwise(days) if (b - a).days > long]
        starts = [days[0], *(b for _, b in self.silences)]
        ends = [*(a for a, _ in self.silences), days[-1]]
        self.break_width = min(_WIDEST_BREAK, width / 6)
        shown = sum((b - a).days + 1 for a, b in zip(starts, ends, strict=True))
        self.day = (width - self.break_width * len(self.silences)) / shown
        self.stretches: list[tuple[date, date, float]] = []
        x = 0.0
        for start, end in zip(starts, ends, strict=True):
            self.stretches.append((start, end, x))
            x += ((end - start).days + 1) * self.day + self.break_width

    def place(self, day: date) -> float:
        """Return where a day begins; one that falls into a silence begins behind it."""
        number = bisect_right(self.stretches, day, key=lambda stretch: stretch[0]) - 1
        start, end, x = self.stretches[max(number, 0)]
        return x + min(max((day - start).days, 0), (end - start).days + 1) * self.day


def chart(claims: Iterable[Dated], sides: Sequence[str], width: int) -> Chart | None:
    """Return the picture of some claims, for these sides in their order; None where fewer than two days are named."""
    of_side: Mapping[str, Counter[tuple[str | None, str | None]]] = defaultdict(Counter)
    for side, earliest, latest in claims:
        of_side[side][earliest, latest] += 1
    days = sorted({date.fromisoformat(day) for dates in of_side.values() for both in dates for day in both if day})
    if len(days) < 2:
        return None
    scale = _Scale(days, width)
    lanes: list[Lane] = []
    y = 0.0
    most = max((n for dates in of_side.values() for (a, b), n in dates.items() if a == b), default=1)
    for side in (side for side in sides if side in of_side):
        lanes.append(_lane(side, of_side[side], scale, y, most, width))
        y = lanes[-1].base + _STEP_DOWN * (len(lanes[-1].ranges) + 1) + 4
    breaks = [
        Mark(scale.place(start) + scale.day + scale.break_width / 2, f"{(end - start).days - 1} days")
        for start, end in scale.silences
    ]
    return Chart(width, y + _TICKS, lanes, list(_ticks(scale, width)), breaks, _about(lanes, days))


def _lane(
    side: str, dates: Mapping[tuple[str | None, str | None], int], scale: _Scale, y: float, most: int, width: float
) -> Lane:
    exact = sorted((start, n) for (start, end), n in dates.items() if start and start == end)
    unit = min(_UNIT, _LANE / most)
    tallest = max((n for _, n in exact), default=0) * unit
    base = y + _LABEL + tallest + 2
    bars = [bar for day, n in exact for bar in _column(scale.place(date.fromisoformat(day)), base, n, unit, scale.day)]
    spans = sorted(
        ((a, b, n) for (a, b), n in dates.items() if a != b), key=lambda span: (span[0] or "", span[1] or "~")
    )
    ranges = [
        Range(
            scale.place(date.fromisoformat(start)) if start else 0,
            min(scale.place(date.fromisoformat(end)) + scale.day, width) if end else width,
            base + _STEP_DOWN * number,
            not start,
            not end,
            n,
        )
        for number, (start, end, n) in enumerate(spans[:_MOST_RANGES], 1)
    ]
    return Lane(side, sum(dates.values()), y + 13, base, bars, ranges)


_MOST_RANGES = 12
"""Of more the first are drawn: lines beneath each other tell little."""


def _column(x: float, base: float, claims: int, unit: float, day: float) -> Iterable[Box]:
    """Return a box for each claim of a day, or one for all where the single ones could not be told apart."""
    width = round(max(min(day - 1, 12), 1.5), 2)
    if unit < 4:
        return [Box(round(x, 2), round(base - claims * unit, 2), width, round(claims * unit, 2))]
    return [Box(round(x, 2), round(base - n * unit, 2), width, round(unit - 1, 2)) for n in range(1, claims + 1)]


def _ticks(scale: _Scale, width: float) -> Iterable[Mark]:
    _, months = step = next((step for step in _STEPS if step[0] * scale.day >= _LEAST_TICK), _STEPS[-1])
    reached, year = -float(_LEAST_TICK), 0
    for start, end, _ in scale.stretches:
        last = min(scale.place(end) + scale.day - _LEAST_TICK / 3, width - _LEAST_TICK / 2)
        for day in _marked(start, end, *step):
            x = scale.place(day)
            if x - reached < _LEAST_TICK or (x > last and day != start):
                continue
            name = MONTHS[day.month - 1][:3]
            parts = ["" if months and day.day == 1 else str(day.day), name, "" if day.year == year else str(day.year)]
            yield Mark(round(x, 2), " ".join(filter(None, parts)))
            reached, year = x, day.year


def _marked(start: date, end: date, days: int, months: int) -> Iterable[date]:
    """Return the days of a stretch that may get a word: its first, then every so many days, or beginnings of months."""
    yield start
    if not months:
        yield from (start + timedelta(number) for number in range(days, (end - start).days + 1, days))
        return
    for number in range(start.year * 12 + start.month, end.year * 12 + end.month):
        if number % months == 0:
            yield date(number // 12, number % 12 + 1, 1)


def _about(lanes: Iterable[Lane], days: Sequence[date]) -> str:
    counts = ", ".join(f"{phrase.side(lane.side)} {phrase.counted(lane.claims, 'claim')}" for lane in lanes)
    return f"Claims by day, a lane for each side, from {days[0]} to {days[-1]}: {counts}."

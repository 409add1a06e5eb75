"""Dates as a curator writes them, and the days they may stand for.

Format: Extended Date/Time Format, level 1 (Library of Congress 2019, a profile of ISO 8601-2:2019), for the years 0001
to 9999 of the proleptic Gregorian calendar. A date is kept as written; its bounds are derived from it and from nothing
else, so `?`, `~` and `%` say how sure the date is and never widen it.
"""

import re
from functools import lru_cache
from typing import NamedTuple


class MalformedDate(ValueError):
    """A date, a time of day or an instant that can't be read; its text is one sentence that names the value."""


class Span(NamedTuple):
    """The days a date may stand for, both ends included, as `YYYY-MM-DD`.

    None is an end that is open (`..`) or unknown (empty); it matches as unbounded.
    """

    earliest: str | None
    latest: str | None


def parse(text: str) -> Span:
    """Give the bounds of the EDTF date or interval `text`.

    A season is taken as the `edtf` package takes it: 21 is March to May, 22 June to August, 23 September to November,
    and 24, which by its months would run into the next year, is December alone, so that seasons sort as written.
    Unspecified digits (`2023-XX`) stand in dates, not in intervals, where EDTF has them at level 2 only.

    Raises MalformedDate.
    """
    _require_tidy_text(text, "date")
    return _span(text)


def earliest(text: str | None) -> str | None:
    """Return the first day that a date may stand for; None for no date, and where that end is open or unknown."""
    return parse(text).earliest if text else None


def latest(text: str | None) -> str | None:
    """Return the last day that a date may stand for; None for no date, and where that end is open or unknown."""
    return parse(text).latest if text else None


@lru_cache(maxsize=1 << 12)
def _span(text: str) -> Span:
    # A record has many claims of one day.
    return _interval(text) if "/" in text else _date(text)


def parse_time(text: str) -> str:
    """Check a time of day (`14:05`, `14:05:30`, each with or without `Z` or an offset like `+01:00`) and return it.

    Offsets run from -12:00 to +14:00; -00:00 is none (ISO 8601-1:2019). Raises MalformedDate.
    """
    _require_tidy_text(text, "time of day")
    parts = re.fullmatch(_TIME, text)
    if parts is None:
        raise MalformedDate(f"{_quoted(text)} is no time of day (write 14:05, 14:05:30, 14:05Z or 14:05+01:00)")
    _require_clock(text, parts["hour"], parts["minute"], parts["second"] or "00")
    if parts["offset"]:
        _require_offset(text, parts["offset"])
    return text


@lru_cache(maxsize=1 << 12)
def parse_instant(text: str) -> str:
    """Check a UTC instant with microseconds, `2026-11-23T12:00:00.000000Z` and no other form, and return it.

    Raises MalformedDate.
    """
    _require_tidy_text(text, "instant")
    parts = re.fullmatch(_INSTANT, text)
    if parts is None:
        raise MalformedDate(f"{_quoted(text)} is no UTC instant (write it like 2026-11-23T12:00:00.000000Z)")
    _date(parts["day"])
    _require_clock(text, parts["hour"], parts["minute"], parts["second"])
    return text


def overlap(a: Span, b: Span) -> bool:
    """Tell whether some day lies in both spans."""
    return _reaches(a.earliest, b.latest) and _reaches(b.earliest, a.latest)


# Left to `re` to compile on first use and to keep: a command that meets no date needn't wait for them.
_DATE = (
    r"(?!0000|000X|00XX|0XXX)(?:"
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}|XX))?|-XX(?:-XX)?)?"
    r"|(?P<years>[0-9]X{3}|[0-9]{2}XX|[0-9]{3}X)"
    r")[?~%]?"
)
_CLOCK = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
_TIME = _CLOCK + r"(?::(?P<second>[0-9]{2}))?(?:Z|(?P<offset>[+-][0-9]{2}:[0-9]{2}))?"
_INSTANT = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T" + _CLOCK + r":(?P<second>[0-9]{2})\.[0-9]{6}Z"
_DATE_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]"
_YEAR_OUT_OF_RANGE = r"Y-?[0-9].*|[-+][0-9]{4}.*|[0-9]{5}[?~%]?|0000.*|(?:000X|00XX|0XXX)[?~%]?"

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""The months in English."""
_SEASONS = {"21": ("03", "05"), "22": ("06", "08"), "23": ("09", "11"), "24": ("12", "12")}
_UNSTATED_ENDS = frozenset({"", ".."})
_LONGEST_SHOWN = 60


def _interval(text: str) -> Span:
    start, _, end = text.partition("/")
    if text == "/" or "/" in end:
        raise MalformedDate(f"{_quoted(text)} is no EDTF interval (write 2023-02-06/2023-02-09 or 2023-02-06/..)")
    span = Span(_end_of_interval(start).earliest, _end_of_interval(end).latest)
    if not _reaches(span.earliest, span.latest):
        raise MalformedDate(f"{text} ends before it starts")
    return span


def _end_of_interval(text: str) -> Span:
    if text in _UNSTATED_ENDS:
        return Span(None, None)
    span = _date(text)
    if "X" in text:
        raise MalformedDate(f"{text} ends an interval with a digit left open (write the month or the year instead)")
    return span


def _date(text: str) -> Span:
    parts = re.fullmatch(_DATE, text)
    if parts is None:
        raise MalformedDate(_why_no_date(text))
    year, month, day = parts["year"], parts["month"], parts["day"]
    if year is None:
        return Span(f"{parts['years'].replace('X', '0')}-01-01", f"{parts['years'].replace('X', '9')}-12-31")
    if month is None:
        return Span(f"{year}-01-01", f"{year}-12-31")
    if day is None and month in _SEASONS:
        return _months(year, *_SEASONS[month])
    if not "01" <= month <= "12":
        raise MalformedDate(f"{text} has no such month: months run from 01 to 12, seasons (year-season) from 21 to 24")
    if day is None or day == "XX":
        return _months(year, month, month)
    days = _days_in(year, month)
    if not 1 <= int(day) <= days:
        raise MalformedDate(f"{text} has no such day: {MONTHS[int(month) - 1]} {year} has {days} days")
    return Span(f"{year}-{month}-{day}", f"{year}-{month}-{day}")


def _why_no_date(text: str) -> str:
    if re.fullmatch(_YEAR_OUT_OF_RANGE, text):
        return f"{_quoted(text)} is out of range: years have four digits and run from 0001 to 9999"
    if re.match(_DATE_TIME, text):
        return f"{_quoted(text)} is a date with a time (write the day alone; the hour goes into said_time)"
    return f"{_quoted(text)} is no EDTF date (write 2023-02-20, 2023-02, 2023-02-XX or 2023-02-06/2023-02-09)"


def _months(year: str, first: str, last: str) -> Span:
    return Span(f"{year}-{first}-01", f"{year}-{last}-{_days_in(year, last)}")


def _days_in(year: str, month: str) -> int:
    from calendar import monthrange

    return monthrange(int(year), int(month))[1]


def _reaches(earliest: str | None, latest: str | None) -> bool:
    # ISO days with four-digit years sort as text.
    return earliest is None or latest is None or earliest <= latest


def _require_tidy_text(text: object, noun: str) -> None:
    # YAML and JSON readers hand over numbers and dates of their own; the types alone don't keep those out.
    if not isinstance(text, str):
        raise MalformedDate(
            f"{_quoted(str(text))} came as {type(text).__name__}, not as text (put it in quotation marks)"
        )
    if text != text.strip():
        raise MalformedDate(f"{_quoted(text)} has white space before or after the {noun}")


def _require_clock(text: str, hour: str, minute: str, second: str) -> None:
    for noun, value, last in (("hour", hour, "23"), ("minute", minute, "59"), ("second", second, "59")):
        if value > last:
            raise MalformedDate(f"{text} has no such {noun}: {noun}s run from 00 to {last}")


def _require_offset(text: str, offset: str) -> None:
    widest = "14:00" if offset[0] == "+" else "12:00"
    if offset == "-00:00" or offset[1:] > widest or offset[4:] > "59":
        raise MalformedDate(
            f"{text} has no such offset from UTC: offsets run from -12:00 to +14:00, and UTC itself is Z"
        )


def _quoted(text: str) -> str:
    # The value may come from anywhere, the sentence goes to a terminal.
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    return "“" + "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in shown) + "”"

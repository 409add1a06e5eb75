"""EDTF dates against the `edtf` package, published test tables and the standard library's calendar."""

import calendar
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from claims.dates import MalformedDate, Span, overlap, parse, parse_instant, parse_time

_DATA = Path(__file__).parent / "data" / "edtf"
_CONSENSUS = json.loads((_DATA / "consensus.json").read_text())
_PACKAGE = json.loads((_DATA / "python_edtf.json").read_text())

_VALID = sorted(
    {*_CONSENSUS["valid"], *(row[0] for row in _PACKAGE["examples_bounds"] + _PACKAGE["approx_uncertain_both"])}
)
_INVALID = sorted({*_CONSENSUS["invalid"], *filter(None, _PACKAGE["bad"])})
_LEVEL_1 = {"Date", "Interval", "UncertainOrApproximate", "Unspecified", "Level1Interval", "Season"}

# The package guesses ten years for an end that is unknown; here it is unbounded (docs: Span).
_UNKNOWN_ENDS = {
    "/1960", "/1960-11", "/1985", "/1985-04", "/1985-04-12", "/2006", "/2015", "/2016-05",
    "1984-06-02?/", "1985-04-12/", "1985-04/", "1985/", "2004-06-01/",
}  # fmt: skip
# The package reads a number of significant digits, which is level 2, as part of a plain date.
_SIGNIFICANT_DIGITS = {"1950S2", "1953S2", "1953S3"}


def _is_ours(text: str) -> bool:
    """Whether `text` is of level 1 or lower by the package's grammar and all its years are in our range."""
    years_out_of_range = text.startswith(("-", "Y", "0000")) or "/-" in text
    return not years_out_of_range and type(parse_edtf(text)).__name__ in _LEVEL_1 and text not in _SIGNIFICANT_DIGITS


def _day(bound: Any) -> str | None:
    """The package's bound (a `struct_time`, or an infinity for an open end) as an ISO day."""
    return None if isinstance(bound, float) else f"{bound.tm_year:04}-{bound.tm_mon:02}-{bound.tm_mday:02}"


def _strict_bounds(text: str) -> Span:
    date = parse_edtf(text)
    return Span(_day(date.lower_strict()), _day(date.upper_strict()))


_OURS = [text for text in _VALID if _is_ours(text)]


@pytest.mark.parametrize("text", [text for text in _OURS if text not in _UNKNOWN_ENDS])
def test_parse__has_the_strict_bounds_of_the_edtf_package(text: str) -> None:
    assert parse(text) == _strict_bounds(text)


@pytest.mark.parametrize("text", sorted(_UNKNOWN_ENDS))
def test_parse__leaves_an_unknown_end_unbounded(text: str) -> None:
    assert text in _OURS
    strict = _strict_bounds(text)
    assert parse(text) == (Span(None, strict.latest) if text.startswith("/") else Span(strict.earliest, None))


@pytest.mark.parametrize("text", [text for text in _VALID if text not in _OURS])
def test_parse__refuses_level_2_date_times_and_years_out_of_range(text: str) -> None:
    with pytest.raises(MalformedDate):
        parse(text)


@pytest.mark.parametrize("text", _INVALID)
def test_parse__refuses_what_validators_refuse(text: str) -> None:
    with pytest.raises(MalformedDate):
        parse(text)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2023-02-20", "2023-02-20", "2023-02-20"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-02-XX", "2024-02-01", "2024-02-29"),
        ("2023-XX-XX", "2023-01-01", "2023-12-31"),
        ("202X~", "2020-01-01", "2029-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        ("2023-24", "2023-12-01", "2023-12-31"),
        ("2023-21~", "2023-03-01", "2023-05-31"),
        ("2023-02-06/2023-02-09~", "2023-02-06", "2023-02-09"),
        ("2023-02-06?/2023-02%", "2023-02-06", "2023-02-28"),
        ("2023/2023-02-09", "2023-01-01", "2023-02-09"),
        ("../2023-02-23", None, "2023-02-23"),
        ("2023-02-23/..", "2023-02-23", None),
        ("../..", None, None),
    ],
)
def test_parse__gives_the_days_a_date_may_stand_for(text: str, earliest: str | None, latest: str | None) -> None:
    assert parse(text) == Span(earliest, latest)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2023-02-30", "2023-02-30 has no such day: February 2023 has 28 days"),
        ("1900-02-29~", "1900-02-29~ has no such day: February 1900 has 28 days"),
        ("2023-04-00", "2023-04-00 has no such day: April 2023 has 30 days"),
        ("2023-13", "2023-13 has no such month: months run from 01 to 12, seasons (year-season) from 21 to 24"),
        ("2023-21-XX", "2023-21-XX has no such month: months run from 01 to 12, seasons (year-season) from 21 to 24"),
        ("last week", "“last week” is no EDTF date (write 2023-02-20, 2023-02, 2023-02-XX or 2023-02-06/2023-02-09)"),
        ("2023-02-09/2023-02-06", "2023-02-09/2023-02-06 ends before it starts"),
        ("2023-22/2023-21", "2023-22/2023-21 ends before it starts"),
        ("/", "“/” is no EDTF interval (write 2023-02-06/2023-02-09 or 2023-02-06/..)"),
        ("2022/2023/2024", "“2022/2023/2024” is no EDTF interval (write 2023-02-06/2023-02-09 or 2023-02-06/..)"),
        ("2022-XX/2023", "2022-XX ends an interval with a digit left open (write the month or the year instead)"),
        ("0000", "“0000” is out of range: years have four digits and run from 0001 to 9999"),
        ("000X", "“000X” is out of range: years have four digits and run from 0001 to 9999"),
        ("-0044-03-15", "“-0044-03-15” is out of range: years have four digits and run from 0001 to 9999"),
        ("Y12023", "“Y12023” is out of range: years have four digits and run from 0001 to 9999"),
        (
            "2023-02-20T14:05",
            "“2023-02-20T14:05” is a date with a time (write the day alone; the hour goes into said_time)",
        ),
        (" 2023", "“ 2023” has white space before or after the date"),
        ("2023\n", "“2023\\n” has white space before or after the date"),
    ],
)
def test_parse__says_in_one_sentence_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(MalformedDate) as raised:
        parse(text)
    assert str(raised.value) == sentence


@pytest.mark.parametrize("value", [2023, 2023.0, None, b"2023", ["2023"]])
def test_parse__takes_text_only(value: Any) -> None:
    with pytest.raises(MalformedDate, match="not as text"):
        parse(value)


@pytest.mark.parametrize("text", ["２０２３", "٢٠٢٣-٠٢", "2023-0२", "2023\u201302"])
def test_parse__takes_ascii_only(text: str) -> None:
    with pytest.raises(MalformedDate):
        parse(text)


def test_parse__shows_no_control_character_and_no_endless_value() -> None:
    with pytest.raises(MalformedDate) as raised:
        parse("\x1b[31m\u202e" + "9" * 10_000)
    assert str(raised.value).startswith("“\\x1b[31m\\u202e999")
    assert len(str(raised.value)) < 200


@given(st.integers(1, 9999), st.integers(1, 12))
def test_parse__gives_a_month_the_days_of_the_calendar(year: int, month: int) -> None:
    text = f"{year:04}-{month:02}"
    assert parse(text) == Span(f"{text}-01", f"{text}-{calendar.monthrange(year, month)[1]}")


_EDTF_LIKE = st.text("0123456789X-/.?~%", max_size=24) | st.from_regex(
    r"(\A|/)[012][0-9]{3}(-([0-2][0-9]|XX)(-([0-3][0-9]|XX))?)?[?~%]?(/|\Z)"
)


@given(st.text() | _EDTF_LIKE)
def test_parse__gives_ordered_bounds_or_raises_malformed_date(text: str) -> None:
    with suppress(MalformedDate):
        earliest, latest = parse(text)
        assert earliest is None or latest is None or earliest <= latest


@given(st.text())
def test_parse__shows_the_value_without_what_upsets_a_terminal(text: str) -> None:
    with pytest.raises(MalformedDate) as raised:
        parse(f"?{text}")
    assert str(raised.value).isprintable()


@given(st.dates(), st.sampled_from(["", "?", "~", "%"]), st.sampled_from([4, 7, 10]))
def test_parse__is_not_widened_by_a_qualifier(day: Any, qualifier: str, length: int) -> None:
    text = day.isoformat()[:length]
    assert parse(text + qualifier) == parse(text)


@pytest.mark.parametrize(
    "text", ["00:00", "23:59", "14:05Z", "14:05+01:00", "14:05:30", "14:05:30Z", "14:05:30-05:30", "09:00+14:00"]
)
def test_parse_time__returns_a_time_of_day_unchanged(text: str) -> None:
    assert parse_time(text) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2 pm", "“2 pm” is no time of day (write 14:05, 14:05:30, 14:05Z or 14:05+01:00)"),
        ("24:00", "24:00 has no such hour: hours run from 00 to 23"),
        ("23:60", "23:60 has no such minute: minutes run from 00 to 59"),
        ("23:59:60", "23:59:60 has no such second: seconds run from 00 to 59"),
        (
            "14:05+14:01",
            "14:05+14:01 has no such offset from UTC: offsets run from -12:00 to +14:00, and UTC itself is Z",
        ),
        ("14:05Z ", "“14:05Z ” has white space before or after the time of day"),
    ],
)
def test_parse_time__says_in_one_sentence_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(MalformedDate) as raised:
        parse_time(text)
    assert str(raised.value) == sentence


@pytest.mark.parametrize(
    "text", ["", "1:00", "14", "14:5", "14:05+0100", "14:05+01", "14:05-00:00", "14:05-12:01", "14:05+01:60", "１４:05"]
)
def test_parse_time__refuses_other_forms(text: str) -> None:
    with pytest.raises(MalformedDate):
        parse_time(text)


@given(st.times())
def test_parse_time__takes_every_time_of_the_clock(time: Any) -> None:
    text = time.isoformat(timespec="seconds")
    assert parse_time(text) == text


@given(st.datetimes())
def test_parse_instant__returns_every_instant_unchanged(instant: Any) -> None:
    text = instant.isoformat(timespec="microseconds") + "Z"
    assert parse_instant(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T12:00:00Z",
        "2026-11-23T12:00:00.000Z",
        "2026-11-23T12:00:00.000000",
        "2026-11-23T12:00:00.000000+00:00",
        "2026-11-23 12:00:00.000000Z",
        "2026-11-23t12:00:00.000000z",
        "2026-11-31T12:00:00.000000Z",
        "2026-11-23T24:00:00.000000Z",
        "0000-11-23T12:00:00.000000Z",
        "2026-11-23T12:00:00.000000Z\n",
    ],
)
def test_parse_instant__refuses_any_other_form(text: str) -> None:
    with pytest.raises(MalformedDate):
        parse_instant(text)


def _open_or(day: int) -> str | None:
    return f"2023-02-{day:02}" if 1 <= day <= 28 else None


# The days 0 and 29 stand for an open start and an open end.
_ENDS = st.tuples(st.integers(0, 28), st.integers(1, 29)).filter(lambda ends: ends[0] <= ends[1])


@given(_ENDS, _ENDS)
def test_overlap__holds_exactly_when_a_day_lies_in_both(a: tuple[int, int], b: tuple[int, int]) -> None:
    shared = set(range(a[0], a[1] + 1)) & set(range(b[0], b[1] + 1))
    spans = [Span(_open_or(start), _open_or(end)) for start, end in (a, b)]
    assert overlap(*spans) is bool(shared)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2023-02-04", "2023-02", True),
        ("2023-02-04", "2023-02-05", False),
        ("2023-01-31/2023-02-04", "2023-02-04/2023-02-09", True),
        ("../2023-02-03", "2023-02-04/..", False),
        ("../2023-02-04", "2023-02-04/..", True),
        ("../..", "0001", True),
    ],
)
def test_overlap__works_both_ways(a: str, b: str, expected: bool) -> None:
    assert overlap(parse(a), parse(b)) is expected
    assert overlap(parse(b), parse(a)) is expected

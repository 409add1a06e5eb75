"""Dates for people: `6–9 Feb 2023, approximately`, where data formats keep the EDTF date as it is written."""

import re

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_SURENESS = {"~": ", approximately", "?": ", uncertain", "%": ", uncertain and approximate"}
_OPEN = ("", "..")
UNDATED = "undated"


def in_words(said: str | None) -> str:
    """Return an EDTF date in words; `undated` for none."""
    if not said:
        return UNDATED
    sure = re.sub("[~?%]", "", said)
    first, slash, last = sure.partition("/")
    doubt = _SURENESS[max(re.findall("[~?%]", said), key="~?%".index)] if sure != said else ""
    if not slash:
        return f"{_joined(_parts(first))}{doubt}"
    if first in _OPEN or last in _OPEN:
        return f"{f'by {_joined(_parts(last))}' if first in _OPEN else f'from {_joined(_parts(first))} on'}{doubt}"
    return f"{_span(_parts(first), _parts(last))}{doubt}"


def short(said: str | None, year: str | None) -> str:
    """Return a date in few columns: `3 Feb`, `28 Jan–` for a span from then on, `–23 Feb` for one until then.

    `year` goes without saying, None: none does. What the short form leaves out, `in_words` says.
    """
    if not said:
        return UNDATED
    first, slash, last = said.partition("/")
    until = bool(slash) and first in _OPEN
    date = last if until else first
    about = "~" if date[-1] in "~?%" else ""
    shown = f"{about}{_brief(_parts(date.rstrip('~?%')), year)}"
    return f"–{shown}" if until else f"{shown}–" if slash else shown


_Parts = tuple[str, str, str]
"""Day, month in words, year; an empty one is not known or not said."""


def _parts(date: str) -> _Parts:
    year, month, day = (*date.split("-"), "", "")[:3]
    name = _SEASONS.get(month) or (_MONTHS[int(month) - 1] if month.isdigit() else "")
    return day.lstrip("0") if day.isdigit() else "", name, f"{year[:3]}0s" if re.fullmatch("[0-9]{3}X", year) else year


def _joined(parts: _Parts) -> str:
    return " ".join(filter(None, parts))


def _span(first: _Parts, last: _Parts) -> str:
    """Return both ends, with what they share said once."""
    day, month, year = first
    if year == last[2] and month:
        year = ""
        month = "" if day and month == last[1] else month
    return f"{_joined((day, month, year))}–{_joined(last)}"


def _brief(parts: _Parts, year: str | None) -> str:
    day, month, own = parts
    if year is None or not month:
        return _joined(parts)
    return _joined((day, month, "")) if own == year else f"{month} ’{own[-2:]}"

"""The words of a search on the command line: what is a field becomes the option of the same meaning."""

from collections.abc import Mapping
from typing import Any

from claims.command import Call
from claims.errors import AmbiguousName, UsageFault, quoted
from claims.passage import PLACES
from claims.query import Words
from claims.query import words as search
from claims.query.words import Field
from claims.store import names
from claims.store.connection import Connection
from claims.vocabulary import Kind

_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "side": (Kind.SIDE,),
    "speaker": (Kind.SPEAKER,),
    "dispute": (Kind.DISPUTE,),
    "addressee": (Kind.SIDE,),
    "source": (Kind.SOURCE,),
    "via": (Kind.SIDE, Kind.SPEAKER),
}
_PLAIN = ("kind", "act", "last-word", "relation", "basis", "status")
_DAYS = ("since", "until")
_IS = ("unanswered", "retracted", "on-record")
FIELDS = (*_KINDS, *_PLAIN, "said", *_DAYS, "is", *(column for column in PLACES if column != "speaker"))
"""The fields that a query knows."""


def understood(call: Call, db: Connection) -> tuple[Call, Words]:
    """The call with the fields of its words as options, and the words that are left.

    Raises `UsageFault` for a field that is unknown or left out and for too many words, and what resolving names raises.
    """
    try:
        query = search.parse(" ".join(call.texts("words")))
    except search.TooManyWords as fault:
        raise UsageFault(str(fault), "look for fewer") from fault
    values = dict(call.values)
    for field in query.fields:
        if field.is_left_out:
            raise UsageFault(
                f"-{field.name}: only words can be left out", f"name the values of {field.name} that count"
            )
        _take(values, field, db)
    if call.texts("words") and not query.words and not query.fields:
        raise UsageFault("there is no word to look for", "words are made of letters and digits")
    return Call(call.command, values), query.words


def _take(values: dict[str, Any], field: Field, db: Connection) -> None:
    """Put a field among the options."""
    name = field.name
    if name in _KINDS:
        values[name] = (*values.get(name, ()), *_named(db, _KINDS[name], field.value))
    elif name in _PLAIN:
        option = name.replace("-", "_")
        values[option] = (*values.get(option, ()), field.value)
    elif name in _DAYS:
        _set_day(values, name, field.value)
    elif name == "said":
        _take_days(values, field.value)
    elif name == "is":
        _take_state(values, field.value)
    else:
        raise _unknown(name)


def _named(db: Connection, kinds: tuple[Kind, ...], name: str) -> tuple[str, ...]:
    """The ids of the records that a name may mean: of a beginning that fits several, all of them."""
    try:
        return (names.resolve(db, kinds, name).id,)
    except AmbiguousName as several:
        return tuple(several.candidates)


def _set_day(values: dict[str, Any], option: str, day: str) -> None:
    if values.get(option) is not None:
        raise UsageFault(f"{option} is given twice", "give it once")
    values[option] = day


def _take_days(values: dict[str, Any], given: str) -> None:
    """`said:` takes a date, or the first and the last day with `..` between them, either of which may be missing."""
    first, dots, last = given.partition("..")
    if not dots:
        last = first
    if not first and not last:
        raise UsageFault("said: takes a date, or two with .. between them", "said:2023-02..2023-03")
    for option, day in (("since", first), ("until", last)):
        if day:
            _set_day(values, option, day)


def _take_state(values: dict[str, Any], given: str) -> None:
    word = given.lower().replace("_", "-")
    if word not in _IS:
        raise UsageFault(f"is: does not take {quoted(given)}", f"one of {', '.join(_IS)}")
    if word == "unanswered":
        values["unanswered"] = True
    else:
        values["status"] = (*values.get("status", ()), word)


def _unknown(name: str) -> UsageFault:
    from difflib import get_close_matches

    nearest = get_close_matches(name, FIELDS, n=1, cutoff=0.6)
    meant = f"did you mean {nearest[0]}:? " if nearest else ""
    fields = ", ".join(FIELDS)
    return UsageFault(
        f"there is no field {quoted(name)} to search in",
        f"{meant}The fields are {fields}; words with a colon go in quotation marks",
    )

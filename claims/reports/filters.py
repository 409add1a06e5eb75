"""From the options of a call to a filter and a window: words are checked here, names resolved in the store."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from claims import dates
from claims.command import Call, checked
from claims.errors import UnknownRecord, UsageFault, quoted
from claims.query import Filter, Sort, Window, Words
from claims.query import words as query_words
from claims.reports.options import ALL, RELATIONS, STATUSES
from claims.store import claims, names
from claims.store.connection import Connection
from claims.store.names import Named
from claims.vocabulary import Act, Basis, Kind, LastWord, SpeakerKind, Status

Word = TypeVar("Word", bound=StrEnum)


def filter_of(call: Call, db: Connection) -> Filter:
    """The claims that the call asks for; raises `UsageFault`, `UnknownRecord` or `AmbiguousName`."""
    via = [names.resolve(db, (Kind.SIDE, Kind.SPEAKER), name) for name in call.texts("via")]
    chosen = Filter(
        sides=_ids(call, db, "side", Kind.SIDE),
        speakers=_ids(call, db, "speaker", Kind.SPEAKER),
        kinds=words_of(call, "kind", SpeakerKind),
        disputes=_ids(call, db, "dispute", Kind.DISPUTE),
        acts=words_of(call, "act", Act),
        addressees=_ids(call, db, "addressee", Kind.SIDE),
        sources=_ids(call, db, "source", Kind.SOURCE),
        via_sides=tuple(one.id for one in via if one.kind is Kind.SIDE),
        via_speakers=tuple(one.id for one in via if one.kind is Kind.SPEAKER),
        since=bound(call, "since", 0) or bound(call, "on", 0),
        until=bound(call, "until", 1) or bound(call, "on", 1),
        within=within_of(call, db),
        is_bounded=call.text("on") is not None and not call.flag("possibly"),
        is_hearsay=call.flag("hearsay"),
        is_quoted=call.flag("quoted"),
        last_words=words_of(call, "last_word", LastWord),
        unanswered=call.flag("unanswered"),
        relations=tuple(checked(word, RELATIONS, "relation") for word in call.texts("relation")),
        bases=words_of(call, "basis", Basis),
        statuses=statuses_of(call),
        words=_about(call),
    )
    if call.text("on") is not None and (call.text("since") or call.text("until")):
        raise UsageFault("--on does not go with --since and --until", "ask for one day, or for a span")
    if call.flag("possibly") and call.text("on") is None:
        raise UsageFault("--possibly goes with --on", "name the day with --on")
    if chosen.since and chosen.until and chosen.since > chosen.until:
        raise UsageFault(f"--since {chosen.since} lies after --until {chosen.until}")
    return chosen


def _about(call: Call) -> Words:
    about = query_words.parse(call.text("about") or "")
    if about.fields:
        raise UsageFault(f"--about takes words alone, not {about.fields[0].name}:", "narrow with the other options")
    return about.words


def possible(db: Connection, chosen: Filter) -> tuple[str, ...]:
    """Return what to say of claims that may be of the day that is asked for and have no stated one."""
    if not chosen.is_bounded:
        return ()
    number = claims.count(db, chosen._replace(is_bounded=False), Window()) - claims.count(db, chosen, Window())
    many = "1 more claim has" if number == 1 else f"{number} more claims have"
    return (f"{many} no stated day and may be of it; --possibly shows them",) if number else ()


def named(db: Connection, kinds: Sequence[Kind], name: str, what: str) -> Named:
    """Return the record that a name means; raises as `names.resolve` does, and names the claims that speak of it."""
    try:
        return names.resolve(db, kinds, name, what)
    except UnknownRecord as fault:
        words = query_words.parse(name).words
        window = Window(Sort.RANK, limit=_MOST_NAMED)
        speaking = tuple(claims.ids(db, Filter(words=words), window)) if words.wanted else ()
        raise UnknownRecord(what, name, fault.nearest, speaking=speaking) from fault


_MOST_NAMED = 5


def within_of(call: Call, db: Connection) -> str | None:
    """Return the id of the dispute to which the call keeps, None without one."""
    name = call.text("within")
    return None if name is None else names.resolve(db, (Kind.DISPUTE,), name).id


def window_of(call: Call) -> Window:
    """Order and part; raises `UsageFault`."""
    sort = call.text("sort")
    return Window(
        Sort(checked(sort, tuple(Sort), "sort")) if sort else Sort.SAID,
        call.flag("reverse"),
        call.number("limit"),
        call.number("offset") or 0,
    )


def fields_of(call: Call) -> tuple[str, ...] | None:
    """Return the keys asked for with `--fields`, None without it."""
    given = call.text("fields")
    return None if given is None else tuple(field.strip() for field in given.split(",") if field.strip())


def statuses_of(call: Call) -> tuple[Status, ...]:
    """The statuses asked for: those on record unless others are."""
    given = [checked(word, STATUSES, "status") for word in call.texts("status")]
    if ALL in given:
        return tuple(Status)
    return tuple(Status(word) for word in given) or (Status.ON_RECORD,)


def words_of(call: Call, option: str, words: type[Word]) -> tuple[Word, ...]:
    """The values of the vocabulary given to an option; raises `UsageFault` for a word that is none."""
    return tuple(words(checked(word, tuple(words), option)) for word in call.texts(option))


def _ids(call: Call, db: Connection, option: str, kind: Kind) -> tuple[str, ...]:
    return tuple(names.resolve(db, (kind,), name).id for name in call.texts(option))


def bound(call: Call, option: str, end: int) -> str | None:
    """The first day (end 0) or the last day (1) of the date given to an option, None if none was given.

    Raises `UsageFault` for what is no date, and for one without such a day.
    """
    given = call.text(option)
    shown = option.replace("_", "-")
    if given is None:
        return None
    try:
        day = dates.parse(given)[end]
    except dates.MalformedDate as fault:
        raise UsageFault(f"--{shown}: {fault}") from fault
    if day is None:
        raise UsageFault(f"--{shown}: {quoted(given)} has no {('first', 'last')[end]} day", "give a day that is known")
    return day

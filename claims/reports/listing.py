"""`claims list` and `claims search`: the chosen claims, with the passages in which words were found."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from json import loads
from typing import Any

from claims.batches import batches
from claims.command import COMMON, Call, Option, checked
from claims.errors import AmbiguousName, UsageFault, quoted
from claims.json import record
from claims.json.record import LINK_KEYS
from claims.json.shape import TEXT, Field, each, written
from claims.query import Filter, Sort, Window, Words
from claims.query import words as query_words
from claims.query.words import Field as QueryField
from claims.render import brief
from claims.render.line import Line
from claims.render.phrase import References
from claims.render.value import CLAIM, STATE, Column, Page, Row, View, encoded
from claims.reports import options
from claims.reports.filters import filter_of, possible, window_of
from claims.reports.report import Report
from claims.store import claims, curated, names, rows, search
from claims.store.connection import Connection
from claims.vocabulary import PLACES, Kind, Relation

CLAIM_COLUMNS = (
    "id", "said", "said_time", "earliest", "latest", "side", "speaker.id", "speaker.name", "speaker.post", "act",
    "text", "lang", "venue", "addressees", "statement", "disputes", "citations.source", "citations.quote",
    "citations.attribution", "citations.via", *LINK_KEYS, "inferred", "last_word", "unanswered", "note", "status",
)  # fmt: skip
"""The columns of claims in files, wherever claims are the rows."""

_HIT_COLUMNS = (*CLAIM_COLUMNS, "snippet.where", "snippet.text")
_PLAIN = ("id", "side", "said", "speaker.name", "last_word", "text")
_EYES = (Column("said", "Said"), Column("side", "Side"), Column(CLAIM, "Claim"), Column(STATE, "In this record"))


_CITED = (
    Field("claim", written(record.CLAIM_FIELDS), "the claim", required=True),
    Field("answers", each(TEXT), "what it does to which claims: `rebuts us-x (inferred)`"),
    Field("citation", written(record.CITATION_SHOWN), "one of its citations; null where it has none"),
    Field("relayed_by", each(TEXT), "the names of those through whom the words come, the speaker's end first"),
    Field("source", written([field for field in record.SOURCE_FIELDS if field.key != "text"]), "the source"),
)
_CITED_COLUMNS = (
    *(f"claim.{key}" for key in ("id", "side", "speaker.name", "speaker.post", "said", "act", "text")),
    *("answers", "citation.quote", "relayed_by", "citation.attribution", "citation.locator"),
    *(f"source.{key}" for key in ("id", "title", "publisher", "published", "url", "archived_url", "accessed")),
)
_CITED_PLAIN = ("claim.id", "citation.id", "relayed_by", "source.id", "citation.quote")


def _answer(db: Connection, call: Call) -> View:
    by = call.text("by")
    if by is not None:
        checked(by, ("citation",), "by")
    asked, window = _asked(db, call)
    ids = claims.ids(db, asked, window)
    if by is not None:
        cited = _by_citation(db, map(loads, rows.claims(db, ids)))
        return View("cited", map(encoded, cited), _CITED_COLUMNS, _CITED_PLAIN, _CITED_EYES)
    draw = None if call.flag("full") else partial(_draw, db)
    if not asked.words:
        return View("claim", rows.claims(db, ids), CLAIM_COLUMNS, _PLAIN, _EYES, draw, notes=possible(db, asked))
    first = next(ids, None)
    hits = _hits(db, asked.words, ids if first is None else chain([first], ids))
    notes = (*possible(db, asked), *(_suggestions(db, asked.words) if first is None else ()))
    return View("found", hits, _HIT_COLUMNS, _PLAIN, _EYES, draw, notes=notes)


_CITED_EYES = tuple(Column(key, key.replace(".", " ").replace("_", " ")) for key in _CITED_PLAIN)


def _by_citation(db: Connection, several: Iterator[Row]) -> Iterator[Row]:
    """Return a row for each citation, with its claim and its source."""
    for batch in batches(several, _BATCH):
        known = references_of(db, batch)
        for claim in batch:
            answers = [f"{key} {id}" for key in Relation for id in claim[key]]
            inferred = {" ".join(id.split("/")[1:]) for id in claim["inferred"] if id.startswith(f"{claim['id']}/")}
            deeds = [f"{deed} (inferred)" if deed in inferred else deed for deed in answers]
            for citation in claim["citations"] or [None]:
                via = [known.names.get(id, id) for id in citation["via"]] if citation else []
                source = known.sources[citation["source"]] if citation else None
                yield {"claim": claim, "answers": deeds, "citation": citation, "relayed_by": via, "source": source}


def references_of(db: Connection, claims: Iterable[Row]) -> References:
    """Return what the citations of some claims name."""
    several = list(claims)
    sources = {citation["source"] for claim in several for citation in claim["citations"]}
    known = {row["id"]: row for row in map(loads, rows.sources(db, sorted(sources)))}
    return References(known, relaying(db, several))


def _draw(db: Connection, records: Iterator[Row], page: Page) -> Iterator[Line]:
    return brief.listed(_with_names(db, records), page.width)


def _with_names(db: Connection, records: Iterator[Row]) -> Iterator[tuple[list[Row], Mapping[str, str]]]:
    for batch in batches(records, _BATCH):
        yield batch, relaying(db, batch)


def relaying(db: Connection, claims: Iterable[Row]) -> Mapping[str, str]:
    """Return the names of speakers through whom words of these claims come, by id."""
    ids = {speaker for row in claims for citation in row["citations"] for speaker in citation["via"]}
    return curated.speaker_names(db, sorted(ids))


def _total(db: Connection, call: Call) -> int:
    return claims.count(db, *_asked(db, call))


def _asked(db: Connection, call: Call) -> tuple[Filter, Window]:
    """Return which claims, in which order: what is looked for by words comes the best match first by default."""
    asked, words = _understood(db, call)
    window = window_of(asked)
    if window.sort is Sort.RANK and not words:
        raise UsageFault("--sort rank takes words to look for", "give some, or another order")
    if words and asked.text("sort") is None:
        window = window._replace(sort=Sort.RANK)
    return filter_of(asked, db)._replace(words=words), window


_BATCH = 50
"""Claims whose passages are looked for at a time."""


def _hits(db: Connection, words: Words, ids: Iterator[str]) -> Iterator[str]:
    for batch in batches(ids, _BATCH):
        passages = search.snippets(db, words, batch)
        yield from rows.hits(db, ((id, passages.get(id)) for id in batch))


def _suggestions(db: Connection, words: Words) -> tuple[str, ...]:
    """Return what to say of words that are spelt nearly like those that nothing has."""
    nearest = [f"“{word}”" for word in search.nearest(db, words)]
    return (f"nothing was found; did you mean {' and '.join(nearest)}?",) if nearest else ()


_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "side": (Kind.SIDE,),
    "speaker": (Kind.SPEAKER,),
    "dispute": (Kind.DISPUTE,),
    "addressee": (Kind.SIDE,),
    "source": (Kind.SOURCE,),
    "via": (Kind.SIDE, Kind.SPEAKER),
}
_WORDS = ("kind", "act", "last-word", "relation", "basis", "status")
_DAYS = ("since", "until")
_IS = ("unanswered", "hearsay", "quoted", "explicit", "retracted", "on-record")
FIELDS = (*_KINDS, *_WORDS, "said", *_DAYS, "is", *(place for place in PLACES if place != "speaker"))
"""The fields of a query; those that are no place to look for words in become the option of the same meaning."""


def _understood(db: Connection, call: Call) -> tuple[Call, Words]:
    """Return the call with the fields of its words as options, and the words that are left.

    Raises `UsageFault` for a field that is unknown or left out and for too many words, and what resolving names raises.
    """
    try:
        query = query_words.parse(" ".join((*call.texts("words"), call.text("about") or "")))
    except query_words.TooManyWords as fault:
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


def _take(values: dict[str, Any], field: QueryField, db: Connection) -> None:
    """Put a field among the options."""
    name = field.name
    if name in _KINDS:
        values[name] = (*values.get(name, ()), *_named(db, _KINDS[name], field.value))
    elif name in _WORDS:
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
    """Return the ids of the records that a name may mean: of one that fits several, all of them."""
    try:
        return (names.resolve(db, kinds, name).id,)
    except AmbiguousName as fault:
        return tuple(fault.candidates)


def _set_day(values: dict[str, Any], option: str, day: str) -> None:
    if values.get(option) is not None:
        raise UsageFault(f"{option} is given twice", "give it once")
    values[option] = day


def _take_days(values: dict[str, Any], value: str) -> None:
    """`said:` takes a date as --on does, or the first and the last day with `..` between them, or one of the two."""
    first, dots, last = value.partition("..")
    if not dots:
        _set_day(values, "on", first)
        return
    if not first and not last:
        raise UsageFault("said: takes a date, or two with .. between them", "said:2023-02..2023-03")
    for option, day in (("since", first), ("until", last)):
        if day:
            _set_day(values, option, day)


def _take_state(values: dict[str, Any], value: str) -> None:
    word = value.lower().replace("_", "-")
    if word not in _IS:
        raise UsageFault(f"is: does not take {quoted(value)}", f"one of {', '.join(_IS)}")
    if word == "explicit":
        values["basis"] = (*values.get("basis", ()), word)
    elif word in ("unanswered", "hearsay", "quoted"):
        values[word] = True
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


_OPTIONS = (
    options.FULL,
    Option("--by", "A row for each citation, with its source, instead of one for each claim.", "citation"),
    options.ABOUT,
    *options.FILTERS,
    options.RECORDED_BY,
    options.SORT,
    options.REVERSE,
    *options.WINDOW,
    *options.OUTPUT,
    *COMMON,
)
LIST = Report(
    "list",
    "List claims. Options of one kind are alternatives, options of different kinds narrow the choice. "
    "With words it is a search, and the best match comes first.\n\n"
    "Piped, each line holds id, side, day, speaker, last word and text, separated by tabs.",
    _answer,
    _total,
    arguments=(options.WORDS,),
    options=_OPTIONS,
    schema="cited",
    fields=_CITED,
    examples=(
        "claims list --side china --since 2023-02-15",
        "claims list --dispute arms --unanswered --act accusation",
        "claims list --side china --json | jq '.[].text'",
    ),
)
SEARCH = Report(
    "search",
    "Find claims by words of their text, quotes, translations, notes, speakers and venues; the best match first.\n\n"
    "Case, accents, points between initials and English endings do not matter. A space means “and”. OR between two "
    "words means either, NOT before one leaves it out, and so does - in a quoted query. "
    'word* is the beginning of a word, "a phrase" stands as it is. field:value narrows; the fields are '
    f"{', '.join(FIELDS)}.",
    _answer,
    _total,
    arguments=(options.WORDS._replace(required=True),),
    options=_OPTIONS,
    schema="cited",
    fields=_CITED,
    examples=(
        "claims search weather balloon",
        "claims search 'side:china \"civilian airship\" -regret'",
        "claims search warned said:2023-02-19.. is:unanswered --json | jq -r '.[].snippet.text'",
    ),
)

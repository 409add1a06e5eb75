"""Writing rows of records, inside a transaction that the caller holds.

A record that is there is brought up to date in place, since records are never deleted; the rows of what it has several
of are written anew. The derived state of a claim is left alone here: see `claims.store.states`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from operator import attrgetter
from typing import NamedTuple

from claims import dates
from claims.model import Citation, Claim, Record, Source, Speaker
from claims.store import fulltext
from claims.store.conditions import THESE
from claims.store.connection import Connection
from claims.vocabulary import Kind

Row = tuple[str | int | None, ...]
TableRow = tuple[str, Row]


class Stamp(NamedTuple):
    """Who writes, and when (a UTC instant with microseconds)."""

    at: str
    by: str


def put(db: Connection, kind: Kind, records: Sequence[Record], *, new: Set[str] = frozenset()) -> None:
    """Write records of one kind, new ones and changed ones alike; ids in `new` are known not to be there."""
    changed = [record.id for record in records if record.id not in new]
    # A claim is found by the names of its speakers.
    found_otherwise = fulltext.of_speakers(db, changed) if kind is Kind.SPEAKER and changed else []
    reindexed = changed if kind is Kind.CLAIM else found_otherwise
    if reindexed:
        fulltext.forget(db, reindexed)
    if changed:
        _clear(db, kind, changed)
    _insert(db, kind, records)
    written = [record.id for record in records] if kind is Kind.CLAIM else found_otherwise
    if written:
        fulltext.note(db, written)


def _insert(db: Connection, kind: Kind, records: Iterable[Record]) -> None:
    rows: dict[str, list[Row]] = defaultdict(list)
    for record in records:
        for table, row in _rows_of(kind, record):
            rows[table].append(row)
    for table in _COLUMNS:
        if rows[table]:
            db.executemany(_STATEMENTS[table], rows[table])


def remove(db: Connection, kind: Kind, ids: Sequence[str]) -> None:
    """Delete records as if they had never been; only a copy that goes back in time lets that happen."""
    if kind is Kind.CLAIM:
        fulltext.forget(db, ids)
    _clear(db, kind, ids)
    keys = " || '/' || ".join(_KEYS[kind.plural])
    db.execute(f"DELETE FROM {kind.plural} WHERE {keys} IN {THESE}", (json.dumps(ids),))


def _clear(db: Connection, kind: Kind, ids: Iterable[str]) -> None:
    parameters = (json.dumps(list(ids)),)
    for table in SEVERAL[kind]:
        db.execute(f"DELETE FROM {table} WHERE {kind.value} IN {THESE}", parameters)


SEVERAL = {
    Kind.SIDE: ("side_aliases",),
    Kind.SPEAKER: ("speaker_aliases", "posts"),
    Kind.SOURCE: ("source_authors", "source_texts"),
    Kind.DISPUTE: ("dispute_aliases", "dispute_parties"),
    Kind.CLAIM: (
        "citation_via", "citation_translations", "citations", "claim_with", "claim_addressees", "claim_disputes",
    ),
    Kind.LINK: (),
}  # fmt: skip
"""The tables of what a record has several of, those first whose rows refer to others."""

_STAMPS = "status, recorded_at, revised_at"
_COLUMNS = {
    "sides": f"id, name, note, {_STAMPS}",
    "side_aliases": "side, ord, alias",
    "speakers": f"id, name, kind, side, wikidata, note, {_STAMPS}",
    "speaker_aliases": "speaker, ord, alias",
    "posts": "speaker, ord, title, from_on, to_on, earliest, latest",
    "sources": "id, title, kind, wording, publisher, published, url, archived_url, accessed, lang, sha256, note, "
    + _STAMPS,
    "source_authors": "source, ord, author",
    "source_texts": "source, text",
    "disputes": f"id, title, summary, covers, note, {_STAMPS}",
    "dispute_aliases": "dispute, ord, alias",
    "dispute_parties": "dispute, ord, side",
    "claims": "id, text, lang, speaker, side, said, said_time, act, venue, statement, note, "
    f"{_STAMPS}, earliest, latest, citations_made, unanswered",
    "claim_with": "claim, ord, speaker",
    "claim_addressees": "claim, ord, side",
    "claim_disputes": "claim, ord, dispute",
    "citations": 'claim, number, ord, source, quote, prefix, suffix, "start", "end", lang, attribution, locator, note',
    "citation_via": "claim, number, ord, speaker",
    "citation_translations": "claim, number, ord, lang, text, by",
    "links": f"from_id, relation, to_id, basis, note, source, {_STAMPS}",
}
_KEYS = {
    **dict.fromkeys(("sides", "speakers", "sources", "disputes", "claims"), ("id",)),
    "links": ("from_id", "relation", "to_id"),
}


_UPDATES = {
    # A number that was given once is never given again, whatever became of its citation.
    "citations_made": "citations_made = max(citations_made, excluded.citations_made)",
    # A derived value: the row's own stands until `claims.store.states` renews it.
    "unanswered": "unanswered = unanswered",
}


def _statement(table: str) -> str:
    names = _COLUMNS[table].split(", ")
    statement = f"INSERT INTO {table} ({_COLUMNS[table]}) VALUES ({', '.join('?' * len(names))})"
    keys = _KEYS.get(table)
    if keys is None:
        return statement
    changed = [_UPDATES.get(name, f"{name} = excluded.{name}") for name in names if name not in keys]
    return f"{statement} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(changed)}"


_STATEMENTS = {table: _statement(table) for table in _COLUMNS}


def _rows_of(kind: Kind, record: Record) -> Iterator[TableRow]:
    """Return the rows of a record, each with its table."""
    own: Row = _OWN_VALUES[kind](record)
    yield kind.plural, (*own, *_derived(record))
    for table in SEVERAL[kind]:
        if table in _ATTRIBUTES:
            yield from _ordered(table, (record.id,), getattr(record, _ATTRIBUTES[table]))
    match record:
        case Claim():
            for ord, citation in enumerate(record.citations):
                yield from _citation((record.id, citation.number), ord, citation)
        case Speaker():
            for ord, post in enumerate(record.posts):
                yield "posts", (record.id, ord, *post, dates.earliest(post.from_on), dates.latest(post.to_on))
        case Source(text=str(text)):
            yield "source_texts", (record.id, text)


# Words of the vocabulary as plain text: any other kind of text is foreign to SQLite, which looks at it twice.
_WORDS = frozenset({"status", "kind", "wording", "act", "relation", "basis"})
_DERIVED = frozenset({"earliest", "latest", "citations_made", "unanswered"})
_OWN_VALUES = {
    kind: attrgetter(
        *(
            f"{name}._value_" if name in _WORDS else name
            for name in _COLUMNS[kind.plural].split(", ")
            if name not in _DERIVED
        )
    )
    for kind in Kind
}
"""What returns the values of those columns that are attributes of a record by the same name."""

_ATTRIBUTES = {
    **dict.fromkeys(("side_aliases", "speaker_aliases", "dispute_aliases"), "aliases"),
    "source_authors": "authors",
    "dispute_parties": "parties",
    "claim_with": "with_",
    "claim_addressees": "addressees",
    "claim_disputes": "disputes",
}
"""The attributes that are lists of plain values, by the table of their rows."""


def _derived(record: Record) -> Row:
    if not isinstance(record, Claim):
        return ()
    made = max((citation.number for citation in record.citations), default=0)
    return (dates.earliest(record.said), dates.latest(record.said), made, 1)


def _ordered(table: str, key: Row, values: Iterable[str]) -> Iterator[TableRow]:
    return ((table, (*key, ord, value)) for ord, value in enumerate(values))


def _citation(key: tuple[str, int], ord: int, citation: Citation) -> Iterator[TableRow]:
    words = (citation.quote, citation.prefix, citation.suffix, citation.start, citation.end, citation.lang)
    attribution = citation.attribution and citation.attribution.value
    yield "citations", (*key, ord, citation.source, *words, attribution, citation.locator, citation.note)
    yield from _ordered("citation_via", key, citation.via)
    for place, translation in enumerate(citation.translations):
        yield "citation_translations", (*key, place, *translation)

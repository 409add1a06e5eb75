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
from claims.model import Citation, Claim, Dispute, Link, Record, Side, Source, Speaker
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
    _insert(db, records)
    written = [record.id for record in records] if kind is Kind.CLAIM else found_otherwise
    if written:
        fulltext.note(db, written)


def _insert(db: Connection, records: Iterable[Record]) -> None:
    rows: dict[str, list[Row]] = defaultdict(list)
    for record in records:
        for table, row in _rows_of(record):
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
    these = (json.dumps(list(ids)),)
    for table in SEVERAL[kind]:
        db.execute(f"DELETE FROM {table} WHERE {kind.value} IN {THESE}", these)


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


def _rows_of(record: Record) -> Iterator[TableRow]:
    """The rows of a record, each with its table, those first to which others refer."""
    match record:
        case Claim():
            return _claim(record)
        case Link():
            return iter([("links", _own_columns("links", record))])
        case Side():
            return _side(record)
        case Speaker():
            return _speaker(record)
        case Source():
            return _source(record)
        case Dispute():
            return _dispute(record)


def _own_columns(table: str, record: Record) -> Row:
    """The values of those columns that are attributes of the record by the same name."""
    values: Row = _OWN_VALUES[table](record)
    return values


# Words of the vocabulary as plain text: any other kind of text is foreign to SQLite, which looks at it twice.
_WORDS = frozenset({"status", "kind", "wording", "act", "relation", "basis"})
_OWN_VALUES = {
    table: attrgetter(
        *(f"{name}._value_" if name in _WORDS else name for name in _COLUMNS[table].split(", ") if hasattr(made, name))
    )
    for table, made in (
        ("sides", Side), ("speakers", Speaker), ("sources", Source), ("disputes", Dispute), ("claims", Claim),
        ("links", Link),
    )
}  # fmt: skip


def _ordered(table: str, key: Row, values: Iterable[str]) -> Iterator[TableRow]:
    return ((table, (*key, ord, value)) for ord, value in enumerate(values))


def _side(side: Side) -> Iterator[TableRow]:
    yield "sides", _own_columns("sides", side)
    yield from _ordered("side_aliases", (side.id,), side.aliases)


def _speaker(speaker: Speaker) -> Iterator[TableRow]:
    yield "speakers", _own_columns("speakers", speaker)
    yield from _ordered("speaker_aliases", (speaker.id,), speaker.aliases)
    for ord, post in enumerate(speaker.posts):
        yield "posts", (speaker.id, ord, *post, dates.earliest(post.from_on), dates.latest(post.to_on))


def _source(source: Source) -> Iterator[TableRow]:
    yield "sources", _own_columns("sources", source)
    yield from _ordered("source_authors", (source.id,), source.authors)
    if source.text is not None:
        yield "source_texts", (source.id, source.text)


def _dispute(dispute: Dispute) -> Iterator[TableRow]:
    yield "disputes", _own_columns("disputes", dispute)
    yield from _ordered("dispute_aliases", (dispute.id,), dispute.aliases)
    yield from _ordered("dispute_parties", (dispute.id,), dispute.parties)


def _claim(claim: Claim) -> Iterator[TableRow]:
    span = dates.parse(claim.said) if claim.said else dates.Span(None, None)
    made = max((citation.number for citation in claim.citations), default=0)
    yield "claims", (*_own_columns("claims", claim), span.earliest, span.latest, made, 1)
    yield from _ordered("claim_with", (claim.id,), claim.with_)
    yield from _ordered("claim_addressees", (claim.id,), claim.addressees)
    yield from _ordered("claim_disputes", (claim.id,), claim.disputes)
    for ord, citation in enumerate(claim.citations):
        yield from _citation((claim.id, citation.number), ord, citation)


def _citation(key: tuple[str, int], ord: int, citation: Citation) -> Iterator[TableRow]:
    words = (citation.quote, citation.prefix, citation.suffix, citation.start, citation.end, citation.lang)
    attribution = citation.attribution and citation.attribution.value
    yield "citations", (*key, ord, citation.source, *words, attribution, citation.locator, citation.note)
    yield from _ordered("citation_via", key, citation.via)
    for place, translation in enumerate(citation.translations):
        yield "citation_translations", (*key, place, *translation)

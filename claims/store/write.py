"""Writing records: rows, revisions and the derived states, inside a transaction that the caller holds."""

import json
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from claims import dates
from claims.labels import State, states
from claims.model import Claim, Corpus, Dispute, Link, Record, Side, Source, Speaker
from claims.store.connection import Connection
from claims.vocabulary import Kind, Status
from claims.wire import record as wire

Row = tuple[str | int | None, ...]
Stamped = TypeVar("Stamped", Side, Speaker, Source, Dispute, Claim, Link)


class Stamp(NamedTuple):
    """Who writes, and when (a UTC instant with microseconds)."""

    at: str
    by: str


def load(db: Connection, corpus: Corpus, stamp: Stamp, why: str | None = None) -> None:
    """Put a whole corpus into an empty store, with one revision a record; the corpus has been checked."""
    stamped = _stamped(corpus, stamp)
    _insert_sides(db, stamped.sides)
    _insert_speakers(db, stamped.speakers)
    _insert_sources(db, stamped.sources)
    _insert_disputes(db, stamped.disputes)
    _insert_claims(db, stamped.claims, _states(stamped))
    _insert_links(db, stamped.links)
    for kind in Kind:
        _note_new(db, kind, stamped.of(kind), stamp, why)


def _stamped(corpus: Corpus, stamp: Stamp) -> Corpus:
    """The corpus with the instants that are missing: recorded now, revised when it was recorded."""

    def all_of(records: Iterable[Stamped]) -> tuple[Stamped, ...]:
        given = ((one, one.recorded_at or stamp.at) for one in records)
        return tuple(one._replace(recorded_at=at, revised_at=one.revised_at or at) for one, at in given)

    return Corpus(
        all_of(corpus.sides),
        all_of(corpus.speakers),
        all_of(corpus.sources),
        all_of(corpus.disputes),
        all_of(corpus.claims),
        all_of(corpus.links),
    )


def _states(corpus: Corpus) -> dict[str, State]:
    on_record = [(claim.id, claim.side) for claim in corpus.claims if claim.status is Status.ON_RECORD]
    links = [(link.from_id, link.relation, link.to_id) for link in corpus.links if link.status is Status.ON_RECORD]
    return states(on_record, links)


_STAMPS = "status, recorded_at, revised_at"
_COLUMNS = {
    "sides": f"id, name, note, {_STAMPS}",
    "side_aliases": "side, ord, alias",
    "speakers": f"id, name, kind, side, wikidata, note, {_STAMPS}",
    "speaker_aliases": "speaker, ord, alias",
    "posts": "speaker, ord, title, from_on, to_on",
    "sources": "id, title, kind, wording, publisher, published, url, archived_url, accessed, lang, sha256, note, "
    + _STAMPS,
    "source_authors": "source, ord, author",
    "source_texts": "source, text",
    "disputes": f"id, title, summary, covers, note, {_STAMPS}",
    "dispute_aliases": "dispute, ord, alias",
    "dispute_parties": "dispute, ord, side",
    "claims": "id, text, lang, speaker, side, said, said_time, act, venue, statement, note, "
    f"{_STAMPS}, earliest, latest, last_word, unanswered, citations_made",
    "claim_with": "claim, ord, speaker",
    "claim_addressees": "claim, ord, side",
    "claim_disputes": "claim, ord, dispute",
    "citations": 'claim, number, ord, source, quote, prefix, suffix, "start", "end", lang, attribution, locator, note',
    "citation_via": "claim, number, ord, speaker",
    "citation_translations": "claim, number, ord, lang, text, by",
    "links": f"from_id, relation, to_id, basis, note, source, {_STAMPS}",
    "revisions": "at, by, op, kind, id, before, after, why",
}


def _insert(db: Connection, table: str, rows: Iterable[Row]) -> None:
    columns = _COLUMNS[table]
    places = ", ".join("?" * (columns.count(",") + 1))
    db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)


def _own_columns(table: str, record: Record) -> Row:
    """The values of those columns that are attributes of the record by the same name."""
    names = _COLUMNS[table].split(", ")
    return tuple(getattr(record, name) for name in names if hasattr(record, name))


def _ordered(key: Row, values: Iterable[str]) -> list[Row]:
    return [(*key, ord, value) for ord, value in enumerate(values)]


def _insert_sides(db: Connection, sides: Iterable[Side]) -> None:
    for one in sides:
        _insert(db, "sides", [_own_columns("sides", one)])
        _insert(db, "side_aliases", _ordered((one.id,), one.aliases))


def _insert_speakers(db: Connection, speakers: Iterable[Speaker]) -> None:
    for one in speakers:
        _insert(db, "speakers", [_own_columns("speakers", one)])
        _insert(db, "speaker_aliases", _ordered((one.id,), one.aliases))
        _insert(db, "posts", [(one.id, ord, *post) for ord, post in enumerate(one.posts)])


def _insert_sources(db: Connection, sources: Iterable[Source]) -> None:
    for one in sources:
        _insert(db, "sources", [_own_columns("sources", one)])
        _insert(db, "source_authors", _ordered((one.id,), one.authors))
        if one.text is not None:
            _insert(db, "source_texts", [(one.id, one.text)])


def _insert_disputes(db: Connection, disputes: Iterable[Dispute]) -> None:
    for one in disputes:
        _insert(db, "disputes", [_own_columns("disputes", one)])
        _insert(db, "dispute_aliases", _ordered((one.id,), one.aliases))
        _insert(db, "dispute_parties", _ordered((one.id,), one.parties))


def _insert_claims(db: Connection, claims: Iterable[Claim], known: dict[str, State]) -> None:
    for one in claims:
        _insert(db, "claims", [(*_own_columns("claims", one), *_derived(one, known.get(one.id)))])
        _insert(db, "claim_with", _ordered((one.id,), one.with_))
        _insert(db, "claim_addressees", _ordered((one.id,), one.addressees))
        _insert(db, "claim_disputes", _ordered((one.id,), one.disputes))
        _insert_citations(db, one)


def _derived(claim: Claim, state: State | None) -> Row:
    span = dates.parse(claim.said) if claim.said else dates.Span(None, None)
    last_word, unanswered = (state.last_word, state.unanswered) if state else (None, True)
    made = max((citation.number for citation in claim.citations), default=0)
    return (span.earliest, span.latest, last_word, int(unanswered), made)


def _insert_citations(db: Connection, claim: Claim) -> None:
    for ord, one in enumerate(claim.citations):
        key = (claim.id, one.number)
        words = (one.quote, one.prefix, one.suffix, one.start, one.end, one.lang)
        _insert(db, "citations", [(*key, ord, one.source, *words, one.attribution, one.locator, one.note)])
        _insert(db, "citation_via", _ordered(key, one.via))
        _insert(db, "citation_translations", [(*key, n, *each) for n, each in enumerate(one.translations)])


def _insert_links(db: Connection, links: Iterable[Link]) -> None:
    _insert(db, "links", [_own_columns("links", one) for one in links])


def _note_new(db: Connection, kind: Kind, records: Iterable[Record], stamp: Stamp, why: str | None) -> None:
    rows = (
        (stamp.at, stamp.by, "import", kind.value, one.id, None, json.dumps(wire.write(one), ensure_ascii=False), why)
        for one in records
    )
    _insert(db, "revisions", rows)

"""Records as curators write them, of every status: what is compared, changed, checked and exported."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from claims.json import record as wire
from claims.model import Corpus, Record
from claims.store import fulltext, rows
from claims.store.conditions import THESE
from claims.store.connection import Connection
from claims.vocabulary import Kind


def some(db: Connection, kind: Kind, ids: Iterable[str]) -> dict[str, Record]:
    """The records of one kind with these ids, by id, sources with their texts; ids of none are passed over."""
    return {found.id: found for found in _loaded(kind, rows.records(db, kind, ids))}


def one(db: Connection, kind: Kind, id: str) -> Record | None:
    """One record, None where there is none."""
    return some(db, kind, [id]).get(id)


def all_of(db: Connection, kind: Kind) -> Iterator[Record]:
    """Every record of one kind, by id, read as it is asked for."""
    return _loaded(kind, rows.entries(db, kind))


def _loaded(kind: Kind, texts: Iterable[str]) -> Iterator[Record]:
    return (wire.load(kind, json.loads(text)) for text in texts)


def ids(db: Connection, kind: Kind) -> Iterator[str]:
    """The ids of all records of one kind, in order."""
    found = db.execute(f"SELECT {rows.key_of(kind)} FROM {kind.plural} r ORDER BY {rows.ID_ORDER[kind]}")
    return (row[0] for row in found)


def every(db: Connection) -> Iterator[Record]:
    """Return every record, kind by kind and each kind by id, read as it is asked for."""
    return chain.from_iterable(all_of(db, kind) for kind in Kind)


def size(db: Connection) -> int:
    """Return how many records there are."""
    return sum(int(db.execute(f"SELECT count(*) FROM {kind.plural}").fetchone()[0]) for kind in Kind)


def corpus(db: Connection, records: Iterable[Record] | None = None) -> Corpus:
    """Return the whole record, each kind by id; `records` are those of `every`, for who counts them as they come."""
    whole = wire.corpus(every(db) if records is None else records)
    return whole._replace(misindexed=tuple(fulltext.differing(db)))


def source_text(db: Connection, source: str) -> str | None:
    """The stored text of a source, None where none is stored."""
    row = db.execute("SELECT text FROM source_texts WHERE source = ?", (source,)).fetchone()
    return row[0] if row else None


def speaker_names(db: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The names of the speakers with these ids."""
    return dict(db.execute(f"SELECT id, name FROM speakers WHERE id IN {THESE}", (json.dumps(list(ids)),)))

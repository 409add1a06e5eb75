"""Records as curators write them, of every status: what is compared, changed, checked and exported."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path

from claims.errors import ClaimsError, StoreUnusable
from claims.json import record as wire
from claims.model import Corpus, Fault, Record
from claims.store import fulltext, revisions, rows, states
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
    return wire.corpus(every(db) if records is None else records)


def source_text(db: Connection, source: str) -> str | None:
    """The stored text of a source, None where none is stored."""
    row = db.execute("SELECT text FROM source_texts WHERE source = ?", (source,)).fetchone()
    return row[0] if row else None


def speaker_names(db: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The names of the speakers with these ids."""
    return dict(db.execute(f"SELECT id, name FROM speakers WHERE id IN {THESE}", (json.dumps(list(ids)),)))


def inspected(db: Connection, faults: list[Fault]) -> Iterator[Record]:
    """Return what `every` returns of a store that may be anybody's, and put into `faults` what is wrong with a record.

    Records that can't be read are left out. Raises `StoreUnusable` for one that SQLite can't make text of.
    """
    # Bytes that are no UTF-8 become what no text may hold.
    db.text_factory = lambda value: value.decode("utf-8", "surrogateescape")
    for kind in Kind:
        try:
            for text, told in rows.entries_told(db, kind):
                record = _inspected(kind, text, told, faults)
                if record is not None:
                    yield record
        except sqlite3.OperationalError as fault:
            raise _unreadable(db, kind) or fault from fault


def _inspected(kind: Kind, text: str, told: str | None, faults: list[Fault]) -> Record | None:
    values = json.loads(text)
    found = wire.read(kind, values)
    id = str(values["id"])
    faults.extend(Fault("X004", kind, id, finding.message) for finding in found.findings)
    if told is None and kind is not Kind.SIDE:
        faults.append(Fault("X007", kind, id, "no revision tells of it"))
    elif told not in (None, text) and revisions.content(told) != revisions.content(text):
        faults.append(Fault("X007", kind, id, "its newest revision says something else of it"))
    with suppress(KeyError, TypeError, ValueError):
        return found.records[0] if found.records else wire.load(kind, values)
    return None


def _unreadable(db: Connection, kind: Kind) -> StoreUnusable | None:
    """Return the error that names the record of which SQLite makes no text, None where it is none of them."""
    for id in list(ids(db, kind)):
        try:
            list(rows.records(db, kind, [str(id)]))
        except sqlite3.OperationalError as fault:
            return StoreUnusable(f"nobody could have entered what the store holds of {kind} {id}: {fault}", _RESTORE)
    return None


def faults(db: Connection) -> Iterator[Fault]:
    """Return what is wrong with a store beside its records: damage, and what is kept and does not follow from them."""
    damage = (row[0] for row in db.execute("PRAGMA integrity_check(20)"))
    yield from (Fault("X003", None, None, message) for message in damage if message != "ok")
    for claim in fulltext.differing(db):
        yield Fault("X001", Kind.CLAIM, claim, f"the index of words does not have {claim} as it is")
    for change in states.differing(db):
        yield Fault("X005", Kind.CLAIM, change.id, f"the links on record give {_state(change)}")
    for kind, id in states.misdated(db):
        yield Fault("X006", kind, id, "the first and the last day that are kept are not those of the day as written")
    yield from revisions.faults(db)


def rework(db: Connection) -> int:
    """Work out anew what follows from the records, but for the index of words; return how many states are others."""
    db.execute("REINDEX")
    states.redate(db)
    return len(states.renew(db))


def _state(change: states.StateChange) -> str:
    if change.after is None:
        return "it no state, since it is not on record"
    return f"last word {change.after.last_word}, {'un' if change.after.unanswered else ''}answered"


@contextmanager
def stumbling(path: Path, db: Connection) -> Iterator[None]:
    """Turn a failure over a value in the store that nobody could have entered into one sentence that names its record.

    Raises `StoreUnusable` for it; every other failure is passed on.
    """
    try:
        yield
    except (ClaimsError, OSError, MemoryError):
        raise
    except Exception as fault:
        # What SQLite has a code for, a full disk and the like, has a sentence of its own.
        is_told = isinstance(fault, sqlite3.Error) and getattr(fault, "sqlite_errorcode", 0) > sqlite3.SQLITE_ERROR
        first = None if is_told else next(_impossible(db), None)
        if first is None:
            raise
        about = " ".join(filter(None, (first.kind, first.record, first.message)))
        raise StoreUnusable(f"nobody could have entered what the store {path} holds: {about}", _RESTORE) from fault


_RESTORE = "claims check lists what is wrong with it; restore it from a copy"


def _impossible(db: Connection) -> Iterator[Fault]:
    found: list[Fault] = []
    for _ in inspected(db, found):
        yield from found
    yield from found
    yield from faults(db)

"""The record as it was on a day: a copy of the store, in which every later change is taken back.

A change counts from the instant that the record itself states (`revised_at`, else `recorded_at`), which a dossier
carries along; the revision's own `at` is when this store learned of it. What a record was before a change stands in
the first revision from then on. The copy is read by the same statements as the store.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from claims.json import record as wire
from claims.model import Record
from claims.store import curated, fulltext, states, write
from claims.store.conditions import THESE
from claims.store.connection import Connection, guarded, transaction
from claims.store.rows import key_of
from claims.vocabulary import Kind


class Past(NamedTuple):
    """A store to be read as it was; `unknown` are records that were there, but in which words no revision tells."""

    db: Connection
    unknown: tuple[str, ...]


_MOST_FORGOTTEN = 5_000
"""Claims up to which each is taken out of the index of words by itself; beyond, making it anew is cheaper."""


@contextmanager
def recorded_by(db: Connection, day: str) -> Iterator[Past]:
    """The record as it was at the end of a day (ISO, in UTC); the store itself where nothing has changed since."""
    # An instant of that day is less than its hour 24.
    end = f"{day}T24"
    newer = {kind: ids for kind in Kind if (ids := _newer(db, kind, end))}
    if not newer:
        yield Past(db, ())
        return
    with closing(guarded(sqlite3.connect(":memory:", isolation_level=None))) as then:
        db.backup(then)
        _unlock(then)
        # Ended before anything is read: while the index of words has changes to write, SQLite takes no new function.
        with transaction(then):
            unknown = _taken_back(then, newer, end)
        yield Past(then, unknown)


def _newer(db: Connection, kind: Kind, end: str) -> list[str]:
    """The records that were added or changed since; those that every store begins with have no revisions."""
    id = key_of(kind)
    found = db.execute(
        f"SELECT {id} FROM {kind.plural} r WHERE coalesce(r.revised_at, r.recorded_at) >= ?"
        f" AND EXISTS (SELECT 1 FROM revisions v WHERE v.kind = ? AND v.id = {id})",
        (end, kind),
    )
    return [row[0] for row in found]


def _unlock(copy: Connection) -> None:
    """What keeps records from being deleted has no place in a copy that goes back behind them."""
    copy.execute("PRAGMA journal_mode = MEMORY")
    copy.execute("PRAGMA synchronous = OFF")
    copy.execute("PRAGMA foreign_keys = OFF")
    for (name,) in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        copy.execute(f"DROP TRIGGER {name}")


def _taken_back(db: Connection, newer: dict[Kind, list[str]], end: str) -> tuple[str, ...]:
    """Put every record back as it was; the ids of those of which that is not known, which are left out."""
    ends = (end for id in newer.get(Kind.LINK, ()) for end in id.split("/")[::2])
    is_much = len(newer.get(Kind.CLAIM, ())) > _MOST_FORGOTTEN
    if is_much:
        fulltext.clear(db)
    # What names others goes before them, so that it is known who is named still.
    unknown = [id for kind in reversed(newer) for id in _kind_taken_back(db, kind, newer[kind], end)]
    if is_much:
        fulltext.rebuild(db)
    states.renew(db, {*newer.get(Kind.CLAIM, ()), *ends})
    return tuple(unknown)


def _kind_taken_back(db: Connection, kind: Kind, ids: Sequence[str], end: str) -> Iterator[str]:
    before = {id: _before(db, kind, id, end) for id in ids}
    gone = [id for id, record in before.items() if record is None or isinstance(record, _Unknown)]
    # A file may state a later instant for a speaker than for what he said: then he was there all the same.
    named = _named(db, kind, gone)
    write.remove(db, kind, [id for id in gone if id not in named])
    write.put(db, kind, [one for one in before.values() if one is not None and not isinstance(one, _Unknown)])
    yield from (id for id in gone if isinstance(before[id], _Unknown) and id not in named)


def _named(db: Connection, kind: Kind, ids: Sequence[str]) -> set[str]:
    """Those of the sides, speakers, sources and disputes that some record still names, of whatever status."""
    if kind in (Kind.CLAIM, Kind.LINK):
        return set()
    these = json.dumps(list(ids))
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {
        row[0]
        for table in tables
        for _, _, target, column, *_ in db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        if target == kind.plural and table not in write.SEVERAL[kind]
        for row in db.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IN {THESE}", (these,))
    }


class _Unknown(NamedTuple):
    """There was such a record, but nobody kept what it said."""


def _before(db: Connection, kind: Kind, id: str, end: str) -> Record | _Unknown | None:
    """The record as it was, None where there was none."""
    first = db.execute(_FIRST_SINCE, (kind, id, end)).fetchone()
    if first is None or first[1] is None:
        return _Unknown() if _was_there(db, kind, id, end) else None
    seq, text = first
    values = json.loads(text)
    if kind is Kind.SOURCE and "text" not in values:
        values["text"] = _text_before(db, id, seq)
    db.execute("DELETE FROM revisions WHERE kind = ? AND id = ? AND seq >= ?", (kind, id, seq))
    found = wire.read(kind, values).records
    return found[0] if found else _Unknown()


_FIRST_SINCE = """
SELECT seq, before FROM revisions
WHERE kind = ? AND id = ?
  AND coalesce(json_extract(after, '$.revised_at'), json_extract(after, '$.recorded_at'), at) >= ?
ORDER BY seq LIMIT 1
"""


def _was_there(db: Connection, kind: Kind, id: str, end: str) -> bool:
    record = curated.one(db, kind, id)
    return record is not None and record.recorded_at is not None and record.recorded_at < end


def _text_before(db: Connection, source: str, seq: int) -> str | None:
    """The text of a source before a revision that left it alone: that of the next one that did not, or today's."""
    row: Any = db.execute(_NEXT_TEXT, (Kind.SOURCE, source, seq)).fetchone()
    row = row or db.execute("SELECT text FROM source_texts WHERE source = ?", (source,)).fetchone()
    return row[0] if row else None


_NEXT_TEXT = """
SELECT json_extract(before, '$.text') FROM revisions
WHERE kind = ? AND id = ? AND seq > ? AND json_type(before, '$.text') IS NOT NULL ORDER BY seq LIMIT 1
"""

"""What one transaction has changed so far: kept in temporary tables, so that an import may be larger than memory.

A row for each changed record, with the record as it was before the transaction; and the revisions that came with it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import groupby
from typing import NamedTuple

from claims.model import Change, Revision, Source
from claims.store import revisions, whole
from claims.store.connection import Connection
from claims.store.select import THESE
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op

_CHUNK = 500


class Pending(NamedTuple):
    """One changed record; `before` is JSON text as revisions keep it; `unplaced`: quotes may be looked for anew."""

    kind: Kind
    id: str
    op: Op
    before: str | None
    unplaced: bool


def begin(db: Connection) -> None:
    """Make room for what this connection will change; references are held back until the commit."""
    db.execute("PRAGMA defer_foreign_keys = ON")
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute(
        "CREATE TEMP TABLE pending (ord INTEGER PRIMARY KEY, kind TEXT, id TEXT, op TEXT, before TEXT,"
        " unplaced INTEGER, restated INTEGER, retold INTEGER, UNIQUE (kind, id))"
    )
    db.execute("CREATE TEMP TABLE incoming (seq, at, by, op, kind, id, before, after, why)")


def note(db: Connection, changes: Iterable[Change], *, unplaced: Set[str] = frozenset()) -> None:
    """Remember changes; of a record that changed before in this transaction the first remembrance stands.

    `unplaced` are the claims some of whose quotes were given without their place.
    """
    rows = (
        (
            one.kind,
            one.id,
            one.op,
            revisions.written(one.before, one.after),
            one.id in unplaced,
            _changes_states(one),
            _changes_text(one),
        )
        for one in changes
    )
    db.executemany(
        "INSERT INTO pending (kind, id, op, before, unplaced, restated, retold) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET restated = restated OR excluded.restated",
        rows,
    )


def _changes_states(one: Change) -> bool:
    """Whether states of claims may depend on it: whether it takes part, and for which side."""
    if one.kind not in (Kind.CLAIM, Kind.LINK):
        return False
    return one.before is None or any(
        getattr(one.before, name, None) != getattr(one.after, name, None) for name in ("status", "side")
    )


def _changes_text(one: Change) -> bool:
    return isinstance(one.after, Source) and (not isinstance(one.before, Source) or one.before.text != one.after.text)


def chunks(db: Connection) -> Iterator[tuple[Kind, list[Pending]]]:
    """What was changed, in the order in which it was, in pieces of one kind."""
    last = 0
    while rows := db.execute(
        "SELECT ord, kind, id, op, before, unplaced FROM pending WHERE ord > ? ORDER BY ord LIMIT ?", (last, _CHUNK)
    ).fetchall():
        last = rows[-1][0]
        for kind, group in groupby(rows, key=lambda row: str(row[1])):
            of_one_kind = [Pending(Kind(kind), row[2], Op(row[3]), row[4], bool(row[5])) for row in group]
            yield Kind(kind), of_one_kind


def counts(db: Connection) -> dict[tuple[Kind, Op, bool], int]:
    """How many records were changed: by kind, by what was done, and whether they were new."""
    rows = db.execute("SELECT kind, op, before IS NULL, count(*) FROM pending GROUP BY 1, 2, 3")
    return {(Kind(kind), Op(op), bool(new)): number for kind, op, new, number in rows}


def restated(db: Connection) -> set[str]:
    """The claims whose states may have changed, those at the ends of changed links among them."""
    claims = {row[0] for row in db.execute("SELECT id FROM pending WHERE kind = 'claim' AND restated")}
    for (link,) in db.execute("SELECT id FROM pending WHERE kind = 'link' AND restated"):
        source, _, target = link.split("/")
        claims |= {source, target}
    return claims


def citing_retold(db: Connection) -> list[str]:
    """The claims that were not changed themselves and cite a source whose text was."""
    rows = db.execute(
        "SELECT DISTINCT c.claim FROM pending p JOIN citations c ON c.source = p.id"
        " WHERE p.kind = 'source' AND p.retold"
        " AND c.claim NOT IN (SELECT id FROM pending WHERE kind = 'claim') ORDER BY c.claim"
    )
    return [row[0] for row in rows]


def withdrawing(db: Connection) -> list[str]:
    """The withdrawals on record whose claims changed side or status, and which must still be of one side."""
    rows = db.execute(
        "SELECT DISTINCT l.from_id || '/' || l.relation || '/' || l.to_id FROM pending p CROSS JOIN links l"
        " ON l.from_id = p.id OR l.to_id = p.id"
        " WHERE p.kind = 'claim' AND p.restated AND l.relation = 'withdraws' AND l.status = 'on-record'"
    )
    return [row[0] for row in rows]


def differences(db: Connection, stamp: Stamp, why: str | None) -> Iterator[Revision]:
    """What was changed, each as the revision that it would be, not numbered (0)."""
    for kind, chunk in chunks(db):
        found = whole.some(db, kind, [one.id for one in chunk])
        for one in chunk:
            after = found[one.id]
            text_changed = one.before is None or '"text"' in one.before
            written = revisions.written(after, None if text_changed else after)
            yield Revision(0, stamp.at, stamp.by, one.op, kind, one.id, one.before, written, why)


def bring(db: Connection, given: Sequence[Revision]) -> None:
    """Remember revisions that came with an import."""
    db.executemany("INSERT INTO incoming VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", given)


def descends(db: Connection, kind: Kind, id: str, revised_at: str | None) -> bool:
    """Whether a revision that came with the import was made on the version of a record of that instant."""
    rows = db.execute(
        "SELECT 1 FROM incoming WHERE kind = ? AND id = ? AND json_extract(before, '$.revised_at') = ? LIMIT 1",
        (kind, id, revised_at),
    )
    return rows.fetchone() is not None


def adopt(db: Connection) -> None:
    """Take over the revisions that came with the import: as they are into an empty log, else those of changed records.

    Their numbers are kept in an empty log unless two are the same; in another they follow the newest.
    """
    empty = revisions.newest(db) == 0
    (repeats,) = db.execute("SELECT count(*) - count(DISTINCT seq) FROM incoming").fetchone()
    which = "TRUE" if empty else _NEW
    seq = "i.seq" if empty and not repeats else "NULL"
    db.execute(
        f"INSERT INTO revisions (seq, at, by, op, kind, id, before, after, why) SELECT {seq}, i.at, i.by, i.op, i.kind,"
        f" i.id, i.before, i.after, i.why FROM incoming i WHERE {which} ORDER BY i.seq, i.rowid"
    )
    db.execute(_NUMBERS_GIVEN)


_NEW = """
EXISTS (SELECT 1 FROM pending p WHERE p.kind = i.kind AND p.id = i.id)
AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.kind = i.kind AND r.id = i.id AND r.at = i.at AND r.by = i.by
                AND r.op = i.op AND r.after = i.after)
"""
_NUMBERS_GIVEN = """
UPDATE claims SET citations_made = max(citations_made, coalesce((
    SELECT max(CAST(substr(json_extract(c.value, '$.id'), instr(json_extract(c.value, '$.id'), '#') + 1) AS INTEGER))
    FROM revisions r, json_each(r.after, '$.citations') c WHERE r.kind = 'claim' AND r.id = claims.id), 0))
WHERE id IN (SELECT id FROM incoming WHERE kind = 'claim')
"""


def log(db: Connection, stamp: Stamp, why: str | None) -> None:
    """Append a revision for every change, except where the newest revision says the same already."""
    for change in differences(db, stamp, why):
        newest = revisions.last(db, change.kind, change.id)
        if newest is None or _content(newest.after) != _content(change.after):
            revisions.append(db, change)


def _content(text: str | None) -> object:
    values = json.loads(text or "null")
    return {key: value for key, value in values.items() if key != "text"} if isinstance(values, dict) else values


def numbers_made(db: Connection, claims: Iterable[str]) -> dict[str, int]:
    """The highest number that a citation of each of these claims was ever given."""
    these = (json.dumps(list(claims)),)
    return dict(db.execute(f"SELECT id, citations_made FROM claims WHERE id IN {THESE}", these).fetchall())

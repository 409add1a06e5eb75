"""What one transaction has changed so far: kept in temporary tables, so that an import may be larger than memory.

A row for each changed record, with the record as it was before the transaction; and the revisions that came with it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import groupby
from typing import NamedTuple

from claims.model import Change, Record, Revision, Source
from claims.store import revisions, whole
from claims.store.connection import Connection
from claims.store.select import THESE
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op

_CHUNK = 500


class Pending(NamedTuple):
    """One changed record; `before` is JSON text as revisions keep it.

    `unplaced`: quotes may be looked for anew; `overridden`: the version before was not the one that it was made from.
    """

    kind: Kind
    id: str
    op: Op
    before: str | None
    unplaced: bool
    overridden: bool


def begin(db: Connection) -> None:
    """Make room for what this connection will change; references are held back until the commit."""
    db.execute("PRAGMA defer_foreign_keys = ON")
    db.execute(
        "CREATE TEMP TABLE pending (ord INTEGER PRIMARY KEY, kind TEXT, id TEXT, op TEXT, before TEXT,"
        " unplaced INTEGER, overridden INTEGER, restated INTEGER, retold INTEGER, UNIQUE (kind, id))"
    )
    db.execute("CREATE TEMP TABLE incoming (seq, at, by, op, kind, id, before, after, why)")
    db.execute("CREATE INDEX temp.incoming_by_record ON incoming(kind, id)")


def note(
    db: Connection, changes: Iterable[Change], *, unplaced: Set[str] = frozenset(), overridden: bool = False
) -> None:
    """Remember changes; of a record that changed before in this transaction the first remembrance stands.

    `unplaced` are the claims some of whose quotes were given without their place. `overridden`: these versions were not
    made from the ones that they replace, whatever the revisions say that came with them.
    """
    rows = (
        (
            one.kind,
            one.id,
            one.op,
            revisions.written(one.before, one.after),
            one.id in unplaced,
            overridden,
            _changes_states(one),
            _changes_text(one),
        )
        for one in changes
    )
    db.executemany(
        "INSERT INTO pending (kind, id, op, before, unplaced, overridden, restated, retold)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
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


def recall(db: Connection, since: int) -> None:
    """Take back what this transaction has logged of new records after revision `since`, and note them as changed."""
    db.execute(
        "INSERT INTO pending (kind, id, op, unplaced, overridden, restated, retold)"
        " SELECT kind, id, op, 0, 0, kind IN ('claim', 'link'), kind = 'source' FROM revisions WHERE seq > ?"
        " ORDER BY seq",
        (since,),
    )
    revisions.unsay(db, since)


def chunks(db: Connection) -> Iterator[tuple[Kind, list[Pending]]]:
    """What was changed, in the order in which it was, in pieces of one kind."""
    last = 0
    while rows := db.execute(
        "SELECT ord, kind, id, op, before, unplaced, overridden FROM pending WHERE ord > ? ORDER BY ord LIMIT ?",
        (last, _CHUNK),
    ).fetchall():
        last = rows[-1][0]
        for kind, group in groupby(rows, key=lambda row: str(row[1])):
            yield Kind(kind), [Pending(Kind(kind), id, Op(op), *rest) for _, _, id, op, *rest in group]


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
        yield from (_revision(one, found[one.id], stamp, why) for one in chunk)


def _revision(one: Pending, after: Record, stamp: Stamp, why: str | None) -> Revision:
    text_changed = one.before is None or '"text"' in one.before
    written = revisions.written(after, None if text_changed else after)
    return Revision(0, stamp.at, stamp.by, one.op, one.kind, one.id, one.before, written, why)


def bring(db: Connection, given: Sequence[Revision]) -> None:
    """Remember revisions that came with an import."""
    db.executemany("INSERT INTO incoming VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", given)


def brought(db: Connection, kind: Kind, id: str) -> list[tuple[str | None, str | None]]:
    """The revisions of a record that came with the import: before and after, in their order."""
    rows = db.execute("SELECT before, after FROM incoming WHERE kind = ? AND id = ? ORDER BY seq, rowid", (kind, id))
    return rows.fetchall()


def adopt(db: Connection) -> bool:
    """Take over the revisions that came with the import: as they are into an empty log, else those of changed records.

    Their numbers are kept in an empty log unless two are the same, which is how logs look that were merged; in another
    they follow the newest. What stands twice is taken once. Gives whether any came at all.
    """
    came, numbers = db.execute("SELECT count(*), count(DISTINCT seq) FROM incoming").fetchone()
    empty = revisions.newest(db) == 0
    kept = empty and came == numbers
    which = "TRUE" if kept else _ONCE if empty else f"{_ONCE} AND {_NEW}"
    db.execute(
        f"INSERT INTO revisions (seq, at, by, op, kind, id, before, after, why) SELECT {'i.seq' if kept else 'NULL'},"
        f" i.at, i.by, i.op, i.kind, i.id, i.before, i.after, i.why FROM incoming i WHERE {which}"
        " ORDER BY i.seq, i.rowid"
    )
    db.execute(_NUMBERS_GIVEN)
    return bool(came)


def _same_as(other: str) -> str:
    names = ("kind", "id", "at", "by", "op", "after")
    return " AND ".join(f"{other}.{name} IS i.{name}" for name in names)


_ONCE = f"""
NOT EXISTS (SELECT 1 FROM incoming j WHERE {_same_as("j")} AND (j.seq, j.rowid) < (i.seq, i.rowid))
"""
_NEW = f"""
EXISTS (SELECT 1 FROM pending p WHERE p.kind = i.kind AND p.id = i.id)
AND NOT EXISTS (SELECT 1 FROM revisions r WHERE {_same_as("r")})
"""
# Revisions from elsewhere hold any object, so that nothing about the citations in them is sure.
_NUMBERS_GIVEN = """
UPDATE claims SET citations_made = n.made
FROM (SELECT i.id, max(CAST(substr(json_extract(c.value, '$.id'), length(i.id) + 2) AS INTEGER)) AS made
      FROM (SELECT id, before AS record FROM incoming WHERE kind = 'claim'
            UNION ALL SELECT id, after FROM incoming WHERE kind = 'claim') i, json_each(i.record, '$.citations') c
      WHERE c.type = 'object' GROUP BY i.id) n
WHERE claims.id = n.id AND n.made > claims.citations_made AND n.made < 1000000
"""


def log(
    db: Connection, changed: Sequence[tuple[Pending, Record]], stamp: Stamp, why: str | None, *, adopted: bool
) -> list[Record]:
    """Append the revisions of changed records of one kind; those whose `revised_at` was not theirs, with the right one.

    Where revisions were `adopted` and the newest says what the record is, nothing is left to say. An instant from
    elsewhere stands for a version that was made there; what was changed by hand since is a version made here.
    """
    newest = _newest(db, changed) if adopted else {}
    told, redated = [], []
    for one, after in changed:
        last = newest.get(one.id)
        is_told = last is not None and _say_the_same(last, revisions.written(after, after))
        now = after if is_told or not (one.before or last) else after._replace(revised_at=stamp.at)
        if now != after:
            redated.append(now)
        if one.overridden or not is_told:
            told.append(_revision(one, now, stamp, why)._replace(before=one.before or last))
    revisions.append_all(db, told)
    return redated


def _newest(db: Connection, changed: Sequence[tuple[Pending, Record]]) -> dict[str, str | None]:
    """What the newest revision of each of these records says that it is since."""
    if not changed:
        return {}
    rows = db.execute(
        "SELECT r.id, r.after FROM json_each(?2) t JOIN revisions r ON r.seq ="
        " (SELECT max(seq) FROM revisions WHERE kind = ?1 AND id = t.value)",
        (changed[0][0].kind, json.dumps([one.id for one, _ in changed])),
    )
    return dict(rows.fetchall())


def _say_the_same(one: str, other: str | None) -> bool:
    return one == other or content(one) == content(other)


def content(text: str | None) -> object:
    """What a revision says of a record, but for its instants, and the text of a source, for which its digest stands."""
    values = json.loads(text or "null")
    if not isinstance(values, dict):
        return values
    passed_over = ("recorded_at", "revised_at", *(("text",) if "sha256" in values else ()))
    return {key: value for key, value in values.items() if key not in passed_over}


def numbers_made(db: Connection, claims: Iterable[str]) -> dict[str, int]:
    """The highest number that a citation of each of these claims was ever given."""
    these = (json.dumps(list(claims)),)
    return dict(db.execute(f"SELECT id, citations_made FROM claims WHERE id IN {THESE}", these).fetchall())

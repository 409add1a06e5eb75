"""The log of revisions: who changed what, when and why; append-only."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from claims.json import record as wire
from claims.json.revision import FIELDS
from claims.model import Fault, Record, Revision, Source
from claims.store.conditions import THESE, Condition, among, both, counted
from claims.store.connection import Connection
from claims.vocabulary import Kind, Op

_COLUMNS = "seq, at, by, op, kind, id, before, after, why"


class Asked(NamedTuple):
    """Which revisions: of these records, kinds, sorts and curators, made in these instants; empty or None: any."""

    records: tuple[tuple[Kind, str], ...] = ()
    kinds: tuple[Kind, ...] = ()
    ops: tuple[Op, ...] = ()
    curators: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None


def append(db: Connection, revisions: Iterable[Revision], *, numbered: bool = False) -> None:
    """Append revisions; their numbers are given here unless they are `numbered` already."""
    # Words as plain text: SQLite's driver looks for an adapter of every other kind of text, which takes as long again.
    rows = (
        (seq if numbered else None, at, by, op.value, kind.value, id, before, after, why)
        for seq, at, by, op, kind, id, before, after, why in revisions
    )
    db.executemany(f"INSERT INTO revisions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def missing(db: Connection, revisions: Iterable[Revision]) -> Iterator[Revision]:
    """Return those of the revisions that the log does not have when it is their turn."""
    return (revision for revision in revisions if not db.execute(_IS_THERE, revision._asdict()).fetchone()[0])


_TOLD_BY = ("kind", "id", "at", "by", "op", "after")
"""What tells one revision from another, whatever its number in a log."""

_SAME = " AND ".join(f"r.{name} IS :{name}" for name in _TOLD_BY)
_IS_THERE = f"SELECT EXISTS (SELECT 1 FROM revisions r WHERE {_SAME})"


def written(record: Record | None, other: Record | None) -> str | None:
    """Return a record as a revision keeps it: JSON text, in which a source's text stands only where it changed."""
    if record is None:
        return None
    if isinstance(record, Source) and isinstance(other, Source) and record.text == other.text:
        values = wire.write(record)
        del values["text"]
        return json.dumps(values, ensure_ascii=False)
    return wire.text(record)


_OF_RECORDS = """
r.seq IN (SELECT x.seq FROM json_each(?) t CROSS JOIN revisions x
          ON x.kind = json_extract(t.value, '$[0]') AND x.id = json_extract(t.value, '$[1]'))
"""


def chosen(asked: Asked) -> Condition:
    """Return the revisions asked for, as a condition on the row `r`."""
    parts = [
        among(f"r.{column}", values)
        for column, values in (("kind", asked.kinds), ("op", asked.ops), ("by", asked.curators))
        if values
    ]
    if asked.records:
        parts.append(Condition(_OF_RECORDS, (json.dumps(asked.records),)))
    if asked.since:
        parts.append(Condition("r.at >= ?", (asked.since,)))
    if asked.until:
        parts.append(Condition("r.at < ?", (asked.until,)))
    return both(parts)


def revisions(
    db: Connection, where: Condition, limit: int | None = None, offset: int = 0, *, oldest_first: bool = False
) -> Iterator[Revision]:
    """Return the chosen revisions, newest first unless told otherwise, read as they are asked for."""
    order = "" if oldest_first else " DESC"
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM revisions r WHERE {where.sql} ORDER BY seq{order} LIMIT ? OFFSET ?",
        (*where.values, -1 if limit is None else limit, offset),
    )
    return (_revision(row) for row in rows)


def rows(
    db: Connection, where: Condition, limit: int | None = None, offset: int = 0, *, oldest_first: bool = False
) -> Iterator[str]:
    """Return the rows of the chosen revisions, newest first unless told otherwise, read as they are asked for."""
    order = "" if oldest_first else " DESC"
    found = db.execute(
        f"SELECT json_object({_pairs()}) FROM revisions r WHERE {where.sql} ORDER BY r.seq{order} LIMIT ? OFFSET ?",
        (*where.values, -1 if limit is None else limit, offset),
    )
    return (row[0] for row in found)


def _pairs(seq: str = "r.seq") -> str:
    values = {"seq": seq, "before": "json(r.before)", "after": "json(r.after)"}
    return ", ".join(f"'{field.key}', {values.get(field.key, f'r.{field.key}')}" for field in FIELDS)


def shared_rows(db: Connection, where: Condition) -> Iterator[str]:
    """Return the rows of the chosen revisions as JSON Lines have them, alike for every store that has the same ones.

    They are numbered from 1: by instant, curator, kind and id, and none before the one that left what it changed.
    """
    found = db.execute(
        "WITH late AS (SELECT CAST(key AS INTEGER) seq, value turn FROM json_each(?)),"
        " numbered AS (SELECT r.seq,"
        " row_number() OVER (ORDER BY coalesce(turn, r.at), r.by, r.kind, r.id, r.seq) AS number"
        f" FROM revisions r LEFT JOIN late USING (seq) WHERE {where.sql})"
        f" SELECT json_object('record', 'revision', {_pairs('o.number')})"
        " FROM numbered o JOIN revisions r USING (seq) ORDER BY o.number",
        (json.dumps(_late(db, where)), *where.values),
    )
    return (row[0] for row in found)


def _late(db: Connection, where: Condition) -> dict[int, str]:
    """Return in whose place each revision stands of a record of which one has an instant before what it goes on from.

    So it is where two curators' clocks differ.
    """
    late: dict[int, str] = {}
    for _, chain in groupby(db.execute(_OF_CROOKED.format(where.sql), where.values), key=lambda row: row[:2]):
        of_record = [row[2:] for row in chain]
        turns = {seq: at for seq, at, _, _ in of_record}
        # As often as a chain may be long; two that go on from each other are in no order anyway.
        for _ in of_record:
            left: dict[str, str] = {}
            for seq, _, _, version in of_record:
                left[version] = max(left.get(version, ""), turns[seq])
            for seq, at, old, version in of_record:
                turns[seq] = f"{left[old]}~" if old != version and left.get(old, "") >= at else at
        late |= turns
    return late


_OF_CROOKED = """
SELECT r.kind, r.id, r.seq, r.at, json_extract(r.before, '$.revised_at'), json_extract(r.after, '$.revised_at')
FROM revisions r WHERE (r.kind, r.id) IN
  (SELECT r.kind, r.id FROM revisions r JOIN revisions p ON p.kind = r.kind AND p.id = r.id AND p.at > r.at
   WHERE json_extract(p.after, '$.revised_at') = json_extract(r.before, '$.revised_at') AND {})
ORDER BY r.kind, r.id
"""


def count(db: Connection, where: Condition, limit: int | None = None, offset: int = 0) -> int:
    """Return how many revisions there are in that part of the log."""
    return counted(db, f"SELECT 1 FROM revisions r WHERE {where.sql}", where.values, limit, offset)


def latest(db: Connection, kind: Kind, ids: Iterable[str]) -> dict[str, Revision]:
    """Return the newest revision of each of these records, by id; records without any are left out."""
    rows = db.execute(_LATEST, {"kind": kind, "ids": json.dumps(list(ids))})
    return {revision.id: revision for revision in map(_revision, rows)}


_LATEST = f"""
SELECT {", ".join(f"r.{column}" for column in _COLUMNS.split(", "))} FROM json_each(:ids) t
JOIN revisions r ON r.seq = (SELECT max(seq) FROM revisions WHERE kind = :kind AND id = t.value)
"""


def newest(db: Connection) -> int:
    """Return the number of the newest revision, 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(seq), 0) FROM revisions").fetchone()[0])


def content(text: str | None) -> object:
    """Return what a revision says of a record, but for its instants, and for the text of a source that has a digest."""
    try:
        values = json.loads(text or "null")
    except ValueError:
        return text
    if not isinstance(values, dict):
        return values
    passed_over = ("recorded_at", "revised_at", *(("text",) if "sha256" in values else ()))
    return {key: value for key, value in values.items() if key not in passed_over}


def faults(db: Connection) -> Iterator[Fault]:
    """Return what shows that somebody has taken something out of the log, or changed it."""
    for seq, kind, id in db.execute(_UNKNOWN, (json.dumps(list(_KIND)), json.dumps(list(_OP)))):
        yield Fault("X007", _KIND.get(kind), str(id), f"revision {seq} says what no revision can say")
    for seq, kind, id, before in db.execute(_UNLED).fetchall():
        # A log that was merged with another leads on from any version.
        said = [content(row[0]) for row in db.execute(_SAID, (kind, id, seq))]
        if kind in _KIND and content(before) not in said and (said or kind != Kind.SIDE):
            yield Fault("X007", _KIND[kind], id, f"no revision tells of what revision {seq} says that it was before")
    for seq, last in db.execute(_GAPS):
        gone = f"revision {seq - 1} is" if last + 2 == seq else f"revisions {last + 1} to {seq - 1} are"
        yield Fault("X008", None, None, f"{gone} not in the log")


_UNKNOWN = f"""
SELECT seq, kind, id FROM revisions WHERE kind NOT IN {THESE} OR op NOT IN {THESE} OR after IS NULL
   OR NOT json_valid(after) OR NOT json_valid(coalesce(before, 'null'))
"""
_UNLED = """
SELECT seq, kind, id, before FROM revisions r WHERE before IS NOT NULL
  AND before IS NOT (SELECT e.after FROM revisions e WHERE e.kind = r.kind AND e.id = r.id AND e.seq < r.seq
                     ORDER BY e.seq DESC LIMIT 1)
"""
_SAID = "SELECT after FROM revisions WHERE kind = ? AND id = ? AND seq < ?"
_GAPS = "SELECT * FROM (SELECT seq, lag(seq, 1, 0) OVER (ORDER BY seq) last FROM revisions) WHERE seq > last + 1"


def _revision(row: Sequence[Any]) -> Revision:
    seq, at, by, op, kind, id, before, after, why = row
    return Revision(seq, at, by, _OP[op], _KIND[kind], id, before, after, why)


# Looked up in a dictionary, since an import has millions and calling an enumeration takes longer than all the rest.
_OP = {op.value: op for op in Op}
_KIND = {kind.value: kind for kind in Kind}

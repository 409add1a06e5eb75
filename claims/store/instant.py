"""Reading without delay: a store opened and asked with nothing imported that takes time.

Whatever is out of the ordinary here (no store, another version, a folder that can't be written) is left to
`claims.store.connection`, which says what is wrong.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from claims.store.as_json import LINK, Connection, array
from claims.store.layout import APPLICATION_ID, STEPS


def opened(path: str) -> Connection | None:
    """The store at `path` as one snapshot, which can't be written; None where that takes more thought."""
    real = os.path.realpath(path)
    if not os.path.isfile(real) or not os.access(os.path.dirname(real), os.W_OK):
        return None
    # See "The URI Path" in sqlite.org/uri.html.
    quoted = real.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(f"file:{quoted}?mode=ro", uri=True, isolation_level=None, timeout=30)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        application = version = None
    if (application, version) != (APPLICATION_ID, STEPS):
        connection.close()
        return None
    connection.execute("BEGIN")
    return connection


def are_there(db: Connection, table: str, ids: Sequence[str]) -> bool:
    """Whether all of these are ids of the table: of a kind of record, or of words of the vocabulary."""
    statement = f"SELECT count(*) FROM {table} WHERE id IN (SELECT value FROM json_each(json_array(?)))"
    return all(db.execute(statement, (id,)).fetchone()[0] for id in dict.fromkeys(ids))


def is_on_record(db: Connection, claim: str) -> bool:
    """Whether there is a claim with this id, and it is not retracted."""
    return db.execute("SELECT 1 FROM claims WHERE id = ? AND status = 'on-record'", (claim,)).fetchone() is not None


def is_day(db: Connection, text: str) -> bool:
    """Whether this is a day of the calendar, `YYYY-MM-DD`."""
    # Only when it has to reckon does SQLite see that a month has no such day.
    return text[:4] >= "0001" and db.execute("SELECT date(?, '+0 days') IS ?", (text, text)).fetchone()[0] == 1


_LIVE = "l.status = 'on-record' AND c.status = 'on-record' AND b.status = 'on-record'"
_JOINED = "links l JOIN claims c ON c.id = l.from_id JOIN claims b ON b.id = l.to_id"


def closure(db: Connection, start: Iterable[str], *, ahead: bool) -> set[str]:
    """The claims outside `start` that links lead to from it through claims outside it (or that lead to it)."""
    here, there = ("from_id", "to_id") if ahead else ("to_id", "from_id")
    rows = db.execute(
        f"""
        WITH RECURSIVE start(id) AS MATERIALIZED (SELECT value FROM json_each(?)),
        reached(id) AS (
            SELECT l.{there} FROM start CROSS JOIN {_JOINED}
            WHERE l.{here} = start.id AND {_LIVE} AND l.{there} NOT IN start
            UNION
            SELECT l.{there} FROM reached CROSS JOIN {_JOINED}
            WHERE l.{here} = reached.id AND {_LIVE} AND l.{there} NOT IN start
        )
        SELECT id FROM reached
        """,
        (array(start),),
    )
    return {row[0] for row in rows}


def order(db: Connection, claims: Iterable[str]) -> dict[str, int]:
    """The claims by id, each with its number in the one order of claims."""
    rows = db.execute(
        "SELECT id FROM claims WHERE id IN (SELECT value FROM json_each(?)) ORDER BY sort_day, sort_end, sort_time, id",
        (array(claims),),
    )
    return {row[0]: number for number, row in enumerate(rows)}


def links_among(db: Connection, order: Mapping[str, int]) -> list[tuple[str, str, str, str]]:
    """From, relation, to and JSON of the links on record between these claims on record, in the order of both ends."""
    rows = db.execute(_AMONG_ON_RECORD, (array(order),)).fetchall()
    # Sorting them where they are would compare three keys of either end, and carry the JSON along.
    rows.sort(key=lambda row: (order[row[0]], order[row[2]], row[1]))
    return rows


_AMONG_ON_RECORD = f"""
WITH shown(id) AS MATERIALIZED (SELECT value FROM json_each(?))
SELECT l.from_id, l.relation, l.to_id, {LINK} FROM shown CROSS JOIN links l
WHERE l.from_id = shown.id AND l.to_id IN shown AND l.status = 'on-record'
"""
AMONG = f"""
WITH shown(id) AS MATERIALIZED (SELECT value FROM json_each(?))
SELECT {{}} FROM shown CROSS JOIN {_JOINED}
WHERE l.from_id = shown.id AND l.to_id IN shown AND {_LIVE}
ORDER BY c.sort_day, c.sort_end, c.sort_time, c.id, b.sort_day, b.sort_end, b.sort_time, b.id, l.relation
"""
"""Of the links `l` on record whose both ends are among some claims, the columns that are put in."""

"""Reading without delay: a store opened and asked with nothing imported that takes time.

Whatever is out of the ordinary here (no store, another version, a folder that can't be written) is left to
`claims.store.connection`, which says what is wrong.
"""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from claims.store.as_json import KEY, LINK, THESE, Connection, array
from claims.store.connection import APPLICATION_ID, VERSION


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
    if (application, version) != (APPLICATION_ID, VERSION):
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
    step = f"""
        SELECT l.{there} FROM {{0}} CROSS JOIN links l CROSS JOIN claims c ON c.id = l.{there}
        WHERE l.{here} = {{0}}.id AND l.status = 'on-record' AND l.{there} NOT IN start AND c.status = 'on-record'
        """
    rows = db.execute(
        f"""
        WITH RECURSIVE start(id) AS MATERIALIZED (
            SELECT id FROM claims WHERE id IN {THESE} AND status = 'on-record'
        ),
        reached(id) AS ({step.format("start")} UNION {step.format("reached")})
        SELECT id FROM reached
        """,
        (array(start),),
    )
    return {row[0] for row in rows}


def order(db: Connection, claims: Iterable[str]) -> dict[str, int]:
    """Those of the claims that are on record by id, each with its number in the one order of claims."""
    rows = db.execute(
        "SELECT id FROM claims WHERE id IN (SELECT value FROM json_each(?)) AND status = 'on-record'"
        " ORDER BY sort_day, sort_end, sort_time, id",
        (array(claims),),
    )
    return {row[0]: number for number, row in enumerate(rows)}


Begun = list[tuple[str, str, str, str]]
"""Links: from, relation, to, JSON."""


def begun(db: Connection, claims: Iterable[str]) -> Begun:
    """The links on record that begin at these claims."""
    return db.execute(_BEGUN, (array(claims),)).fetchall()


_BEGUN = f"""
SELECT l.from_id, l.relation, l.to_id, {LINK} FROM links l
WHERE l.from_id IN {THESE} AND l.status = 'on-record'
"""


class Web(NamedTuple):
    """The links of some claims on record, with the claims outside at which they end.

    `ids` are all these in their order; the others name claims by their numbers in it. `claims` are those that it is
    about, `among` the links between two of them in the order of both ends: from, the number of the key, to, and JSON.
    `ends` has by id all ends of links on record, of those claims that have any.
    """

    ids: list[str]
    claims: Sequence[int]
    among: list[tuple[int, int, int, str]]
    ends: dict[str, list[tuple[int, str]]]


def web(db: Connection, claims: Mapping[str, int], begun: Begun) -> Web:
    """The links of claims on record, which have their numbers in their order; `begun` are those that begin at one."""
    rows = [*begun, *_from_elsewhere(db, claims, begun)]
    outside = {end for row in rows for end in (row[0], row[2]) if end not in claims}
    number = order(db, (*claims, *outside)) if outside else claims
    ids = list(number)
    ordered = sorted(
        [(number[here], number[to], word, text) for here, word, to, text in rows if here in number and to in number]
    )
    ends: dict[str, list[tuple[int, str]]] = defaultdict(list)
    among = []
    for here, to, word, text in ordered:
        source, target, key = ids[here], ids[to], KEY[word]
        ends[source].append((key, target))
        ends[target].append((key + 1, source))
        if not outside or (source in claims and target in claims):
            among.append((here, key, to, text))
    return Web(ids, [number[id] for id in claims], among, ends)


def _from_elsewhere(db: Connection, claims: Mapping[str, int], begun: Begun) -> Begun:
    """The links on record from other claims to these."""
    these = array(claims)
    # To count takes half as long as to read, and most often there are no others.
    if db.execute(_MET.format("count(*)"), (these,)).fetchone()[0] == sum(row[2] in claims for row in begun):
        return []
    met = db.execute(_MET.format("l.from_id, l.relation, l.to_id, ''"), (these,))
    return [row for row in met if row[0] not in claims]


_MET = f"SELECT {{}} FROM links l WHERE l.to_id IN {THESE} AND l.status = 'on-record'"
AMONG = f"""
WITH shown(id) AS MATERIALIZED (SELECT value FROM json_each(?))
SELECT {{}} FROM shown CROSS JOIN {_JOINED}
WHERE l.from_id = shown.id AND l.to_id IN shown AND {_LIVE}
ORDER BY c.sort_day, c.sort_end, c.sort_time, c.id, b.sort_day, b.sort_end, b.sort_time, b.id, l.relation
"""
"""Of the links `l` on record whose both ends are among some claims, the columns that are put in."""

"""New claims and links as rows: made wherever there is time for it, and written as they are.

A pack holds plain values alone, since it comes from another process. What it names is looked up when all has come.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from claims.model import Claim, Link
from claims.store import fulltext, revisions, write
from claims.store.connection import Connection
from claims.store.select import THESE
from claims.store.write import Row, Stamp
from claims.vocabulary import Kind, Op, Relation

Logged = tuple[str, str, str]
"""Kind, id and JSON of a record, as revisions keep it."""


class Pack(NamedTuple):
    """Claims and links that are new, in the order in which they were given.

    `rows` are those of the tables, `log` what revisions say of each record. `words` are the words of each claim but
    for the names of its speakers, `heard` these speakers. `named` are the ids of what is named, by kind, but for
    claims.
    """

    rows: Mapping[str, list[Row]]
    log: list[Logged]
    words: list[tuple[str, ...]]
    heard: list[tuple[str, ...]]
    named: Mapping[str, list[str]]


def pack(records: Sequence[Claim | Link], named: Mapping[Kind, Set[str]]) -> Pack:
    """The records, which have all that they are stored with; `named` is what they name."""
    rows: dict[str, list[Row]] = defaultdict(list)
    log: list[Logged] = []
    words, heard = [], []
    for one in records:
        for table, row in write.rows_of(one):
            rows[table].append(row)
        kind = Kind.LINK
        if isinstance(one, Claim):
            kind = Kind.CLAIM
            words.append(fulltext.own_words(one))
            heard.append(fulltext.heard(one))
        log.append((kind.value, one.id, revisions.written(one, None) or ""))
    others = {kind.value: list(ids) for kind, ids in named.items() if ids and kind is not Kind.CLAIM}
    return Pack(dict(rows), log, words, heard, others)


def put(db: Connection, given: Pack, stamp: Stamp, why: str | None, names: fulltext.Names) -> bool:
    """Write the records of a pack, log them as imported by `stamp`, and index the words of the claims.

    False where one of them was there already, so that all is to be given up.
    """
    (last,) = db.execute("SELECT coalesce(max(rowid), 0) FROM claims").fetchone()
    try:
        for table, rows in given.rows.items():
            db.executemany(write.inserting(table), rows)
    except sqlite3.IntegrityError:
        return False
    # Numbers of rows are given without a gap: sqlite.org/autoinc.html.
    fulltext.put(db, enumerate(map(names.beside, given.words, given.heard), last + 1))
    db.executemany(_LOG, ((*one, stamp.at, stamp.by, Op.IMPORT.value, why) for one in given.log))
    return True


_LOG = "INSERT INTO revisions (kind, id, after, at, by, op, why) VALUES (?, ?, ?, ?, ?, ?, ?)"


def quotes(given: Pack) -> Iterable[tuple[str, str, int | None, int | None]]:
    """Source, words and place (None: none is given) of each quote in a pack."""
    rows: Iterable[tuple[Any, ...]] = given.rows.get("citations", ())
    return ((row[3], row[4], row[7], row[8]) for row in rows if row[4] is not None)


def lift(db: Connection) -> list[str]:
    """Take away what is made sooner once all rows are there; gives the statements that make it again."""
    rows = db.execute(f"SELECT type, name, sql FROM sqlite_master WHERE name IN {THESE}", (json.dumps(_LATE),))
    late = rows.fetchall()
    for what, name, _ in late:
        db.execute(f"DROP {what} {name}")
    return [sql for *_, sql in late]


_LATE = ("claims_in_order", "claims_by_side", "claims_by_speaker", "revisions_by_record", "revisions_once")
"""Indexes whose keys come in no order, or of every record; and a trigger that looks up numbers that SQLite gives."""


def unmet(db: Connection, named: Mapping[str, Set[str]]) -> dict[Kind, list[str]]:
    """The claims and links that name what is not there; `named` is what they name, by kind, but for claims."""
    missing = {
        Kind(kind): sorted(ids - {row[0] for row in db.execute(f"SELECT id FROM {Kind(kind).plural}")})
        for kind, ids in named.items()
    }
    found = {Kind.LINK: [row[0] for row in db.execute(_LOOSE)]}
    if any(missing.values()):
        given = {kind.value: json.dumps(missing.get(kind, ())) for kind in Kind}
        found[Kind.CLAIM] = [row[0] for row in db.execute(_NAMING, given)]
        found[Kind.LINK] += [row[0] for row in db.execute(_RESTING, given)]
    return found


_LINK_ID = "l.from_id || '/' || l.relation || '/' || l.to_id"
_LOOSE = f"""
SELECT {_LINK_ID} FROM links l WHERE l.from_id NOT IN (SELECT id FROM claims) OR l.to_id NOT IN (SELECT id FROM claims)
"""


def _among(kind: Kind) -> str:
    return f"IN (SELECT value FROM json_each(:{kind.value}))"


_NAMING = f"""
SELECT id FROM claims WHERE speaker {_among(Kind.SPEAKER)} OR side {_among(Kind.SIDE)}
UNION SELECT claim FROM claim_with WHERE speaker {_among(Kind.SPEAKER)}
UNION SELECT claim FROM claim_addressees WHERE side {_among(Kind.SIDE)}
UNION SELECT claim FROM claim_disputes WHERE dispute {_among(Kind.DISPUTE)}
UNION SELECT claim FROM citations WHERE source {_among(Kind.SOURCE)}
UNION SELECT claim FROM citation_via WHERE speaker {_among(Kind.SPEAKER)}
"""
_RESTING = f"SELECT {_LINK_ID} FROM links l WHERE source {_among(Kind.SOURCE)}"


def withdrawals(db: Connection) -> list[str]:
    """All links that withdraw a claim."""
    return [row[0] for row in db.execute(_WITHDRAWALS)]


_WITHDRAWALS = f"SELECT {_LINK_ID} FROM links l WHERE l.relation = '{Relation.WITHDRAWS.value}'"

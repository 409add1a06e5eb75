"""One record each that proves a use: that a speaker is heard, that something rests on a source, that a party speaks.

What no index finds is gathered once into temporary tables, which SQLite moves to a file where they grow.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from claims.model import Link
from claims.store import links
from claims.store.connection import Connection
from claims.store.select import THESE


class Resting(NamedTuple):
    """What rests on sources: ids of claims, and links by id."""

    claims: list[str]
    links: dict[str, Link]


def prepare(db: Connection) -> None:
    """Gather what no index finds, once for a connection."""
    for table, columns, gathered in _TABLES:
        db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({columns}) WITHOUT ROWID")
        db.execute(f"INSERT OR IGNORE INTO {table} {gathered}")


_TABLES = (
    (
        "first_of_statement",
        "statement TEXT PRIMARY KEY, claim TEXT",
        "SELECT statement, min(id) FROM claims WHERE statement IS NOT NULL AND status = 'on-record' GROUP BY statement",
    ),
    (
        "source_of_link",
        "source TEXT PRIMARY KEY, from_id TEXT, relation TEXT, to_id TEXT",
        "SELECT source, from_id, relation, to_id FROM links WHERE source IS NOT NULL AND status = 'on-record'",
    ),
)


def of_statements(db: Connection, statements: Iterable[str]) -> list[str]:
    """The first claim on record of each of these statements."""
    return _column(db, f"SELECT claim FROM first_of_statement WHERE statement IN {THESE}", statements)


def of_speakers(db: Connection, speakers: Iterable[str]) -> list[str]:
    """For each of these speakers who is heard in a claim on record, or relays one, such a claim."""
    return _column(db, _OF_SPEAKERS, speakers)


_OF_SPEAKERS = """
SELECT coalesce(
    (SELECT c.id FROM claims c WHERE c.speaker = t.value AND c.status = 'on-record' LIMIT 1),
    (SELECT c.id FROM claim_with w JOIN claims c ON c.id = w.claim
     WHERE w.speaker = t.value AND c.status = 'on-record' LIMIT 1),
    (SELECT c.id FROM citation_via v JOIN claims c ON c.id = v.claim
     WHERE v.speaker = t.value AND c.status = 'on-record' LIMIT 1)
) FROM json_each(?) t
"""


def of_sources(db: Connection, sources: Iterable[str]) -> Resting:
    """For each of these sources on which a claim or a link on record rests, such a one."""
    these = list(sources)
    found = _column(db, _OF_SOURCES, these)
    rows = db.execute(
        f"SELECT from_id || '/' || relation || '/' || to_id FROM source_of_link WHERE source IN {THESE}",
        (json.dumps(these),),
    )
    return Resting(found, links.records(db, [row[0] for row in rows]))


_OF_SOURCES = """
SELECT (
    SELECT c.id FROM citations q JOIN claims c ON c.id = q.claim
    WHERE q.source = t.value AND c.status = 'on-record' LIMIT 1
) FROM json_each(?) t
"""


def of_parties(db: Connection, disputes: Iterable[str]) -> list[str]:
    """For each party of these disputes that has a claim in it, one: in its own words rather than as others relay it."""
    return _column(db, _OF_PARTIES, disputes)


_CLAIM = """
SELECT c.id FROM claim_disputes d CROSS JOIN claims c ON c.id = d.claim
WHERE d.dispute = p.dispute AND c.side = p.side AND c.status = 'on-record'
"""
_OF_PARTIES = f"""
SELECT coalesce(
    ({_CLAIM} AND EXISTS (
        SELECT 1 FROM citations q WHERE q.claim = c.id AND (
            NOT EXISTS (SELECT 1 FROM citation_via v WHERE v.claim = q.claim AND v.number = q.number)
            OR EXISTS (
                SELECT 1 FROM citation_via v LEFT JOIN speakers s ON s.id = v.speaker
                WHERE v.claim = q.claim AND v.number = q.number AND (s.side IS NULL OR s.side = p.side)
            )
        )
    ) LIMIT 1),
    ({_CLAIM} AND EXISTS (SELECT 1 FROM citations q WHERE q.claim = c.id) LIMIT 1),
    ({_CLAIM} LIMIT 1)
) FROM dispute_parties p WHERE p.dispute IN (SELECT value FROM json_each(?))
"""


def _column(db: Connection, statement: str, these: Iterable[str]) -> list[str]:
    rows = db.execute(statement, (json.dumps(list(these)),))
    return list(dict.fromkeys(row[0] for row in rows if row[0] is not None))

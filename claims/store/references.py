"""What names what: the records on record that name another, which of the named are retracted, and ids ever given."""

import json
from collections.abc import Iterable, Mapping

from claims.store.conditions import LIVE, THESE
from claims.store.connection import Connection
from claims.vocabulary import Kind, Relation, Status

Name = tuple[Kind, str]
"""A record by its kind and its id."""

_LINK_ID = "l.from_id || '/' || l.relation || '/' || l.to_id"


def _claims(condition: str) -> str:
    return f"SELECT '{Kind.CLAIM}', r.id FROM claims r WHERE {condition} AND r.{LIVE}"


def _claims_by(table: str, column: str) -> str:
    """The SQL of the claims on record that name something in a table of what claims have several of."""
    of = f"{table} x JOIN claims r ON r.id = x.claim"
    return f"SELECT '{Kind.CLAIM}', r.id FROM {of} WHERE x.{column} = :id AND r.{LIVE}"


_DISPUTES = f"""
SELECT '{Kind.DISPUTE}', r.id FROM dispute_parties x JOIN disputes r ON r.id = x.dispute
WHERE x.side = :id AND r.{LIVE}
"""
_USERS = {
    Kind.SIDE: (
        _claims("r.side = :id"),
        _claims_by("claim_addressees", "side"),
        f"SELECT '{Kind.SPEAKER}', id FROM speakers WHERE side = :id AND {LIVE}",
        _DISPUTES,
    ),
    Kind.SPEAKER: (
        _claims("r.speaker = :id"),
        _claims_by("claim_with", "speaker"),
        _claims_by("citation_via", "speaker"),
    ),
    Kind.SOURCE: (
        _claims_by("citations", "source"),
        f"SELECT '{Kind.LINK}', {_LINK_ID} FROM links l WHERE l.source = :id AND l.{LIVE}",
    ),
    Kind.DISPUTE: (_claims_by("claim_disputes", "dispute"),),
}


def users(db: Connection, kind: Kind, id: str, limit: int) -> list[Name]:
    """Records on record that name a side, speaker, source or dispute, at most `limit` of them; none for other kinds."""
    names: list[Name] = []
    for statement in _USERS.get(kind, ()):
        rows = db.execute(f"SELECT DISTINCT * FROM ({statement}) LIMIT :limit", {"id": id, "limit": limit - len(names)})
        names.extend((Kind(user), user_id) for user, user_id in rows)
    return names


def is_known(db: Connection, kind: Kind, id: str) -> bool:
    """Whether a side, speaker, source, dispute or claim has, or once had, this id."""
    row = db.execute(
        f"SELECT EXISTS (SELECT 1 FROM {kind.plural} WHERE id = :id)"
        " OR EXISTS (SELECT 1 FROM revisions WHERE kind = :kind AND id = :id)",
        {"id": id, "kind": kind.value},
    ).fetchone()
    return bool(row[0])


def retracted(db: Connection, names: Iterable[Name]) -> set[Name]:
    """Those of these records that are there and retracted; none of them is a link."""
    rows = db.execute(_RETRACTED, (json.dumps([(kind.value, id) for kind, id in names]),))
    return {(Kind(kind), id) for kind, id in rows}


def _retracted_of(kind: Kind) -> str:
    record = f"SELECT 1 FROM {kind.plural} r WHERE r.id = t.id AND r.status = '{Status.RETRACTED}'"
    return f"(t.kind = '{kind}' AND EXISTS ({record}))"


_RETRACTED = f"""
SELECT kind, id FROM (SELECT json_extract(value, '$[0]') AS kind, json_extract(value, '$[1]') AS id FROM json_each(?)) t
WHERE {" OR ".join(_retracted_of(kind) for kind in Kind if kind is not Kind.LINK)}
"""


def citing(db: Connection, sources: Iterable[str]) -> list[str]:
    """The claims of every status that cite one of these sources, in order."""
    rows = db.execute(
        f"SELECT DISTINCT claim FROM citations WHERE source IN {THESE} ORDER BY claim", (json.dumps(list(sources)),)
    )
    return [row[0] for row in rows]


def withdrawals(db: Connection, claims: Iterable[str]) -> list[str]:
    """The withdrawals on record that begin or end at one of these claims."""
    rows = db.execute(_WITHDRAWALS, (json.dumps(list(claims)),))
    return [row[0] for row in rows]


_WITHDRAWALS = f"""
SELECT DISTINCT {_LINK_ID} FROM json_each(?) t CROSS JOIN links l ON l.from_id = t.value OR l.to_id = t.value
WHERE l.relation = '{Relation.WITHDRAWS}' AND l.{LIVE}
"""


def numbers_made(db: Connection, claims: Iterable[str]) -> dict[str, int]:
    """The highest number that a citation of each of these claims was ever given."""
    rows = db.execute(f"SELECT id, citations_made FROM claims WHERE id IN {THESE}", (json.dumps(list(claims)),))
    return dict(rows.fetchall())


def raise_numbers(db: Connection, numbers: Mapping[str, int]) -> None:
    """Have citations of these claims numbered after these numbers."""
    rows = [(number, claim, number) for claim, number in numbers.items()]
    db.executemany("UPDATE claims SET citations_made = ? WHERE id = ? AND citations_made < ?", rows)

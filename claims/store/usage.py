"""Which records on record name another, and which ids were ever given."""

from claims.store.connection import Connection
from claims.vocabulary import Kind

_LIVE_CLAIM = "JOIN claims c ON c.id = x.claim WHERE c.status = 'on-record' AND"
_PARTIES = """
SELECT 'dispute', d.id FROM dispute_parties x JOIN disputes d ON d.id = x.dispute
WHERE x.side = :id AND d.status = 'on-record'
"""
_SHOWN = """
SELECT 'link', from_id || '/' || relation || '/' || to_id FROM links WHERE source = :id AND status = 'on-record'
"""
_USERS = {
    Kind.SIDE: (
        "SELECT 'claim', id FROM claims WHERE side = :id AND status = 'on-record'",
        f"SELECT 'claim', x.claim FROM claim_addressees x {_LIVE_CLAIM} x.side = :id",
        "SELECT 'speaker', id FROM speakers WHERE side = :id AND status = 'on-record'",
        _PARTIES,
    ),
    Kind.SPEAKER: (
        "SELECT 'claim', id FROM claims WHERE speaker = :id AND status = 'on-record'",
        f"SELECT 'claim', x.claim FROM claim_with x {_LIVE_CLAIM} x.speaker = :id",
        f"SELECT 'claim', x.claim FROM citation_via x {_LIVE_CLAIM} x.speaker = :id",
    ),
    Kind.SOURCE: (
        f"SELECT 'claim', x.claim FROM citations x {_LIVE_CLAIM} x.source = :id",
        _SHOWN,
    ),
    Kind.DISPUTE: (f"SELECT 'claim', x.claim FROM claim_disputes x {_LIVE_CLAIM} x.dispute = :id",),
}


def users(db: Connection, kind: Kind, id: str, limit: int) -> list[tuple[Kind, str]]:
    """Records on record that name a side, speaker, source or dispute, at most `limit` of them; none for other kinds."""
    found: list[tuple[Kind, str]] = []
    for statement in _USERS.get(kind, ()):
        rows = db.execute(f"SELECT DISTINCT * FROM ({statement}) LIMIT :limit", {"id": id, "limit": limit - len(found)})
        found.extend((Kind(user), one) for user, one in rows)
    return found


def is_known(db: Connection, kind: Kind, id: str) -> bool:
    """Whether a side, speaker, source, dispute or claim has, or once had, this id."""
    row = db.execute(
        f"SELECT EXISTS (SELECT 1 FROM {kind.plural} WHERE id = :id)"
        " OR EXISTS (SELECT 1 FROM revisions WHERE kind = :kind AND id = :id)",
        {"id": id, "kind": kind.value},
    ).fetchone()
    return bool(row[0])


def retracted(db: Connection, kind: Kind, id: str) -> bool:
    """Whether a record is there and retracted; `kind` is not that of links."""
    row = db.execute(f"SELECT status FROM {kind.plural} WHERE id = ?", (id,)).fetchone()
    return row is not None and row[0] == "retracted"

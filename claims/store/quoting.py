"""Which claims cite a source."""

from claims.model import Claim
from claims.store import claims
from claims.store.connection import Connection


def claims_from(db: Connection, source: str) -> list[Claim]:
    """The claims of every status that cite a source, by id."""
    rows = db.execute("SELECT DISTINCT claim FROM citations WHERE source = ? ORDER BY claim", (source,))
    ids = [row[0] for row in rows]
    found = claims.records(db, ids)
    return [found[id] for id in ids]

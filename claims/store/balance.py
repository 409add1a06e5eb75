"""How many claims there are of each side, act, dispute and month, and how well they are documented."""

from collections.abc import Iterator

from claims.query import Filter
from claims.store import select
from claims.store.connection import Connection
from claims.tuples import NamedTuple


class Tally(NamedTuple):
    """Claims that share a value; `key` None: they have none of that kind, or it is the tally of all.

    `quoted` have a verbatim quote, `sourced` a source, `answered` an answer of another side.
    """

    group: str
    key: str | None
    claims: int
    quoted: int
    sourced: int
    answered: int


_COUNTED = """
count(*),
coalesce(sum(EXISTS (SELECT 1 FROM citations t WHERE t.claim = c.id AND t.quote IS NOT NULL)), 0),
coalesce(sum(EXISTS (SELECT 1 FROM citations t WHERE t.claim = c.id)), 0),
coalesce(sum(NOT c.unanswered), 0)
"""
_ALL = "all"
_GROUPS = {
    "side": ("c.side", ""),
    "act": ("c.act", ""),
    "dispute": ("d.dispute", " LEFT JOIN claim_disputes d ON d.claim = c.id"),
    "month": ("substr(coalesce(c.earliest, c.latest), 1, 7)", ""),
}


def tallies(db: Connection, chosen: Filter) -> Iterator[Tally]:
    """All the chosen claims, then by side, act, dispute and month; a claim of two disputes counts for both."""
    where = select.conjunction(chosen)
    row = db.execute(f"SELECT {_COUNTED} FROM claims c WHERE {where.sql}", where.values).fetchone()
    yield Tally(_ALL, None, *row)
    for group, (key, join) in _GROUPS.items():
        rows = db.execute(
            f"SELECT {key}, {_COUNTED} FROM claims c{join} WHERE {where.sql} GROUP BY 1 ORDER BY 1 IS NULL, 1",
            where.values,
        )
        yield from (Tally(group, *row) for row in rows)

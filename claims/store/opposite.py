"""Reading what two sides of a dispute say to each other."""

import json
from collections.abc import Iterator, Sequence

from claims.model import Link
from claims.query import Filter
from claims.store.connection import Connection
from claims.store.links import COLUMNS, IN_ORDER, JOINED, LIVE, link
from claims.store.select import among, both, conjunction
from claims.vocabulary import Relation

_ANSWERS = tuple(relation.value for relation in Relation if relation.term.answers)
_MEETS = tuple(relation.value for relation in Relation if relation.term.answers or relation.term.attacks)


def claims(db: Connection, dispute: str, sides: Sequence[str], asked: Filter) -> Iterator[tuple[str, str]]:
    """Id and side of the claims of these sides in a dispute that the filter chooses, in date order."""
    chosen = both([among("c.side", sides), conjunction(asked)])
    rows = db.execute(
        "SELECT c.id, c.side FROM claim_disputes d CROSS JOIN claims c ON c.id = d.claim"
        f" WHERE d.dispute = ? AND {chosen.sql}"
        " ORDER BY c.sort_day, c.sort_end, c.sort_time, c.id",
        (dispute, *chosen.values),
    )
    return ((id, side) for id, side in rows)


def links(db: Connection, shown: Sequence[str]) -> Iterator[Link]:
    """The links on record that answer or attack, between two of the claims shown that are of different sides."""
    # The signs keep SQLite to the links of each claim: it would look for every relation to every other claim.
    relations = among("+l.relation", _MEETS)
    rows = db.execute(
        f"""
        WITH shown(id) AS MATERIALIZED (SELECT value FROM json_each(?))
        SELECT {COLUMNS} FROM shown CROSS JOIN {JOINED}
        WHERE l.from_id = shown.id AND +l.to_id IN shown AND c.side <> b.side AND {LIVE} AND {relations.sql}
        ORDER BY {IN_ORDER}
        """,
        (json.dumps(shown), *relations.values),
    )
    return map(link, rows)


def answered_by(db: Connection, wanted: Sequence[str], side: str) -> frozenset[str]:
    """Those of the claims that some claim of the side answers, in whatever dispute."""
    relations = among("l.relation", _ANSWERS)
    rows = db.execute(
        f"SELECT DISTINCT t.value FROM json_each(?) t CROSS JOIN {JOINED}"
        f" WHERE l.to_id = t.value AND c.side = ? AND {LIVE} AND {relations.sql}",
        (json.dumps(wanted), side, *relations.values),
    )
    return frozenset(row[0] for row in rows)


def numbers(db: Connection, dispute: str) -> dict[str, int]:
    """How many claims on record each party of a dispute has in it; parties in the dispute's order."""
    rows = db.execute(
        "SELECT p.side, (SELECT count(*) FROM claim_disputes d CROSS JOIN claims c ON c.id = d.claim"
        " WHERE d.dispute = p.dispute AND c.side = p.side AND c.status = 'on-record')"
        " FROM dispute_parties p WHERE p.dispute = ? ORDER BY p.ord",
        (dispute,),
    )
    return dict(rows)

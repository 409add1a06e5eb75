"""How many links run from side to side: kept as records are written, since counting a million takes seconds.

What a record counts for is taken off before its row changes (`forget`) and put on behind it (`note`), so that the
numbers are right at every moment, in whatever order records come. A link counts where it and both its claims are on
record.
"""

import json
from collections import Counter
from collections.abc import Sequence, Set

from claims.model import Claim, Link, Record
from claims.store.connection import Connection
from claims.store.select import LIVE as ON_RECORD

JOINED = "links l JOIN claims c ON c.id = l.from_id JOIN claims b ON b.id = l.to_id"
LIVE = f"l.{ON_RECORD} AND c.{ON_RECORD} AND b.{ON_RECORD}"
from claims.store.select import THESE
from claims.vocabulary import Kind, Status

_Tie = tuple[str, str, str]
"""A link: where it begins, its relation, where it ends."""


def moving(db: Connection, kind: Kind, given: Sequence[Record], new: Set[str]) -> list[Record]:
    """The records among these that may count for other sides once they are written; `new` are not there yet."""
    if kind is Kind.LINK:
        return list(given)
    claims = [one for one in given if isinstance(one, Claim)]
    changed = json.dumps([one.id for one in claims if one.id not in new])
    rows = db.execute(f"SELECT id, side, status FROM claims WHERE id IN {THESE}", (changed,)) if claims else ()
    before = {id: (side, status) for id, side, status in rows}
    return [one for one in claims if before.get(one.id) != (one.side, one.status)]


def forget(db: Connection, kind: Kind, ids: Sequence[str]) -> None:
    """Take off what these records count for, before their rows change."""
    _add(db, _touched(db, kind, ids), sign=-1)


def note(db: Connection, kind: Kind, given: Sequence[Record]) -> None:
    """Put on what these records count for, after they were written."""
    # Of a link that was given twice the last version stands.
    links = {one.id: one for one in given if isinstance(one, Link)}.values()
    own = [(one.from_id, one.relation.value, one.to_id) for one in links if one.status is Status.ON_RECORD]
    _add(db, own if kind is Kind.LINK else _touched(db, kind, [one.id for one in given]), sign=1)


def _touched(db: Connection, kind: Kind, ids: Sequence[str]) -> list[_Tie]:
    """The links on record among these, or that begin or end at these."""
    if not ids or kind not in _TOUCHED:
        return []
    keys = [id.split("/") for id in ids] if kind is Kind.LINK else ids
    return db.execute(_TOUCHED[kind], {"these": json.dumps(keys)}).fetchall()


_TOUCHED = {
    Kind.LINK: """
SELECT l.from_id, l.relation, l.to_id FROM json_each(:these) t CROSS JOIN links l
ON l.from_id = json_extract(t.value, '$[0]') AND l.relation = json_extract(t.value, '$[1]')
AND l.to_id = json_extract(t.value, '$[2]') WHERE l.status = 'on-record'
""",
    # A link between two of the claims is one link.
    Kind.CLAIM: """
SELECT l.from_id, l.relation, l.to_id FROM json_each(:these) t CROSS JOIN links l ON l.from_id = t.value
WHERE l.status = 'on-record'
UNION SELECT l.from_id, l.relation, l.to_id FROM json_each(:these) t CROSS JOIN links l ON l.to_id = t.value
WHERE l.status = 'on-record'
""",
}


def _add(db: Connection, ties: Sequence[_Tie], sign: int) -> None:
    # Each end is looked up once: links that are written together run between few claims.
    ends = json.dumps(list({end for tie in ties for end in (tie[0], tie[2])}))
    sides = dict(db.execute(_SIDES, (ends,))) if ties else {}
    numbers = Counter((sides.get(a), relation, sides.get(b)) for a, relation, b in ties)
    db.executemany(_CHANGED, [(*pair, sign * links) for pair, links in numbers.items() if pair[0] and pair[2]])
    if ties and sign < 0:
        db.execute("DELETE FROM exchanges WHERE links = 0")


_SIDES = f"SELECT id, side FROM claims WHERE id IN {THESE} AND status = 'on-record'"
_CHANGED = """
INSERT INTO exchanges (side, relation, to_side, links) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET links = links + excluded.links
"""
_TIES = f"SELECT c.side, l.relation, b.side{{}} FROM {JOINED} WHERE {LIVE}"


def recount(db: Connection) -> None:
    """Count all links anew."""
    # SQLite would put all links in order first.
    numbers = Counter(db.execute(_TIES.format("")))
    db.execute("DELETE FROM exchanges")
    db.executemany(_CHANGED, [(*tie, links) for tie, links in numbers.items()])

"""Finding links that set claims of one side, or of one speaker, against each other."""

import json
from collections.abc import Iterator, Sequence

from claims.model import Link
from claims.query import Filter
from claims.store import links
from claims.store.connection import Connection
from claims.store.links import COLUMNS, IN_ORDER, JOINED, link
from claims.store.select import Condition, among, both
from claims.vocabulary import Kind, Relation

_DENIES = tuple(one.value for one in Relation if one.term.attacks and one.term.answers)
_BACKS = tuple(one.value for one in Relation if one.term.aif == "RA")


def attacks(db: Connection, by: Kind, asked: Filter) -> Iterator[Link]:
    """The links by which a claim attacks another of the same side or speaker, by date."""
    return _links(db, _attacking(by, asked))


def attacks_between(db: Connection, by: Kind, asked: Filter, pairs: Sequence[tuple[str, str]]) -> Iterator[Link]:
    """Those of them that run from the first to the second claim of a pair."""
    where = _attacking(by, asked)
    rows = db.execute(
        f"SELECT {COLUMNS} FROM json_each(?) t CROSS JOIN {JOINED} WHERE l.from_id = json_extract(t.value, '$[0]')"
        f" AND l.to_id = json_extract(t.value, '$[1]') AND {where.sql} ORDER BY l.from_id, l.to_id, l.relation",
        (json.dumps(pairs), *where.values),
    )
    return map(link, rows)


def _attacking(by: Kind, asked: Filter) -> Condition:
    return both([_chosen(asked), among("l.relation", _DENIES), _same(by, "b")])


def withdrawals(db: Connection, by: Kind, asked: Filter) -> Iterator[Link]:
    """The links by which a claim takes another of the same side or speaker back, by date."""
    where = both([_chosen(asked), among("l.relation", [Relation.WITHDRAWS]), _same(by, "b")])
    return _links(db, where)


def splits(db: Connection, by: Kind, asked: Filter) -> Iterator[tuple[Link, Link]]:
    """Each attack on a claim, with each link by which a claim of the attacker's side or speaker backs it, by date."""
    backing = COLUMNS.replace("l.", "k.")
    where = both([_chosen(asked), among("l.relation", _DENIES), among("k.relation", _BACKS), _same(by, "d")])
    rows = db.execute(
        f"SELECT {COLUMNS}, {backing} FROM {JOINED} JOIN links k ON k.to_id = b.id JOIN claims d ON d.id = k.from_id"
        f" WHERE k.status = 'on-record' AND d.status = 'on-record' AND {where.sql}"
        f" ORDER BY {IN_ORDER}, d.sort_day, d.sort_end, d.sort_time, d.id, k.relation",
        where.values,
    )
    half = COLUMNS.count(",") + 1
    return ((link(row[:half]), link(row[half:])) for row in rows)


def _chosen(asked: Filter) -> Condition:
    """What the filter asks of the claim that attacks or withdraws; of a dispute, both claims are in it."""
    inside = Condition("b.id IN (SELECT m.claim FROM claim_disputes m WHERE m.dispute = ?)", (asked.within or "",))
    return both([links.chosen(asked), *([inside] if asked.within else [])])


def _same(by: Kind, other: str) -> Condition:
    """The attacker `c` and another claim are of one side, or one speaker is heard in both."""
    if by is Kind.SIDE:
        return Condition(f"{other}.side = c.side")
    mine, theirs = (_VOICES.format(one) for one in ("c", other))
    joint = f"(c.id IN (SELECT claim FROM claim_with) OR {other}.id IN (SELECT claim FROM claim_with))"
    shared = f"EXISTS (SELECT * FROM ({mine}) INTERSECT SELECT * FROM ({theirs}))"
    return Condition(f"({other}.speaker = c.speaker OR ({joint} AND {shared}))")


_VOICES = "SELECT {0}.speaker UNION ALL SELECT w.speaker FROM claim_with w WHERE w.claim = {0}.id"


def _links(db: Connection, where: Condition) -> Iterator[Link]:
    rows = db.execute(f"SELECT {COLUMNS} FROM {JOINED} WHERE {where.sql} ORDER BY {IN_ORDER}", where.values)
    return map(link, rows)

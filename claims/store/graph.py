"""Which claims a thread shows: reachability over links on record, computed where the links are."""

import json
from collections.abc import Collection, Iterable
from typing import NamedTuple

from claims.query import Filter, Window
from claims.store import claims, rows
from claims.store.conditions import LIVE, THESE
from claims.store.connection import Connection
from claims.store.rows import in_order


class Shown(NamedTuple):
    """The claims of a thread, in date order; `matches` are those asked for, the others stand there as context."""

    ids: list[str]
    matches: frozenset[str]


def around_filter(db: Connection, chosen: Filter) -> Shown:
    """The chosen claims, and those outside that lie on a path of links from one of them to another."""
    matches = list(claims.ids(db, chosen, Window()))
    between = _reached(db, matches, ahead=True) & _reached(db, matches, ahead=False)
    return Shown(_in_order(db, [*matches, *between]), frozenset(matches))


def around_claim(db: Connection, claim: str, most: int | None = None) -> Shown:
    """A claim, what it answers up to the roots, and all that answers it, directly or not.

    `most` keeps to so many claims each way, the nearest; None: all.
    """
    reached = _reached(db, [claim], ahead=True, most=most) | _reached(db, [claim], ahead=False, most=most)
    return Shown(_in_order(db, {claim, *reached}), frozenset([claim]))


def _in_order(db: Connection, ids: Collection[str]) -> list[str]:
    statement = f"SELECT r.id FROM claims r WHERE r.id IN {THESE} ORDER BY {in_order('r')}"
    return [row[0] for row in db.execute(statement, (json.dumps(list(ids)),))]


def _reached(db: Connection, start: Iterable[str], *, ahead: bool, most: int | None = None) -> set[str]:
    """The claims outside `start` that links lead to from it through claims outside it (or that lead to it)."""
    here, there = ("from_id", "to_id") if ahead else ("to_id", "from_id")
    step = f"""
        SELECT l.{there} FROM {{0}} CROSS JOIN links l CROSS JOIN claims c ON c.id = l.{there}
        WHERE l.{here} = {{0}}.id AND l.{LIVE} AND l.{there} NOT IN start AND c.{LIVE}
        """
    found = db.execute(
        f"""
        WITH RECURSIVE start(id) AS MATERIALIZED (SELECT id FROM claims WHERE id IN {THESE} AND {LIVE}),
        reached(id) AS ({step.format("start")} UNION {step.format("reached")})
        SELECT id FROM reached LIMIT ?
        """,
        (json.dumps(list(start)), -1 if most is None else most),
    )
    return {row[0] for row in found}


class LinkRow(NamedTuple):
    """A link: where it begins, its relation, where it ends, its basis, and the whole as JSON."""

    from_id: str
    relation: str
    to_id: str
    basis: str
    json: str


def links_among(db: Connection, ids: Iterable[str]) -> list[LinkRow]:
    """The links on record whose both ends are among these claims, in date order of the answer, then of the answered."""
    return [LinkRow(*row) for row in db.execute(_AMONG, (json.dumps(list(ids)),))]


_AMONG = f"""
WITH shown(id) AS MATERIALIZED (SELECT value FROM json_each(?))
SELECT l.from_id, l.relation, l.to_id, l.basis, {rows.link("l")}
FROM shown CROSS JOIN links l JOIN claims c ON c.id = l.from_id JOIN claims b ON b.id = l.to_id
WHERE l.from_id = shown.id AND l.to_id IN shown AND l.{LIVE} AND c.{LIVE} AND b.{LIVE}
ORDER BY {in_order("c")}, {in_order("b")}, l.relation
"""

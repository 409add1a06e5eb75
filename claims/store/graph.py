"""Which claims a thread shows: reachability over links on record, computed where the links are."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from claims.model import Link
from claims.query import Filter, Window
from claims.store.claims import ids
from claims.store.connection import Connection
from claims.store.instant import AMONG, closure
from claims.store.links import COLUMNS, JOINED, LIVE, link
from claims.vocabulary import Relation


class Shown(NamedTuple):
    """The claims of a thread; `matches` are those asked for, the others stand there as context."""

    ids: tuple[str, ...]
    matches: frozenset[str]


def around_filter(db: Connection, chosen: Filter) -> Shown:
    """The chosen claims, and those outside that lie on a path of links from one of them to another."""
    matches = tuple(ids(db, chosen, Window()))
    between = closure(db, matches, ahead=True) & closure(db, matches, ahead=False)
    return Shown((*matches, *sorted(between)), frozenset(matches))


def around_claim(db: Connection, claim: str) -> Shown:
    """A claim, what it answers up to the roots, and all that answers it, directly or not."""
    reached = (closure(db, (claim,), ahead=True) | closure(db, (claim,), ahead=False)) - {claim}
    return Shown((claim, *sorted(reached)), frozenset((claim,)))


def restated(db: Connection, claims: Sequence[str]) -> set[str]:
    """The claims that `restates` joins to these, directly or not, either way, and these themselves."""
    steps = " UNION ".join(
        f"SELECT l.{there} FROM reached CROSS JOIN {JOINED} WHERE l.{here} = reached.id AND {_AGAIN}"
        for here, there in (("from_id", "to_id"), ("to_id", "from_id"))
    )
    rows = db.execute(
        f"WITH RECURSIVE reached(id) AS (SELECT value FROM json_each(?) UNION {steps}) SELECT id FROM reached",
        (json.dumps(claims),),
    )
    return {row[0] for row in rows}


_AGAIN = f"l.relation = '{Relation.RESTATES.value}' AND {LIVE}"


def link_ids_among(db: Connection, claims: Sequence[str]) -> list[str]:
    """The ids of the links of every status whose both ends are among `claims`."""
    rows = db.execute(
        """
        WITH shown(id) AS MATERIALIZED (SELECT value FROM json_each(?))
        SELECT l.from_id || '/' || l.relation || '/' || l.to_id FROM shown CROSS JOIN links l
        WHERE l.from_id = shown.id AND l.to_id IN shown
        """,
        (json.dumps(claims),),
    )
    return [row[0] for row in rows]


def links_among(db: Connection, claims: Sequence[str]) -> tuple[Link, ...]:
    """The links on record whose both ends are among `claims`, in date order of the answer, then of the answered."""
    return tuple(link(row) for row in db.execute(AMONG.format(COLUMNS), (json.dumps(claims),)))

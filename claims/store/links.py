"""Reading links."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from claims.model import Link
from claims.query import Filter, Window
from claims.store.connection import Connection
from claims.store.select import THESE, Condition, among, both, conjunction, counted
from claims.vocabulary import Basis, Relation, Status

COLUMNS = "l.from_id, l.relation, l.to_id, l.basis, l.note, l.source, l.status, l.recorded_at, l.revised_at"
JOINED = "links l JOIN claims c ON c.id = l.from_id JOIN claims b ON b.id = l.to_id"
LIVE = "l.status = 'on-record' AND c.status = 'on-record' AND b.status = 'on-record'"
IN_ORDER = "c.sort_day, c.sort_end, c.sort_time, c.id, b.sort_day, b.sort_end, b.sort_time, b.id, l.relation"


def chosen(asked: Filter, ends: Sequence[str] = ()) -> Condition:
    """Links whose answering claim the filter chooses; relation, basis and status are those of the link itself.

    `ends` keeps to links that begin or end at one of these claims. Both claims are on record unless retracted links
    are asked for.
    """
    own = tuple(one.value for one in Relation if {one.value, one.inverse} & set(asked.relations))
    claim = asked._replace(relations=(), bases=(), statuses=())
    parts = [conjunction(claim), among("l.status", asked.statuses)]
    if Status.RETRACTED not in asked.statuses:
        parts.append(Condition("c.status = 'on-record' AND b.status = 'on-record'"))
    parts.extend(among(f"l.{column}", given) for column, given in (("relation", own), ("basis", asked.bases)) if given)
    if ends:
        begins, arrives = among("l.from_id", ends), among("l.to_id", ends)
        parts.append(Condition(f"({begins.sql} OR {arrives.sql})", (*begins.values, *arrives.values)))
    return both(parts)


def links(db: Connection, where: Condition, window: Window, *, few: bool = False) -> Iterator[Link]:
    """The links for which a condition on link `l`, answering claim `c` and answered claim `b` holds, by date.

    `few` tells that the condition itself finds them; otherwise the claims are walked in their order.
    """
    joined = JOINED if few else JOINED.replace("links l JOIN claims c", "claims c CROSS JOIN links l")
    rows = db.execute(
        f"SELECT {COLUMNS} FROM {joined} WHERE {where.sql} ORDER BY {IN_ORDER} LIMIT ? OFFSET ?",
        (*where.values, -1 if window.limit is None else window.limit, window.offset),
    )
    return (link(row) for row in rows)


def count(db: Connection, where: Condition, window: Window) -> int:
    """How many such links there are in that part of the list."""
    return counted(db, f"SELECT 1 FROM {JOINED} WHERE {where.sql}", where.values, window.limit, window.offset)


def of_claim(db: Connection, claim: str) -> Iterator[Link]:
    """The links on record of one claim: first those that begin at it, then those that end at it."""
    for end in ("l.from_id", "l.to_id"):
        where = Condition(f"{end} = ? AND {LIVE}", (claim,))
        yield from links(db, where, Window(), few=True)


def by_id(db: Connection, id: str) -> Link | None:
    """The link with this id (`from/relation/to`), None where there is none."""
    return records(db, [id]).get(id)


def records(db: Connection, ids: Iterable[str]) -> dict[str, Link]:
    """The links with these ids, of every status, by id; ids of no link are passed over."""
    ends = [parts for id in ids if len(parts := id.split("/")) == 3]
    rows = db.execute(
        f"SELECT {COLUMNS} FROM json_each(?) t CROSS JOIN links l ON l.from_id = json_extract(t.value, '$[0]')"
        " AND l.relation = json_extract(t.value, '$[1]') AND l.to_id = json_extract(t.value, '$[2]')",
        (json.dumps(ends),),
    )
    return {one.id: one for one in map(link, rows)}


def begun(db: Connection, first: str, last: str) -> list[Link]:
    """The links of every status that begin at the claims from the first to the last of these, in their order."""
    order = "l.from_id, l.relation, l.to_id"
    rows = db.execute(f"SELECT {COLUMNS} FROM links l WHERE l.from_id BETWEEN ? AND ? ORDER BY {order}", (first, last))
    return list(map(link, rows))


def bare(db: Connection, claims: Iterable[str], relations: Iterable[Relation]) -> Iterator[Link]:
    """The links of these relations on record that begin at these claims, in their order: what they join, on what basis.

    Both ends are the very ids of `claims` as far as they are among them, since there may be many.
    """
    own = {id: id for id in claims}
    given = among("l.relation", [one.value for one in relations])
    rows = db.execute(
        f"SELECT l.from_id, l.relation, l.to_id, l.basis FROM links l WHERE l.from_id IN {THESE}"
        f" AND l.status = 'on-record' AND {given.sql} ORDER BY l.from_id, l.relation, l.to_id",
        (json.dumps(list(own)), *given.values),
    )
    return (Link(own[a], _RELATION[relation], own.get(b, b), _BASIS[basis]) for a, relation, b, basis in rows)


def crossing(db: Connection, first: str, last: str) -> list[Link]:
    """The links on record from other claims to these, from the first to the last, that run back to where one began."""
    rows = db.execute(_CROSSING, {"first": first, "last": last})
    return list(map(link, rows))


_CROSSING = f"""
SELECT DISTINCT {COLUMNS} FROM links f CROSS JOIN links l
ON l.to_id = f.from_id AND l.status = 'on-record' AND l.from_id = f.to_id
WHERE f.from_id BETWEEN :first AND :last AND NOT f.to_id BETWEEN :first AND :last
"""


def link(row: Sequence[Any]) -> Link:
    """A link from a row of `COLUMNS`."""
    from_id, relation, to_id, basis, note, source, status, recorded_at, revised_at = row
    return Link(
        from_id, _RELATION[relation], to_id, _BASIS[basis], note, source, _STATUS[status], recorded_at, revised_at
    )


# Looked up in a dictionary, since links are many and calling an enumeration takes longer than making one of them.
_RELATION = {one.value: one for one in Relation}
_BASIS = {one.value: one for one in Basis}
_STATUS = {one.value: one for one in Status}

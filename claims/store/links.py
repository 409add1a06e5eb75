"""Which links a filter chooses, and the rows of links."""

from collections.abc import Iterable, Iterator, Sequence
from json import dumps

from claims.query import Filter, Window
from claims.store import rows
from claims.store.conditions import LIVE, THESE, Condition, among, both, conjunction, counted
from claims.store.connection import Connection
from claims.store.rows import in_order
from claims.vocabulary import Relation, Status

BOTH_LIVE = f"c.{LIVE} AND b.{LIVE}"
ENDS = "JOIN claims c ON c.id = l.from_id JOIN claims b ON b.id = l.to_id"


def chosen(asked: Filter, ends: Sequence[str] = ()) -> Condition:
    """Links whose answering claim the filter chooses; relation, basis and status are those of the link itself.

    The link is `l`, the answering claim `c`, the answered one `b`. `ends` keeps to links that begin or end at one of
    these claims. Both claims are on record unless retracted links are asked for.
    """
    own = tuple(relation.value for relation in Relation if {relation.value, relation.inverse} & set(asked.relations))
    claim = asked._replace(relations=(), bases=(), statuses=())
    parts = [conjunction(claim), among("l.status", asked.statuses)]
    if Status.RETRACTED not in asked.statuses:
        parts.append(Condition(BOTH_LIVE))
    parts.extend(among(f"l.{column}", words) for column, words in (("relation", own), ("basis", asked.bases)) if words)
    if ends:
        begins, arrives = among("l.from_id", ends), among("l.to_id", ends)
        parts.append(Condition(f"({begins.sql} OR {arrives.sql})", (*begins.values, *arrives.values)))
    return both(parts)


def links(db: Connection, where: Condition, window: Window, *, few: bool = False) -> Iterator[str]:
    """The rows of the links that a condition of `chosen` names, by the day of the answer.

    `few`: the condition itself finds them; else the claims are walked in their order.
    """
    walked = "claims c CROSS JOIN links l ON l.from_id = c.id JOIN claims b ON b.id = l.to_id"
    joined = f"links l {ENDS}" if few else walked
    found = db.execute(
        f"SELECT {rows.link('l')} FROM {joined} WHERE {where.sql}"
        f" ORDER BY {in_order('c')}, {in_order('b')}, l.relation LIMIT ? OFFSET ?",
        (*where.values, -1 if window.limit is None else window.limit, window.offset),
    )
    return (row[0] for row in found)


def count(db: Connection, where: Condition, window: Window) -> int:
    """How many such links there are in that part of the list."""
    return counted(db, f"SELECT 1 FROM links l {ENDS} WHERE {where.sql}", where.values, window.limit, window.offset)


def of_claim(db: Connection, claim: str) -> Iterator[str]:
    """The rows of the links on record of one claim: first those that begin at it, then those that end at it."""
    for end in ("l.from_id", "l.to_id"):
        yield from links(db, Condition(f"{end} = ? AND l.{LIVE} AND {BOTH_LIVE}", (claim,)), Window(), few=True)


def of_claims(db: Connection, claims: Iterable[str]) -> Iterator[str]:
    """The rows of the links on record that begin or end at one of these claims, by the day of the answer."""
    ends = dumps(list(claims))
    # Each end by its own index, and the links from there: any other way all links are walked.
    near = " UNION ".join(
        f"SELECT from_id, relation, to_id FROM links WHERE {end} IN {THESE}" for end in ("from_id", "to_id")
    )
    same = " AND ".join(f"l.{column} = n.{column}" for column in ("from_id", "relation", "to_id"))
    found = db.execute(
        f"SELECT {rows.link('l')} FROM ({near}) n CROSS JOIN links l ON {same} {ENDS} WHERE l.{LIVE} AND {BOTH_LIVE}"
        f" ORDER BY {in_order('c')}, {in_order('b')}, l.relation",
        (ends, ends),
    )
    return (row[0] for row in found)

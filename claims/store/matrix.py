"""Counting who answers whom."""

from collections.abc import Iterator
from typing import NamedTuple

from claims.query import Filter
from claims.store import links
from claims.store.connection import Connection
from claims.store.select import Condition, both
from claims.vocabulary import Kind, Relation, Status


class Exchange(NamedTuple):
    """How many links of one relation run from claims of one voice to claims of another.

    Both voices are ids, of sides or of speakers; a claim of several speakers counts for the first of them.
    """

    voice: str
    other: str
    relation: Relation
    links: int


def exchanges(db: Connection, by: Kind, asked: Filter) -> Iterator[Exchange]:
    """The numbers by side or by speaker, of links whose answering claim the filter chooses.

    Relation, basis and status are those of the link itself; where `within` names a dispute, both claims are in it.
    """
    where = both([links.chosen(asked), *_answered_within(asked)])
    rows = db.execute(
        f"SELECT c.{by}, b.{by}, l.relation, count(*) FROM {links.JOINED} WHERE {where.sql} GROUP BY 1, 2, 3",
        where.values,
    )
    return (Exchange(voice, other, Relation(relation), number) for voice, other, relation, number in rows)


def _answered_within(asked: Filter) -> Iterator[Condition]:
    if asked.within:
        yield Condition("b.id IN (SELECT m.claim FROM claim_disputes m WHERE m.dispute = ?)", (asked.within,))


def voices(db: Connection, by: Kind) -> dict[str, tuple[str, str | None]]:
    """Name and side of every side or speaker on record, by id; of a side the side itself."""
    side = "id" if by is Kind.SIDE else "side"
    rows = db.execute(f"SELECT id, name, {side} FROM {by.plural} WHERE status = ?", (Status.ON_RECORD,))
    return {id: (name, of) for id, name, of in rows}

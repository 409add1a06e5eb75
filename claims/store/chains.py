"""Claims that links join, by the numbers of their rows: a million of them fit into a few megabytes."""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import islice
from typing import Any

from claims.model import Claim, Corpus
from claims.store import column, links
from claims.store.connection import Connection
from claims.store.select import THESE, among
from claims.vocabulary import Act, Relation


def count(db: Connection) -> int:
    """How many numbers there may be, from 0."""
    return int(db.execute("SELECT coalesce(max(rowid), -1) + 1 FROM claims").fetchone()[0])


def ties(db: Connection, relations: Set[Relation], *, within: bool = False) -> Iterator[tuple[int, int]]:
    """From which claim to which the links on record of these relations run, between claims on record, in no order.

    `within`: only those that run within one side.
    """
    sides = _sides(db)
    given = among("l.relation", [one.value for one in relations])
    for first, last in _ranges(db):
        statement = _ENDS.format(f"{given.sql} AND l.to_id BETWEEN ? AND ?")
        ends = column.numbers(db, statement, (*given.values, first, last))
        for one, other in zip(*ends, strict=True):
            if sides[one] and sides[other] and (not within or sides[one] == sides[other]):
                yield one, other


# The index of ids alone is read: it holds the numbers, and the rows of so many claims would take long.
_ENDS = """
SELECT json_group_array(a.rowid), json_group_array(b.rowid) FROM links l CROSS JOIN claims a ON a.id = l.from_id
CROSS JOIN claims b ON b.id = l.to_id WHERE l.status = 'on-record' AND {}
"""


def _ranges(db: Connection) -> Iterator[tuple[str, str]]:
    """The first and the last id of some claims at a time, since columns of all links would take much memory."""
    rest = (row[0] for row in db.execute("SELECT id FROM claims ORDER BY id"))
    while some := list(islice(rest, _AT_ONCE)):
        yield some[0], some[-1]


_AT_ONCE = 20_000


def _sides(db: Connection) -> Sequence[int]:
    """A number for the side of each claim, 0 for a claim that is retracted."""
    numbers: dict[str, int] = {}
    sides = array("i", bytes(array("i").itemsize * count(db)))
    for number, side in db.execute("SELECT rowid, side FROM claims WHERE status = 'on-record'"):
        sides[number] = numbers.setdefault(side, len(numbers) + 1)
    return sides


def corpus(db: Connection, numbers: Iterable[int], relations: Set[Relation]) -> Corpus:
    """The claims on record with these numbers, bare, and the links on record of these relations that begin at them."""
    found = tuple(_bare(db, numbers))
    return Corpus(claims=found, links=tuple(links.bare(db, (one.id for one in found), relations)))


def _bare(db: Connection, numbers: Iterable[int]) -> Iterator[Claim]:
    """Who said these for which side, and when, by id."""
    rows = db.execute(
        f"SELECT id, speaker, side, act, said FROM claims WHERE rowid IN {THESE} AND status = 'on-record' ORDER BY id",
        (json.dumps(list(numbers)),),
    )
    # There may be very many, of few speakers on few days.
    same: dict[str | None, Any] = {}
    acts = {act.value: act for act in Act}
    for id, *told in rows:
        speaker, side, act, said = (same.setdefault(value, value) for value in told)
        yield Claim(id, "", speaker, side, acts[act], said=said)

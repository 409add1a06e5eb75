"""Claims that links join, by the numbers of their rows: a million of them fit into a few megabytes."""

from array import array
from collections.abc import Iterable, Iterator, Sequence, Set

from claims.model import Corpus
from claims.store import claims, column, links
from claims.store.connection import Connection
from claims.store.select import among
from claims.vocabulary import Relation


def count(db: Connection) -> int:
    """How many numbers there may be, from 0."""
    return int(db.execute("SELECT coalesce(max(rowid), -1) + 1 FROM claims").fetchone()[0])


def ties(db: Connection, relations: Set[Relation], *, within: bool = False) -> Iterator[tuple[int, int]]:
    """From which claim to which the links on record of these relations run, between claims on record, in no order.

    `within`: only those that run within one side.
    """
    sides = _sides(db)
    given = among("l.relation", [one.value for one in relations])
    # The index of ids alone is read: it holds the numbers, and the rows of so many claims would take long.
    ends = column.numbers(
        db,
        "SELECT json_group_array(a.rowid), json_group_array(b.rowid) FROM links l CROSS JOIN claims a ON"
        f" a.id = l.from_id CROSS JOIN claims b ON b.id = l.to_id WHERE l.status = 'on-record' AND {given.sql}",
        given.values,
    )
    for first, second in zip(*ends, strict=True):
        if sides[first] and sides[second] and (not within or sides[first] == sides[second]):
            yield first, second


def _sides(db: Connection) -> Sequence[int]:
    """A number for the side of each claim, 0 for a claim that is retracted."""
    numbers: dict[str, int] = {}
    sides = array("l", bytes(array("l").itemsize * count(db)))
    for number, side in db.execute("SELECT rowid, side FROM claims WHERE status = 'on-record'"):
        sides[number] = numbers.setdefault(side, len(numbers) + 1)
    return sides


def corpus(db: Connection, numbers: Iterable[int], relations: Set[Relation]) -> Corpus:
    """The claims with these numbers, bare, and the links on record of these relations that begin at them."""
    found = claims.numbered_heads(db, numbers)
    ids = sorted(found)
    return Corpus(claims=tuple(found[id] for id in ids), links=tuple(links.bare(db, ids, relations)))

"""Claims that links join, by the numbers of their rows: a million of them fit into a few megabytes."""

from array import array
from collections.abc import Iterable, Iterator, Sequence, Set

from claims.model import Corpus
from claims.store import claims, links
from claims.store.connection import Connection
from claims.store.select import among
from claims.tuples import NamedTuple
from claims.vocabulary import Relation, Status


class Tie(NamedTuple):
    """A link on record between two claims on record, which go by their numbers."""

    from_number: int
    to_number: int
    relation: Relation
    is_within: bool
    """Whether both claims are of one side."""


def count(db: Connection) -> int:
    """How many numbers there may be, from 0."""
    return int(db.execute("SELECT coalesce(max(rowid), -1) + 1 FROM claims").fetchone()[0])


def ties(db: Connection, relations: Set[Relation]) -> Iterator[Tie]:
    """The links of these relations, in their order."""
    sides = _sides(db)
    given = among("l.relation", [one.value for one in relations])
    # The index of ids alone is read: it holds the numbers, and the rows of so many claims would take long.
    rows = db.execute(
        "SELECT a.rowid, b.rowid, l.relation FROM links l CROSS JOIN claims a ON a.id = l.from_id"
        f" CROSS JOIN claims b ON b.id = l.to_id WHERE l.status = 'on-record' AND {given.sql}"
        " ORDER BY l.from_id, l.relation, l.to_id",
        given.values,
    )
    known = {one.value: one for one in relations}
    for first, second, relation in rows:
        if sides[first] and sides[second]:
            yield Tie(first, second, known[relation], sides[first] == sides[second])


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
    begun = (one for one in links.of_these(db, ids, relations) if one.status is Status.ON_RECORD)
    return Corpus(claims=tuple(found[id] for id in ids), links=tuple(begun))

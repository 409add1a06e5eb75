"""Claims that links join, by the numbers of their rows: a million of them fit into a few megabytes."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import Any, NamedTuple

from claims.model import Claim, Corpus
from claims.store import column, links
from claims.store.connection import Connection
from claims.store.select import THESE, among
from claims.vocabulary import Act, Basis, Relation


def sides(db: Connection) -> Sequence[int]:
    """A number for the side of each claim by that of its row, from 0; 0 for what is no claim on record."""
    (count,) = db.execute("SELECT coalesce(max(rowid), -1) + 1 FROM claims").fetchone()
    numbers: dict[str, int] = {}
    found = array("i", bytes(array("i").itemsize * count))
    for number, side in db.execute("SELECT rowid, side FROM claims WHERE status = 'on-record'"):
        found[number] = numbers.setdefault(side, len(numbers) + 1)
    return found


def ties(
    db: Connection, relations: Set[Relation], sides: Sequence[int], *, within: bool = False
) -> Iterator[tuple[int, int]]:
    """From which claim to which the links on record of these relations run, between claims on record, in no order.

    `within`: only those that run within one side.
    """
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


class Begun(NamedTuple):
    """Links on record by the numbers of the claims where they begin and end.

    `relations` are places in `RELATIONS`; `inferred` is 1 for each that a curator inferred.
    """

    sources: array[int]
    targets: array[int]
    relations: array[int]
    inferred: array[int]


RELATIONS = tuple(Relation)


def begun(db: Connection, numbers: Sequence[int], relations: Set[Relation]) -> Begun:
    """The links on record of these relations that begin at these claims."""
    found = Begun(array("i"), array("i"), array("b"), array("b"))
    given = among("l.relation", [one.value for one in relations])
    for start in range(0, len(numbers), _AT_ONCE):
        these = json.dumps(list(numbers[start : start + _AT_ONCE]))
        for known, more in zip(found, column.numbers(db, _BEGUN + given.sql, (these, *given.values)), strict=True):
            known.extend(iter(more))
    return found


_BEGUN = f"""
SELECT json_group_array(a.rowid), json_group_array(b.rowid), json_group_array(
    CASE l.relation {" ".join(f"WHEN '{one.value}' THEN {place}" for place, one in enumerate(RELATIONS))} END
), json_group_array(l.basis = '{Basis.INFERRED.value}')
FROM json_each(?) t CROSS JOIN claims a ON a.rowid = t.value CROSS JOIN links l ON l.from_id = a.id
CROSS JOIN claims b ON b.id = l.to_id WHERE l.status = 'on-record' AND """


def ids(db: Connection, numbers: Iterable[int]) -> Mapping[int, str]:
    """The ids of the claims with these numbers."""
    return dict(db.execute(f"SELECT rowid, id FROM claims WHERE rowid IN {THESE}", (json.dumps(list(numbers)),)))


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

"""What inferred links decide among claims that go by the numbers of their rows.

The records of a chain of a hundred thousand denials would take more memory than all else that is looked at; by its
numbers it takes a few bytes a claim, and only what decides is read.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress, islice

from claims.checks import decisive
from claims.model import Decision, Link
from claims.store import chains
from claims.store.chains import RELATIONS, Begun
from claims.store.connection import Connection
from claims.vocabulary import Basis, LastWord, Relation

ATTACKS = frozenset(one for one in Relation if one.term.attacks)


def decisions(db: Connection, numbers: Sequence[int], sides: Sequence[int]) -> Iterator[Decision]:
    """The inferred links that decide a last word alone, of claims that no attack or restatement joins to others.

    `numbers` are those of the claims, in order; `sides` gives those of the sides of all claims, 0 for what counts
    nowhere.
    """
    links = _counting(chains.begun(db, numbers, ATTACKS | {Relation.RESTATES}), sides)
    sources, targets = (
        array("i", (bisect_left(numbers, one) for one in column)) for column in (links.sources, links.targets)
    )
    tied = decisive.Tied(sources, targets, bytes(RELATIONS[one] in ATTACKS for one in links.relations))
    found = decisive.deciding(len(numbers), tied, compress(range(len(links.inferred)), links.inferred))
    while some := list(islice(found, _AT_ONCE)):
        yield from _read(db, links, [(place, numbers[claim], word) for place, claim, word in some])


_AT_ONCE = 500


def _counting(links: Begun, sides: Sequence[int]) -> Begun:
    """Those between claims on record that attack, or restate within one side."""
    kept = bytes(
        sides[source] > 0 < sides[target] and (RELATIONS[relation] in ATTACKS or sides[source] == sides[target])
        for source, target, relation, _ in zip(*links, strict=True)
    )
    return links if all(kept) else Begun(*(array(column.typecode, compress(column, kept)) for column in links))


def _read(db: Connection, links: Begun, found: Sequence[tuple[int, int, LastWord]]) -> Iterator[Decision]:
    """The decisions, each given as the place of its link, the number of its claim, and the last word."""
    ends = {column[place] for place, _, _ in found for column in (links.sources, links.targets)}
    ids = chains.ids(db, ends | {claim for _, claim, _ in found})
    for place, claim, word in found:
        relation = RELATIONS[links.relations[place]]
        link = Link(ids[links.sources[place]], relation, ids[links.targets[place]], Basis.INFERRED)
        yield Decision(link, ids[claim], word)

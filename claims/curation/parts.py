"""The parts of a store that rules look at one after the other, for each scope (`claims.checks.Scope`)."""

from array import array
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, islice
from typing import assert_never

from claims.checks import Scope, graph, link
from claims.curation import decision
from claims.model import Corpus
from claims.store import chains, fulltext, namesakes, slices, voices, whole
from claims.store.connection import Connection
from claims.store.slices import Slice
from claims.vocabulary import Kind, Relation


def of(db: Connection, scope: Scope, kinds: Set[Kind]) -> Iterator[Slice]:
    """The parts that together have all records of these kinds as their own, as far as the scope is about them."""
    match scope:
        case Scope.SLICE:
            return slices.slices(db, kinds)
        case Scope.NAMES:
            return _names(db, kinds)
        case Scope.INDEX:
            return _index(db, kinds)
        case Scope.VOICE:
            return voices.voices(db)
        case Scope.RING | Scope.CHAIN | Scope.POSITION:
            return _JOINED[scope](db, chains.sides(db))
        case _:
            assert_never(scope)


def size(db: Connection, scope: Scope, kinds: Set[Kind]) -> int:
    """How many records the parts have as their own, at most."""
    return 0 if scope in (Scope.NAMES, Scope.CHAIN) else slices.count(db, kinds)


def _names(db: Connection, kinds: Set[Kind]) -> Iterator[Slice]:
    for kind in kinds:
        found = namesakes.ids(db, kind)
        records = tuple(whole.these(db, kind, found))
        yield Slice(Corpus(**{kind.plural: records}), {kind: set(found)})  # type: ignore[arg-type]


def _index(db: Connection, kinds: Set[Kind]) -> Iterator[Slice]:
    if Kind.CLAIM in kinds:
        found = tuple(fulltext.differing(db))
        yield Slice(Corpus(misindexed=found), {Kind.CLAIM: set(found)})


def _positions(db: Connection, sides: Sequence[int]) -> Iterator[Slice]:
    restating = chains.ties(db, {Relation.RESTATES}, sides, within=True)
    withdrawing = chains.ties(db, {Relation.WITHDRAWS}, sides)
    together = _together(len(sides), chain(restating, withdrawing))
    return (_group(db, numbers, {Relation.RESTATES, Relation.WITHDRAWS}) for numbers in together)


def _rings(db: Connection, sides: Sequence[int]) -> Iterator[Slice]:
    pairs = graph.circling(len(sides), chains.ties(db, _BINDING, sides))
    return (_group(db, numbers, _BINDING) for numbers in _together(len(sides), pairs))


def _chains(db: Connection, sides: Sequence[int]) -> Iterator[Slice]:
    """What links decide; the claims stay numbers, since a chain of denials may be as long as the store is large."""
    attacking = chains.ties(db, decision.ATTACKS, sides)
    restating = chains.ties(db, {Relation.RESTATES}, sides, within=True)
    for numbers in _together(len(sides), chain(attacking, restating)):
        rest = decision.decisions(db, array("i", sorted(numbers)), sides)
        while some := tuple(islice(rest, slices.SIZE)):
            yield Slice(Corpus(decisions=some), {Kind.LINK: {one.link.from_id for one in some}})


_JOINED = {Scope.RING: _rings, Scope.CHAIN: _chains, Scope.POSITION: _positions}


def _together(count: int, pairs: Iterable[tuple[int, int]]) -> Iterator[Sequence[int]]:
    """What the pairs join, each group in one part; small ones share a part."""
    groups = graph.Groups(count)
    for one, other in pairs:
        groups.join(one, other)
    waiting = array("i")
    for group in groups:
        waiting.extend(group)
        if len(waiting) >= slices.SIZE:
            yield waiting
            waiting = array("i")
    if waiting:
        yield waiting


def _group(db: Connection, numbers: Iterable[int], relations: Set[Relation]) -> Slice:
    corpus = chains.corpus(db, numbers, relations)
    ids = {one.id for one in corpus.claims}
    return Slice(corpus, {Kind.CLAIM: ids, Kind.LINK: ids})


_BINDING = frozenset(one for one in Relation if link.binds(one))

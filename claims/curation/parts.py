"""The parts of a store that rules look at one after the other, for each scope (`claims.checks.Scope`)."""

from collections.abc import Iterable, Iterator, Set
from itertools import chain
from typing import assert_never

from claims.checks import Scope, graph, link
from claims.model import Corpus
from claims.store import chains, exchanges, fulltext, namesakes, slices, voices, whole
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
        case Scope.CHAIN:
            return _chains(db)
        case Scope.RING:
            return _rings(db)
        case _:
            assert_never(scope)


def size(db: Connection, scope: Scope, kinds: Set[Kind]) -> int:
    """How many records the parts have as their own, at most."""
    return 0 if scope is Scope.NAMES else slices.count(db, kinds)


def _names(db: Connection, kinds: Set[Kind]) -> Iterator[Slice]:
    for kind in kinds:
        found = namesakes.ids(db, kind)
        records = tuple(whole.these(db, kind, found))
        yield Slice(Corpus(**{kind.plural: records}), {kind: set(found)})  # type: ignore[arg-type]


def _index(db: Connection, kinds: Set[Kind]) -> Iterator[Slice]:
    if Kind.SIDE in kinds:
        numbers = tuple(exchanges.miscounted(db))
        yield Slice(Corpus(miscounted=numbers), {Kind.SIDE: {one.side for one in numbers}})
    if Kind.CLAIM in kinds:
        for ids, found in fulltext.compared(db):
            yield Slice(Corpus(misindexed=tuple(found)), {Kind.CLAIM: set(ids)})


def _chains(db: Connection) -> Iterator[Slice]:
    pairs = chain(chains.ties(db, _ATTACKS), chains.ties(db, {Relation.RESTATES}, within=True))
    return _groups(db, pairs, _ATTACKS | {Relation.RESTATES})


def _rings(db: Connection) -> Iterator[Slice]:
    return _groups(db, graph.circling(chains.count(db), chains.ties(db, _BINDING)), _BINDING)


def _groups(db: Connection, pairs: Iterable[tuple[int, int]], relations: Set[Relation]) -> Iterator[Slice]:
    """What is joined by links of these relations, each group in one part; small ones share a part."""
    groups = graph.Groups(chains.count(db))
    for one, other in pairs:
        groups.join(one, other)
    waiting: list[int] = []
    for group in groups:
        waiting += group
        if len(waiting) >= slices.SIZE:
            yield _group(db, waiting, relations)
            waiting = []
    if waiting:
        yield _group(db, waiting, relations)


def _group(db: Connection, numbers: Iterable[int], relations: Set[Relation]) -> Slice:
    corpus = chains.corpus(db, numbers, relations)
    ids = {one.id for one in corpus.claims}
    return Slice(corpus, {Kind.CLAIM: ids, Kind.LINK: ids})


_ATTACKS = frozenset(one for one in Relation if one.term.attacks)
_BINDING = frozenset(one for one in Relation if link.binds(one))

"""The parts of a store that rules look at one after the other, for each scope (`claims.checks.Scope`)."""

from collections.abc import Iterator, Set

from claims.checks import Scope
from claims.model import Corpus
from claims.store import fulltext, namesakes, slices, whole
from claims.store.connection import Connection
from claims.store.slices import Slice
from claims.vocabulary import Kind


def of(db: Connection, scope: Scope, kinds: Set[Kind]) -> Iterator[Slice]:
    """The parts that together have all records of these kinds as their own, as far as the scope is about them."""
    match scope:
        case Scope.SLICE:
            return slices.slices(db, kinds)
        case Scope.NAMES:
            return _names(db, kinds)
        case Scope.INDEX:
            return _index(db)
        case _:
            return _whole(db)


def size(db: Connection, scope: Scope, kinds: Set[Kind]) -> int:
    """How many records the parts have as their own, at most."""
    return 0 if scope is Scope.NAMES else slices.count(db, kinds)


def _names(db: Connection, kinds: Set[Kind]) -> Iterator[Slice]:
    for kind in kinds:
        found = namesakes.ids(db, kind)
        records = tuple(whole.these(db, kind, found))
        yield Slice(Corpus(**{kind.plural: records}), {kind: set(found)})  # type: ignore[arg-type]


def _index(db: Connection) -> Iterator[Slice]:
    for ids, found in fulltext.compared(db):
        yield Slice(Corpus(misindexed=tuple(found)), {Kind.CLAIM: set(ids)})


def _whole(db: Connection) -> Iterator[Slice]:
    corpus = whole.corpus(db)
    ids = {one.id for one in corpus.claims}
    yield Slice(corpus, {Kind.CLAIM: ids, Kind.LINK: ids})

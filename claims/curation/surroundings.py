"""What changed records name, so that the rules of writing can look at them without the whole store."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from claims import checks
from claims.curation import completion
from claims.model import Change, Claim, Corpus, Dispute, Finding, Record, Source, Speaker
from claims.store import claims, whole
from claims.store.connection import Connection
from claims.vocabulary import Kind, Op


class Surroundings:
    """What changed records name: read from the store, some of it kept, as the same sources are cited again and again.

    All of it is bare, without what it names in turn, so that nothing is looked for in it.
    """

    def __init__(self, db: Connection) -> None:
        """Nothing is read yet; what is kept is right as long as only claims and links are written, see `forget`."""
        self._db = db
        self._kept: dict[Kind, dict[str, Record]] = defaultdict(dict)
        self._size = 0

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._kept.clear()
        self._size = 0

    def findings(self, kind: Kind, records: Mapping[str, Record]) -> Iterator[Finding]:
        """What the rules of writing find in these records of one kind."""
        return _findings(kind, records, self.of(kind, records)) if records else iter(())

    def waiting(self, kind: Kind, records: Mapping[str, Record]) -> set[str]:
        """Which of these the rules of writing complain of, perhaps only since what they name is yet to come."""
        corpus = self.of(kind, records)
        early = checks.incomplete(corpus) & records.keys()
        if early:
            # Of these the rules would look for the nearest names, each time among many.
            records = {id: one for id, one in records.items() if id not in early}
            corpus = self.of(kind, records)
        return early | {one.record for one in _findings(kind, records, corpus) if one.record}

    def moved(self, records: Iterable[Record], op: Callable[[Record], Op] = lambda _: Op.EDIT) -> list[Change]:
        """What placing their quotes anew changes in these records, of which only claims have any."""
        before = [one for one in records if isinstance(one, Claim)]
        cited = {citation.source for one in before for citation in one.citations}
        sources = self.some(Kind.SOURCE, cited).values()
        texts = {one.id: one.text for one in sources if isinstance(one, Source) and one.text is not None}
        moved = ((one, completion.placed(one, texts)) for one in before)
        return [Change(op(old), Kind.CLAIM, old, new) for old, new in moved if old != new]

    def of(self, kind: Kind, records: Mapping[str, Record]) -> Corpus:
        """The records and all that they name, which comes first; with a side or a dispute all of its kind."""
        alone = Corpus(**{kind.plural: tuple(records.values())})  # type: ignore[arg-type]
        named = {each: ids for each, ids in checks.named(alone).items() if ids}
        if kind in (Kind.SIDE, Kind.DISPUTE, Kind.LINK):
            every = Kind.SIDE if kind is Kind.LINK else kind
            named[every] = set(whole.ids(self._db, every))
        others = {
            each: [one for id, one in self.some(each, ids).items() if each is not kind or id not in records]
            for each, ids in named.items()
        }
        others.setdefault(kind, []).extend(records.values())
        return Corpus(**{each.plural: tuple(found) for each, found in others.items()})  # type: ignore[arg-type]

    def some(self, kind: Kind, ids: Set[str]) -> Mapping[str, Record]:
        """The records of one kind with these ids, by id."""
        if kind is Kind.CLAIM:
            return {one.id: one for one in claims.bare(self._db, ids)}
        kept = self._kept[kind]
        missing = [id for id in ids if id not in kept]
        read = {id: _bare(one) for id, one in whole.some(self._db, kind, missing).items()} if missing else {}
        found = {**{id: kept[id] for id in ids if id in kept}, **read}
        self._keep(kind, read)
        return found

    def _keep(self, kind: Kind, read: Mapping[str, Record]) -> None:
        self._size += sum(len(one.text or "") if isinstance(one, Source) else 100 for one in read.values())
        if self._size > _MOST_KEPT:
            self._kept.clear()
            self._size = 0
        self._kept[kind].update(read)


def _findings(kind: Kind, records: Mapping[str, Record], corpus: Corpus) -> Iterator[Finding]:
    found = checks.findings(corpus, checks.ON_WRITE)
    return (one for one in found if one.kind is kind and one.record in records)


_MOST_KEPT = 1 << 23
"""Characters of sources, and as many for any other record as a short text has."""


def _bare(one: Record) -> Record:
    match one:
        case Speaker():
            return one._replace(side=None)
        case Dispute():
            return one._replace(parties=())
        case Source():
            # Its text was looked at when it was written.
            return one._replace(sha256=None)
        case _:
            return one

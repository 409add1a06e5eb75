"""The records that changed ones name, as a transaction sees them: changed ones in memory, others read once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from claims import checks
from claims.model import Change, Claim, Corpus, Dispute, Record, Source, Speaker
from claims.store import curated
from claims.store.connection import Connection
from claims.store.references import Name
from claims.vocabulary import Kind


class Lookup:
    """Records by name. What has not changed is bare, without what it names in turn, so that nothing is found in it."""

    def __init__(self, db: Connection, changes: Mapping[Name, Change]) -> None:
        """`changes` are those of the transaction, which may become more."""
        self._db = db
        self._changes = changes
        self._read: dict[Name, Record] = {}

    def some(self, kind: Kind, ids: Iterable[str]) -> list[Record]:
        """Return the records of one kind with these ids; ids of none are passed over."""
        names = [(kind, id) for id in ids]
        unread = [name[1] for name in names if name not in self._changes and name not in self._read]
        if unread:
            records = curated.some(self._db, kind, unread).values()
            self._read.update(((kind, record.id), _bare(record)) for record in records)
        changed = (self._changes[name].after for name in names if name in self._changes)
        return [*(self._read[name] for name in names if name in self._read and name not in self._changes), *changed]

    def _all(self, kind: Kind) -> list[str]:
        """Return the ids of all records of one kind, and have them at hand."""
        records = {record.id: record for record in curated.all_of(self._db, kind)}
        self._read.update(((kind, id), _bare(record)) for id, record in records.items())
        return list(records)

    def texts(self, claims: Iterable[Record]) -> Mapping[str, str]:
        """Return the texts of the sources that these claims cite, by source."""
        cited = {citation.source for claim in claims if isinstance(claim, Claim) for citation in claim.citations}
        sources = self.some(Kind.SOURCE, cited)
        return {source.id: source.text for source in sources if isinstance(source, Source) and source.text is not None}

    def corpus(self, records: Mapping[Name, Record]) -> Corpus:
        """Return these records and all that they name, with all sides; with a dispute all disputes."""
        of_kind: dict[Kind, list[Record]] = defaultdict(list)
        for (kind, _), record in records.items():
            of_kind[kind].append(record)
        # What stands here bare names a side at most.
        wanted = {kind: set(ids) for kind, ids in checks.named(_corpus(of_kind)).items()}
        for kind in (Kind.SIDE, *([Kind.DISPUTE] if of_kind[Kind.DISPUTE] else [])):
            wanted[kind].update(self._all(kind))
        for kind, ids in wanted.items():
            of_kind[kind] = [*self.some(kind, (id for id in ids if (kind, id) not in records)), *of_kind[kind]]
        return _corpus(of_kind)


def _corpus(of_kind: Mapping[Kind, list[Record]]) -> Corpus:
    return Corpus(**{kind.plural: tuple(records) for kind, records in of_kind.items()})  # type: ignore[arg-type]


def _bare(record: Record) -> Record:
    match record:
        case Claim():
            return Claim(record.id, "", "", record.side, record.act, status=record.status)
        case Speaker():
            return record._replace(side=None)
        case Dispute():
            return record._replace(parties=())
        case Source():
            # Its text was looked at when it was written.
            return record._replace(sha256=None)
        case _:
            return record

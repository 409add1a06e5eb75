"""One unit of work: changes that are completed, checked, written and logged together, within a transaction.

All that is changed is held in memory, and of what it names as much as the rules of writing look at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby

from claims import checks
from claims.batches import batches
from claims.curation import citations
from claims.curation.receipt import Receipt, revision_of
from claims.json import record as wire
from claims.model import Change, Claim, Corpus, Dispute, Finding, Link, Record, Revision, Source, Speaker
from claims.store import curated, references, revisions, states, write
from claims.store.connection import Connection
from claims.store.references import Name
from claims.store.states import StateChange
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op

_BATCH = 1_000


class Work:
    """The changes of one transaction, which the caller holds open."""

    def __init__(self, db: Connection, stamp: Stamp, why: str | None) -> None:
        """`stamp` and `why` go with every revision; `unchanged` counts what was given and changes nothing."""
        self.unchanged = 0
        self.changes: dict[Name, Change] = {}
        self.db = db
        self.stamp = stamp
        self.why = why
        self._written: dict[Name, Change] = {}
        # Claims of which some quote was given without its place, and not looked for yet.
        self._unplaced: dict[Name, None] = {}
        self._lookup = _Lookup(db, self.changes)
        self._states: tuple[StateChange, ...] = ()
        # A record may come before the one that it names.
        db.execute("PRAGMA defer_foreign_keys = ON")

    def take(self, changes: Sequence[Change]) -> None:
        """Complete changes and remember them; one that changes nothing but an instant is counted and passed over."""
        for change in self._completed(changes):
            if change.before is not None and citations.same(change.after, change.before):
                self.unchanged += 1
            else:
                self._remember(change)

    def _completed(self, changes: Sequence[Change]) -> Iterator[Change]:
        """Return the changes with what their records take over from the versions before."""
        unnumbered = [change.id for change in changes if change.before and citations.is_unnumbered(change.after)]
        numbers = references.numbers_made(self.db, unnumbered) if unnumbered else {}
        for op, kind, before, after in changes:
            if citations.is_unplaced(after):
                self._unplaced[kind, after.id] = None
            record = citations.completed(after, before, numbers.get(after.id, 0))
            yield Change(op, kind, before, self._stamped(record, before))

    def _stamped(self, record: Record, before: Record | None) -> Record:
        """Return the record with the instants that nobody has given."""
        if before is None:
            recorded = record.recorded_at or self.stamp.at
            return record._replace(recorded_at=recorded, revised_at=record.revised_at or recorded)
        is_foreign = record.revised_at not in (None, before.revised_at)
        revised = record.revised_at if is_foreign else self.stamp.at
        return record._replace(recorded_at=before.recorded_at, revised_at=revised)

    def _remember(self, change: Change) -> None:
        """Note a change; what a record was before all changes of the transaction stays what it was before."""
        name = change.kind, change.id
        first = self.changes.get(name)
        self.changes[name] = change._replace(op=first.op, before=first.before) if first else change

    def write(self, changes: Iterable[Change]) -> None:
        """Write the rows of changes that were taken, so that what is planned next sees them."""
        self._place()
        taken = {name: self.changes[name] for change in changes if (name := (change.kind, change.id)) in self.changes}
        self._write(taken.values())
        self._written |= taken

    def _place(self) -> None:
        """Look for the quotes that were given without their places in the texts of their sources."""
        changes = [self.changes[name] for name in self._unplaced if name in self.changes]
        self._unplaced.clear()
        texts = self._lookup.texts(change.after for change in changes)
        for change in changes:
            placed = citations.placed(change.after, change.before, texts)
            if placed != change.after:
                self._remember(change._replace(after=placed))

    def _write(self, changes: Iterable[Change]) -> None:
        of_kind: dict[Kind, list[Change]] = defaultdict(list)
        for change in changes:
            of_kind[change.kind].append(change)
        for kind in Kind:
            for batch in batches(of_kind[kind], _BATCH):
                # The sides that a store is made with are there before anything is told of them.
                added = [change.id for change in batch if change.before is None and kind is not Kind.SIDE]
                new = {id for id in added if (kind, id) not in self._written}
                write.put(self.db, kind, [change.after for change in batch], new=new)

    def finish(self) -> list[Finding]:
        """Check all changes, write and log them, and bring the states up to date; return what the rules found.

        Where they found something nothing is done, and the caller has to give the transaction up.
        """
        self._place()
        findings = self._findings(self._follow_texts())
        if findings:
            return findings
        new_revisions = self.new_revisions()
        self._write(change for name, change in self.changes.items() if self._written.get(name) is not change)
        revisions.append(self.db, new_revisions)
        self._states = states.renew(self.db, self._restated())
        return []

    def new_revisions(self) -> Iterable[Revision]:
        """Return the revisions that tell of the changes."""
        return (revision_of(change, self.stamp, self.why) for change in self.changes.values())

    def _follow_texts(self) -> Mapping[Name, Record]:
        """Let quotes follow the texts of their sources that have changed; return the claims that cite such a source."""
        retold = dict(filter(None, map(_retold, self.changes.values())))
        if not retold:
            return {}
        citing = curated.some(self.db, Kind.CLAIM, references.citing(self.db, retold))
        changes = {id: self.changes.get((Kind.CLAIM, id)) for id in citing}
        now = {id: change.after if change else citing[id] for id, change in changes.items()}
        before = {id: change.before if change else citing[id] for id, change in changes.items()}
        moved = {id: at for id in citing if (at := citations.followed(now[id], before[id], retold)) != now[id]}
        ops = self._ops_of_followers([id for id in moved if changes[id] is None])
        for id, claim in moved.items():
            new = Change(ops.get(id, Op.EDIT), Kind.CLAIM, citing[id], self._stamped(claim, citing[id]))
            change = changes[id]
            self._remember(change._replace(after=claim) if change else new)
        return {(Kind.CLAIM, id): citing[id] for id in citing}

    def _ops_of_followers(self, claims: Sequence[str]) -> Mapping[str, Op]:
        """Return what it is called that the quotes of each of these claims follow the new text of a source.

        A claim that was imported is still as the import left it; one that a curator has changed here stays that.
        """
        latest = revisions.latest(self.db, Kind.CLAIM, claims)
        return {id: Op.IMPORT if id in latest and latest[id].op is Op.IMPORT else Op.EDIT for id in claims}

    def _findings(self, citing: Mapping[Name, Record]) -> list[Finding]:
        """Return what the rules of writing find in the changed records, and in unchanged ones that may not fit now."""
        records = {name: change.after for name, change in self.changes.items()}
        for unchanged in (citing, self._withdrawals()):
            records |= {name: record for name, record in unchanged.items() if name not in records}
        findings = checks.findings(self._lookup.corpus(records), checks.ON_WRITE)
        if not findings:
            return []
        # In the order of the changes, those of one kind that stand together rule by rule.
        groups = enumerate(groupby(records, key=lambda name: name[0]))
        place: dict[tuple[Kind | None, str | None], int] = {
            name: number for number, (_, names) in groups for name in names
        }
        own = [finding for finding in findings if (finding.kind, finding.record) in place]
        return sorted(own, key=lambda finding: place[finding.kind, finding.record])

    def _withdrawals(self) -> Mapping[Name, Record]:
        """Return the withdrawals whose claims have changed side or status, and which must still be of one side."""
        claims = (change for change in self.changes.values() if change.kind is Kind.CLAIM and change.before)
        moved = [change.id for change in claims if _moves(change)]
        ids = references.withdrawals(self.db, moved) if moved else ()
        return {(Kind.LINK, id): link for id, link in curated.some(self.db, Kind.LINK, ids).items()} if ids else {}

    def _restated(self) -> set[str]:
        """Return the claims whose states may be others now, those at the ends of changed links among them."""
        restated: set[str] = set()
        for change in self.changes.values():
            if change.kind in (Kind.CLAIM, Kind.LINK) and (change.before is None or _moves(change)):
                link = change.after
                restated.update((link.from_id, link.to_id) if isinstance(link, Link) else (change.id,))
        return restated

    def receipt(self, *, is_dry: bool) -> Receipt:
        """Return what was done."""
        return Receipt(self.stamp, self.why, is_dry, tuple(self.changes.values()), self.unchanged, self._states)


def _retold(change: Change) -> tuple[str, tuple[str, str]] | None:
    """Return a source that was there and has another text now, with the old text and the new one."""
    before, after = change.before, change.after
    if not isinstance(after, Source) or not isinstance(before, Source) or before.text == after.text:
        return None
    return after.id, (before.text or "", after.text or "")


def _moves(change: Change) -> bool:
    """Return whether a claim or a link that was there takes part otherwise now, or for another side."""
    before, after = change.before, change.after
    assert before is not None
    return before.status is not after.status or getattr(before, "side", None) != getattr(after, "side", None)


class _Lookup:
    """Records by name as a transaction sees them: changed ones in memory, others read from the store once.

    What has not changed is bare, without what it names in turn, so that nothing is found in it.
    """

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
        given = wire.corpus(records.values())
        # What stands here bare names a side at most.
        wanted = {kind: set(ids) for kind, ids in checks.named(given).items()}
        for kind in (Kind.SIDE, *([Kind.DISPUTE] if given.disputes else [])):
            wanted[kind].update(self._all(kind))
        named = (self.some(kind, (id for id in ids if (kind, id) not in records)) for kind, ids in wanted.items())
        return wire.corpus(chain(*named, records.values()))


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

"""One unit of work: changes that are completed, checked, written and logged together, within a transaction.

All that is changed is held in memory, and of what it names as much as the rules of writing look at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from claims import checks
from claims.batches import batches
from claims.curation import adoption, completion
from claims.curation.lookup import Lookup
from claims.curation.receipt import Receipt, revision_of
from claims.model import Change, Finding, Link, Record, Revision, Side, Source
from claims.store import curated, references, revisions, states, write
from claims.store.connection import Connection
from claims.store.references import Name
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op

_BATCH = 1_000


class Work:
    """The changes of one transaction, which the caller holds open."""

    def __init__(self, db: Connection, stamp: Stamp, why: str | None) -> None:
        """`stamp` and `why` go with every revision; `unchanged` counts what was given and changes nothing."""
        self.unchanged = 0
        self._db = db
        self._stamp = stamp
        self._why = why
        self._changes: dict[Name, Change] = {}
        self._written: dict[Name, Change] = {}
        # Claims of which some quote was given without its place, and not looked for yet.
        self._unplaced: dict[Name, None] = {}
        self._overridden: set[Name] = set()
        self._brought: list[Revision] = []
        self._lookup = Lookup(db, self._changes)
        self._states: tuple[states.StateChange, ...] = ()
        # A record may come before the one that it names.
        db.execute("PRAGMA defer_foreign_keys = ON")

    def take(self, changes: Sequence[Change], *, overridden: bool = False) -> None:
        """Complete changes and remember them; one that changes nothing but an instant is counted and passed over.

        `overridden`: these versions were not made from the ones that they replace, whatever the revisions say that
        came with them.
        """
        for change in self._completed(changes):
            if change.before is not None and completion.same(change.after, change.before):
                self.unchanged += 1
            else:
                self._remember(change)
                if overridden:
                    self._overridden.add((change.kind, change.id))

    def _completed(self, changes: Sequence[Change]) -> Iterator[Change]:
        """Return the changes with what their records take over from the versions before."""
        unnumbered = [change.id for change in changes if change.before and completion.is_unnumbered(change.after)]
        numbers = references.numbers_made(self._db, unnumbered) if unnumbered else {}
        for change in changes:
            if completion.is_unplaced(change.after):
                self._unplaced[change.kind, change.id] = None
            after = completion.completed(change.after, change.before, numbers.get(change.id, 0))
            yield Change(change.op, change.kind, change.before, self._stamped(after, change.before))

    def _stamped(self, record: Record, before: Record | None) -> Record:
        """Return the record with the instants that nobody has given."""
        if before is None:
            recorded = record.recorded_at or self._stamp.at
            return record._replace(recorded_at=recorded, revised_at=record.revised_at or recorded)
        is_foreign = record.revised_at not in (None, before.revised_at)
        revised = record.revised_at if is_foreign else self._stamp.at
        return record._replace(recorded_at=before.recorded_at, revised_at=revised)

    def _remember(self, change: Change) -> None:
        """Note a change; what a record was before all changes of the transaction stays what it was before."""
        name = change.kind, change.id
        first = self._changes.get(name)
        self._changes[name] = change._replace(op=first.op, before=first.before) if first else change

    def bring(self, revisions: Iterable[Revision]) -> None:
        """Remember revisions that came with an import."""
        self._brought.extend(revisions)

    def restamp(self, side: Side) -> None:
        """Give a side that the store was made with, and of which no revision tells, the instants of this one."""
        write.put(self._db, Kind.SIDE, [side])
        self.unchanged += 1

    def _place(self) -> None:
        """Look for the quotes that were given without their places in the texts of their sources."""
        changes = [self._changes[name] for name in self._unplaced if name in self._changes]
        self._unplaced.clear()
        texts = self._lookup.texts(change.after for change in changes)
        for change in changes:
            placed = completion.placed(change.after, texts)
            if placed != change.after:
                self._remember(change._replace(after=placed))

    def write(self, changes: Iterable[Change]) -> None:
        """Write the rows of changes that were taken, so that what is planned next sees them."""
        self._place()
        taken = {name: self._changes[name] for change in changes if (name := (change.kind, change.id)) in self._changes}
        self._write(taken.values())
        self._written |= taken

    def _write(self, changes: Iterable[Change]) -> None:
        of_kind: dict[Kind, list[Change]] = defaultdict(list)
        for change in changes:
            of_kind[change.kind].append(change)
        for kind in Kind:
            for batch in batches(of_kind[kind], _BATCH):
                new = {change.id for change in batch if self._is_new(change)}
                write.put(self._db, kind, [change.after for change in batch], new=new)

    def _is_new(self, change: Change) -> bool:
        # The sides that a store is made with are there before anything is told of them.
        return change.before is None and change.kind is not Kind.SIDE and (change.kind, change.id) not in self._written

    def finish(self) -> list[Finding]:
        """Check all changes, write and log them, and bring the states up to date; return what the rules found.

        Where they found something nothing is done, and the caller has to give the transaction up.
        """
        self._place()
        findings = self._findings(self._follow_texts())
        if findings:
            return findings
        told = self._adopted() if self._brought else (self._revision(change) for change in self._changes.values())
        self._write(change for name, change in self._changes.items() if self._written.get(name) is not change)
        references.raise_numbers(self._db, adoption.numbers_told(self._brought))
        revisions.append(self._db, told)
        self._states = states.renew(self._db, self._restated())
        return []

    def _follow_texts(self) -> Mapping[Name, Record]:
        """Place quotes anew of whose sources the text has changed; return the other claims that cite such a source."""
        retold = {change.id for change in self._changes.values() if _is_retold(change)}
        if not retold:
            return {}
        ids = [id for id in references.citing(self._db, retold) if (Kind.CLAIM, id) not in self._changes]
        citing = curated.some(self._db, Kind.CLAIM, ids)
        texts = self._lookup.texts(citing.values())
        placed = {id: completion.placed(claim, texts) for id, claim in citing.items()}
        moved = [id for id in ids if placed[id] != citing[id]]
        ops = self._ops_of_followers(moved)
        self.take([Change(ops[id], Kind.CLAIM, citing[id], placed[id]) for id in moved])
        return {(Kind.CLAIM, id): citing[id] for id in ids}

    def _ops_of_followers(self, claims: Sequence[str]) -> Mapping[str, Op]:
        """Return what it is called that the quotes of each of these claims follow the new text of a source.

        A claim that was imported is still as the import left it; one that a curator has changed here stays that.
        """
        latest = revisions.latest(self._db, Kind.CLAIM, claims)
        return {id: Op.IMPORT if id in latest and latest[id].op is Op.IMPORT else Op.EDIT for id in claims}

    def _findings(self, citing: Mapping[Name, Record]) -> list[Finding]:
        """Return what the rules of writing find in the changed records, and in unchanged ones that may not fit now."""
        records = {name: change.after for name, change in self._changes.items()}
        for unchanged in (citing, self._withdrawals()):
            records |= {name: record for name, record in unchanged.items() if name not in records}
        found = checks.findings(self._lookup.corpus(records), checks.ON_WRITE)
        if not found:
            return []
        # In the order of the changes, those of one kind that stand together rule by rule.
        groups = enumerate(groupby(records, key=lambda name: name[0]))
        place: dict[tuple[Kind | None, str | None], int] = {
            name: number for number, (_, names) in groups for name in names
        }
        own = [finding for finding in found if (finding.kind, finding.record) in place]
        return sorted(own, key=lambda finding: place[finding.kind, finding.record])

    def _withdrawals(self) -> Mapping[Name, Record]:
        """Return the withdrawals whose claims have changed side or status, and which must still be of one side."""
        moved = [change.id for change in self._changes.values() if change.kind is Kind.CLAIM and _moves(change)]
        ids = references.withdrawals(self._db, moved) if moved else ()
        return {(Kind.LINK, id): link for id, link in curated.some(self._db, Kind.LINK, ids).items()} if ids else {}

    def _revision(self, change: Change) -> Revision:
        return revision_of(change, self._stamp, self._why)

    def _adopted(self) -> list[Revision]:
        """Take over the revisions that were brought; return those of what they do not tell.

        An instant from elsewhere stands for a version that was made there; what was changed by hand since is a version
        made here.
        """
        adoption.adopt(self._db, self._brought, self._changes)
        told: list[Revision] = []
        for kind, names in groupby(list(self._changes), key=lambda name: name[0]):
            for ids in batches((id for _, id in names), _BATCH):
                latest = revisions.latest(self._db, kind, ids)
                told.extend(
                    revision
                    for id in ids
                    if (revision := self._untold((kind, id), latest[id].after if id in latest else None))
                )
        return told

    def _untold(self, name: Name, last: str | None) -> Revision | None:
        """Give a change its instant; return its revision unless the `last` one of the record tells of it."""
        change = self._changes[name]
        is_told = adoption.says(last, change.after)
        if not is_told and (change.before or last):
            change = change._replace(after=change.after._replace(revised_at=self._stamp.at))
            self._changes[name] = change
        if is_told and name not in self._overridden:
            return None
        revision = self._revision(change)
        return revision._replace(before=revision.before or last)

    def _restated(self) -> set[str]:
        """Return the claims whose states may be others now, those at the ends of changed links among them."""
        restated: set[str] = set()
        for change in self._changes.values():
            if isinstance(change.after, Link) and _restates(change):
                restated.update((change.after.from_id, change.after.to_id))
            elif change.kind is Kind.CLAIM and _restates(change):
                restated.add(change.id)
        return restated

    def receipt(self, *, is_dry: bool) -> Receipt:
        """Return what was done."""
        return Receipt(self._stamp, self._why, is_dry, tuple(self._changes.values()), self.unchanged, self._states)


def _is_retold(change: Change) -> bool:
    """Whether a source that was there has another text now."""
    before, after = change.before, change.after
    return isinstance(after, Source) and isinstance(before, Source) and before.text != after.text


def _moves(change: Change) -> bool:
    """Whether a claim or a link that was there takes part otherwise now, or for another side."""
    before, after = change.before, change.after
    if before is None or change.kind not in (Kind.CLAIM, Kind.LINK):
        return False
    return before.status is not after.status or getattr(before, "side", None) != getattr(after, "side", None)


def _restates(change: Change) -> bool:
    """Whether states of claims may depend on a changed claim or link."""
    return change.before is None or _moves(change)

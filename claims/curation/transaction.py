"""One unit of work: records written, checked, logged and committed together, or not at all."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

from claims.curation import completion, intake
from claims.curation.intake import Take
from claims.curation.newcomers import Newcomers
from claims.curation.packs import Batch, Packs
from claims.curation.portion import portions
from claims.curation.receipt import Receipt
from claims.curation.surroundings import Surroundings
from claims.errors import Aborted, CurationRefused
from claims.model import Change, Claim, Finding, Record, Revision, Side
from claims.store import connection, pending, revisions, states, whole, write
from claims.store.connection import Connection
from claims.store.pack import Pack
from claims.store.pending import Pending
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op

Plan = Callable[[Connection], Iterable[Change]]
"""What a command wants done, planned on the store as the transaction finds it; each change sees those before it."""

_CHUNK = 500

Refusal = Callable[[Sequence[Finding]], None]
"""What is told the findings of the rules of writing, and raises unless there are none."""


def commit(
    path: Path,
    plan: Plan,
    stamp: Stamp,
    why: str | None = None,
    *,
    is_dry: bool = False,
    refused: Refusal | None = None,
) -> Receipt:
    """Do what is planned, all of it or nothing; of a dry run nothing is kept.

    `refused` is told what the rules found, and raises unless that is nothing; by default it raises `CurationRefused`.
    Raises `StoreUnusable`.
    """
    with connection.writing(path, keep=not is_dry) as db, _interruptible("nothing was changed"):
        work = Work(db, stamp, why)
        for change in plan(db):
            work.write([change])
        (refused or refuse)(work.settle())
        return work.receipt(is_dry=is_dry)


@contextmanager
def _interruptible(outcome: str) -> Iterator[None]:
    """Say what an interrupt leaves behind: known for sure only as long as the commit has not begun."""
    try:
        yield
    except KeyboardInterrupt as fault:
        raise Aborted(f"interrupted; {outcome}") from fault


def refuse(findings: Sequence[Finding]) -> None:
    """Raise `CurationRefused` with the first of the findings, if there is any."""
    if not findings:
        return
    if len(findings) == 1:
        (one,) = findings
        is_named = all(part in one.message for part in (one.record or "").split("/"))
        about = "" if is_named else f"{one.record}: "
        raise CurationRefused(f"{about}{one.message} [{one.code}]", one.remedy)
    lines = [f"{one.kind} {one.record}: {one.code} {one.message}" for one in findings]
    raise CurationRefused(f"{len(findings)} rules forbid it; nothing was changed", None, lines)


class Work:
    """The changes of one transaction, which the caller holds open."""

    def __init__(self, db: Connection, stamp: Stamp, why: str | None, *, at_once: bool = False) -> None:
        """`stamp` and `why` go with every revision; `at_once`: new records are settled as they are written.

        What was settled at once is counted in the receipt, and not listed.
        """
        self.db = db
        self.stamp = stamp
        self.why = why
        self.unchanged = 0
        self.restated: tuple[states.StateChange, ...] = ()
        self._surroundings = Surroundings(db)
        self._settled = Newcomers(db, stamp, why)
        self._packs = Packs(db, stamp, why, self._surroundings)
        self._at_once = at_once
        pending.begin(db)

    def write(self, changes: Iterable[Change], *, unplaced: Set[str] = frozenset(), overridden: bool = False) -> None:
        """Write the records; what changes nothing but an instant is passed over.

        `unplaced` are claims whose quotes may be looked for anew; those that have quotes without a place always are.
        `overridden`: these versions were not made from the ones that they replace.
        """
        by_kind: dict[Kind, list[Change]] = defaultdict(list)
        for change in changes:
            if change.before is not None and completion.same(change.after, change.before):
                self.unchanged += 1
            else:
                by_kind[change.kind].append(self._stamped(change))
        for kind, of_kind in by_kind.items():
            without_place = {one.id for one in of_kind if isinstance(one.after, Claim) and _wants_places(one.after)}
            self._write(kind, of_kind, unplaced | without_place, overridden=overridden)
            if kind not in (Kind.CLAIM, Kind.LINK):
                self._surroundings.forget()
                self._packs.forget()

    def take(self, given: Pack) -> bool:
        """Write new records as they are; False, and nothing is written, where they have to be looked at one by one."""
        return self._at_once and self._packs.take(given)

    def _write(self, kind: Kind, changes: Sequence[Change], unplaced: Set[str], *, overridden: bool) -> None:
        new = [one for one in changes if one.before is None]
        if self._packs.has(kind, [one.id for one in new]):
            return
        if self._at_once:
            waiting = self._settled.settle(kind, new, unplaced, self._surroundings)
            changes = [*waiting, *(one for one in changes if one.before is not None)]
        # The sides that a store is made with are there before anything is told of them.
        new_ids = {one.id for one in changes if one.before is None and kind is not Kind.SIDE}
        write.put(self.db, kind, [change.after for change in changes], new=new_ids)
        pending.note(self.db, changes, unplaced=unplaced, overridden=overridden)

    def bring(self, given: Sequence[Revision]) -> None:
        """Remember revisions that came with an import."""
        if given and self._at_once:
            self._packs.give_back()
            self._settled.give_back()
            self._at_once = False
        pending.bring(self.db, given)

    def _stamped(self, change: Change) -> Change:
        """The change with the instants that nobody has given."""
        before, after = change.before, change.after
        if before is None:
            recorded = after.recorded_at or self.stamp.at
            return change._replace(after=_at(after, recorded, after.revised_at or recorded))
        is_foreign = after.revised_at not in (None, before.revised_at)
        return change._replace(after=_at(after, before.recorded_at, after.revised_at if is_foreign else self.stamp.at))

    def settle(self, *, in_full: bool = True) -> list[Finding]:
        """Place quotes, look for what a rule forbids, log the changes and renew the states; what was found.

        Where something was found the caller has to give the transaction up. Unless `in_full` the states of many new
        claims are renewed without being told.
        """
        citing = pending.citing_retold(self.db)
        for ids in portions(citing, _CHUNK):
            self.write(self._surroundings.moved([*whole.some(self.db, Kind.CLAIM, ids).values()], self._op_of_follower))
        adopted = pending.adopt(self.db)
        findings = list(self._packs.findings())
        for kind, chunk in pending.chunks(self.db):
            findings.extend(self._settle(kind, chunk, adopted=adopted))
        for kind, ids in ((Kind.CLAIM, citing), (Kind.LINK, pending.withdrawing(self.db))):
            for these in portions(ids, _CHUNK):
                findings.extend(self._surroundings.findings(kind, whole.some(self.db, kind, these)))
        if not findings:
            self.restated = states.renew(self.db, self._changed(), in_full=in_full)
            self._packs.close()
        return list(dict.fromkeys(findings))

    def _settle(self, kind: Kind, chunk: Sequence[Pending], *, adopted: bool) -> Iterator[Finding]:
        """Place the quotes of changed records, log them, and give what the rules find."""
        found = dict(whole.some(self.db, kind, [one.id for one in chunk]))
        moved = {
            change.id: change.after
            for change in self._surroundings.moved([found[one.id] for one in chunk if one.unplaced])
        }
        found |= moved
        changed = [(one, found[one.id]) for one in chunk]
        redated = pending.log(self.db, changed, self.stamp, self.why, adopted=adopted)
        found |= {one.id: one for one in redated}
        write.put(self.db, kind, [found[id] for id in {*moved, *(one.id for one in redated)}])
        return self._surroundings.findings(kind, found)

    def _op_of_follower(self, one: Record) -> Op:
        """What it is called that the quotes of a claim follow the new text of a source.

        A claim that was imported is still as the import left it; one that a curator has changed here stays that.
        """
        last = revisions.last(self.db, Kind.CLAIM, one.id)
        return Op.IMPORT if last is not None and last.op is Op.IMPORT else Op.EDIT

    def _changed(self) -> Set[str] | None:
        """The claims whose states may have changed, None: too many to name."""
        restated = None if self._packs.counts else self._settled.restated
        return None if restated is None else restated | pending.restated(self.db)

    def receipt(self, *, is_dry: bool, in_full: bool = True) -> Receipt:
        """What was done; `in_full` with every change."""
        changes = tuple(pending.differences(self.db, self.stamp, self.why)) if in_full else ()
        counts = self._settled.counts + self._packs.counts + Counter(pending.counts(self.db))
        return Receipt(self.stamp, self.why, is_dry, changes, counts, self.unchanged, self.restated)


def _wants_places(claim: Claim) -> bool:
    return any(completion.is_unplaced(citation) for citation in claim.citations)


def _at(one: Record, recorded: str | None, revised: str | None) -> Record:
    return one._replace(recorded_at=recorded, revised_at=revised)


def bring(
    path: Path,
    records: Iterable[Record | Revision | Batch],
    stamp: Stamp,
    why: str | None = None,
    *,
    take: Take | None = None,
    is_dry: bool = False,
    in_full: bool = False,
    refused: Refusal = refuse,
) -> Receipt:
    """Import records and the revisions that come with them, all or nothing; of a dry run nothing is kept.

    `refused` is told what the rules found, and raises unless that is nothing. Raises `CurationRefused` with the
    conflicts unless `take` decides them, and `StoreUnusable`.
    """
    # The rules of writing see to it that all that is named is there.
    with connection.writing(path, keep=not is_dry, many=True) as db, _interruptible("nothing was imported"):
        # To be listed in full, what was changed has to be noted.
        work = Work(db, stamp, why, at_once=not in_full)
        conflicts = intake.take_in(work, records, take)
        refused([])
        if conflicts:
            raise intake.refusal(conflicts)
        refused(work.settle(in_full=in_full))
        return work.receipt(is_dry=is_dry, in_full=in_full)


def is_blank(path: Path) -> bool:
    """Whether the store at `path` has no record that anyone has entered; raises `StoreUnusable`."""
    with connection.reading(path) as db:
        return revisions.newest(db) == 0


def make_store(
    path: Path, records: Iterable[Record | Revision], stamp: Stamp, why: str | None = None, refused: Refusal = refuse
) -> Receipt | None:
    """A new store at `path` with these records; None, and nothing done, where a file is there already.

    `refused` is told what the rules found, and raises unless that is nothing.
    """
    receipts: list[Receipt] = []

    def fill(db: Connection) -> None:
        work = Work(db, stamp, why)
        intake.take_in(work, records)
        refused(work.settle())
        receipts.append(work.receipt(is_dry=False, in_full=False))

    return receipts[0] if connection.create(path, fill) else None


def make_empty_store(path: Path, sides: Iterable[Side], stamp: Stamp) -> bool:
    """A new store with the built-in sides, which nobody has recorded and no revision tells of; False: one is there."""
    given = [_at(side, stamp.at, stamp.at) for side in sides]
    return connection.create(path, lambda db: write.put(db, Kind.SIDE, given))

"""One unit of work: records written, checked, logged and committed together, or not at all."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from claims import checks
from claims.curation import completion, intake
from claims.curation.intake import Take
from claims.curation.receipt import Receipt
from claims.curation.surroundings import Surroundings
from claims.errors import Aborted, CurationRefused
from claims.model import Change, Claim, Finding, Record, Revision, Side, Source
from claims.store import connection, pending, revisions, states, whole, write
from claims.store.connection import Connection
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

    def __init__(self, db: Connection, stamp: Stamp, why: str | None) -> None:
        """`stamp` and `why` go with every revision."""
        self.db = db
        self.stamp = stamp
        self.why = why
        self.unchanged = 0
        self.restated: tuple[states.StateChange, ...] = ()
        self._surroundings = Surroundings(db)
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
            # The sides that a store is made with are there before anything is told of them.
            new = {one.id for one in of_kind if one.before is None and kind is not Kind.SIDE}
            write.put(self.db, kind, [change.after for change in of_kind], new=new)
            without_place = {one.id for one in of_kind if isinstance(one.after, Claim) and _wants_places(one.after)}
            pending.note(self.db, of_kind, unplaced=unplaced | without_place, overridden=overridden)

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
        for ids in _chunked(citing):
            self.write(self._moved([*whole.some(self.db, Kind.CLAIM, ids).values()], self._op_of_follower))
        adopted = pending.adopt(self.db)
        findings: list[Finding] = []
        for kind, chunk in pending.chunks(self.db):
            findings.extend(self._settled(kind, chunk, adopted=adopted))
        for kind, ids in ((Kind.CLAIM, citing), (Kind.LINK, pending.withdrawing(self.db))):
            for these in _chunked(ids):
                findings.extend(self._found(kind, whole.some(self.db, kind, these)))
        if not findings:
            self.restated = states.renew(self.db, pending.restated(self.db), in_full=in_full)
        return list(dict.fromkeys(findings))

    def _settled(self, kind: Kind, chunk: Sequence[Pending], *, adopted: bool) -> Iterator[Finding]:
        """Place the quotes of changed records, log them, and give what the rules find."""
        found = dict(whole.some(self.db, kind, [one.id for one in chunk]))
        moved = {change.id: change.after for change in self._moved([found[one.id] for one in chunk if one.unplaced])}
        found |= moved
        changed = [(one, found[one.id]) for one in chunk]
        redated = pending.log(self.db, changed, self.stamp, self.why, adopted=adopted)
        found |= {one.id: one for one in redated}
        write.put(self.db, kind, [found[id] for id in {*moved, *(one.id for one in redated)}])
        return self._found(kind, found)

    def _moved(self, records: Sequence[Record], op: Callable[[Record], Op] = lambda _: Op.EDIT) -> list[Change]:
        """What placing their quotes anew changes in these claims."""
        before = [one for one in records if isinstance(one, Claim)]
        cited = {citation.source for one in before for citation in one.citations}
        sources = self._surroundings.some(Kind.SOURCE, cited).values()
        texts = {one.id: one.text for one in sources if isinstance(one, Source) and one.text is not None}
        moved = ((one, completion.placed(one, texts)) for one in before)
        return [Change(op(old), Kind.CLAIM, old, new) for old, new in moved if old != new]

    def _op_of_follower(self, one: Record) -> Op:
        """What it is called that the quotes of a claim follow the new text of a source.

        A claim that was imported is still as the import left it; one that a curator has changed here stays that.
        """
        last = revisions.last(self.db, Kind.CLAIM, one.id)
        return Op.IMPORT if last is not None and last.op is Op.IMPORT else Op.EDIT

    def _found(self, kind: Kind, records: Mapping[str, Record]) -> Iterator[Finding]:
        """What the rules of writing find in these records."""
        findings = checks.findings(self._surroundings.of(kind, records), checks.ON_WRITE) if records else []
        return (one for one in findings if one.kind is kind and one.record in records)

    def receipt(self, *, is_dry: bool, in_full: bool = True) -> Receipt:
        """What was done; `in_full` with every change."""
        changes = tuple(pending.differences(self.db, self.stamp, self.why)) if in_full else ()
        counts = pending.counts(self.db)
        return Receipt(self.stamp, self.why, is_dry, changes, counts, self.unchanged, self.restated)


def _wants_places(claim: Claim) -> bool:
    return any(completion.is_unplaced(citation) for citation in claim.citations)


def _at(one: Record, recorded: str | None, revised: str | None) -> Record:
    return one._replace(recorded_at=recorded, revised_at=revised)


def _chunked(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def bring(
    path: Path,
    records: Iterable[Record | Revision],
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
    with connection.writing(path, keep=not is_dry) as db, _interruptible("nothing was imported"):
        pending.expect_many(db)
        work = Work(db, stamp, why)
        conflicts = intake.take_in(work, records, take)
        refused([])
        if conflicts:
            raise intake.refusal(conflicts)
        refused(work.settle(in_full=in_full))
        return work.receipt(is_dry=is_dry, in_full=in_full)


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

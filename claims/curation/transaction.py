"""One unit of work: records written, checked, logged and committed together, or not at all."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from pathlib import Path

from claims import checks
from claims.curation import completion, intake
from claims.curation.intake import Take
from claims.curation.receipt import Receipt
from claims.errors import CurationRefused
from claims.model import Change, Claim, Corpus, Finding, Record, Revision, Side, Source
from claims.store import connection, pending, states, whole, write
from claims.store.connection import Connection
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op

Plan = Callable[[Connection], Iterable[Change]]
"""What a command wants done, planned on the store as the transaction finds it; each change sees those before it."""

Refusal = Callable[[Sequence[Finding]], None]
"""What is told the findings of the rules of writing, and raises unless there are none."""


def commit(path: Path, plan: Plan, stamp: Stamp, why: str | None = None, *, is_dry: bool = False) -> Receipt:
    """Do what is planned, all of it or nothing; of a dry run nothing is kept.

    Raises `CurationRefused` where a rule forbids it, and `StoreUnusable`.
    """
    with connection.writing(path, keep=not is_dry) as db:
        work = Work(db, stamp, why)
        for change in plan(db):
            work.write([change])
        refuse(work.settle())
        return work.receipt(is_dry=is_dry)


def refuse(findings: Sequence[Finding]) -> None:
    """Raise `CurationRefused` with the first of the findings, if there is any."""
    if not findings:
        return
    if len(findings) == 1:
        raise CurationRefused(f"{findings[0].message} [{findings[0].code}]", findings[0].remedy)
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
        pending.begin(db)

    def write(self, changes: Iterable[Change], *, unplaced: Set[str] = frozenset()) -> None:
        """Write the records; what changes nothing but an instant is passed over.

        `unplaced` are claims whose quotes may be looked for anew; those that have quotes without a place always are.
        """
        by_kind: dict[Kind, list[Change]] = defaultdict(list)
        for change in changes:
            if change.before is not None and completion.same(change.after, change.before):
                self.unchanged += 1
            else:
                by_kind[change.kind].append(self._stamped(change))
        for kind, of_kind in by_kind.items():
            write.put(self.db, kind, [change.after for change in of_kind])
            without_place = {one.id for one in of_kind if isinstance(one.after, Claim) and _wants_places(one.after)}
            pending.note(self.db, of_kind, unplaced=unplaced | without_place)

    def _stamped(self, change: Change) -> Change:
        """The change with the instants that nobody has given."""
        before, after = change.before, change.after
        if before is None:
            recorded = after.recorded_at or self.stamp.at
            return change._replace(after=_at(after, recorded, after.revised_at or recorded))
        is_foreign = after.revised_at not in (None, before.revised_at)
        return change._replace(after=_at(after, before.recorded_at, after.revised_at if is_foreign else self.stamp.at))

    def settle(self) -> list[Finding]:
        """Place quotes, look for what a rule forbids, log the changes and renew the states; what was found.

        Where something was found nothing is logged, and the caller has to give the transaction up.
        """
        for kind, chunk in pending.chunks(self.db):
            if kind is Kind.CLAIM:
                moved = self._moved([one.id for one in chunk if one.unplaced])
                write.put(self.db, Kind.CLAIM, [change.after for change in moved])
        citing = pending.citing_retold(self.db)
        self.write(self._moved(citing))
        withdrawing = pending.withdrawing(self.db)
        findings = [*self._forbidden(), *self._found(Kind.CLAIM, citing), *self._found(Kind.LINK, withdrawing)]
        if not findings:
            pending.adopt(self.db)
            pending.log(self.db, self.stamp, self.why)
            self.restated = states.renew(self.db, pending.restated(self.db))
        return list(dict.fromkeys(findings))

    def _moved(self, claims: Sequence[str]) -> list[Change]:
        """What placing their quotes anew changes in these claims."""
        before = [one for one in whole.some(self.db, Kind.CLAIM, claims).values() if isinstance(one, Claim)]
        cited = {citation.source for one in before for citation in one.citations}
        sources = whole.some(self.db, Kind.SOURCE, cited).values()
        texts = {one.id: one.text for one in sources if isinstance(one, Source) and one.text is not None}
        moved = ((one, completion.placed(one, texts)) for one in before)
        return [Change(Op.EDIT, Kind.CLAIM, old, new) for old, new in moved if old != new]

    def _forbidden(self) -> Iterator[Finding]:
        for kind, chunk in pending.chunks(self.db):
            yield from self._found(kind, [one.id for one in chunk])

    def _found(self, kind: Kind, ids: Sequence[str]) -> Iterator[Finding]:
        """What the rules of writing find in these records."""
        changed = set(ids)
        findings = checks.findings(_slice(self.db, kind, ids), checks.ON_WRITE) if ids else []
        return (one for one in findings if one.kind is kind and one.record in changed)

    def receipt(self, *, is_dry: bool, in_full: bool = True) -> Receipt:
        """What was done; `in_full` with every change."""
        changes = tuple(pending.differences(self.db, self.stamp, self.why)) if in_full else ()
        counts = pending.counts(self.db)
        return Receipt(self.stamp, self.why, is_dry, changes, counts, self.unchanged, self.restated)


def _wants_places(claim: Claim) -> bool:
    return any(completion.is_unplaced(citation) for citation in claim.citations)


def _at(one: Record, recorded: str | None, revised: str | None) -> Record:
    return one._replace(recorded_at=recorded, revised_at=revised)


def _slice(db: Connection, kind: Kind, ids: Sequence[str]) -> Corpus:
    """The records with these ids and all that they name, with every side and dispute; those with the ids come last."""
    found = whole.some(db, kind, ids)
    named: dict[Kind, set[str]] = defaultdict(set)
    for one in found.values():
        for reference in checks.references(one):
            named[reference.kind].add(reference.id)
    known = {each: dict(whole.some(db, each, named[each])) for each in Kind if named[each]}
    known |= {each: {one.id: one for one in whole.all_of(db, each)} for each in (Kind.SIDE, Kind.DISPUTE)}
    others = {
        each: [one for one in records.values() if each is not kind or one.id not in found]
        for each, records in known.items()
    }
    others.setdefault(kind, []).extend(found.values())
    return Corpus(**{each.plural: tuple(records) for each, records in others.items()})  # type: ignore[arg-type]


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
    with connection.writing(path, keep=not is_dry) as db:
        work = Work(db, stamp, why)
        conflicts = intake.take_in(work, records, take)
        refused(work.settle())
        if conflicts:
            raise intake.refusal(conflicts)
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

"""A transaction: what a command plans is done, all of it or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from claims.batches import uncollected
from claims.curation.importing import Import, Take
from claims.curation.receipt import Receipt, refusal
from claims.curation.unit_of_work import Work
from claims.errors import Aborted, CurationRefused
from claims.model import Change, Finding, Record, Revision, Side
from claims.store import connection, creation, curated, write
from claims.store.connection import Connection
from claims.store.write import Stamp
from claims.vocabulary import Kind

Plan = Callable[[Connection], Iterable[Change]]
"""What a command wants done, planned on the store as the transaction finds it; each change sees those before it."""

Refusal = Callable[[Sequence[Finding]], None]
"""What is told the findings of the rules of writing, and raises unless there are none."""


def refuse(findings: Sequence[Finding]) -> None:
    """Raise `CurationRefused` with the first of the findings, if there is any."""
    if not findings:
        return
    if len(findings) == 1:
        (finding,) = findings
        is_named = all(part in finding.message for part in (finding.record or "").split("/"))
        about = "" if is_named else f"{finding.record}: "
        raise CurationRefused(f"{about}{finding.message} [{finding.code}]", finding.remedy)
    lines = [f"{finding.kind} {finding.record}: {finding.code} {finding.message}" for finding in findings]
    raise CurationRefused(f"{len(findings)} rules forbid it; nothing was changed", None, lines)


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
    with _writing(path, "nothing was changed", is_dry=is_dry) as db:
        work = Work(db, stamp, why)
        for change in plan(db):
            work.take([change])
            work.write([change])
        (refused or refuse)(work.finish())
        return work.receipt(is_dry=is_dry)


def bring(
    path: Path,
    records: Iterable[Record | Revision],
    stamp: Stamp,
    why: str | None = None,
    *,
    take: Take | None = None,
    is_dry: bool = False,
    refused: Refusal = refuse,
) -> Receipt:
    """Import records and the revisions that come with them, all or nothing; of a dry run nothing is kept.

    `refused` is told what the rules found, and raises unless that is nothing. Raises `CurationRefused` with the
    conflicts unless `take` decides them, and `StoreUnusable`.
    """
    with _writing(path, "nothing was imported", is_dry=is_dry) as db, uncollected():
        work = Import(db, stamp, why)
        conflicts = work.take_in(records, take)
        refused([])
        if conflicts:
            raise refusal(conflicts)
        refused(work.finish())
        return work.receipt(is_dry=is_dry)


@contextmanager
def _writing(path: Path, outcome: str, *, is_dry: bool) -> Iterator[Connection]:
    """Open the store for a transaction, of a dry run one of which nothing is kept.

    `outcome` is what an interrupt leaves behind, known for sure only as long as the commit has not begun.
    """
    with connection.writing(path, keep=not is_dry) as db:
        try:
            with connection.database_faults(path), curated.stumbling(path, db):
                yield db
        except KeyboardInterrupt as fault:
            raise Aborted(f"interrupted; {outcome}") from fault


def make_store(
    path: Path, records: Iterable[Record | Revision], stamp: Stamp, why: str | None = None, refused: Refusal = refuse
) -> Receipt | None:
    """Make a store at `path` with these records; None, and nothing done, where a file is there already.

    `refused` is told what the rules found, and raises unless that is nothing.
    """
    receipts: list[Receipt] = []

    def fill(db: Connection) -> None:
        work = Import(db, stamp, why)
        work.take_in(records)
        refused(work.finish())
        receipts.append(work.receipt(is_dry=False))

    return receipts[0] if creation.create(path, fill) else None


def make_empty_store(path: Path, sides: Iterable[Side], stamp: Stamp) -> bool:
    """Make a store with the built-in sides, which nobody has recorded and no revision tells of; False: one is there."""
    stamped = [side._replace(recorded_at=stamp.at, revised_at=stamp.at) for side in sides]
    return creation.create(path, lambda db: write.put(db, Kind.SIDE, stamped))

"""Importing: records from elsewhere, compared with what is there, so that nobody's change is lost silently."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from claims.batches import batches
from claims.curation import adoption, completion
from claims.curation.work import Work
from claims.errors import CurationRefused
from claims.json.record import kind_of
from claims.model import Change, Record, Revision, Side
from claims.store import curated, revisions
from claims.store.connection import Connection
from claims.store.references import Name
from claims.vocabulary import Kind, Op

_BATCH = 500


class Take(StrEnum):
    """Whose version of a record stands where both sides have changed it."""

    THEIRS = "theirs"
    OURS = "ours"


class Conflict(NamedTuple):
    """A record that the file and the store have in versions of which neither is known to come from the other."""

    kind: Kind
    ours: Record
    theirs: Record


def refusal(conflicts: Sequence[Conflict]) -> CurationRefused:
    """The error that lists the conflicts."""
    many = "1 conflict" if len(conflicts) == 1 else f"{len(conflicts)} conflicts"
    return CurationRefused(
        f"{many}: changed both here and in what is imported; nothing was taken over",
        "--take theirs takes the imported versions, --take ours keeps those of this store",
        [
            f"{conflict.kind.value} {conflict.theirs.id}: here revised {conflict.ours.revised_at},"
            f" there {conflict.theirs.revised_at or 'at no stated time'}"
            for conflict in conflicts
        ],
    )


def take_in(db: Connection, work: Work, given: Iterable[Record | Revision], take: Take | None = None) -> list[Conflict]:
    """Take records and revisions from elsewhere into `work`; return the conflicts, left out unless `take` decides.

    A record conflicts where its content differs and the version that it was made from is not the one in the store:
    where it states another `revised_at` and the revisions given with it don't lead there from the store's version, or,
    stating none, where the store's version was made by another command than an import.
    """
    is_first = revisions.newest(db) == 0
    brought: list[Revision] = []
    doubtful: list[Change] = []
    for batch in batches(given, _BATCH):
        brought.extend(item for item in batch if isinstance(item, Revision))
        for kind, records in _by_kind(item for item in batch if not isinstance(item, Revision)).items():
            if is_first:
                # What a store was made with and nobody has recorded gives way to the first import.
                new = _unknown(db, work, records) if kind is Kind.SIDE else records
                work.take([Change(Op.IMPORT, kind, None, record) for record in new])
            else:
                changes = _changes(db, kind, records)
                doubts = _doubtful(db, kind, changes)
                doubtful.extend(doubts.values())
                work.take([change for change in changes if change.id not in doubts])
    work.bring(brought)
    # The revisions that tell where a version comes from may stand last in the files.
    conflicts = _conflicts(doubtful, brought)
    work.take([change for change in doubtful if (change.kind, change.id) not in conflicts])
    if take is Take.THEIRS:
        work.take([*conflicts.values()], overridden=True)
    return [] if take else [Conflict(kind, ours, theirs) for _, kind, ours, theirs in conflicts.values() if ours]


def _by_kind(records: Iterable[Record]) -> dict[Kind, list[Record]]:
    """Return the records by kind, the kind first that came first."""
    of_kind: dict[Kind, list[Record]] = defaultdict(list)
    for record in records:
        of_kind[kind_of(record)].append(record)
    return of_kind


def _unknown(db: Connection, work: Work, sides: Sequence[Record]) -> list[Record]:
    """Return the sides that are not those with which the store was made; those take the instants that are given."""
    here = curated.some(db, Kind.SIDE, [side.id for side in sides])
    unknown: list[Record] = []
    for side in sides:
        known = here.get(side.id)
        if isinstance(side, Side) and known is not None and completion.same(side, known):
            recorded, revised = side.recorded_at or known.recorded_at, side.revised_at or known.revised_at
            work.restamp(side._replace(recorded_at=recorded, revised_at=revised))
        else:
            unknown.append(side)
    return unknown


def _changes(db: Connection, kind: Kind, records: Sequence[Record]) -> list[Change]:
    """Return what the records make of those of the store."""
    known = curated.some(db, kind, [record.id for record in records])
    return [Change(Op.IMPORT, kind, known.get(record.id), record) for record in records]


def _doubtful(db: Connection, kind: Kind, changes: Iterable[Change]) -> dict[str, Change]:
    """Return the changes that come from another version than the one here, or that go over a change made by hand."""
    different = [change for change in changes if change.before and not _is_same(change.before, change.after)]
    unstated = [change.id for change in different if change.after.revised_at is None]
    latest = revisions.latest(db, kind, unstated) if unstated else {}
    by_hand = {id for id, revision in latest.items() if revision.op is not Op.IMPORT}
    return {change.id: change for change in different if change.id in by_hand or _states_another(change)}


def _is_same(before: Record, given: Record) -> bool:
    return completion.same(completion.completed(given, before), before)


def _states_another(change: Change) -> bool:
    return change.before is not None and change.after.revised_at not in (None, change.before.revised_at)


def _conflicts(doubtful: Sequence[Change], brought: Iterable[Revision]) -> dict[Name, Change]:
    """Return the changes of versions of which it is not known that the imported one comes from the one here."""
    told: dict[Name, list[Revision]] = {(change.kind, change.id): [] for change in doubtful}
    for revision in brought if told else ():
        if (revision.kind, revision.id) in told:
            told[revision.kind, revision.id].append(revision)
    conflicts = [change for change in doubtful if not _descends(change, told[change.kind, change.id])]
    return {(change.kind, change.id): change for change in conflicts}


def _descends(change: Change, told: Iterable[Revision]) -> bool:
    """Return whether the revisions that came with a record lead to its version from the one in the store.

    Versions are told by their instants and, since another store may have taken over the same words at another time,
    the store's own by what it says.
    """
    before = change.before
    assert before is not None
    reached = {before.revised_at}
    here = adoption.content(revisions.written(before, before))
    for revision in sorted(told, key=lambda revision: revision.seq):
        then = revision.before
        if _revised_at(then) in reached or (then is not None and adoption.content(then) == here):
            reached.add(_revised_at(revision.after))
    return change.after.revised_at in reached - {before.revised_at, None}


def _revised_at(text: str | None) -> str | None:
    values = json.loads(text or "null")
    instant = values.get("revised_at") if isinstance(values, dict) else None
    return instant if isinstance(instant, str) else None

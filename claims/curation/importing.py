"""Importing: records from elsewhere, compared with what is there, so that nobody's change is lost silently."""

import json
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from claims.batches import batches
from claims.curation import citations
from claims.curation.receipt import revision_of
from claims.curation.work import Work
from claims.errors import CurationRefused
from claims.json.record import kind_of
from claims.model import Change, Finding, Record, Revision
from claims.store import curated, references, revisions, write
from claims.store.connection import Connection
from claims.store.references import Name
from claims.store.write import Stamp
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
    """Return the error that lists the conflicts."""
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


class Import(Work):
    """The unit of work of an import, with the revisions that come along."""

    def __init__(self, db: Connection, stamp: Stamp, why: str | None) -> None:
        """`stamp` and `why` go with every revision that is not brought."""
        super().__init__(db, stamp, why)
        self._brought: list[Revision] = []
        # Versions that were not made from the ones that they replace, whatever the revisions say that came with them.
        self._overriding: set[Name] = set()

    def take_in(self, items: Iterable[Record | Revision], take: Take | None = None) -> list[Conflict]:
        """Take records and revisions from elsewhere; return the conflicts, which are left out unless `take` decides.

        A record conflicts where its content differs and the version that it was made from is not the one in the store:
        where it states another `revised_at` and the revisions given with it don't lead there from the store's version,
        or, stating none, where the store's version was made by another command than an import.
        """
        doubtful: list[Change] = []
        for batch in batches(items, _BATCH):
            self._brought.extend(item for item in batch if isinstance(item, Revision))
            records = (item for item in batch if not isinstance(item, Revision))
            for kind, of_kind in _by_kind(records).items():
                doubtful.extend(self._compared(kind, of_kind))
        # The revisions that tell where a version comes from may stand last in the files.
        conflicts = _conflicts(doubtful, self._brought)
        self.take([change for change in doubtful if (change.kind, change.id) not in conflicts])
        if take is Take.THEIRS:
            self._overriding.update(conflicts)
            self.take([*conflicts.values()])
        return [] if take else [Conflict(kind, ours, theirs) for _, kind, ours, theirs in conflicts.values() if ours]

    def _unknown(self, sides: Sequence[Record]) -> Iterator[Record]:
        """Return the sides that are not those with which the store was made; those take the instants that are given."""
        here = curated.some(self.db, Kind.SIDE, [side.id for side in sides])
        for side in sides:
            known = here.get(side.id)
            if known is None or not citations.same(side, known):
                yield side
                continue
            recorded, revised = side.recorded_at or known.recorded_at, side.revised_at or known.revised_at
            write.put(self.db, Kind.SIDE, [side._replace(recorded_at=recorded, revised_at=revised)])
            self.unchanged += 1

    def _compared(self, kind: Kind, records: Sequence[Record]) -> Iterable[Change]:
        """Take the records that may replace those of the store; return the changes of the others."""
        if kind is Kind.SIDE and revisions.newest(self.db) == 0:
            # The sides that a store was made with give way to the first import.
            self.take([Change(Op.IMPORT, kind, None, record) for record in self._unknown(records)])
            return ()
        known = curated.some(self.db, kind, [record.id for record in records])
        changes = [Change(Op.IMPORT, kind, known.get(record.id), record) for record in records]
        doubtful = _doubtful(self.db, kind, changes)
        self.take([change for change in changes if change.id not in doubtful])
        return doubtful.values()

    def new_revisions(self) -> Iterable[Revision]:
        """Take over the revisions that were brought; return those of what they do not tell."""
        if not self._brought:
            return super().new_revisions()
        _adopt(self.db, self._brought, self.changes)
        names = groupby(list(self.changes), key=lambda name: name[0])
        return [
            revision
            for kind, of_kind in names
            for ids in batches((id for _, id in of_kind), _BATCH)
            for revision in self._untold(kind, ids)
        ]

    def _untold(self, kind: Kind, ids: Sequence[str]) -> Iterator[Revision]:
        """Return the revisions of those of the changes of which the newest one of the record does not tell.

        An instant from elsewhere stands for a version that was made there; what was changed by hand since is a version
        made here.
        """
        latest = revisions.latest(self.db, kind, ids)
        for id in ids:
            change, last = self.changes[kind, id], latest[id].after if id in latest else None
            is_told = _says(last, change.after)
            if not is_told and (change.before or last):
                change = change._replace(after=change.after._replace(revised_at=self.stamp.at))
                self.changes[kind, id] = change
            if not is_told or (kind, id) in self._overriding:
                revision = revision_of(change, self.stamp, self.why)
                yield revision._replace(before=revision.before or last)

    def finish(self) -> list[Finding]:
        """Do what every unit of work does; citations are numbered after those that the revisions tell of."""
        findings = super().finish()
        if self._brought and not findings:
            references.raise_numbers(self.db, _highest_numbers(self._brought))
        return findings


def _by_kind(records: Iterable[Record]) -> dict[Kind, list[Record]]:
    """Return the records by kind, the kind first that came first."""
    of_kind: dict[Kind, list[Record]] = defaultdict(list)
    for record in records:
        of_kind[kind_of(record)].append(record)
    return of_kind


def _doubtful(db: Connection, kind: Kind, changes: Iterable[Change]) -> dict[str, Change]:
    """Return the changes that come from another version than the one here, or that go over a change made by hand."""
    different = [change for change in changes if change.before and not _is_same(change.before, change.after)]
    unstated = [change.id for change in different if change.after.revised_at is None]
    latest = revisions.latest(db, kind, unstated) if unstated else {}
    by_hand = {id for id, revision in latest.items() if revision.op is not Op.IMPORT}
    return {change.id: change for change in different if change.id in by_hand or _states_another(change)}


def _is_same(before: Record, after: Record) -> bool:
    return citations.same(citations.completed(after, before), before)


def _states_another(change: Change) -> bool:
    return change.before is not None and change.after.revised_at not in (None, change.before.revised_at)


def _conflicts(doubtful: Sequence[Change], brought: Iterable[Revision]) -> dict[Name, Change]:
    """Return the changes of versions of which it is not known that the imported one comes from the one here."""
    own: dict[Name, list[Revision]] = {(change.kind, change.id): [] for change in doubtful}
    for revision in brought if own else ():
        if (revision.kind, revision.id) in own:
            own[revision.kind, revision.id].append(revision)
    conflicts = [change for change in doubtful if not _descends(change, own[change.kind, change.id])]
    return {(change.kind, change.id): change for change in conflicts}


def _descends(change: Change, brought: Iterable[Revision]) -> bool:
    """Return whether the revisions that came with a record lead to its version from the one in the store.

    Versions are told by their instants and, since another store may have taken over the same words at another time,
    the store's own by what it says.
    """
    before = change.before
    assert before is not None
    reached = {before.revised_at}
    here = revisions.content(revisions.written(before, before))
    for revision in sorted(brought, key=lambda revision: revision.seq):
        then = revision.before
        if _revised_at(then) in reached or (then is not None and revisions.content(then) == here):
            reached.add(_revised_at(revision.after))
    return change.after.revised_at in reached - {before.revised_at, None}


def _adopt(db: Connection, brought: Iterable[Revision], changed: Container[Name]) -> None:
    """Take over revisions: all of them into an empty log, else those of the changed records that the log lacks.

    Their numbers are kept in an empty log unless two are the same, which is how logs look that were merged; in another
    they follow the newest. What stands twice is taken once.
    """
    in_order = sorted(brought, key=lambda revision: revision.seq)
    if revisions.newest(db):
        of_changed = (revision for revision in in_order if (revision.kind, revision.id) in changed)
        revisions.append_missing(db, of_changed)
    elif len({revision.seq for revision in in_order}) == len(in_order):
        revisions.append(db, in_order, numbered=True)
    else:
        revisions.append_missing(db, in_order)


def _says(text: str | None, record: Record) -> bool:
    """Return whether a revision that left this text says what the record is, but for its instants."""
    written = revisions.written(record, record)
    return text is not None and (text == written or revisions.content(text) == revisions.content(written))


def _revised_at(text: str | None) -> str | None:
    """Return when a record last changed that a revision has left like this; None where it does not say."""
    values = json.loads(text or "null")
    instant = values.get("revised_at") if isinstance(values, dict) else None
    return instant if isinstance(instant, str) else None


def _highest_numbers(brought: Sequence[Revision]) -> dict[str, int]:
    """Return the highest number of a citation that revisions tell of, by claim."""
    highest: dict[str, int] = {}
    for revision in brought:
        if revision.kind is Kind.CLAIM:
            numbers = [*_numbers(revision.id, revision.before), *_numbers(revision.id, revision.after)]
            highest[revision.id] = max([highest.get(revision.id, 0), *numbers])
    return {id: number for id, number in highest.items() if number < _MOST}


_MOST = 1_000_000
_CITATION = re.compile(r'"id": ?"([a-z0-9-]+)#([0-9]+)"')


def _numbers(claim: str, text: str | None) -> Iterable[int]:
    return (int(number) for owner, number in _CITATION.findall(text or "") if owner == claim)

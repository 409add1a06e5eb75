"""Importing: records from elsewhere, compared with what is there, so that nobody's change is lost silently."""

import json
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby

from claims.batches import batches
from claims.checks import digest
from claims.curation import citations
from claims.curation.receipt import Conflict, revision_of
from claims.curation.unit_of_work import Work
from claims.json import record as wire
from claims.json.record import kind_of
from claims.model import Change, Finding, Record, Revision, Source
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


def news(db: Connection, items: Iterable[Record | Revision]) -> Iterator[Record | Revision]:
    """Return what a store neither says nor ever said: records in such versions, and revisions that its log lacks."""
    for batch in batches(items, _BATCH):
        yield from revisions.missing(db, (item for item in batch if isinstance(item, Revision)))
        for kind, of_kind in _by_kind(item for item in batch if not isinstance(item, Revision)).items():
            here = curated.some(db, kind, [record.id for record in of_kind])
            for record in of_kind:
                version = here.get(record.id)
                if version is None or not (
                    _says_the_same(version, record) or _was_said(_versions(db, kind, record.id), record)
                ):
                    yield record


def _was_said(versions: Sequence[Record], record: Record) -> bool:
    """Return whether some version says what a record does, the one of the instant that it states or a later one.

    Old words at a newer instant are a curator's, who put them back by hand.
    """
    instants = [version.revised_at for version in versions]
    start = instants.index(record.revised_at) if record.revised_at in instants else 0
    return any(_says_the_same(version, record) for version in versions[start:])


def _versions(db: Connection, kind: Kind, id: str) -> list[Record]:
    """Return a record as it was time after time, as far as the log tells."""
    of_record = revisions.chosen(revisions.Asked(((kind, id),)))
    log = revisions.revisions(db, of_record, oldest_first=True)
    return _read(kind, (text for revision in log for text in (revision.before, revision.after) if text))


def _read(kind: Kind, texts: Iterable[str]) -> list[Record]:
    return [version for text in dict.fromkeys(texts) for version in wire.read(kind, json.loads(text)).records]


def _says_the_same(version: Record, record: Record) -> bool:
    """Return whether a version says what a record does; of a text its digest alone is known."""
    if not isinstance(record, Source) or not isinstance(version, Source):
        return _is_same(version, record)
    return citations.same(_without_text(version), _without_text(record))


def _without_text(source: Source) -> Source:
    return source if source.text is None else source._replace(text=None, sha256=digest(source.text))


class Import(Work):
    """The unit of work of an import, with the revisions that come along."""

    def __init__(self, db: Connection, stamp: Stamp, why: str | None) -> None:
        """`stamp` and `why` go with every revision that is not brought."""
        super().__init__(db, stamp, why)
        self._brought: list[Revision] = []
        self._given: set[Name] = set()
        # Versions that were not made from the ones that they replace, whatever the revisions say that came with them.
        self._overriding: set[Name] = set()
        # Conflicts in which the store's version stands, and versions that it goes on from.
        self._overruled: Sequence[Change] = ()
        self._passed_over: Sequence[Change] = ()
        # Versions that differ from the store's in their instants alone.
        self._redated: dict[Name, Change] = {}

    def take_in(self, items: Iterable[Record | Revision], take: Take | None = None) -> list[Conflict]:
        """Take records and revisions from elsewhere; return the conflicts, which are left out unless `take` decides.

        A record conflicts where its content differs and neither version is known to go on from the other, see `_whose`;
        one that states no `revised_at` where the store's version was made by another command than an import.
        """
        doubtful: list[Change] = []
        for batch in batches(items, _BATCH):
            self._brought.extend(item for item in batch if isinstance(item, Revision))
            records = (item for item in batch if not isinstance(item, Revision))
            for kind, of_kind in _by_kind(records).items():
                self._given.update((kind, record.id) for record in of_kind)
                doubtful.extend(self._compared(kind, of_kind))
        # The revisions that tell where a version comes from may stand last in the files.
        conflicts = self._judged(doubtful)
        if take is Take.THEIRS:
            self._overriding.update((change.kind, change.id) for change in conflicts)
            self.take(conflicts)
        elif take is Take.OURS:
            self._overruled = conflicts
        return [] if take else [Conflict(kind, ours, theirs) for _, kind, ours, theirs in conflicts if ours]

    def _judged(self, doubtful: Sequence[Change]) -> list[Change]:
        """Take the changes of which it is known that they go on from the store's versions, and return the conflicts.

        Those that the store's versions go on from are passed over.
        """
        brought: dict[Name, list[Revision]] = {(change.kind, change.id): [] for change in doubtful}
        for revision in self._brought if doubtful else ():
            if (revision.kind, revision.id) in brought:
                brought[revision.kind, revision.id].append(revision)
        whose = [(change, _whose(self.db, change, brought[change.kind, change.id])) for change in doubtful]
        self.take([change for change, take in whose if take is Take.THEIRS])
        self._passed_over = [change for change, take in whose if take is Take.OURS]
        self.unchanged += len(self._passed_over)
        return [change for change, take in whose if take is None]

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
        self._redated.update(((kind, change.id), change) for change in changes if _is_redated(change))
        self.take([change for change in changes if change.id not in doubtful])
        return doubtful.values()

    def new_revisions(self) -> Iterable[Revision]:
        """Take over the revisions that were brought; return those of what they do not tell."""
        if not self._brought:
            return [*super().new_revisions(), *self._standing()]
        _adopt(self.db, self._brought, self._given)
        names = groupby(list(self.changes), key=lambda name: name[0])
        untold = [
            revision
            for kind, of_kind in names
            for ids in batches((id for _, id in of_kind), _BATCH)
            for revision in self._untold(kind, ids)
        ]
        return [*untold, *self._standing()]

    def _standing(self) -> Iterator[Revision]:
        """Return the revisions of what stands against what was brought: as if theirs was taken, and ours put back.

        So whoever has theirs learns that it was overruled.
        """
        lasts = ((change, self._last(change)) for change in self._passed_over)
        against = [one for one, last in lasts if one.before and last and not _says(last, one.before)]
        for change in self._completed([*self._overruled, *against]):
            op, kind, ours, theirs = change
            assert ours is not None
            again = ours._replace(revised_at=self.stamp.at)
            write.put(self.db, kind, [again])
            if not _says(self._last(change), theirs):
                yield revision_of(change, self.stamp, self.why)
            yield revision_of(Change(op, kind, theirs, again), self.stamp, self.why)

    def _last(self, change: Change) -> str | None:
        """Return what the newest revision of a record says of it, None where there is none."""
        latest = revisions.latest(self.db, change.kind, [change.id])
        return latest[change.id].after if latest else None

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
        if not findings:
            self._redate()
        return findings

    def _redate(self) -> None:
        """Give what differs in its instants alone those that every store comes to that knows the same revisions."""
        for (kind, _), (_, _, here, there) in self._redated.items():
            assert here is not None
            dated = _dated(self.db, kind, here, there)
            if dated != here:
                write.put(self.db, kind, [dated])


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


def _is_redated(change: Change) -> bool:
    """Return whether a version differs in nothing but the instants that it states."""
    _, _, before, after = change
    is_other = before is not None and after.revised_at and _instants(after) != _instants(before)
    return bool(is_other and before and _is_same(before, after))


def _dated(db: Connection, kind: Kind, here: Record, there: Record) -> Record:
    """Return a record with the instants of the last revision that says the same, else the earlier ones of two."""
    rows = map(json.loads, revisions.shared_rows(db, revisions.chosen(revisions.Asked(((kind, here.id),)))))
    content = revisions.content(revisions.written(here, here))
    said = [row["after"] for row in rows if row["after"] and revisions.content(json.dumps(row["after"])) == content]
    if said:
        return here._replace(recorded_at=said[-1].get("recorded_at"), revised_at=said[-1].get("revised_at"))
    recorded, revised = (filter(None, pair) for pair in zip(_instants(here), _instants(there), strict=True))
    return here._replace(recorded_at=min(recorded), revised_at=min(revised))


def _instants(record: Record) -> tuple[str | None, str | None]:
    return record.recorded_at, record.revised_at


def _whose(db: Connection, change: Change, brought: Sequence[Revision]) -> Take | None:
    """Return whose version goes on from the other; None where that is not known, and so for a conflict.

    The store's goes on from one that it once had, unless the revisions that were brought go on from that as well.
    """
    _, kind, ours, theirs = change
    assert ours is not None
    versions = _versions(db, kind, ours.id)
    if _descends(change, brought) or _only_adds(theirs, ours, versions):
        return Take.THEIRS
    told = [text for revision in brought for text in (revision.before, revision.after) if text]
    is_old = any(version.revised_at == theirs.revised_at for version in versions) and _was_said(versions, theirs)
    if is_old and not any(_revised_at(revision.before) == theirs.revised_at for revision in brought):
        return Take.OURS
    is_known = bool(told) or theirs.recorded_at == theirs.revised_at
    return Take.OURS if is_known and _only_adds(ours, theirs, _read(kind, told)) else None


def _only_adds(record: Record, other: Record, versions: Sequence[Record]) -> bool:
    """Return whether a record has but more keys than another, of whose versions none had them to lose."""
    record, other = citations.completed(record, other), citations.completed(other, record)
    keys = [key for key in record._fields if getattr(record, key) != getattr(other, key) and key not in _STAMPS]
    return not any(getattr(one, key) not in (None, ()) for one in (other, *versions) for key in keys)


_STAMPS = ("recorded_at", "revised_at")


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


def _adopt(db: Connection, brought: Iterable[Revision], given: Container[Name]) -> None:
    """Take over revisions: all of them into an empty log, else those of the given records that the log lacks.

    Their numbers are kept in an empty log unless two are the same, which is how logs look that were merged; in another
    they follow the newest. What stands twice is taken once.
    """
    in_order = sorted(brought, key=lambda revision: revision.seq)
    if revisions.newest(db):
        in_order = [revision for revision in in_order if (revision.kind, revision.id) in given]
        revisions.append(db, revisions.missing(db, in_order))
    elif len({revision.seq for revision in in_order}) == len(in_order):
        revisions.append(db, in_order, numbered=True)
    else:
        revisions.append(db, revisions.missing(db, in_order))


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

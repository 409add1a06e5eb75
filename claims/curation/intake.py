"""Importing: records from elsewhere, compared with what is there, so that nobody's change is lost silently."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from claims.curation import completion
from claims.curation.packs import Batch
from claims.curation.portion import portions
from claims.errors import CurationRefused
from claims.json.record import kind_of
from claims.model import Change, Claim, Record, Revision, Side
from claims.store import pending, revisions, whole, write
from claims.store.connection import Connection
from claims.vocabulary import Kind, Op

if TYPE_CHECKING:
    from claims.curation.transaction import Work

_CHUNK = 500


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
            f"{one.kind.value} {one.theirs.id}: here revised {one.ours.revised_at},"
            f" there {one.theirs.revised_at or 'at no stated time'}"
            for one in conflicts
        ],
    )


class _Arrival(NamedTuple):
    """A record as it was given, and as it stands in the store; `is_unplaced`: some quote was given without a place."""

    kind: Kind
    given: Record
    before: Record | None
    after: Record

    @property
    def is_unplaced(self) -> bool:
        given = self.given
        return isinstance(given, Claim) and any(completion.is_unplaced(one) for one in given.citations)

    @property
    def change(self) -> Change:
        return Change(Op.IMPORT, self.kind, self.before, self.after)


def take_in(work: "Work", given: Iterable[Record | Revision | Batch], take: Take | None = None) -> list[Conflict]:
    """Write records and remember revisions from elsewhere; the conflicts, which are left out unless `take` decides.

    A record conflicts where its content differs and the version that it was made from is not the one in the store:
    where it states another `revised_at` and the revisions given with it don't lead there from the store's version, or,
    stating none, where the store's version was made by another command than an import.
    """
    is_first = revisions.newest(work.db) == 0
    doubtful: list[_Arrival] = []
    for chunk in _chunks(work, given, is_first=is_first):
        work.bring([one for one in chunk if isinstance(one, Revision)])
        records = [one for one in chunk if not isinstance(one, Revision)]
        arrivals = list(_arrivals(work.db, _untold(work, records) if is_first else records, is_first=is_first))
        certain: list[_Arrival] = []
        for one in arrivals:
            (doubtful if _is_doubtful(work.db, one) else certain).append(one)
        _write(work, certain)
    # The revisions that tell where a version comes from may stand last in the files.
    conflicts = [one for one in doubtful if not _descends(work.db, one)]
    _write(work, [one for one in doubtful if one not in conflicts])
    if take is Take.THEIRS:
        _write(work, conflicts, overridden=True)
    return [] if take else [Conflict(one.kind, one.before, one.after) for one in conflicts if one.before]


def _chunks(
    work: "Work", given: Iterable[Record | Revision | Batch], *, is_first: bool
) -> Iterator[list[Record | Revision]]:
    """The records, some at a time; of a first import packs are written in their place."""
    waiting: list[Record | Revision] = []
    for one in given:
        if not isinstance(one, Batch):
            waiting.append(one)
        else:
            # Packs name what came before them.
            yield waiting
            waiting = []
            if not (is_first and one.pack and work.take(one.pack)):
                yield from portions(one.records(), _CHUNK)
        if len(waiting) >= _CHUNK:
            yield waiting
            waiting = []
    yield waiting


def _untold(work: "Work", given: Sequence[Record]) -> list[Record]:
    """The records that change the sides with which the store was made; the other sides only take their instants."""
    sides = {one.id: one for one in given if isinstance(one, Side)}
    for here in whole.some(work.db, Kind.SIDE, sides).values():
        if completion.same(sides[here.id], here):
            side = sides.pop(here.id)
            recorded, revised = side.recorded_at or here.recorded_at, side.revised_at or here.revised_at
            write.put(work.db, Kind.SIDE, [side._replace(recorded_at=recorded, revised_at=revised)])
            work.unchanged += 1
    return [one for one in given if not isinstance(one, Side) or one.id in sides]


def _write(work: "Work", arrivals: Sequence[_Arrival], *, overridden: bool = False) -> None:
    unplaced = {one.given.id for one in arrivals if one.is_unplaced}
    work.write([one.change for one in arrivals], unplaced=unplaced, overridden=overridden)


def _arrivals(db: Connection, given: Sequence[Record], *, is_first: bool) -> Iterator[_Arrival]:
    by_kind: dict[Kind, list[Record]] = defaultdict(list)
    for one in given:
        by_kind[kind_of(one)].append(one)
    for kind, of_kind in by_kind.items():
        ids = [one.id for one in of_kind]
        # What a store was made with and nobody has recorded gives way to the first import.
        known: Mapping[str, Record] = {} if is_first else whole.some(db, kind, ids)
        made = pending.numbers_made(db, ids) if kind is Kind.CLAIM and known else {}
        for one in of_kind:
            before = known.get(one.id)
            yield _Arrival(kind, one, before, completion.completed(one, before, made.get(one.id, 0)))


def _is_doubtful(db: Connection, one: _Arrival) -> bool:
    if one.before is None or completion.same(one.after, one.before):
        return False
    if one.given.revised_at is not None:
        return one.given.revised_at != one.before.revised_at
    last = revisions.last(db, one.kind, one.given.id)
    return last is not None and last.op is not Op.IMPORT


def _descends(db: Connection, one: _Arrival) -> bool:
    """Whether the revisions that came with a record lead to its version from the one in the store.

    Versions are told by their instants and, since another store may have taken over the same words at another time,
    the store's own by what it says.
    """
    assert one.before is not None
    reached = {one.before.revised_at}
    here = pending.content(revisions.written(one.before, one.before))
    for before, after in pending.brought(db, one.kind, one.given.id):
        if _revised_at(before) in reached or (before is not None and pending.content(before) == here):
            reached.add(_revised_at(after))
    return one.given.revised_at in reached - {one.before.revised_at, None}


def _revised_at(text: str | None) -> str | None:
    values = json.loads(text or "null")
    instant = values.get("revised_at") if isinstance(values, dict) else None
    return instant if isinstance(instant, str) else None

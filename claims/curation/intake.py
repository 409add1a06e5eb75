"""Importing: records from elsewhere, compared with what is there, so that nobody's change is lost silently."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from claims.curation import completion
from claims.errors import CurationRefused
from claims.model import Change, Claim, Record, Revision
from claims.store import pending, revisions, whole
from claims.store.connection import Connection
from claims.vocabulary import Kind, Op
from claims.wire.record import kind_of

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


def take_in(work: "Work", given: Iterable[Record | Revision], take: Take | None = None) -> list[Conflict]:
    """Write records and remember revisions from elsewhere; the conflicts, which are left out unless `take` decides.

    A record conflicts where its content differs and the version that it was made from is not the one in the store:
    where it states another `revised_at` and none of the revisions given with it was made on the store's version, or,
    stating none, where the store's version was made by another command than an import.
    """
    rest = iter(given)
    is_first = revisions.newest(work.db) == 0
    doubtful: list[_Arrival] = []
    while chunk := list(islice(rest, _CHUNK)):
        pending.bring(work.db, [one for one in chunk if isinstance(one, Revision)])
        arrivals = list(_arrivals(work.db, [one for one in chunk if not isinstance(one, Revision)], is_first=is_first))
        certain = [one for one in arrivals if not _is_doubtful(work.db, one)]
        doubtful.extend(one for one in arrivals if _is_doubtful(work.db, one))
        _write(work, certain)
    # The revisions that tell where a version comes from may stand last in the files.
    conflicts = [one for one in doubtful if not _descends(work.db, one)]
    _write(work, [one for one in doubtful if take is Take.THEIRS or one not in conflicts])
    return [] if take else [Conflict(one.kind, one.before, one.after) for one in conflicts if one.before]


def _write(work: "Work", arrivals: Sequence[_Arrival]) -> None:
    work.write([one.change for one in arrivals], unplaced={one.given.id for one in arrivals if one.is_unplaced})


def _arrivals(db: Connection, given: Sequence[Record], *, is_first: bool) -> Iterator[_Arrival]:
    by_kind: dict[Kind, list[Record]] = defaultdict(list)
    for one in given:
        by_kind[kind_of(one)].append(one)
    for kind, of_kind in by_kind.items():
        ids = [one.id for one in of_kind]
        # What a store was made with and nobody has recorded gives way to the first import.
        known: Mapping[str, Record] = {} if is_first else whole.some(db, kind, ids)
        made = pending.numbers_made(db, ids) if kind is Kind.CLAIM else {}
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
    return one.before is not None and pending.descends(db, one.kind, one.given.id, one.before.revised_at)

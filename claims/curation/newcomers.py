"""New records of an import, settled as they are written, from what is at hand.

Reading a record again to check, log and index it is most of what a large import would cost. What a rule complains of
may be right once the rest has come, so such records are left to the end of the transaction (`claims.store.pending`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence, Set

from claims.curation.surroundings import Surroundings
from claims.model import Change, Link, Record, Revision
from claims.store import pending, revisions, write
from claims.store.connection import Connection
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op

_MOST_FOLLOWED = 50_000


class Newcomers:
    """What was settled at once in one transaction."""

    def __init__(self, db: Connection, stamp: Stamp, why: str | None) -> None:
        """`stamp` and `why` go with every revision."""
        self.counts: Counter[tuple[Kind, Op, bool]] = Counter()
        self.restated: set[str] | None = set()
        """The claims whose states they may have changed; None: too many to name."""
        self._db = db
        self._stamp = stamp
        self._why = why
        self._log_before = revisions.newest(db)

    def settle(self, kind: Kind, new: Sequence[Change], unplaced: Set[str], around: Surroundings) -> list[Change]:
        """Write and log new records of one kind; those that have to wait are given back, and nothing is written.

        `unplaced` are claims whose quotes may be looked for.
        """
        records = {one.id: one.after for one in new}
        records |= {one.id: one.after for one in around.moved(records[id] for id in records.keys() & unplaced)}
        waiting = around.waiting(kind, records)
        taken = [one._replace(after=records[one.id]) for one in new if one.id not in waiting]
        ids = {one.id for one in taken}
        # The sides that a store is made with are there before anything is told of them.
        write.put(self._db, kind, [one.after for one in taken], new=ids if kind is not Kind.SIDE else frozenset())
        revisions.append_all(self._db, map(self._revision, taken))
        self.counts.update((kind, one.op, True) for one in taken)
        self._follow(kind, taken)
        return [one for one in new if one.id in waiting]

    def _revision(self, one: Change) -> Revision:
        written = revisions.written(one.after, None)
        return Revision(0, self._stamp.at, self._stamp.by, one.op, one.kind, one.id, None, written, self._why)

    def _follow(self, kind: Kind, taken: Iterable[Change]) -> None:
        if self.restated is None or kind not in (Kind.CLAIM, Kind.LINK):
            return
        for one in taken:
            self.restated.update(_claims_of(one.after))
        if len(self.restated) > _MOST_FOLLOWED:
            self.restated = None

    def give_back(self) -> None:
        """Leave what was settled to the end after all, since revisions came that tell more of it."""
        pending.recall(self._db, self._log_before)
        self.counts.clear()
        self.restated = set()


def _claims_of(one: Record) -> tuple[str, ...]:
    return (one.from_id, one.to_id) if isinstance(one, Link) else (one.id,)

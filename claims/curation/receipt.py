"""What a command did, or would have done."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from claims.model import Change, Revision
from claims.store import revisions
from claims.store.states import StateChange
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op


class Receipt(NamedTuple):
    """The outcome of one transaction.

    `is_dry`: nothing was kept. `changes` are in the order in which they were made; `unchanged` counts the records that
    were given and changed nothing. `states` tells the claims whose state is another now, new ones included.
    """

    stamp: Stamp
    why: str | None
    is_dry: bool
    changes: tuple[Change, ...]
    unchanged: int
    states: tuple[StateChange, ...]

    @property
    def counts(self) -> Mapping[tuple[Kind, Op, bool], int]:
        """Return how many records were changed: by kind, by what was done, and whether they were new."""
        return Counter((change.kind, change.op, change.before is None) for change in self.changes)

    def revisions(self) -> Iterator[Revision]:
        """Return each change as the revision that it is, not numbered (0)."""
        return (revision_of(change, self.stamp, self.why) for change in self.changes)


def revision_of(change: Change, stamp: Stamp, why: str | None) -> Revision:
    """Return the revision that tells of a change, not numbered (0)."""
    op, kind, before, after = change
    then, now = revisions.written(before, after), revisions.written(after, before)
    return Revision(0, stamp.at, stamp.by, op, kind, change.id, then, now, why)

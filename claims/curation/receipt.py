"""What a command did, or would have done."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from claims.model import Change, Revision
from claims.store import revisions
from claims.store.states import StateChange
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op


class Receipt(NamedTuple):
    """The outcome of one transaction.

    `is_dry`: nothing was kept. `done` are the changes in the order in which they were made; `unchanged` counts the
    records given that changed nothing. `states` tells the claims whose state is another now, new ones included.
    """

    stamp: Stamp
    why: str | None
    is_dry: bool
    done: tuple[Change, ...]
    unchanged: int
    states: tuple[StateChange, ...]

    @property
    def counts(self) -> Mapping[tuple[Kind, Op, bool], int]:
        """How many records were changed: by kind, by what was done, and whether they were new."""
        return Counter((change.kind, change.op, change.before is None) for change in self.done)

    @property
    def changes(self) -> tuple[Revision, ...]:
        """Each change as the revision that it is, not numbered (0)."""
        return tuple(revision_of(change, self.stamp, self.why) for change in self.done)


def revision_of(change: Change, stamp: Stamp, why: str | None) -> Revision:
    """The revision that tells of a change, not numbered (0)."""
    op, kind, before, after = change
    then, now = revisions.written(before, after), revisions.written(after, before)
    return Revision(0, stamp.at, stamp.by, op, kind, change.id, then, now, why)

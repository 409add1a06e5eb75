"""What a command did, or would have done, and what kept an import from being done."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from os.path import commonprefix
from typing import NamedTuple

from claims.curation import citations
from claims.errors import CurationRefused
from claims.json import record as wire
from claims.model import Change, Record, Revision
from claims.render import diff
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


class Conflict(NamedTuple):
    """A record that the file and the store have in versions of which neither is known to come from the other."""

    kind: Kind
    ours: Record
    theirs: Record


def refusal(conflicts: Sequence[Conflict]) -> CurationRefused:
    """Return the error that lists the conflicts, each with what differs on both sides."""
    many = "1 conflict" if len(conflicts) == 1 else f"{len(conflicts)} conflicts"
    return CurationRefused(
        f"{many}: changed both here and in what is imported; nothing was taken over",
        "--take theirs takes the imported versions, --take ours keeps those of this store",
        [line for conflict in conflicts for line in _told(conflict)],
    )


def _told(conflict: Conflict) -> Iterator[str]:
    kind, ours, theirs = conflict
    there = theirs.revised_at or "at no stated time"
    yield f"{kind.value} {theirs.id}: here revised {ours.revised_at}, there {there}"
    theirs = citations.completed(theirs, ours)
    for label, out, put in diff.fields(wire.write(ours), wire.write(theirs)):
        yield f"  {label}: here {_shown(out, put)}, there {_shown(put, out)}"


def _shown(values: Sequence[str], others: Sequence[str]) -> str:
    """Return what a field holds, of a long text the part where it begins to differ."""
    text, other = "; ".join(values), "; ".join(others)
    start = max(len(commonprefix((text, other))) - _MOST_SHOWN // 4, 0)  # noqa: RUF071  # of texts, not of paths
    start *= len(text) > _MOST_SHOWN
    end = start + _MOST_SHOWN
    return f"“{'…' * (start > 0)}{text[start:end]}{'…' * (end < len(text))}”" if text else "nothing"


_MOST_SHOWN = 160

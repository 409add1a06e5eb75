"""Claims along the days: how long nothing is on record between one claim and what stands before it.

Days are those of a claim's bounds (`claims.dates.Span`), which a claim of several days fills from its first to its
last: a claim dated `2023-02` leaves no gap in that month.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from claims.model import ClaimView
from claims.tuples import NamedTuple


class Entry(NamedTuple):
    """A claim in its place along the days.

    `gap_in_days` counts the whole days between the latest day of all entries before and the first day of this one,
    both left out: 0 where they touch or overlap. It is None for the first entry, for a claim without a first day
    (undated, or open at its beginning), and after a claim with an open end, which may reach any day. A claim that is
    open at its beginning counts for its last day, where it stands in the order.
    """

    view: ClaimView
    gap_in_days: int | None


def entries(views: Iterable[ClaimView]) -> Iterator[Entry]:
    """The claims, which come in date order, each with the gap before it; nothing is kept but one day."""
    reached: str | None = None
    is_open = False
    for view in views:
        yield Entry(view, None if is_open else _gap(reached, view.earliest))
        is_open = is_open or (view.earliest is not None and view.latest is None)
        reached = max(reached or "", view.latest or "") or None


def _gap(reached: str | None, begins: str | None) -> int | None:
    if reached is None or begins is None:
        return None
    return max((date.fromisoformat(begins) - date.fromisoformat(reached)).days - 1, 0)

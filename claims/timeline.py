"""Claims along the days: how long nothing is on record between one claim and what stands before it.

Days are those of a claim's bounds (`claims.dates.Span`), which a claim of several days fills from its first to its
last: a claim dated `2023-02` leaves no gap in that month.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol, TypeVar


class _Ranged(Protocol):
    """Something with the bounds of its date, ISO days; None is an end that is open or unknown, or no date."""

    @property
    def earliest(self) -> str | None: ...

    @property
    def latest(self) -> str | None: ...


Claim = TypeVar("Claim", bound=_Ranged)


def entries(claims: Iterable[Claim]) -> Iterator[tuple[Claim, int | None]]:
    """The claims, which come in date order, each with the gap before it; nothing is kept but one day.

    The gap counts the whole days between the latest day of all entries before and the first day of this one,
    both left out: 0 where they touch or overlap. It is None for the first entry, for a claim without a first day
    (undated, or open at its beginning), and after a claim with an open end, which may reach any day. A claim that is
    open at its beginning counts for its last day, where it stands in the order.
    """
    reached: str | None = None
    is_open = False
    for claim in claims:
        yield claim, None if is_open else _gap(reached, claim.earliest)
        is_open = is_open or (claim.earliest is not None and claim.latest is None)
        reached = max(reached or "", claim.latest or "") or None


def _gap(reached: str | None, begins: str | None) -> int | None:
    if reached is None or begins is None:
        return None
    return max((date.fromisoformat(begins) - date.fromisoformat(reached)).days - 1, 0)

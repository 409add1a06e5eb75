"""Reading a little of a store, which must not take longer the larger it is, and what counts in all of it."""

from collections.abc import Iterator

from benchmarks import corpus
from benchmarks.case import BOUND, Case, Group, grown
from benchmarks.stores import Place

_COUNTING = (
    "list --count",
    "matrix --json",
    "stats --json",
    "answers --json",
    "contradictions --json",
    "timeline --json",
)


def groups(place: Place, sizes: list[int]) -> Iterator[Group]:
    """Return all that reads a part, for each store."""
    small = min(sizes)
    little = tuple(case for size in sizes for case in _little(place, size, small))
    yield Group("A part of a large store", little, panel="Reading a part")
    counting = tuple(case for size in sizes if size <= BOUND for case in _counting(place, size, small))
    yield Group("What counts in all of a large store", counting, "Nothing is aimed at.", panel="Counting")


def _little(place: Place, size: int, small: int) -> Iterator[Case]:
    yield grown(place, "`list --limit 50 --json`", size, small, lambda _: ("list", "--limit", "50", "--json"), 1.2)
    yield grown(place, "`open`", size, small, lambda of: ("open", f"c-{of // 2:07}"))
    yield grown(place, "`show --json`", size, small, lambda of: ("show", f"c-{of // 2:07}", "--json"))
    yield grown(place, "`thread --json` of 50 claims", size, small, lambda of: ("thread", _dispute(of), "--json"), 1.2)
    yield grown(place, "`report` of 50 claims", size, small, lambda of: ("report", _dispute(of)))
    yield grown(place, "`compare --json` of 50 claims", size, small, lambda of: ("compare", _dispute(of), "--json"))


def _counting(place: Place, size: int, small: int) -> Iterator[Case]:
    for line in _COUNTING:
        yield grown(place, f"`{line}`", size, small, lambda _, line=line: tuple(line.split()))  # type: ignore[misc]


def _dispute(size: int) -> str:
    """Return a dispute from the middle of a store."""
    return f"d-{size // 2 // corpus.PER_DISPUTE}"

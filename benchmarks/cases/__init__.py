"""All that is measured, in the order of the table."""

from collections.abc import Iterator

from benchmarks.case import Group
from benchmarks.cases import bundled, earlier, part, whole
from benchmarks.stores import Place


def groups(place: Place, sizes: list[int]) -> Iterator[Group]:
    """Return the cases of the stores that there are; what takes longest comes last."""
    yield from bundled.groups(place)
    yield from part.groups(place, sizes)
    yield from earlier.groups(place, sizes)
    yield from whole.groups(place, sizes)

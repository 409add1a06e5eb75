"""All that is measured, in the order of the table."""

from collections.abc import Iterator

from benchmarks.case import Group
from benchmarks.cases import bundled, chinese, large, peer, reading, whole, writing
from benchmarks.stores import Place


def groups(place: Place, sizes: list[int]) -> Iterator[Group]:
    """The cases of the stores that there are; what takes longest comes last."""
    yield from bundled.groups(place)
    yield from reading.groups(place, sizes)
    yield from writing.groups(place, sizes)
    yield from chinese.groups(place)
    yield from peer.groups(place, sizes)
    yield from large.groups(place, sizes)
    yield from whole.groups(place, sizes)

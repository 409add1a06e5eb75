"""Many things a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def portions(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in their order, `size` at a time, the last ones perhaps fewer."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some

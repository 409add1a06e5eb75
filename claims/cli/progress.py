"""A bar on standard error for what takes long, on a terminal only."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")

_FIRST_LOOK = 2_000
"""How many pass before anything is shown: what is over at once needs no bar."""
_EVERY = 500


@contextmanager
def shown(
    doing: str, items: Iterable[Item], size: int | None, done: Callable[[], int] | None = None, then: str = ""
) -> Iterator[Iterable[Item]]:
    """Yield the items, with a bar while they are gone through and until the block is left.

    `size` is how much there is in all, None where that is not known; `done` returns how much of it has passed, None
    where items are counted. `then` is what is done once all have passed.
    """
    if not sys.stderr.isatty():
        yield items
        return
    with ExitStack() as until_left:
        yield _watched(items, done, lambda: until_left.enter_context(_bar(doing, size)), then or doing)


def _watched(
    items: Iterable[Item], done: Callable[[], int] | None, begin: Callable[[], "Progress"], then: str
) -> Iterator[Item]:
    bar: Progress | None = None
    for number, item in enumerate(items, 1):
        if number >= _FIRST_LOOK and not number % _EVERY:
            bar = bar or begin()
            bar.update(bar.task_ids[0], completed=done() if done else number)
        yield item
    if bar:
        bar.update(bar.task_ids[0], completed=bar.tasks[0].total, description=then)


def _bar(doing: str, size: int | None) -> "Progress":
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    bar.add_task(doing, total=size)
    return bar

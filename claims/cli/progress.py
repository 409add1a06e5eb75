"""A bar on standard error for what takes long, on a terminal only."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")
Item_co = TypeVar("Item_co", covariant=True)


class Measured(Protocol[Item_co]):
    """What is gone through: how much there is in all (None: not known), and how much is done."""

    @property
    def size(self) -> int | None:
        """How much there is, None where that is not known."""

    @property
    def done(self) -> int:
        """How much of it has passed."""

    def __iter__(self) -> Iterator[Item_co]: ...


class Counted(Generic[Item]):
    """Items of which there are `size`, one after the other, counted as they come."""

    def __init__(self, items: Iterable[Item], size: int) -> None:
        """`items` must not have begun to pass."""
        self._items = items
        self.size: int | None = size
        self.done = 0

    def __iter__(self) -> Iterator[Item]:
        """Return the items, each counted when it is passed on."""
        for item in self._items:
            self.done += 1
            yield item


_FIRST_LOOK = 2_000
_FIRST_LOOK_IN_BYTES = 1 << 17
"""What passes before anything is shown: what is over at once needs no bar."""


@contextmanager
def shown(doing: str, measured: Measured[Item_co], unit: str | None = None) -> Iterator[Iterable[Item_co]]:
    """Yield the items, with a bar while they are gone through and until the block is left.

    `unit` is the word for what is counted, None for bytes, which are read and then checked.
    """
    if not sys.stderr.isatty():
        yield measured
        return
    with ExitStack() as until_left:
        yield _watched(doing, measured, unit, until_left)


def _watched(doing: str, measured: Measured[Item_co], unit: str | None, until_left: ExitStack) -> Iterator[Item_co]:
    bar: Progress | None = None
    due = _FIRST_LOOK if unit else _FIRST_LOOK_IN_BYTES
    for item in measured:
        if measured.done >= due:
            bar = bar or until_left.enter_context(_bar(doing, unit))
            _update(bar, measured.done, measured.size, unit)
            # What passes by the million is told of a thousand times.
            due = measured.done + (measured.size or 0) // 1000
        yield item
    if bar:
        _update(bar, measured.size or measured.done, measured.size, unit)
        if unit is None:
            bar.update(bar.tasks[0].id, description="checking and labelling")


def _bar(doing: str, unit: str | None) -> "Progress":
    from rich import progress
    from rich.console import Console

    of_bytes = (progress.DownloadColumn(), progress.TransferSpeedColumn())
    of_items = (progress.MofNCompleteColumn(), progress.TextColumn("{task.fields[rate]}"))
    bar = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        *(of_items if unit else of_bytes),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task(doing, total=None, rate="")
    return bar


def _update(bar: "Progress", done: int, size: int | None, unit: str | None) -> None:
    (task,) = bar.tasks
    rate = f"{task.speed:,.0f} {unit}/s" if task.speed and unit else ""
    bar.update(task.id, completed=done, total=size, rate=rate)

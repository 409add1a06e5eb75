"""A bar on standard error for what takes long, on a terminal only."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

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
        """None has come yet."""
        self._items = items
        self.size: int | None = size
        self.done = 0

    def __iter__(self) -> Iterator[Item]:
        """The items."""
        for item in self._items:
            self.done += 1
            yield item


_FIRST_LOOK = 2_000
_FIRST_LOOK_IN_BYTES = 1 << 17
"""What passes before anything is shown: what is over at once needs no bar."""


@contextmanager
def shown(doing: str, given: Measured[Item_co], unit: str | None = None) -> Iterator[Iterable[Item_co]]:
    """The items, with a bar while they are gone through and until the block is left.

    `unit` is the word for what `given` counts, None for bytes, which are read and then checked.
    """
    if not sys.stderr.isatty():
        yield given
        return
    bars: list[_Bar] = []
    try:
        yield _watched(doing, given, bars, unit)
    finally:
        for bar in bars:
            bar.close()


def _watched(doing: str, given: Measured[Item_co], bars: list["_Bar"], unit: str | None) -> Iterator[Item_co]:
    told = 0
    for item in given:
        if not bars and given.done >= (_FIRST_LOOK if unit else _FIRST_LOOK_IN_BYTES):
            bars.append(_Bar(doing, given.size, unit))
        # What passes by the million is told of a thousand times.
        if bars and given.done >= told + (given.size or 0) // 1000:
            told = given.done
            bars[0].update(told, given.size)
        yield item
    if bars:
        bars[0].update(given.size or given.done, given.size)
        if unit is None:
            bars[0].settle()


class _Bar:
    """A bar of Rich's, which knows terminals."""

    def __init__(self, doing: str, size: int | None, unit: str | None) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )

        of_bytes = (DownloadColumn(), TransferSpeedColumn())
        of_items = (MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            *(of_items if unit else of_bytes),
            TimeRemainingColumn(),
        )
        self._unit = unit
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._progress.start()
        self._task = self._progress.add_task(doing, total=size, rate="")

    def update(self, done: int, size: int | None) -> None:
        speed = self._progress.tasks[0].speed
        rate = f"{speed:,.0f} {self._unit}/s" if speed and self._unit else ""
        self._progress.update(self._task, completed=done, total=size, rate=rate)

    def settle(self) -> None:
        """Everything was read; checks and labels are still to come."""
        self._progress.update(self._task, description="checking and labelling")

    def close(self) -> None:
        self._progress.stop()

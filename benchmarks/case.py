"""What is measured against what, and how far apart they may be; and the words of commands that many cases share."""

import os
import shutil
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Command
from benchmarks.stores import Place

BOUND = 100_000
"""The number of claims for which bounds are set: the largest store that people are expected to have."""


class Case(NamedTuple):
    """Commands that take turns: the first is measured against the second, or shown alone where there is no second.

    The first may take `most` times as much time as the second, and `memory` bytes; None: no such bound. `rounds` None:
    as many as are asked for.
    """

    name: str
    size: int | None
    commands: tuple[Command, ...]
    most: float | None = None
    memory: int | None = None
    rounds: int | None = None

    @property
    def against(self) -> str:
        """The name of what it is measured against, empty where there is nothing."""
        return self.commands[1].name if len(self.commands) > 1 else ""

    @property
    def can_run(self) -> bool:
        """Whether all its programs are there."""
        return all(shutil.which(command.words[0]) for command in self.commands)


class Group(NamedTuple):
    """Cases that belong together; `panel` is the part of the plot that shows how they grow, empty: none."""

    title: str
    cases: tuple[Case, ...]
    note: str = ""
    panel: str = ""


_SCRIPTS = Path(__file__).parent / "script"
_NUMBERS = count()


def ours(place: Place, *words: str) -> Command:
    """The program on the bundled record, or wherever the words lead."""
    return Command(words[0], (place.claims, *words))


def on(place: Place, size: int, *words: str, name: str = "") -> Command:
    """The program on the store of so many claims."""
    return Command(name or words[0], (place.claims, *words, "--store", str(place.store(size))))


def earlier_on(place: Place, size: int, *words: str) -> Command:
    """The program as it was, on a store of its own of so many claims."""
    return Command(place.earlier_name, (place.earlier_claims, *words, "--store", str(place.earlier_store(size))))


def grown(
    place: Place, name: str, size: int, small: int, words: Callable[[int], tuple[str, ...]], most: float | None = None
) -> Case:
    """A command on a store, against the same on the small one."""
    here = on(place, size, *words(size))
    if size == small:
        return Case(name, size, (here,))
    return Case(name, size, (here, on(place, small, *words(small), name=f"the same of {small:,}")), at(size, most))


def at(size: int, bound: float | None) -> float | None:
    """A bound where it holds; other stores are measured to see the growth."""
    return bound if size == BOUND else None


def rounds(size: int, small: int) -> int:
    """How often what goes through a whole store is run: less, the larger it is."""
    return 1 if size > BOUND else 3 if size > small else 5


def hello(place: Place) -> Command:
    """The least that a program with Typer takes."""
    return Command("hello of Typer", (place.peer_python, script("hello")))


def script(name: str) -> str:
    """The path of a script beside this module."""
    return str(_SCRIPTS / f"{name}.py")


def number() -> int:
    """Another number each time, for what may be written only once."""
    return next(_NUMBERS)


@cache
def copy(place: Place, store: Path) -> str:
    """A copy of a store, to be written into: a new one in each run of the suite, where nothing is written yet."""
    path = place.folder / f"written-{store.name}"
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    shutil.copy(store, path)
    # Else the first commits would wait for the copy to reach the disk.
    os.sync()
    return str(path)

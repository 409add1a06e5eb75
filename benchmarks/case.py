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


class Case(NamedTuple):
    """Commands that take turns: the first is measured against the second, or shown alone where there is no second.

    The first may take `most` times as much as the second and must take `least` times as much; `later_in_s` is how much
    later than the second it may be; `memory` is the most bytes that it may take. None: no such bound.
    `rounds` None: as many as are asked for. `unit` is what is measured: s, bytes or hits.
    """

    name: str
    size: int | None
    commands: tuple[Command, ...]
    most: float | None = None
    least: float | None = None
    later_in_s: float | None = None
    memory: int | None = None
    rounds: int | None = None
    unit: str = "s"

    @property
    def against(self) -> str:
        """The name of what it is measured against, empty where there is nothing."""
        return self.commands[1].name if len(self.commands) > 1 else ""

    @property
    def can_run(self) -> bool:
        """Whether all its programs are there."""
        return all(Path(command.words[0]).exists() for command in self.commands)


class Group(NamedTuple):
    """Cases that belong together; `panel` is the part of the plot that shows how they grow, empty: none."""

    title: str
    cases: tuple[Case, ...]
    note: str = ""
    panel: str = ""


_SCRIPTS = Path(__file__).parent / "script"
_NUMBERS = count()
_MILLION = 1_000_000


def ours(place: Place, *words: str, name: str = "", before: Callable[[], object] | None = None) -> Command:
    """The program on the bundled record, or wherever the words lead."""
    return Command(name or words[0], (place.claims, *words), before)


def on(place: Place, size: int, *words: str, name: str = "") -> Command:
    """The program on the store of so many claims."""
    return ours(place, *words, "--store", str(place.store(size)), name=name)


def grown(
    place: Place, name: str, size: int, small: int, words: Callable[[int], tuple[str, ...]], most: float | None = None,
    rounds: int | None = None,
) -> Case:  # fmt: skip
    """A command on a store, against the same on the small one."""
    here = on(place, size, *words(size))
    if size == small:
        return Case(name, size, (here,), rounds=rounds)
    return Case(name, size, (here, on(place, small, *words(small), name=same_of(small))), most, rounds=rounds)


def at_most(size: int, most: float) -> float | None:
    """A bound that is set for a million claims; smaller stores are measured to see the growth."""
    return most if size >= _MILLION else None


def same_of(small: int) -> str:
    """What a case on a large store is measured against."""
    return f"the same of {small:,}"


def hello(place: Place) -> Command:
    """The least that a program with the same Typer takes."""
    return Command("hello of Typer", (place.python, script("hello")))


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


def query(place: Place, store: str, *statements: str, name: str) -> Command:
    """SQLite alone: its shell where there is one, else the module, which writes what it reads."""
    shell = place.tool("sqlite3")
    if shell:
        return Command(name, (shell, "-readonly", store, *statements), variables=place.libraries)
    return Command(name, (place.python, script("query"), store, *statements))

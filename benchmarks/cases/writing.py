"""Changing one record of a large store, and many at once."""

import shutil
from collections.abc import Callable, Iterator

from benchmarks.case import Case, Group, at_most, copy, hello, number, same_of, script
from benchmarks.measure import Command
from benchmarks.stores import Place


def groups(place: Place, sizes: list[int]) -> Iterator[Group]:
    """All that writes, for each store."""
    small = min(sizes)
    adds = tuple(case for size in sizes for case in _adding(place, size, small))
    yield Group("`add` of one claim, durable", adds, panel="Writing one record")
    links = tuple(
        Case("a `link` that changes answers", size, (_link(place, size), _add(place, size)), at_most(size, 1.2))
        for size in sizes
    )
    yield Group("`link`", links, panel="Writing one record")
    yield Group("Writers at once", (_crowd(place, small),), "Through the store, none of the 8,000 claims lost.")


def _adding(place: Place, size: int, small: int) -> Iterator[Case]:
    yield Case("`add`", size, (_add(place, size), hello(place)), 1.6)
    if size != small:
        yield Case("`add`", size, (_add(place, size), _add(place, small, same_of(small))), 1.1)


def _add(place: Place, size: int, name: str = "add") -> Command:
    """Adding a claim to a copy of the store, another one each time."""
    about = ("--speaker", "speaker-1", "--side", "china", "--act", "denial", "--by", "benchmark")
    words = [place.claims, "add", *about, "--store", "", "--text", ""]

    def change() -> None:
        words[-3], words[-1] = copy(place, place.store(size)), f"Sentence {number()} that nobody has said before."

    return Command(name, words, change)


def _link(place: Place, size: int) -> Command:
    """Denying a claim that nobody denied, by another claim each time."""
    words = [place.claims, "link", "", "rebuts", "", "--basis", "inferred", "--by", "benchmark", "--store", ""]

    def change() -> None:
        this = number()
        words[2], words[4], words[-1] = (
            f"c-{size - 1 - this:07}",
            f"c-{size - 5_000 - this:07}",
            copy(place, place.store(size)),
        )

    return Command("link", words, change)


def _crowd(place: Place, size: int) -> Case:
    several = _writers(place, size, 8, 1_000)
    return Case("8 writers of 1,000 claims", size, (several, _writers(place, size, 1, 8_000)), 1.3, rounds=1)


def _writers(place: Place, size: int, writers: int, each: int) -> Command:
    draft = place.folder / "crowd.db"
    words = (place.python, script("writers"), str(draft), str(writers), str(each))
    return Command(f"{writers} of {each:,}", words, _fresh(place, size))


def _fresh(place: Place, size: int) -> Callable[[], object]:
    return lambda: shutil.copy(place.store(size), place.folder / "crowd.db")

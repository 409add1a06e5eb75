"""What shows very much, or looks at very much: long threads, deep ones, and what else counts everything."""

from collections.abc import Iterator

from benchmarks import corpus
from benchmarks.case import Case, Group, grown, on, query
from benchmarks.stores import Place

_RECURSION = """WITH RECURSIVE below(id) AS
(SELECT '{}' UNION SELECT l.from_id FROM below JOIN links l ON l.to_id = below.id)
SELECT below.id, c.text FROM below JOIN claims c ON c.id = below.id"""
_OTHERS = (
    "timeline --limit 50",
    "timeline --json",
    "answers --json",
    "contradictions --json",
    "stats --json",
    "matrix --by speaker --json",
    "speakers --json",
    "list --count",
    "compare {} --json",
)
_MILLION = 1_000_000
_FORMATS = ("jsonl", "csv", "tsv", "markdown", "table")


def groups(place: Place, sizes: list[int]) -> Iterator[Group]:
    """All that shows or looks at very much, for the stores that hold it."""
    small, large = min(sizes), max(sizes)
    yield Group(
        "Long threads", tuple(_threads(place, large)), "The chain is 100,000 claims deep, each denying the next."
    )
    others = tuple(_other(place, line, size, small) for size in sizes for line in _OTHERS)
    yield Group("What else there is to read", others, panel="Reading much")


def _other(place: Place, line: str, size: int, small: int) -> Case:
    """A command against itself on the small store; {} in it is a dispute of 50 claims."""

    def words(of: int) -> tuple[str, ...]:
        return tuple(line.format(f"d-{of // 2 // corpus.PER_DISPUTE}").split())

    name = f"`{line}`".replace("{}", "DISPUTE")
    return grown(place, name, size, small, words, rounds=3 if size < _MILLION else 1)


def _threads(place: Place, size: int) -> Iterator[Case]:
    if size >= 10 * corpus.THREAD:
        asked = query(place, str(place.store(size)), _RECURSION.format(f"c-{0:07}"), name="the recursive query")
        thread = on(place, size, "thread", "thread", "--json")
        yield Case("`thread --json` of 10,000 claims", size, (thread, asked), 3.0, rounds=5)
    if size >= 5 * corpus.CHAIN:
        first = f"c-{corpus.THREAD:07}"
        asked = query(place, str(place.store(size)), _RECURSION.format(first), name="the recursive query")
        yield Case(
            "`thread --json` of the chain", size, (on(place, size, "thread", first, "--json"), asked), 3.0, rounds=3
        )
        for form in _FORMATS:
            shown = on(place, size, "thread", first, "--format", form)
            yield Case(f"`thread --format {form}` of the chain", size, (shown,), rounds=1)
        shown = on(place, size, "thread", first)
        yield Case("`thread` of the chain, piped", size, (shown,), rounds=1)
        on_terminal = on(place, size, "thread", first, "--no-pager")._replace(on_terminal=True)
        yield Case("`thread` of the chain, on a terminal", size, (on_terminal,), rounds=1)

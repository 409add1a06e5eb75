"""What goes through the whole record: in and out, and checking."""

import shutil
import subprocess
from collections.abc import Callable, Iterator

from benchmarks import statements
from benchmarks.case import BOUND, Case, Group, at, earlier_on, on, rounds, script
from benchmarks.measure import Command
from benchmarks.stores import Place

_MEMORY = 400 << 20
_EXPORT = "SQLite's shell writes the same lines, made by `json_object` (`benchmarks/statements.py`)."
_IMPORT = (
    "`sqlite-utils` reads the same file and fills seven tables (sides, speakers, sources, disputes, claims, citations, "
    "links), with their foreign keys, indexes of these, and words to search by (`benchmarks/script/insert.py`). It "
    "checks nothing, labels nothing and keeps no log."
)


def groups(place: Place, sizes: list[int]) -> Iterator[Group]:
    """Return all that goes through the whole record, for each store."""
    small, panel = min(sizes), "Everything"
    yield Group("`export --format jsonl`", tuple(_export(place, size, small) for size in sizes), _EXPORT, panel)
    checks = tuple(_check(place, size, small) for size in sizes)
    yield Group("`check`", checks, "It takes the whole record into memory.", panel)
    yield Group("`import` of JSON Lines", tuple(_import(place, size, small) for size in sizes), _IMPORT, panel)


def _export(place: Place, size: int, small: int) -> Case:
    out = str(place.folder / "out.jsonl")
    export = on(place, size, "export", "--format", "jsonl")._replace(stdout=out)
    shell = ("sqlite3", "-readonly", str(place.store(size)), *statements.LINES)
    plain = Command("sqlite3", shell, stdout=out)
    return Case("`export --format jsonl`", size, (export, plain), at(size, 2.5), rounds=rounds(size, small))


def _check(place: Place, size: int, small: int) -> Case:
    check = on(place, size, "check", "--json")
    commands = (check, earlier_on(place, size, "check", "--json")) if size <= BOUND else (check,)
    return Case("`check --json`", size, commands, at(size, 1.0), rounds=rounds(size, small))


def _import(place: Place, size: int, small: int) -> Case:
    draft, other, lines = place.folder / "import.db", place.folder / "inserted.db", str(place.lines(size))
    ours = (place.claims, "import", lines, "--store", str(draft), "--by", "benchmark")
    theirs = (place.peer_python, script("insert"), lines, str(other))
    commands = (
        Command("import", ours, _empty(place)),
        Command("sqlite-utils", theirs, lambda: other.unlink(missing_ok=True)),
    )
    memory = _MEMORY if size <= BOUND else None
    return Case("`import`", size, commands, at(size, 3.0), memory, rounds(size, small))


def _empty(place: Place) -> Callable[[], None]:
    """Return what puts a store without claims into the place of the last one that was filled."""
    empty, draft = place.folder / "empty.db", place.folder / "import.db"

    def make() -> None:
        if not empty.exists():
            subprocess.run([place.claims, "init", "--empty", "--store", str(empty)], check=True, capture_output=True)
        for path in draft.parent.glob(f"{draft.name}*"):
            path.unlink()
        shutil.copy(empty, draft)

    return make

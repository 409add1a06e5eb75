"""What goes through the whole record: in and out, checking, labelling."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.case import Case, Group, at_most, grown, on, query, script
from benchmarks.measure import Command
from benchmarks.stores import Place

_KINDS = ("side", "speaker", "source", "dispute", "claim", "link", "revision")


def groups(place: Place, sizes: list[int]) -> Iterator[Group]:
    """All that goes through the whole record, for each store."""
    panel = "Everything"
    yield Group("`export --format jsonl`", tuple(_export(place, size) for size in sizes), panel=panel)
    yield Group("Relabelling everything", tuple(_relabelling(place, size) for size in sizes), panel=panel)
    checks = tuple(
        grown(place, "`check --json`", size, min(sizes), lambda _: ("check", "--json"), rounds=1) for size in sizes
    )
    yield Group("`check`", checks, "Its memory must not grow with the store.", panel=panel)
    yield Group("`import` of JSON Lines", tuple(_import(place, size) for size in sizes), panel=panel)


def _export(place: Place, size: int) -> Case:
    """Against SQLite's shell writing the same lines with the program's own statements."""
    out = str(place.folder / "out.jsonl")
    export = on(place, size, "export", "--format", "jsonl")._replace(stdout=out)
    plain = query(place, str(place.store(size)), *_statements(), name="SQLite writing the same")._replace(stdout=out)
    return Case("`export --format jsonl`", size, (export, plain), at_most(size, 2.0), memory=40 << 20, rounds=3)


def _statements() -> list[str]:
    """The statements of the program's own export, each on one line."""
    from claims.store import entries

    return [" ".join(entries.statement(kind).split()) for kind in _KINDS]


def _relabelling(place: Place, size: int) -> Case:
    store = str(place.store(size))
    relabel = Command("relabelling", (place.python, script("relabel"), store))
    solver = Command("clingo", (place.peer("python"), script("solver"), store))
    return Case("relabelling everything", size, (relabel, solver), at_most(size, 0.3), rounds=3)


def _import(place: Place, size: int) -> Case:
    draft, other = place.folder / "import.db", place.folder / "inserted.db"
    rows = place.folder / f"rows-{size}.jsonl"
    ours = (place.claims, "import", str(place.lines(size)), "--store", str(draft), "--by", "benchmark")
    theirs = (place.peer("sqlite-utils"), "insert", str(other), "records", str(rows), "--nl", "--alter")
    commands = (
        Command("import", ours, _empty(place, draft)),
        Command("sqlite-utils insert --nl", theirs, _rows(place, size, other, rows)),
    )
    return Case("`import`", size, commands, at_most(size, 0.4), memory=400 << 20, rounds=1 if size > 50_000 else 3)


def _empty(place: Place, draft: Path) -> Callable[[], None]:
    def make() -> None:
        empty = place.folder / "empty.db"
        if not empty.exists():
            subprocess.run([place.claims, "init", "--empty", "--store", str(empty)], check=True, capture_output=True)
        for path in draft.parent.glob(f"{draft.name}*"):
            path.unlink()
        shutil.copy(empty, draft)

    return make


def _rows(place: Place, size: int, other: Path, rows: Path) -> Callable[[], None]:
    """Claims and links alone, as one table takes them."""

    def make() -> None:
        other.unlink(missing_ok=True)
        if not rows.exists():
            with place.lines(size).open(encoding="utf-8") as file, rows.open("w", encoding="utf-8") as flat:
                flat.writelines(line for line in file if json.loads(line)["record"] in ("claim", "link"))

    return make

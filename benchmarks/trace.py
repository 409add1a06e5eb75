"""`python -m benchmarks.trace`: how much of the program a command runs through, which is the same on every machine."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus

_SOURCE = Path(__file__).parent.parent
_SCRIPT = Path(__file__).parent / "script" / "traced.py"
_CLAIMS = 1_000
_ADD = (
    *("add", "--speaker", "wang-wenbin", "--said", "2023-02-13", "--act", "denial", "--dispute", "balloon"),
    *("--text", "China has no further balloons over the United States.", "--by", "benchmark"),
)
_HEAD = """
## What a command runs through

Functions of the program that are called, each counted once; modules of the program that are imported; statements that
SQLite is asked to run. `python -m benchmarks.trace` counts them; on every machine they are the same.

| what | functions | modules | statements |
|---|---|---|---|
"""


class Counts(NamedTuple):
    """How much a command runs through; as a bound, how much it may."""

    functions: int
    modules: int
    statements: int


BOUNDS: Mapping[str, Counts] = {"`add`": Counts(120, 30, 30)}


def main() -> None:
    """Print the section of the page."""
    sys.stdout.write(section().lstrip())


def section() -> str:
    """Return the section of the page that holds the counts."""
    return _HEAD + "".join(_row(name, counts) for name, counts in traced())


def traced() -> Iterator[tuple[str, Counts]]:
    """Run each command on a store of its own and count."""
    with tempfile.TemporaryDirectory() as folder:
        store, empty, lines = (Path(folder, name) for name in ("claims.db", "empty.db", "record.jsonl"))
        _run("-m", "claims", "init", "--store", str(store))
        _run("-m", "claims", "init", "--empty", "--store", str(empty))
        corpus.write(lines, _CLAIMS)
        yield "`list --side china --json`", _counts("list", "--side", "china", "--json", "--store", str(store))
        yield "`add`", _counts(*_ADD, "--store", str(store))
        imported = _counts("import", str(lines), "--by", "benchmark", "--store", str(empty))
        yield f"`import` of {_CLAIMS:,} claims", imported
        yield "`check`", _counts("check", "--store", str(store))


def _counts(*words: str) -> Counts:
    """Return what a command line runs through."""
    return Counts(**json.loads(_run(str(_SCRIPT), *words).splitlines()[-1]))


def _run(*words: str) -> str:
    """Run Python on the program of this tree and return what it wrote to standard error."""
    environment = {**os.environ, "PYTHONPATH": str(_SOURCE), "COLUMNS": "80"}
    done = subprocess.run((sys.executable, *words), env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: exit code {done.returncode}: {done.stderr[-500:]}")
    return done.stderr


def _row(name: str, counts: Counts) -> str:
    bounds = BOUNDS.get(name)
    cells = [f"{count:,}" for count in counts]
    if bounds:
        pairs = zip(counts, bounds, strict=True)
        cells = [f"{count if count <= most else f'**{count}**'} of {most}" for count, most in pairs]
    return f"| {name} | {' | '.join(cells)} |\n"


if __name__ == "__main__":
    main()

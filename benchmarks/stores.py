"""What is measured, made ready: the program installed as people have it, what it is measured against, and stores."""

import compileall
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import venv
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus

PEERS = ("sqlite-utils", "typer")
"""What the suite installs beside the program, to fill SQLite's files, to parse and to print as anyone would."""

EARLIER = "cbf4861"
"""The commit whose program some bounds refer to: the last one in which speed had ways of its own."""

_SOURCE = Path(__file__).parent.parent


class Place(NamedTuple):
    """The folder that keeps everything: environments of the program, of what it was, and of its peer; stores."""

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
    def earlier_claims(self) -> str:
        """The program as it was."""
        return str(self.folder / "earlier" / "bin" / "claims")

    @property
    def earlier_name(self) -> str:
        """What a row calls the program as it was."""
        return f"the program at {EARLIER}"

    @property
    def bundled(self) -> str:
        """The store of the bundled record, where people have it."""
        return str(self.folder / "data" / "claims" / "claims.db")

    @property
    def peer_python(self) -> str:
        """The interpreter beside the peer."""
        return self.peer("python")

    def peer(self, name: str) -> str:
        """A program in the environment of the peer."""
        return str(self.folder / "peers" / "bin" / name)

    def lines(self, size: int) -> Path:
        """The record of so many claims as JSON Lines."""
        return self.folder / f"record-{size}.jsonl"

    def store(self, size: int) -> Path:
        """The store of so many claims."""
        return self.folder / f"claims-{size}.db"

    def earlier_store(self, size: int) -> Path:
        """The same as the program made it that was."""
        return self.folder / f"earlier-{size}.db"


def prepare(place: Place, sizes: list[int], earlier_sizes: list[int]) -> None:
    """Install the program and its peer, and make the stores that are not there yet."""
    place.folder.mkdir(parents=True, exist_ok=True)
    _install(place.folder / "own", "claims-record", str(_SOURCE))
    # The same version as before has other files in it.
    _pip(place.folder / "own", "install", "--quiet", "--force-reinstall", "--no-deps", str(_SOURCE))
    for peer in PEERS:
        _install(place.folder / "peers", peer, peer)
    if earlier_sizes:
        _install_earlier(place)
    for name in ("own", "peers", "earlier"):
        compileall.compile_dir(str(place.folder / name / "lib"), quiet=2)
    if not Path(place.bundled).exists():
        _run(place.claims, "init", "--store", place.bundled)
    for size in sizes:
        corpus.write(place.lines(size), size)
        make(place.claims, place.lines(size), place.store(size))
    for size in earlier_sizes if Path(place.earlier_claims).exists() else ():
        make(place.earlier_claims, place.lines(size), place.earlier_store(size))


def make(program: str, lines: Path, store: Path) -> None:
    """Make a store of the records in a file, unless it is there."""
    if store.exists():
        return
    say(f"making {store.name}")
    draft = store.with_suffix(".new")
    draft.unlink(missing_ok=True)
    store.parent.mkdir(parents=True, exist_ok=True)
    _run(program, "init", "--empty", "--store", str(draft))
    _run(program, "import", str(lines), "--store", str(draft), "--by", "benchmark")
    draft.rename(store)


def _install(folder: Path, name: str, package: str) -> None:
    """Install a package unless it is there; say so where it is not to be had."""
    if not (folder / "bin" / "pip").exists():
        venv.create(folder, with_pip=True)
    if name in _versions(folder):
        return
    say(f"installing {package}")
    complaint = _pip(folder, "install", "--quiet", package)
    if complaint and folder.name == "own":
        raise SystemExit(complaint)
    if complaint:
        say(f"{package} is not to be had, and the rows against it are passed over: {complaint}")


def _install_earlier(place: Place) -> None:
    """Install the program as it was, out of git, where its history is there."""
    archive = subprocess.run(("git", "-C", str(_SOURCE), "archive", EARLIER), capture_output=True, check=False)
    if archive.returncode:
        say(f"the history is not here, and the rows against {place.earlier_name} are passed over")
        return
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as tar:
            tar.extractall(folder, filter="data")
        _install(place.folder / "earlier", "claims", folder)


def _run(*words: str) -> None:
    """Run a command; raises SystemExit where it fails."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr.strip()[-500:]}")


def _pip(folder: Path, *words: str) -> str:
    """Return what pip complained of, empty where it did what it was asked."""
    command = (str(folder / "bin" / "python"), "-m", "pip", *words)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stderr.strip()[-500:] or "it failed") if done.returncode else ""


def _versions(folder: Path) -> dict[str, str]:
    """Return the packages of an environment with their versions."""
    command = (str(folder / "bin" / "python"), "-m", "pip", "list", "--format", "freeze")
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return dict(line.split("==", 1) for line in listed.splitlines() if "==" in line)


def environment(place: Place) -> dict[str, str]:
    """Return the variables that the commands get: a home of their own, where the bundled record is the store."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(place.folder), "XDG_DATA_HOME": str(place.folder / "data"), "TERM": "dumb"}


def versions(place: Place) -> list[str]:
    """Return what is measured, by name and version."""
    own, peers = _versions(place.folder / "own"), _versions(place.folder / "peers")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return [
        f"Python {sys.version.split()[0]}",
        f"SQLite {sqlite3.sqlite_version}",
        *(f"{name} {own[name]}" for name in ("claims-record", "rich") if name in own),
        *(f"{name} {peers[name]}" for name in PEERS if name in peers),
        f"{os.cpu_count()} cores",
        f"{memory} GiB of memory",
    ]


def say(sentence: str) -> None:
    """Tell who runs the suite what is going on."""
    sys.stderr.write(f"{sentence}\n")

"""What is measured, made ready: the program installed as people have it, its peers, and stores of several sizes."""

import compileall
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus

PEERS = ("sqlite-utils", "clingo")
_SOURCE = Path(__file__).parent.parent


class Place(NamedTuple):
    """The folder that keeps everything, and the two environments in it: the program's own and its peers'."""

    folder: Path

    @property
    def python(self) -> str:
        """The interpreter beside the program."""
        return str(self.folder / "own" / "bin" / "python")

    @property
    def claims(self) -> str:
        """The program."""
        return str(self.folder / "own" / "bin" / "claims")

    def peer(self, name: str) -> str:
        """A program in the environment of the peers."""
        return str(self.folder / "peers" / "bin" / name)

    def lines(self, size: int) -> Path:
        """The record of so many claims as JSON Lines."""
        return self.folder / f"record-{size}.jsonl"

    def store(self, size: int) -> Path:
        """The store of so many claims."""
        return self.folder / f"claims-{size}.db"


def prepare(place: Place, sizes: list[int]) -> None:
    """Install the program and its peers, and make the stores that are not there yet."""
    place.folder.mkdir(parents=True, exist_ok=True)
    _environment(place.folder / "own", [str(_SOURCE)], fresh=("--force-reinstall", "--no-deps", str(_SOURCE)))
    _environment(place.folder / "peers", list(PEERS))
    for size in sizes:
        corpus.write(place.lines(size), size)
        if not place.store(size).exists():
            _say(f"making a store of {size:,} claims")
            draft = place.store(size).with_suffix(".new")
            draft.unlink(missing_ok=True)
            _run(place.claims, "init", "--empty", "--store", str(draft))
            _run(place.claims, "import", str(place.lines(size)), "--store", str(draft), "--by", "benchmark")
            draft.rename(place.store(size))


def _environment(folder: Path, packages: list[str], fresh: tuple[str, ...] = ()) -> None:
    python = folder / "bin" / "python"
    if not python.exists():
        _say(f"installing {', '.join(Path(one).name for one in packages)}")
        venv.create(folder, with_pip=True)
        _run(str(python), "-m", "pip", "install", "--quiet", *packages)
    elif fresh:
        _run(str(python), "-m", "pip", "install", "--quiet", *fresh)
    compileall.compile_dir(str(folder / "lib"), quiet=2)


def environment(place: Place) -> dict[str, str]:
    """The variables that the commands get: a home of their own, where the bundled record is the store."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(place.folder), "XDG_DATA_HOME": str(place.folder / "data"), "TERM": "dumb"}


def versions(place: Place) -> list[str]:
    """What was measured, by name and version."""
    asked = "import sqlite3, sys; print(f'Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}')"
    shown = [_read(place.python, "-c", asked), _read(place.claims, "--version")]
    listed = _read(place.peer("python"), "-m", "pip", "list", "--format", "freeze").splitlines()
    own = _read(place.python, "-m", "pip", "list", "--format", "freeze").splitlines()
    wanted = [line for line in listed if line.partition("==")[0] in PEERS]
    wanted += [line for line in own if line.partition("==")[0] == "typer"]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return [*shown, *(line.replace("==", " ") for line in wanted), f"{os.cpu_count()} cores, {memory} GiB of memory"]


def _read(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr[-500:]}")


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")

"""The program as a server: it has imported everything, and forks a ready process for each command it is sent.

Run as a script. A command is a line of JSON on standard input, its end a line on standard output. The clock stands
still, so that the same command leaves the same store.
"""

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

AT = "2026-01-02T03:04:05.000000Z"


class Ended(NamedTuple):
    """How a command ended: its exit code (negative: the signal), how long it took, and what it said."""

    code: int
    seconds: float
    err: str


class Driver:
    """The other end of the server; `folder` is where it keeps what commands say."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._folder = folder

    def __call__(self, *words: object, env: dict[str, str], kill_after: float | None = None) -> Ended:
        """Run a command to its end, or kill it after so many seconds."""
        assert self._process.stdin
        assert self._process.stdout
        err = self._folder / "err.txt"
        order = {"words": [*map(str, words)], "env": env, "kill_after": kill_after, "err": str(err)}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        code, seconds = json.loads(self._process.stdout.readline())
        return Ended(code, seconds, err.read_text(encoding="utf-8"))


@contextmanager
def started(folder: Path) -> Iterator[Driver]:
    """A server of its own."""
    command = [sys.executable, "-m", "tests.driver", str(folder)]
    place = Path(__file__).parent.parent
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=place) as process:
        yield Driver(process, folder)
        assert process.stdin
        process.stdin.close()


@contextmanager
def memory(otherwise: Path) -> Iterator[Path]:
    """A folder in memory where the system has one: a killed process loses nothing that a disk would have kept."""
    shared = Path("/dev/shm")
    if not (shared.is_dir() and os.access(shared, os.W_OK)):
        yield otherwise
        return
    with tempfile.TemporaryDirectory(dir=shared, prefix="claims-") as folder:
        yield Path(folder)


def _serve(folder: Path) -> None:
    _warm_up(folder)
    for line in sys.stdin:
        order = json.loads(line)
        begun = time.monotonic()
        child = os.fork()
        if not child:
            _be(order)
        code = _end(child, order["kill_after"], begun)
        sys.stdout.write(json.dumps([code, time.monotonic() - begun]) + "\n")
        sys.stdout.flush()


def _end(child: int, kill_after: float | None, begun: float) -> int:
    while kill_after is not None and time.monotonic() < begun + kill_after:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.0005)
    if kill_after is not None:
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _be(order: dict[str, Any]) -> None:
    """Be the command; this process ends with it."""
    code = 70
    try:
        os.environ.update(order["env"])
        said = os.open(order["err"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        sys.stderr = os.fdopen(said, "w", encoding="utf-8")
        code = _run(order["words"])
    finally:
        sys.stderr.flush()
        os._exit(code)


def _run(words: list[str]) -> int:
    from claims.cli import main

    kept = sys.stdin, sys.stdout
    with Path(os.devnull).open("r+") as nowhere:
        sys.stdin = sys.stdout = nowhere
        try:
            main(words)
        except SystemExit as end:
            return int(end.code or 0)
        finally:
            sys.stdin, sys.stdout = kept


def _warm_up(folder: Path) -> None:
    """Stop the clock, and import what commands import, by running some in this process, which keeps it."""
    from claims.cli import curator

    assert callable(curator.now)
    curator.now = lambda: AT
    lines = folder / "warm.jsonl"
    lines.write_text('{"record":"side","id":"mars","name":"Mars"}\n', encoding="utf-8")
    os.environ["CLAIMS_STORE"] = str(folder / "warm.db")
    about = ["--by", "x", "--why", "x"]
    said_by = ["--speaker", "someone", "--text"]
    for words in (
        ["init"],
        ["speaker", "add", "someone", "--name", "S", "--kind", "person", "--side", "us", *about],
        ["add", *said_by, "Warm.", "--id", "warm", *about],
        ["add", *said_by, "Warm.", *about],
        ["rebut", "warm", *said_by, "Cold.", "--side", "china", "--id", "cold", *about],
        ["unlink", "cold/rebuts/warm", *about],
        ["link", "cold", "counters", "warm", *about],
        ["edit", "warm", "--text", "Warmer.", *about],
        ["retract", "warm", *about],
        ["import", str(lines), *about],
        ["list", "--json"],
    ):
        sys.stderr = io.StringIO()
        assert _run(words) == 0, sys.stderr.getvalue()
    sys.stderr = sys.__stderr__
    del os.environ["CLAIMS_STORE"]


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))

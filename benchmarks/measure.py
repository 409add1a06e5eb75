"""Running commands in turns: what each takes and its memory, every round."""

import os
import pty
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from typing import IO, NamedTuple


class Command(NamedTuple):
    """Something to run: words for a process, and what is to be done before each run, which is not measured.

    `variables` go on top of the environment that all get. `on_terminal`: standard output is a terminal, and else the
    file `stdout`, or nothing.
    """

    name: str
    words: Sequence[str]
    before: Callable[[], object] | None = None
    stdout: str | None = None
    variables: Mapping[str, str] = {}
    on_terminal: bool = False


class Taken(NamedTuple):
    """What the runs of one command took: seconds of each round, and the most memory in bytes."""

    seconds: tuple[float, ...]
    peak: int

    @property
    def median(self) -> float:
        """What the middle round took."""
        return statistics.median(self.seconds)

    @property
    def quartiles(self) -> tuple[float, float]:
        """The quartiles of what the rounds took."""
        if len(self.seconds) < 2:
            return (self.seconds[0],) * 2
        first, _, third = statistics.quantiles(self.seconds, n=4)
        return first, third


def in_turns(commands: Sequence[Command], rounds: int, environment: Mapping[str, str]) -> tuple[Taken, ...]:
    """Run all commands once for each round, one after the other, so that a slow moment hits all of them alike."""
    seconds: list[list[float]] = [[] for _ in commands]
    peaks = [0] * len(commands)
    for number in range(rounds + (rounds > 1)):
        for place, command in enumerate(commands):
            took, peak = run(command, environment)
            # The first round of several brings files into the cache.
            if number or rounds == 1:
                seconds[place].append(took)
            peaks[place] = max(peaks[place], peak)
    return tuple(Taken(tuple(taken), peak) for taken, peak in zip(seconds, peaks, strict=True))


def run(command: Command, environment: Mapping[str, str]) -> tuple[float, int]:
    """Return the seconds and the peak of memory in bytes; raises SystemExit where the command fails."""
    if command.before:
        command.before()
    ours, theirs = _ends(command)
    with tempfile.TemporaryFile() as complaints:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command.words, env={**environment, **command.variables}, stdin=subprocess.DEVNULL, stdout=theirs,
            stderr=complaints,
        )  # fmt: skip
        os.close(theirs)
        _read_to_the_end(ours)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command.words)}: exit code {process.returncode}: {_end(complaints)}")
    # A child begins with the pages of its parent, which is kept small for that.
    peak = max(usage.ru_maxrss * 1024 - _own_peak(), 0) or usage.ru_maxrss * 1024
    return seconds, peak


def _ends(command: Command) -> tuple[int | None, int]:
    """Return the end of a terminal that is read here, None without one, and the end that the command gets."""
    if command.on_terminal:
        return pty.openpty()
    return None, os.open(command.stdout or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)


def _read_to_the_end(terminal: int | None) -> None:
    if terminal is None:
        return
    try:
        while os.read(terminal, 1 << 16):
            pass
    except OSError:  # Linux's way to say that the other end of a terminal is closed
        pass
    os.close(terminal)


def _end(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    return complaints.read().decode(errors="replace")[-500:]


def _own_peak() -> int:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return 0 if own < 64 << 20 else own

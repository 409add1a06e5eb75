"""Running commands in turns: what each takes and its memory, every round."""

import os
import pty
import resource
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from typing import IO, NamedTuple


class Command(NamedTuple):
    """Something to run: words for a process, and what is to be done before each run, which is not measured.

    `variables` go on top of the environment that all get. `on_terminal`: standard output is a terminal. `until_output`:
    the clock stops at the first byte, and the command is ended. `prints_it`: what is measured is no time but the number
    that the command prints.
    """

    name: str
    words: Sequence[str]
    before: Callable[[], object] | None = None
    stdout: str | None = None
    variables: Mapping[str, str] = {}
    on_terminal: bool = False
    until_output: bool = False
    prints_it: bool = False


class Taken(NamedTuple):
    """What the runs of one command took: seconds of each round, or numbers it printed; and the most memory in bytes."""

    amounts: tuple[float, ...]
    peak: int

    @property
    def median(self) -> float:
        """What the middle round took."""
        return statistics.median(self.amounts)

    @property
    def quartiles(self) -> tuple[float, float]:
        """The quartiles of what the rounds took."""
        if len(self.amounts) < 2:
            return (self.amounts[0],) * 2
        first, _, third = statistics.quantiles(self.amounts, n=4)
        return first, third


def in_turns(commands: Sequence[Command], rounds: int, environment: Mapping[str, str]) -> tuple[Taken, ...]:
    """Run all commands once for each round, one after the other, so that a slow moment hits all of them alike."""
    amounts: list[list[float]] = [[] for _ in commands]
    peaks = [0] * len(commands)
    for number in range(rounds + (rounds > 1)):
        for place, one in enumerate(commands):
            took, peak = run(one, environment)
            # The first round of several brings files into the cache.
            if number or rounds == 1:
                amounts[place].append(took)
            peaks[place] = max(peaks[place], peak)
    return tuple(Taken(tuple(taken), peak) for taken, peak in zip(amounts, peaks, strict=True))


def run(command: Command, environment: Mapping[str, str]) -> tuple[float, int]:
    """Seconds (or the number that is printed) and the peak of memory in bytes; raises SystemExit where it fails."""
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
        output, at_first = _output(command, process, ours)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = at_first - begin if command.until_output else time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode and not (command.until_output and output):
            raise SystemExit(f"{' '.join(command.words)}: exit code {process.returncode}: {_end(complaints)}")
    # A child begins with the pages of its parent, which is kept small for that.
    peak = max(usage.ru_maxrss * 1024 - _own_peak(), 0) or usage.ru_maxrss * 1024
    return (float(output) if command.prints_it else seconds), peak


def _ends(command: Command) -> tuple[int | None, int]:
    """The end of the output that is read here, None where a file takes it, and the end that the command gets."""
    if command.on_terminal:
        return pty.openpty()
    if command.until_output or command.prints_it:
        return os.pipe()
    return None, os.open(command.stdout or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)


def _output(command: Command, process: subprocess.Popen[bytes], ours: int | None) -> tuple[bytes, float]:
    """What the command wrote, as far as it is read here, and the moment of its first byte."""
    if ours is None:
        return b"", 0.0
    part = printed = _part(ours)
    at_first = time.perf_counter()
    if command.until_output and part:
        process.send_signal(signal.SIGKILL)
    while part:
        part = _part(ours)
        # Only a number is kept: what this process takes would be told of its children.
        printed += part if command.prints_it else b""
    os.close(ours)
    return printed, at_first


def _part(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:  # Linux's way to say that the other end of a terminal is closed
        return b""


def _end(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    return complaints.read().decode(errors="replace")[-500:]


def _own_peak() -> int:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return 0 if own < 64 << 20 else own

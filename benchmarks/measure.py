"""Running commands in turns: seconds and memory of each, every round."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Command(NamedTuple):
    """Something to run: words for a process, and what is to be done before each run, which is not measured."""

    name: str
    words: Sequence[str]
    before: Callable[[], None] | None = None
    stdin: str | None = None
    stdout: str | None = None


class Taken(NamedTuple):
    """What the runs of one command took: seconds of each round, and the most memory in bytes."""

    seconds: tuple[float, ...]
    peak: int

    @property
    def median(self) -> float:
        """Seconds of the middle round."""
        return statistics.median(self.seconds)

    @property
    def spread(self) -> tuple[float, float]:
        """The quartiles in seconds."""
        if len(self.seconds) < 2:
            return (self.seconds[0],) * 2
        first, _, third = statistics.quantiles(self.seconds, n=4)
        return first, third


def in_turns(commands: Sequence[Command], rounds: int, environment: Mapping[str, str]) -> dict[str, Taken]:
    """Run all commands once for each round, one after the other, so that a slow moment hits all of them alike."""
    seconds: dict[str, list[float]] = {one.name: [] for one in commands}
    peaks = dict.fromkeys(seconds, 0)
    for number in range(rounds + (rounds > 1)):
        for one in commands:
            took, peak = run(one, environment)
            # The first round of several brings files into the cache.
            if number or rounds == 1:
                seconds[one.name].append(took)
            peaks[one.name] = max(peaks[one.name], peak)
    return {name: Taken(tuple(taken), peaks[name]) for name, taken in seconds.items()}


def run(command: Command, environment: Mapping[str, str]) -> tuple[float, int]:
    """Seconds from start to end, and the peak of memory in bytes; raises SystemExit where the command fails."""
    if command.before:
        command.before()
    with open(command.stdin or os.devnull, "rb") as given, open(command.stdout or os.devnull, "wb") as out:  # noqa: PTH123
        begin = time.perf_counter()
        process = subprocess.Popen(command.words, env=environment, stdin=given, stdout=out, stderr=subprocess.PIPE)
        assert process.stderr is not None
        with process.stderr as stream:
            complaints = stream.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command.words)}: exit code {process.returncode}: {complaints.decode()[-500:]}")
    # A child begins with the pages of its parent, which is kept small for that.
    return seconds, max(usage.ru_maxrss * 1024 - _own_peak(), 0) or usage.ru_maxrss * 1024


def _own_peak() -> int:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return 0 if own < 64 << 20 else own

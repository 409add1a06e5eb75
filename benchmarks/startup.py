"""Start-up, as ratios within one run: what people wait for each time they type a command.

    python benchmarks/startup.py [--rounds N]

The commands take turns, so that a slow moment of the machine hits all of them alike; each figure is the median of its
rounds. What is measured against is written here, in the same environment: a hello-world of the same Typer, and a
script that prints the same table with the same Typer and Rich. Tables go to a terminal of their own (100 columns).

The program is measured as people have it, installed and byte-compiled; an editable install differs by the finder
that it puts before every import.
"""

import argparse
import compileall
import json
import os
import pty
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

HELLO = """
import typer

app = typer.Typer()


@app.command()
def hello(name: str = "world") -> None:
    print(f"hello {name}")


if __name__ == "__main__":
    app()
"""

TABLE = """
import json
import sys
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer()


@app.command()
def table(path: Path) -> None:
    shown = Table("Said", "Side", "Speaker", "Claim", "Last word")
    for row in json.loads(path.read_text()):
        shown.add_row(*row)
    Console().print(shown)


if __name__ == "__main__":
    app()
"""


class Case(NamedTuple):
    """One command: what it is measured against, and the ratio it must not exceed; None where it is a measure."""

    name: str
    command: tuple[str, ...]
    against: str | None = None
    target: float | None = None
    on_terminal: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description="Start-up figures of claims, as ratios.")
    parser.add_argument("--rounds", type=int, default=40, help="how often each command runs (default 40)")
    rounds = max(parser.parse_args().rounds, 1)
    with tempfile.TemporaryDirectory() as folder:
        cases, environment = _prepared(Path(folder))
        for case in cases:
            _measure(case, environment)  # once unmeasured: files come into the cache, modules get compiled
        times: dict[str, list[float]] = {case.name: [] for case in cases}
        for _ in range(rounds):
            for case in cases:
                times[case.name].append(_measure(case, environment))
    _report(cases, times, rounds)


def _prepared(folder: Path) -> tuple[tuple[Case, ...], Mapping[str, str]]:
    import claims

    compileall.compile_dir(str(Path(claims.__file__).parent), quiet=2)
    program = str(Path(sys.executable).with_name("claims"))
    kept = ("PATH", "LANG", "VIRTUAL_ENV", "SYSTEMROOT")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    # The store where people have it, in the data folder, which must be found as well.
    environment |= {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "TERM": "xterm-256color", "COLUMNS": "100"}
    subprocess.run([program, "init"], env=environment, check=True, stderr=subprocess.DEVNULL)
    rows = json.loads(
        subprocess.run([program, "list", "--json"], env=environment, check=True, capture_output=True).stdout
    )
    cells = [[row["said"] or "", row["side"], row["speaker"]["name"], row["text"], row["last_word"]] for row in rows]
    (folder / "rows.json").write_text(json.dumps(cells))
    hello, table = _script(folder, "hello", HELLO), _script(folder, "table", TABLE)
    with_rows = (*table, str(folder / "rows.json"))
    return (
        Case("python -c pass", (sys.executable, "-c", "pass")),
        Case("hello Typer", hello),
        Case("list --side china --json", (program, "list", "--side", "china", "--json"), "hello Typer", 1.4),
        Case("thread balloon --json", (program, "thread", "balloon", "--json"), "list --side china --json", 1.15),
        Case("table of Typer and Rich", with_rows, on_terminal=True),
        Case("list, on a terminal", (program, "list", "--no-pager"), "table of Typer and Rich", 1.1, on_terminal=True),
        Case(
            "thread balloon, on a terminal",
            (program, "thread", "balloon", "--no-pager"),
            "table of Typer and Rich",
            1.1,
            on_terminal=True,
        ),
    ), environment


def _script(folder: Path, name: str, text: str) -> tuple[str, ...]:
    """A script as an installed command has it: a module that is compiled, and a few lines that import it."""
    (folder / f"{name}_module.py").write_text(text)
    start = folder / f"{name}.py"
    start.write_text(f"import sys\nfrom {name}_module import app\nsys.exit(app())\n")
    return (sys.executable, str(start))


def _measure(case: Case, environment: Mapping[str, str]) -> float:
    """Seconds from the start of the command to its end; raises where it fails."""
    run = _on_terminal if case.on_terminal else _in_pipe
    begin = time.perf_counter()
    code = run(case.command, environment)
    seconds = time.perf_counter() - begin
    if code:
        raise SystemExit(f"{' '.join(case.command)} ended with exit code {code}")
    return seconds


def _in_pipe(command: Sequence[str], environment: Mapping[str, str]) -> int:
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def _on_terminal(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run with a terminal as standard output, reading all that it shows."""
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)
        os.close(theirs)
        try:
            while os.read(ours, 65536):
                pass
        except OSError:  # Linux's way to say that the other end is closed
            pass
        return process.wait()
    finally:
        os.close(ours)


def _report(cases: Sequence[Case], times: Mapping[str, Sequence[float]], rounds: int) -> None:
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {rounds} rounds; milliseconds\n")
    print(f"{'':<32}{'median':>8}{'middle half':>16}{'ratio':>8}  {'to':<26}{'target':>7}")
    for case in cases:
        median = statistics.median(times[case.name])
        line = f"{case.name:<32}{1000 * median:>8.0f}{_middle_half(times[case.name]):>16}"
        if case.against and case.target:
            # Round by round, so that what slows both of a pair down cancels out.
            ratio = statistics.median(
                one / other for one, other in zip(times[case.name], times[case.against], strict=True)
            )
            verdict = "" if ratio <= case.target else "  missed"
            line += f"{ratio:>8.2f}  {case.against:<26}{case.target:>7.2f}{verdict}"
        print(line)


def _middle_half(times: Sequence[float]) -> str:
    if len(times) < 2:
        return ""
    first, _, third = statistics.quantiles(times, n=4)
    return f"{1000 * first:.0f} to {1000 * third:.0f}"


if __name__ == "__main__":
    main()

"""The benchmark suite: its records are ones that the program takes, and its figures become a table and a plot."""

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import corpus, measure, plot, report, statements, trace
from benchmarks.case import Case, Group
from benchmarks.cases import groups
from benchmarks.measure import Command, Taken
from benchmarks.stores import Place
from claims.cli.commands import following


def test_corpus__is_taken_by_the_program_and_always_the_same(tmp_path: Path, run: Callable[..., Any]) -> None:
    store, lines = tmp_path / "claims.db", tmp_path / "record.jsonl"
    corpus.write(lines, 200)
    assert [json.loads(line) for line in lines.read_text("utf-8").splitlines()] == list(corpus.records(200))
    assert run("init", "--empty", store=store).code == 0
    done = run("import", lines, "--by", "tester", store=store)
    assert done.code == 0, done.err
    assert run("list", "--count", store=store).out == "200\n"
    assert int(run("links", "--count", store=store).out) > 300
    assert run("search", corpus.MIDDLING, "--count", store=store).out == "2\n"
    assert run("search", "气球", "--count", store=store).out != "0\n"


def test_statements__write_what_an_export_writes(run: Callable[..., Any], bundled: Path, tmp_path: Path) -> None:
    store, lines = tmp_path / "claims.db", tmp_path / "record.jsonl"
    corpus.write(lines, 120)
    assert run("init", "--empty", store=store).code == 0
    assert run("import", lines, "--by", "tester", store=store).code == 0
    for path in (bundled, store):
        with closing(sqlite3.connect(path)) as db:
            written = [row[0] for statement in statements.LINES for row in db.execute(statement)]
        assert written == run("export", "--format", "jsonl", store=path).out.splitlines()


def test_trace__counts_functions_modules_and_statements() -> None:
    counts = dict(trace.traced())
    assert set(trace.BOUNDS) <= set(counts)
    assert all(min(numbers) > 0 for numbers in counts.values())
    listing, adding = counts["`list --side china --json`"], counts["`add`"]
    assert all(less < more for less, more in zip(listing, adding, strict=True))


_MILLION = 1_000_000
_ENVIRONMENT = {"PATH": "/bin:/usr/bin"}


def test_groups__leave_no_command_out_and_tell_rows_apart(tmp_path: Path) -> None:
    cases = [case for group in groups(Place(tmp_path), [10_000, _MILLION]) for case in group.cases]
    assert {case.size for case in cases} == {None, 10_000, _MILLION}
    keys = [report.key(case) for case in cases]
    assert len(set(keys)) == len(keys)
    first_words = {case.commands[0].words[1] for case in cases if case.commands[0].words[0].endswith("claims")}
    assert set(following()) <= first_words


def test_measure__takes_turns() -> None:
    turns: list[str] = []
    commands = [Command(name, ("true",), before=lambda name=name: turns.append(name)) for name in ("a", "b")]  # type: ignore[misc]
    taken = measure.in_turns(commands, 2, _ENVIRONMENT)
    assert turns == ["a", "b"] * 3  # the first round is not counted
    assert all(len(command.seconds) == 2 and command.peak > 0 for command in taken)


def test_measure__shows_a_terminal_and_takes_variables() -> None:
    code = "import os, sys; sys.exit(not (sys.stdout.isatty() and os.environ['SHOWN'] == 'yes'))"
    measure.run(Command("a", (sys.executable, "-c", code), variables={"SHOWN": "yes"}, on_terminal=True), _ENVIRONMENT)


def test_measure__tells_of_failures() -> None:
    with pytest.raises(SystemExit, match=r"exit code 1: .*no-such-file"):
        measure.run(Command("a", ("cat", "no-such-file")), _ENVIRONMENT)


def _taken(*seconds: float, peak: int = 50 << 20) -> Taken:
    return Taken(seconds, peak)


def _case(size: int | None, name: str = "`add`", **bounds: Any) -> Case:
    return Case(name, size, (Command("add", ("true",)), Command("hello", ("true",))), **bounds)


def test_report__tells_what_keeps_its_bounds_and_what_does_not() -> None:
    slow, quick = _taken(2.0, 2.2, 2.1), _taken(1.0, 1.0, 1.1)
    cases = (
        _case(10_000, most=1.6),
        _case(100_000, most=2),
        _case(_MILLION, memory=40 << 20),
        _case(None, name="nothing aimed at"),
        _case(None, name="not measured", most=1.0),
    )
    figures: report.Figures = {report.key(case): (slow, quick) for case in cases[:-1]}
    page = report.page([Group("Adding", cases, "A note.")], figures, ["Python 3"])
    assert (
        "1 of 3 rows with a bound keep it. The others:\n\n- `add`, 10,000 claims, against hello: 2.00 of 1.6\n" in page
    )
    assert "\n## Adding\n\nA note.\n\n| what |" in page
    assert "| `add` | 10,000 | 2.1 s | 2.0 s to 2.2 s | hello, 1.0 s | **2.00** | 1.6 | 50 MiB |" in page
    assert "| 2.00 | 2 | 50 MiB |" in page
    assert "| **50 MiB** of 40 |" in page
    assert "| nothing aimed at |  | 2.1 s | 2.0 s to 2.2 s | hello, 1.0 s | 2.00 | – | 50 MiB |" in page
    assert "not measured" not in page


def test_report__figures_survive_a_file(tmp_path: Path) -> None:
    file = tmp_path / "figures.jsonl"
    alone = Case("`show`", None, (Command("show", ("true",)),))
    groups = [Group("a", (_case(10_000), alone, _case(100_000)))]
    figures: report.Figures = {
        report.key(alone): (_taken(1.5, 2.0),),
        report.key(_case(10_000)): (_taken(1.0), _taken(3.0)),
        ("no case any more", None, ""): (_taken(1.0),),
    }
    file.write_text(report.written(groups, figures), encoding="utf-8")
    read = report.read(file)
    assert list(read) == [report.key(_case(10_000)), report.key(alone)]
    assert all(figures[key] == taken for key, taken in read.items())
    assert report.read(tmp_path / "none.jsonl") == {}


def test_plot__draws_what_grows_with_names_apart() -> None:
    names = [f"case {number}" for number in range(9)]
    cases = tuple(_case(size, name) for size in (10_000, _MILLION) for name in names)
    once = _case(10_000, "measured once")
    figures: report.Figures = {
        report.key(case): (_taken(0.5 if case.size == _MILLION else 0.05),) for case in (*cases, once)
    }
    drawn = ElementTree.fromstring(plot.drawn([Group("a", (*cases, once), panel="All"), Group("b", (once,))], figures))
    texts = {text.text: float(text.attrib["y"]) for text in drawn.iterfind(".//{*}text")}
    assert "measured once" not in texts
    heights = sorted(texts[name] for name in names)
    assert all(after - before > 12 for before, after in pairwise(heights))
    assert {"All", "claims", "time", "10,000", "1,000,000", "10 ms", "1 s"} <= set(texts)
    assert len(drawn.findall(".//{*}circle")) == len(cases)

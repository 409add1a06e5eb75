"""The benchmark suite: its records are ones that the program takes, and its figures become a table and a plot."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from benchmarks import corpus, report
from benchmarks.cases import Case, cases
from benchmarks.measure import Command, Taken, in_turns
from benchmarks.stores import Place


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


def test_corpus__has_a_long_thread_and_a_deep_chain_where_there_is_room() -> None:
    links = [one for one in corpus._links(500_000, random.Random(1)) if one["relation"] == "rebuts"]
    followed = {one["from"]: one["to"] for one in links if corpus.THREAD < int(str(one["from"])[2:]) < 110_000}
    assert len(followed) == corpus.CHAIN - 1
    assert all(int(str(to)[2:]) == int(str(source)[2:]) - 1 for source, to in followed.items())


def test_cases__name_what_they_are_measured_against(tmp_path: Path) -> None:
    place = Place(tmp_path)
    for size in (10, 20):
        place.store(size).write_bytes(b"")
    found = list(cases(place, [10, 20]))
    assert {one.size for one in found} == {None, 10, 20}
    assert all(len(one.commands) == 2 and one.most for one in found)


def test_measure__takes_turns() -> None:
    turns: list[str] = []
    commands = [Command(name, ("true",), before=lambda name=name: turns.append(name)) for name in ("a", "b")]  # type: ignore[misc]
    taken = in_turns(commands, 2, {"PATH": "/bin:/usr/bin"})
    assert turns == ["a", "b"] * 3  # the first round is not counted
    assert all(len(one.seconds) == 2 and one.peak > 0 for one in taken.values())


def test_report__tells_what_was_missed_and_draws_what_grows() -> None:
    commands = (Command("add", ("true",)), Command("hello", ("true",)))
    slow, quick = Taken((2.0, 2.2, 2.1), 50 << 20), Taken((1.0, 1.0, 1.1), 9 << 20)
    measured = [
        report.Measured(Case("add", 10_000, commands, 1.6, 40 << 20), (slow, quick)),
        report.Measured(Case("add", 100_000, commands, 3.0), (slow, quick)),
    ]
    page = report.table([*map(report.row, measured)], ["Python 3"], "python -m benchmarks")
    assert list(report.rows(page)) == [report.key(one.case) for one in measured]
    assert list(report.rows(page).values()) == [report.row(one) for one in measured]
    assert "| `add` | 10,000 | 2.1 s | 2.0 s to 2.2 s | hello, 1.0 s | **2.10** | 1.6 | 50 MiB of 40 |" in page
    assert "| 2.10 | 3 | 50 MiB |" in page
    drawn = ElementTree.fromstring(report.plot(measured))
    assert len(drawn.findall("{*}polyline")) == 1
    assert len(drawn.findall("{*}circle")) == 2

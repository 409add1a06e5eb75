"""The benchmark suite: its records are ones that the program takes, and its figures become a table and a plot."""

import json
import random
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import chinese, corpus, measure, plot, report
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


def test_corpus__has_a_long_thread_and_a_deep_chain_where_there_is_room() -> None:
    links = [one for one in corpus._links(500_000, random.Random(1)) if one["relation"] == "rebuts"]
    followed = {one["from"]: one["to"] for one in links if corpus.THREAD < int(str(one["from"])[2:]) < 110_000}
    assert len(followed) == corpus.CHAIN - 1
    assert all(int(str(to)[2:]) == int(str(source)[2:]) - 1 for source, to in followed.items())


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
    assert all(len(one.amounts) == 2 and one.peak > 0 for one in taken)


@pytest.mark.parametrize("on_terminal", [False, True])
def test_measure__stops_the_clock_at_the_first_byte_and_ends_the_command(on_terminal: bool) -> None:
    endless = Command("yes", ("yes",), until_output=True, on_terminal=on_terminal)
    seconds, _ = measure.run(endless, _ENVIRONMENT)
    assert seconds > 0
    with pytest.raises(SystemExit, match="exit code 1"):
        measure.run(Command("false", ("false",), until_output=True, on_terminal=on_terminal), _ENVIRONMENT)


def test_measure__shows_a_terminal_and_takes_variables() -> None:
    code = "import os, sys; sys.exit(not (sys.stdout.isatty() and os.environ['SHOWN'] == 'yes'))"
    measure.run(Command("a", (sys.executable, "-c", code), variables={"SHOWN": "yes"}, on_terminal=True), _ENVIRONMENT)


def test_measure__reads_a_number_and_tells_of_failures() -> None:
    assert measure.run(Command("a", ("echo", "42"), prints_it=True), _ENVIRONMENT)[0] == 42
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
        _case(_MILLION, name="first row", later_in_s=0.05),
        _case(None, name="hits", least=1.0, unit="hits"),
        _case(None, name="nothing aimed at"),
        _case(None, name="not measured", most=1.0),
    )
    figures: report.Figures = {report.key(case): (slow, quick) for case in cases[:-1]}
    page = report.page([Group("Adding", cases, "A note.")], figures, ["Python 3"])
    assert (
        "2 of 5 rows with a bound keep it. The others:\n\n- `add`, 10,000 claims, against hello: 2.00 of 1.6\n" in page
    )
    assert "\n## Adding\n\nA note.\n\n| what |" in page
    assert "| `add` | 10,000 | 2.1 s | 2.0 s to 2.2 s | hello, 1.0 s | **2.00** | 1.6 | 50 MiB |" in page
    assert "| 2.00 | 2 | 50 MiB |" in page
    assert "| **50 MiB** of 40 |" in page
    assert "| **+1100 ms** | +50 ms |" in page
    assert "| hits |  | 2 hits | 2 hits to 2 hits | hello, 1 hits | 2.00 | 1, no less |  |" in page
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


def test_chinese__sentences_are_of_length_and_always_the_same(tmp_path: Path) -> None:
    dictionary = tmp_path / "dict.txt"
    dictionary.write_text("的 900 u\n气球 300 n\n外交部 200 n\nB超 50 n\n民用飞艇 9 n\n", encoding="utf-8")
    sentences = list(chinese.drawn(dictionary, rows=200))
    assert sentences == list(chinese.drawn(dictionary, rows=200))
    assert all(20 <= len(one) <= 60 and one.endswith("。") for one in sentences)
    assert sum("的" in one for one in sentences) > sum("民用飞艇" in one for one in sentences) > 0
    queries = chinese.queries(sentences, each=2)
    assert [len(query) for query in queries] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert all(any(query in one for one in sentences) for query in queries)


def test_chinese__printed_sentences_come_without_the_classes_of_their_words(tmp_path: Path) -> None:
    newspaper, review = tmp_path / "paper.txt", tmp_path / "review.txt"
    newspaper.write_text(
        "同胞/n  们/k  、/w  朋友/n  们/k" + "  朋友/n" * 10 + "  。/w\n短/a  。/w\n", encoding="utf-8"
    )
    review.write_text("宝宝一岁七个月，不是太喜欢，也许是因为色彩不够鲜艳。\n", encoding="utf-8")
    assert sorted(chinese.printed(newspaper, review)) == [
        "同胞们、朋友们" + "朋友" * 10 + "。",
        "宝宝一岁七个月，不是太喜欢，也许是因为色彩不够鲜艳。",
    ]


def test_chinese__records_are_ones_that_the_program_takes(tmp_path: Path, run: Callable[..., Any]) -> None:
    store, lines = tmp_path / "claims.db", tmp_path / "record.jsonl"
    lines.write_text("".join(chinese.records(["外交部回应气球。", "气象研究。"])), encoding="utf-8")
    assert run("init", "--empty", store=store).code == 0
    assert run("import", lines, "--by", "tester", store=store).code == 0
    assert run("search", "气", "--count", store=store).out == "2\n"

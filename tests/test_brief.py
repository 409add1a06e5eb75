"""Views that are brief: a line a claim where it fits, dates for people, and nothing left out in silence."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims.render import days

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("said", "words", "short"),
    [
        (None, "undated", "undated"),
        ("2023-02-03", "3 Feb 2023", "3 Feb"),
        ("2022-03-18", "18 Mar 2022", "Mar ’22"),
        ("2023-02", "Feb 2023", "Feb"),
        ("2023", "2023", "2023"),
        ("2023-21", "spring 2023", "spring"),
        ("202X", "2020s", "2020s"),
        ("2023-02-XX", "Feb 2023", "Feb"),
        ("2023-02-06~", "6 Feb 2023, approximately", "~6 Feb"),
        ("2023-02-06?", "6 Feb 2023, uncertain", "~6 Feb"),
        ("2023-02-06%", "6 Feb 2023, uncertain and approximate", "~6 Feb"),
        ("2023-02-06/2023-02-09", "6–9 Feb 2023", "6 Feb–"),
        ("2023-02-06/2023-02-09~", "6–9 Feb 2023, approximately", "6 Feb–"),
        ("2023-01-28/2023-02-04", "28 Jan–4 Feb 2023", "28 Jan–"),
        ("2022-12-28/2023-01-03", "28 Dec 2022–3 Jan 2023", "Dec ’22–"),
        ("2023-01/2023-03", "Jan–Mar 2023", "Jan–"),
        ("../2023-02-23", "by 23 Feb 2023", "–23 Feb"),
        ("/2023-02-23", "by 23 Feb 2023", "–23 Feb"),
        ("2023-02-20/..", "from 20 Feb 2023 on", "20 Feb–"),
    ],
)
def test_days__as_people_say_them(said: str | None, words: str, short: str) -> None:
    assert (days.in_words(said), days.short(said, "2023")) == (words, short)


def claim_lines(shown: str) -> list[str]:
    """The lines of a thread between its head and its foot."""
    lines = shown.splitlines()
    begin = lines.index("")
    return [line for line in lines[begin : lines.index("", lines.index("Also said"))] if line and line != "Also said"]


@pytest.mark.parametrize(("columns", "most"), [(80, 2.4), (120, 1.7)])
def test_brief__a_claim_takes_few_lines(run: Run, bundled: Path, columns: int, most: float) -> None:
    lines = claims = 0
    for dispute in ("balloon", "arms"):
        shown = run("thread", dispute, store=bundled, env={"COLUMNS": str(columns)}).out
        lines += len(claim_lines(shown))
        claims += int(run("thread", dispute, "--count", store=bundled).out)
        assert max(map(len, shown.splitlines())) <= columns
    assert lines <= most * claims
    listed = run("list", "--format", "table", store=bundled, env={"COLUMNS": str(columns)}).out
    assert len(listed.splitlines()) <= most * int(run("list", "--count", store=bundled).out)


def test_brief__every_sentence_is_there_and_no_id_is_broken(run: Run, bundled: Path) -> None:
    shown = run("thread", "balloon", store=bundled, env={"COLUMNS": "100"}).out
    words = " ".join(re.sub("[│├└─┄]", " ", shown).split())
    nodes = json.loads(run("thread", "balloon", "--json", store=bundled).out)["nodes"]
    for node in nodes:
        assert re.sub(r" (?=\S*$)", " ", node["text"]).split()[0] in words
    ids = {node["id"] for node in nodes}
    ends = {line.split()[-1] for line in shown.splitlines() if re.search(r"  [a-z]+(-[a-z0-9]+)+$", line)}
    assert ends
    assert ends <= ids


def test_thread__what_was_answered_comes_first(run: Run, bundled: Path) -> None:
    shown = run("thread", "arms", store=bundled, env={"COLUMNS": "100"}).out
    answered, _, alone = shown.partition("\nAlso said\n")
    assert "└" in answered
    assert not re.search("[├└]", alone)
    full = run("thread", "arms", "-v", store=bundled, env={"COLUMNS": "100"}).out
    assert "\nAlso said\n" in full
    assert "exbulletin.com" in full
    assert "exbulletin.com" not in shown


def test_thread__depth_folds_and_says_how_much(run: Run, bundled: Path) -> None:
    nodes = json.loads(run("thread", "balloon", "--json", store=bundled).out)["nodes"]
    for depth in (0, 1, 3):
        shown = run("thread", "balloon", "--depth", depth, store=bundled).out
        folded = sum(int(number) for number in re.findall(r"… (\d+) deeper claims?", shown))
        assert folded == sum(node["depth"] > depth for node in nodes)
    assert "deeper" not in run("thread", "balloon", store=bundled).out
    assert run("thread", "balloon", "--depth", "-1", store=bundled).code == 2


def test_brief__signs_are_explained_where_they_occur(run: Run, bundled: Path) -> None:
    shown = run("thread", "balloon", store=bundled, env={"COLUMNS": "200"}).out
    foot = " ".join(shown.rpartition("\n\n")[2].split())
    for sign in "”○▲▼":
        assert f"{sign} " in foot
    assert "rebuts: denies it" in foot
    small = run("thread", "arms", "--act", "no-comment", store=bundled).out
    assert "○ " not in small


def test_brief__hearsay_is_said_in_words(run: Run, bundled: Path) -> None:
    shown = " ".join(run("list", "--via", "antony-blinken", "--format", "table", store=bundled).out.split())
    assert "(relayed by Antony Blinken)" in shown

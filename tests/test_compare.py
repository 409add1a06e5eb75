"""Two sides of a dispute opposite each other: which claim stands beside which, and what is said of silence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from claims.reports.compare import pairs
from claims.vocabulary import Relation

RECORD = """
disputes:
  - {id: balloon, title: The balloon, aliases: [airship], parties: [eu, us, china]}
  - {id: arms, title: Arms, parties: [us, china]}
  - {id: lonely, title: Lonely, parties: [us]}
  - {id: silent, title: Silent, parties: [us, china]}
claims:
  - {id: us-spies, text: It spies., speaker: blinken, side: us, said: "2023-02-02", act: accusation,
     disputes: [balloon]}
  - {id: china-strayed, text: 飞艇因不可抗力误入美国，这完全是一起意外事件。,
     speaker: wang, side: china, said: "2023-02-03", act: denial, disputes: [balloon],
     links: [{relation: rebuts, to: us-spies, basis: explicit}]}
  - {id: china-backs, text: It is so., speaker: wang, side: china, said: "2023-02-03", act: assertion,
     disputes: [balloon], links: [{relation: supports, to: china-strayed, basis: explicit},
     {relation: supports, to: us-spies, basis: inferred}]}
  - {id: china-again, text: Again., speaker: wang, side: china, said: "2023-02-04", act: denial,
     disputes: [balloon], links: [{relation: counters, to: us-spies, basis: inferred}]}
  - {id: us-knows, text: It knows., speaker: officials, side: us, said: "2023-02-05", act: assertion,
     disputes: [balloon], links: [{relation: undercuts, to: china-strayed, basis: inferred}]}
  - {id: us-asks, text: It asks., speaker: blinken, side: us, said: "2023-02-06", act: demand, disputes: [balloon]}
  - {id: china-elsewhere, text: No., speaker: wang, side: china, said: "2023-02-08", act: denial,
     disputes: [arms], links: [{relation: rebuts, to: us-asks, basis: explicit}]}
  - {id: eu-looks-on, text: It looks on., speaker: borrell, side: eu, said: "2023-02-06", act: assertion,
     disputes: [balloon], links: [{relation: rebuts, to: china-again, basis: explicit}]}
  - {id: china-gone, text: Gone., speaker: wang, side: china, said: "2023-02-07", act: denial, status: retracted,
     disputes: [balloon], links: [{relation: rebuts, to: us-asks, basis: explicit}]}
"""


@pytest.fixture(scope="module")
def store(store_of: Callable[[str], Path]) -> Path:
    return store_of(RECORD)


def _rows(out: str) -> list[tuple[Any, ...]]:
    return [
        (row["left"] and row["left"]["id"], row["relation"], row["answers"], row["right"] and row["right"]["id"])
        for row in json.loads(out)
    ]


def test_compare__sets_each_claim_opposite_its_answers(store: Path, run: Callable[..., Any]) -> None:
    expected = [
        ("us-spies", "rebuts", "right", "china-strayed"),
        ("us-spies", "counters", "right", "china-again"),
        (None, None, None, "china-backs"),
        ("us-knows", "undercuts", "left", "china-strayed"),
        ("us-asks", None, None, None),
    ]
    found = _rows(run("compare", "airship", "--json", store=store).out)
    assert found == expected
    assert run("compare", "balloon", "--count", store=store).out == "5\n"


def test_compare__sides_change_columns_not_rows(store: Path, run: Callable[..., Any]) -> None:
    one = _rows(run("compare", "balloon", "--sides", "us,china", "--json", store=store).out)
    other = _rows(run("compare", "balloon", "--sides", "prc, america", "--json", store=store).out)
    turned = {"left": "right", "right": "left", None: None}
    assert other == [(right, relation, turned[answers], left) for left, relation, answers, right in one]
    assert _rows(run("compare", "balloon", "us", "china", "--json", store=store).out) == one


def test_compare__without_sides_takes_those_with_most_answers_between_them(
    bundled: Path, run: Callable[..., Any]
) -> None:
    rows = json.loads(run("compare", "arms", "--json", store=bundled).out)
    assert {row[side]["side"] for row in rows for side in ("left", "right") if row[side]} == {"us", "china"}
    assert sum(row["relation"] is not None for row in rows) > 10


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("balloon", "--sides", "us,nato"), 2, "nato is not a party to balloon (its parties are eu, us, china)"),
        (("balloon", "--sides", "us"), 2, "two sides are compared, not “us”"),
        (("balloon", "--sides", "us,china,eu"), 2, "two sides are compared, not “us,china,eu”"),
        (("balloon", "--sides", "us,"), 2, "two sides are compared, not “us,”"),
        (("balloon", "us"), 2, "two sides are compared, not “us”"),
        (("balloon", "us", "china", "--sides", "us,china"), 2, "the sides are named twice"),
        (("balloon", "--sides", "us,usa"), 2, "us is named twice"),
        (("balloon", "--sides", "us,mars"), 3, "no side “mars”"),
        (("lonely",), 2, "fewer than two parties"),
        (("nothing",), 3, "no dispute “nothing”"),
    ],
)
def test_compare__refuses(store: Path, run: Callable[..., Any], words: tuple[str, ...], code: int, told: str) -> None:
    done = run("compare", *words, store=store)
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert done.err.count("\n") == 1


def test_compare__draws_two_columns(store: Path, run: Callable[..., Any]) -> None:
    shown = run("compare", "balloon", "--format", "table", store=store, env={"COLUMNS": "120"}).out
    assert "◂ rebuts ─" in shown
    assert "◂ counters ┄" in shown
    assert "┄ undercuts ▸" in shown
    assert "″ (us-spies)" in shown
    assert "″ (china-strayed)" in shown
    _, _, alone = shown.partition("\nNo answer from the other side in this record\n")
    open_, _, elsewhere = alone.partition("\nAnswered outside of this dispute\n")
    assert "china-backs" in open_
    assert "us-asks" in elsewhere
    assert "Gone." not in shown


def test_compare__narrow_stands_the_answer_beneath(store: Path, run: Callable[..., Any]) -> None:
    lines = run("compare", "balloon", "--format", "table", store=store, env={"COLUMNS": "60"}).out.splitlines()
    at = lines.index("  └─ rebuts")
    assert lines[at - 1].strip() == "us-spies"
    assert lines[at + 1].startswith("    CHINA 3 Feb 2023 Wang Yi")


def test_compare__without_claims_says_so(store: Path, run: Callable[..., Any]) -> None:
    assert "Neither side answers the other here." in run("compare", "silent", "--format", "table", store=store).out
    assert json.loads(run("compare", "silent", "--json", store=store).out) == []


@pytest.mark.parametrize("columns", [40, 79, 80, 160])
def test_compare__keeps_to_the_width(bundled: Path, store: Path, run: Callable[..., Any], columns: int) -> None:
    for path in (bundled, store):
        shown = run("compare", "balloon", "--format", "table", store=path, env={"COLUMNS": str(columns)}).out
        assert max(map(cell_len, shown.splitlines())) <= columns


def test_compare__rows_fit_their_schema_in_every_format(bundled: Path, run: Callable[..., Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    rows = json.loads(run("compare", "balloon", "--json", store=bundled).out)
    jsonschema.validate(rows, {"type": "array", "items": json.loads(run("schema", "compare").out)})
    for form in ("csv", "tsv", "markdown", "jsonl"):
        out = run("compare", "balloon", "--format", form, store=bundled).out
        assert len(out.splitlines()) == len(rows) + {"csv": 1, "tsv": 1, "markdown": 2, "jsonl": 0}[form]


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "tsv", "markdown"])
def test_compare__picks_a_whole_claim_in_every_format(store: Path, run: Callable[..., Any], form: str) -> None:
    done = run("compare", "balloon", "--fields", "left,relation", "--format", form, store=store)
    assert (done.code, done.err) == (0, "")
    assert "us-spies" in done.out


_IDS = "abcdef"
_LINKS = st.builds(
    lambda start, relation, end: {"id": f"{start}/{relation}/{end}", "from": start, "relation": relation, "to": end},
    *(st.sampled_from(_IDS), st.sampled_from(Relation), st.sampled_from(_IDS)),
)


@given(
    st.lists(st.sampled_from(["us", "china"]), min_size=len(_IDS), max_size=len(_IDS)),
    st.lists(_LINKS, unique_by=lambda link: link["id"]),
)
def test_pairs__show_every_link_across_once_and_every_claim(of: list[str], links: list[dict[str, str]]) -> None:
    sides = dict(zip(_IDS, of, strict=True))
    shown = pairs(sides, "us", links)
    across = [link["id"] for link in links if sides[link["from"]] != sides[link["to"]]]
    assert sorted(link["id"] for _, _, link in shown if link) == sorted(across)
    assert {end for left, right, _ in shown for end in (left, right) if end} == set(_IDS)
    alone = [left or right for left, right, link in shown if link is None]
    assert len(set(alone)) == len(alone)
    for left, right, link in shown:
        assert left is None or sides[left] == "us"
        assert right is None or sides[right] == "china"
        assert link is None or {left, right} == {link["from"], link["to"]}
    earlier = [min(end for end in (left, right) if end) for left, right, _ in shown]
    assert earlier == sorted(earlier)


def test_compare__filters_and_windows(store: Path, run: Callable[..., Any]) -> None:
    found = _rows(run("compare", "balloon", "--until", "2023-02-04", "--json", store=store).out)
    assert found == [
        ("us-spies", "rebuts", "right", "china-strayed"),
        ("us-spies", "counters", "right", "china-again"),
        (None, None, None, "china-backs"),
    ]
    assert _rows(run("compare", "balloon", "--limit", "1", "--offset", "1", "--json", store=store).out) == found[1:2]
    assert run("compare", "balloon", "--speaker", "wang", "--count", store=store).out == "3\n"

"""Claims of one side or one speaker that attack each other, or what the other backs; withdrawals apart."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reports.contradictions import conflicts

RECORD = """
disputes:
  - {id: balloon, title: The balloon, parties: [us, china]}
  - {id: arms, title: Arms, parties: [us, china]}
claims:
  - {id: us-one, text: It could steer., speaker: blinken, side: us, said: "2023-02-02", act: assertion,
     disputes: [balloon]}
  - {id: us-two, text: It could not., speaker: officials, side: us, said: "2023-02-03", act: denial,
     disputes: [balloon], links: [{relation: rebuts, to: us-one, basis: inferred}]}
  - {id: us-three, text: It could., speaker: blinken, side: us, said: "2023-02-04", act: denial, disputes: [balloon],
     links: [{relation: undercuts, to: us-two, basis: explicit}]}
  - {id: us-four, text: It could indeed., speaker: blinken, with: [officials], side: us, said: "2023-02-05",
     act: assertion, disputes: [arms], links: [{relation: supports, to: us-one, basis: inferred}]}
  - {id: us-taken-back, text: We were wrong., speaker: blinken, side: us, said: "2023-02-06", act: acknowledgement,
     disputes: [balloon], links: [{relation: withdraws, to: us-three, basis: explicit}]}
  - {id: china-one, text: Weather., speaker: wang, side: china, said: "2023-02-02", act: denial, disputes: [balloon],
     links: [{relation: rebuts, to: us-one, basis: explicit}]}
  - {id: china-grants, text: It had fins., speaker: wang, side: china, said: "2023-02-07", act: acknowledgement,
     disputes: [balloon], links: [{relation: concedes, to: us-one, basis: explicit}]}
"""


@pytest.fixture(scope="module")
def store(store_of: Callable[[str], Path]) -> Path:
    return store_of(RECORD)


@pytest.fixture
def found(store: Path, run: Callable[..., Any]) -> Callable[..., list[tuple[Any, ...]]]:
    def pairs(*words: str) -> list[tuple[Any, ...]]:
        done = run("contradictions", *words, "--json", store=store)
        assert done.code == 0, done.err
        rows = json.loads(done.out)
        return [(one["kind"], one["claim"]["id"], one["other"]["id"], (one["target"] or {}).get("id")) for one in rows]

    return pairs


def test_contradictions__of_a_side(found: Callable[..., list[tuple[Any, ...]]]) -> None:
    assert found() == [
        ("conflict", "us-two", "us-one", None),
        ("conflict", "us-three", "us-two", None),
        ("split", "china-one", "china-grants", "us-one"),
        ("split", "us-two", "us-four", "us-one"),
        ("withdrawal", "us-taken-back", "us-three", None),
    ]


def test_contradictions__of_a_speaker_in_whatever_company(found: Callable[..., list[tuple[Any, ...]]]) -> None:
    assert found("--by", "speaker") == [
        ("split", "china-one", "china-grants", "us-one"),
        ("split", "us-two", "us-four", "us-one"),  # the officials speak in both, once beside Blinken
        ("withdrawal", "us-taken-back", "us-three", None),
    ]


def test_contradictions__narrowed(found: Callable[..., list[tuple[Any, ...]]]) -> None:
    assert [one[0] for one in found("--show", "withdrawal")] == ["withdrawal"]
    assert {one[1] for one in found("--side", "china")} == {"china-one"}
    assert found("arms") == []
    assert [one[1] for one in found("balloon", "--basis", "explicit", "--show", "conflict")] == ["us-three"]


def test_contradictions__mutual_attacks_are_one_pair(store_of: Callable[[str], Path], run: Callable[..., Any]) -> None:
    store = store_of(
        """
claims:
  - {id: us-a, text: A., speaker: blinken, side: us, said: "2023-02-02", act: assertion,
     links: [{relation: rebuts, to: us-b, basis: explicit}]}
  - {id: us-b, text: B., speaker: blinken, side: us, said: "2023-02-02", act: assertion,
     links: [{relation: rebuts, to: us-a, basis: explicit}]}
"""
    )
    (row,) = json.loads(run("contradictions", "--json", store=store).out)
    assert [link["id"] for link in row["links"]] == ["us-a/rebuts/us-b", "us-b/rebuts/us-a"]
    assert run("contradictions", "--count", store=store).out == "1\n"


_ATTACKS = st.lists(
    st.builds(
        lambda start, relation, end: {"from": f"us-{start}", "relation": relation, "to": f"us-{end}"},
        *(st.integers(0, 30), st.sampled_from(["rebuts", "undercuts"]), st.integers(0, 30)),
    ),
    unique_by=lambda link: tuple(link.values()),
    max_size=60,
)


@given(_ATTACKS)
def test_conflicts__each_pair_once_with_all_its_attacks(links: list[dict[str, str]]) -> None:
    attacks = sorted(links, key=lambda link: tuple(link.values()))
    expected: dict[frozenset[str], list[dict[str, str]]] = {}
    for link in attacks:
        expected.setdefault(frozenset((link["from"], link["to"])), []).append(link)
    shown = list(conflicts(attacks))
    assert [list(pair.links) for pair in shown] == list(expected.values())
    assert [(pair.claim, pair.other) for pair in shown] == [
        (pair.links[0]["from"], pair.links[0]["to"]) for pair in shown
    ]


def test_contradictions__a_claim_that_backs_what_it_attacks(
    store_of: Callable[[str], Path], run: Callable[..., Any]
) -> None:
    store = store_of(
        """
claims:
  - {id: us-a, text: A., speaker: blinken, side: us, said: "2023-02-02", act: assertion}
  - {id: china-b, text: B., speaker: wang, side: china, said: "2023-02-03", act: denial,
     links: [{relation: rebuts, to: us-a, basis: explicit}, {relation: qualifies, to: us-a, basis: explicit}]}
"""
    )
    (row,) = json.loads(run("contradictions", "--json", store=store).out)
    assert (row["kind"], row["claim"]["id"], row["other"]["id"], row["target"]["id"]) == (
        "split", "china-b", "china-b", "us-a",
    )  # fmt: skip


@pytest.mark.parametrize("form", ["table", "jsonl", "csv", "tsv", "markdown"])
def test_contradictions__in_every_format(store: Path, run: Callable[..., Any], form: str) -> None:
    done = run("contradictions", "--format", form, store=store)
    assert (done.code, done.err) == (0, "")
    assert "us-taken-back" in done.out


def test_contradictions__drawn_for_eyes(store: Path, store_of: Callable[[str], Path], run: Callable[..., Any]) -> None:
    shown = run("contradictions", "--format", "table", store=store, env={"COLUMNS": "100"}).out
    assert "Claims of one side that attack one another" in shown
    assert "rebuts us-one (inferred)" in shown
    assert shown.index("Withdrawals") > shown.index("of which one attacks what the other backs")
    one = "claims:\n  - {id: us-alone, text: T., speaker: blinken, side: us, said: '2023-02-01', act: assertion}\n"
    alone = run("contradictions", "--format", "table", store=store_of(one)).out
    assert "In this record no claim attacks another of its own side" in alone
    assert "Of this choice no claim" in run("contradictions", "arms", "--format", "table", store=store).out


@pytest.mark.parametrize("words", [("--by", "dispute"), ("--show", "lie")])
def test_contradictions__refuses(store: Path, run: Callable[..., Any], words: tuple[str, ...]) -> None:
    done = run("contradictions", *words, store=store)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_contradictions__fit_their_schema(store: Path, run: Callable[..., Any]) -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads(run("schema", "contradiction").out))
    rows = json.loads(run("contradictions", "--json", store=store).out)
    assert rows
    for row in rows:
        validator.validate(row)

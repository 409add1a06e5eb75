"""Who answers whom: the numbers of each relation, by side and by speaker."""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from claims.query import Filter
from claims.store import figures
from claims.vocabulary import Kind, Relation

RECORD = """
disputes:
  - {id: balloon, title: The balloon, parties: [us, china]}
claims:
  - {id: us-one, text: It spies., speaker: blinken, side: us, said: "2023-02-02", act: accusation, disputes: [balloon]}
  - {id: us-two, text: It spies., speaker: officials, side: us, said: "2023-02-03", act: accusation}
  - {id: china-one, text: No., speaker: wang, side: china, said: "2023-02-03", act: denial, disputes: [balloon],
     links: [{relation: rebuts, to: us-one, basis: explicit}, {relation: undercuts, to: us-two, basis: inferred}]}
  - {id: china-two, text: No., speaker: wang, side: china, said: "2023-02-04", act: denial, disputes: [balloon],
     links: [{relation: restates, to: china-one, basis: inferred}, {relation: rebuts, to: us-one, basis: inferred}]}
  - {id: us-back, text: Yes., speaker: officials, side: us, said: "2023-02-05", act: denial, disputes: [balloon],
     links: [{relation: rebuts, to: china-two, basis: explicit}]}
  - {id: china-gone, text: Gone., speaker: wang, side: china, said: "2023-02-05", act: denial, status: retracted,
     links: [{relation: rebuts, to: us-back, basis: explicit}]}
"""


@pytest.fixture(scope="module")
def store(store_of: Callable[[str], Path]) -> Path:
    return store_of(RECORD)


@pytest.fixture
def numbers(store: Path, run: Callable[..., Any]) -> Callable[..., dict[tuple[str, str], dict[str, int]]]:
    def by_pair(*words: str) -> dict[tuple[str, str], dict[str, int]]:
        done = run("matrix", *words, "--json", store=store)
        assert done.code == 0, done.err
        return {
            (row["from"]["id"], row["to"]["id"]): {key: number for key, number in row["counts"].items() if number}
            for row in json.loads(done.out)
        }

    return by_pair


def test_matrix__counts_relations_side_by_side(numbers: Callable[..., dict[tuple[str, str], dict[str, int]]]) -> None:
    assert numbers() == {
        ("china", "us"): {"links": 3, "answers": 3, "rebuts": 2, "undercuts": 1},
        ("china", "china"): {"links": 1, "restates": 1},
        ("us", "china"): {"links": 1, "answers": 1, "rebuts": 1},
    }


def test_matrix__speaker_by_speaker(numbers: Callable[..., dict[tuple[str, str], dict[str, int]]]) -> None:
    found = numbers("--by", "speaker")
    assert found["wang", "blinken"] == {"links": 2, "answers": 2, "rebuts": 2}
    assert found["wang", "officials"] == {"links": 1, "answers": 1, "undercuts": 1}
    assert found["officials", "wang"] == {"links": 1, "answers": 1, "rebuts": 1}


def test_matrix__of_a_dispute_has_both_ends_in_it(
    numbers: Callable[..., dict[tuple[str, str], dict[str, int]]],
) -> None:
    assert numbers("balloon")["china", "us"] == {"links": 2, "answers": 2, "rebuts": 2}


def test_matrix__of_some_links(numbers: Callable[..., dict[tuple[str, str], dict[str, int]]]) -> None:
    assert numbers("--basis", "explicit", "--side", "china") == {
        ("china", "us"): {"links": 1, "answers": 1, "rebuts": 1}
    }


def test_matrix__drawn_for_eyes(store: Path, run: Callable[..., Any]) -> None:
    shown = run("matrix", "--format", "table", store=store, env={"COLUMNS": "80"}).out
    assert "CHINA      ·   █ 3" in shown
    assert "CHINA to US: 3 answers (rebuts 2, undercuts 1)" in shown
    assert "CHINA to CHINA: restates 1" in shown
    speakers = run("matrix", "--by", "speaker", "--format", "table", env={"COLUMNS": "90"}).out
    assert "voices with most links of" in speakers
    assert max(map(len, speakers.splitlines())) <= 90
    assert "No link in this choice" in run("matrix", "--act", "offer", "--format", "table", store=store).out


def test_matrix__counts_all_links_of_the_record(run: Callable[..., Any]) -> None:
    rows = json.loads(run("matrix", "--json").out)
    assert sum(row["counts"]["links"] for row in rows) == int(run("links", "--count").out)
    assert run("matrix", "--count").out == f"{len(rows)}\n"


@pytest.mark.parametrize("form", ["jsonl", "csv", "tsv", "markdown"])
def test_matrix__in_every_format(store: Path, run: Callable[..., Any], form: str) -> None:
    done = run("matrix", "--format", form, store=store)
    assert (done.code, done.err) == (0, "")
    assert "china" in done.out


@pytest.mark.parametrize(("words", "code"), [(("--by", "act"), 2), (("nothing",), 3)])
def test_matrix__refuses(store: Path, run: Callable[..., Any], words: tuple[str, ...], code: int) -> None:
    done = run("matrix", *words, store=store)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)


def test_matrix__fits_its_schema(store: Path, run: Callable[..., Any]) -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads(run("schema", "matrix").out))
    for row in json.loads(run("matrix", "--by", "speaker", "--json", store=store).out):
        validator.validate(row)


def _steps(path: Path, read: Callable[[sqlite3.Connection], Any]) -> int:
    """How many steps SQLite's machine takes for what is read, in hundreds."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    with closing(sqlite3.connect(path)) as db:
        db.set_progress_handler(count, 100)
        read(db)
    return steps


@pytest.mark.parametrize(
    "read",
    [
        lambda db: list(figures.exchanges(db, Kind.SIDE, Filter(within="balloon"))),
        lambda db: figures.inner_links(db, Kind.SIDE, Filter(within="balloon"), [Relation.REBUTS]),
        lambda db: figures.backed_attacks(db, Kind.SIDE, Filter(within="balloon")),
    ],
)
def test_figures__of_a_dispute_take_time_in_proportion(store_of: Callable[[str], Path], read: Any) -> None:
    claim = """  - {{id: us-{0}, text: T., speaker: blinken, side: us, act: denial, disputes: [balloon],
     links: [{{relation: rebuts, to: us-{1}, basis: explicit}}, {{relation: supports, to: us-{2}, basis: explicit}}]}}
"""
    small, large = (
        store_of("claims:\n" + "".join(claim.format(n, (n + 1) % size, (n + 2) % size) for n in range(size)))
        for size in (100, 400)
    )
    assert _steps(large, read) < 6 * _steps(small, read)


@pytest.fixture
def own(store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(store, tmp_path / "claims.db"))


def test_matrix__follows_every_change(own: Path, run: Callable[..., Any]) -> None:
    for words in (
        ("restore", "china-gone"),
        ("edit", "us-two", "--side", "china"),
        ("unlink", "china-one", "rebuts", "us-one", "--why", "it does not"),
        ("link", "us-one", "counters", "china-gone", "--basis", "inferred"),
        ("retract", "china-two", "--why", "never said"),
    ):
        done = run(*words, "--by", "ann", store=own)
        assert done.code == 0, done.err
        sides = {claim["id"]: claim["side"] for claim in json.loads(run("list", "--json", store=own).out)}
        counted: Counter[tuple[str, str]] = Counter()
        for link in json.loads(run("links", "--json", store=own).out):
            counted[sides[link["from"]], sides[link["to"]]] += 1
        rows = json.loads(run("matrix", "--json", store=own).out)
        assert {(row["from"]["id"], row["to"]["id"]): row["counts"]["links"] for row in rows} == counted


def test_matrix__has_every_party(run: Callable[..., Any], bundled: Path) -> None:
    shown = run("matrix", "arms", "--format", "table", store=bundled, env={"COLUMNS": "100"}).out
    parties = json.loads(run("show", "arms", "--json", store=bundled).out)["parties"]
    heads = shown.splitlines()[3].split()
    assert {party.upper() for party in parties} <= set(heads)

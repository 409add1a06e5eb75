"""What the record said on a day: from the revisions, whatever was done since."""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from claims import curation
from claims.errors import CurationRefused
from claims.store import curated, past
from claims.store.connection import reading
from claims.store.write import Stamp
from tests import histories, strategies

RECORD = """
recorded_at: "2026-01-10T00:00:00.000000Z"
disputes:
  - {id: balloon, title: The balloon, parties: [us, china]}
claims:
  - {id: us-spies, text: It spies., speaker: blinken, side: us, said: "2023-02-02", act: accusation,
     disputes: [balloon]}
  - {id: china-strayed, text: It strayed., speaker: wang, side: china, said: "2023-02-03", act: denial,
     disputes: [balloon], links: [{relation: rebuts, to: us-spies, basis: explicit}]}
"""


@pytest.fixture
def changed(store_of: Callable[[str], Path], tmp_path: Path, run: Callable[..., Any]) -> Path:
    """A record of 10 January, in which a claim was reworded, another answered and retracted since."""
    import shutil

    store = tmp_path / "claims.db"
    shutil.copy(store_of(RECORD), store)
    for words in (
        ("edit", "us-spies", "--text", "It is said to spy."),
        ("rebut", "china-strayed", "--text", "It did not.", "--speaker", "blinken", "--side", "us",
         "--said", "2023-02-04", "--act", "denial", "--id", "us-not-strayed", "--basis", "explicit"),
        ("speaker", "edit", "wang", "--name", "Wang the Elder"),
    ):  # fmt: skip
        done = run(*words, "--by", "ann", store=store)
        assert done.code == 0, done.err
    return store


def _texts(run: Callable[..., Any], store: Path, *words: str) -> dict[str, str]:
    done = run("list", *words, "--json", store=store)
    assert done.code == 0, done.err
    return {row["id"]: row["text"] for row in json.loads(done.out)}


def test_recorded_by__lists_what_was_there(changed: Path, run: Callable[..., Any]) -> None:
    then = ("--recorded-by", "2026-02")
    assert _texts(run, changed, *then) == {"us-spies": "It spies.", "china-strayed": "It strayed."}
    assert _texts(run, changed, *then, "spies") == {"us-spies": "It spies."}
    assert _texts(run, changed, *then, "elder") == {}
    assert _texts(run, changed, "elder") == {"china-strayed": "It strayed."}
    assert _texts(run, changed, "--recorded-by", "2026-01-09") == {}
    assert len(_texts(run, changed, "--recorded-by", "2999")) == 3
    assert len(_texts(run, changed)) == 3


def test_recorded_by__shows_the_words_and_the_state_of_the_day(changed: Path, run: Callable[..., Any]) -> None:
    row = json.loads(run("show", "china-strayed", "--recorded-by", "2026-01-10", "--json", store=changed).out)
    assert (row["last_word"], row["rebutted_by"], row["speaker"]["name"]) == ("claim", [], "Wang Yi")
    now = json.loads(run("show", "china-strayed", "--json", store=changed).out)
    assert (now["last_word"], now["rebutted_by"]) == ("reply", ["us-not-strayed"])
    missing = run("show", "us-not-strayed", "--recorded-by", "2026-01-10", store=changed)
    assert (missing.code, missing.out) == (3, "")


def test_recorded_by__threads(changed: Path, run: Callable[..., Any]) -> None:
    thread = json.loads(run("thread", "balloon", "--recorded-by", "2026-01-10", "--json", store=changed).out)
    assert [node["id"] for node in thread["nodes"]] == ["us-spies", "china-strayed"]
    assert [link["id"] for link in thread["links"]] == ["china-strayed/rebuts/us-spies"]


def test_recorded_by__leaves_the_store_alone(changed: Path, run: Callable[..., Any]) -> None:
    before = changed.read_bytes()
    run("list", "--recorded-by", "2026-01-09", store=changed)
    assert changed.read_bytes() == before


def test_recorded_by__retracted_since_is_on_record(changed: Path, run: Callable[..., Any]) -> None:
    assert run("retract", "us-spies", "--why", "a double", "--by", "ann", store=changed).code == 0
    assert "us-spies" not in _texts(run, changed)
    assert "us-spies" in _texts(run, changed, "--recorded-by", "2026-02")


def test_recorded_by__tells_of_what_no_revision_keeps(store_of: Callable[[str], Path], run: Callable[..., Any]) -> None:
    store = store_of(
        """
claims:
  - {id: us-a, text: A., speaker: blinken, side: us, said: "2023-02-02", act: assertion,
     recorded_at: "2026-01-01T00:00:00.000000Z", revised_at: "2026-03-01T00:00:00.000000Z"}
  - {id: us-b, text: B., speaker: blinken, side: us, said: "2023-02-02", act: assertion,
     recorded_at: "2026-01-01T00:00:00.000000Z"}
"""
    )
    done = run("list", "--recorded-by", "2026-02-01", "--json", store=store)
    assert [row["id"] for row in json.loads(done.out)] == ["us-b"]
    assert "left out 1 record that changed since 2026-02-01" in done.err
    assert run("list", "--recorded-by", "2026-03-01", "--count", store=store).out == "2\n"


@pytest.mark.parametrize("day", ["yesterday", "2026-13", "2026-01/.."])
def test_recorded_by__refuses(run: Callable[..., Any], day: str) -> None:
    done = run("list", "--recorded-by", day)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(corpus=strategies.corpora(stamped=False), history=histories.histories(6))
def test_recorded_by__any_day_of_any_history_is_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, corpus: Any, history: list[Any]
) -> None:
    store = tmp_path_factory.mktemp("past") / "claims.db"
    records = (one._replace(recorded_at=None, revised_at=None) for one in histories.storable(corpus).records())
    curation.make_store(store, records, Stamp("2026-12-31T00:00:00.000000Z", "Ann"))
    seen = {"2026-12-31": _record(store)}
    for day, (step, by) in enumerate(history, 1):
        stamp = Stamp(f"2027-01-{day:02}T12:00:00.000000Z", by)
        with suppress(CurationRefused):
            curation.commit(store, partial(histories.changes, step), stamp, step[-1])
        seen[f"2027-01-{day:02}"] = _record(store)
    for day, record in seen.items():
        with reading(store) as db, past.recorded_by(db, day) as then:
            assert (_contents(then.db), then.unknown) == (record, ())


def _record(store: Path) -> Any:
    with reading(store) as db:
        return _contents(db)


def _contents(db: Any) -> Any:
    states = db.execute("SELECT id, last_word, unanswered FROM claims ORDER BY id").fetchall()
    return curated.corpus(db), states

"""There and back: what one store exports another takes over whole, with its log, its states and its numbers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import curation
from claims.errors import CurationRefused
from claims.model import Claim, Corpus, Link
from claims.store import curated, fulltext
from claims.store.connection import reading
from claims.store.write import Stamp
from claims.vocabulary import Act, Basis, Kind, Relation
from tests import histories, strategies
from tests.exchanging import DOSSIER, EARLY, Run, done, exported, files_in, imported, stores

BY = Stamp("2026-06-01T00:00:00.000000Z", "first")
FORMS = ("dossiers", "one.jsonl", "one.yaml")
CORPORA = strategies.corpora(stamped=False).map(histories.storable)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Empty stores, one after the other."""
    return stores(tmp_path_factory.mktemp("stores"))


def few(examples: int) -> settings:
    return settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])


@given(corpus=CORPORA, history=histories.histories())
@few(12)
def test_round_trip__any_store_with_any_history(
    run: Run, empty: Iterator[Path], corpus: Corpus, history: list[Any]
) -> None:
    store = next(empty)
    curation.bring(store, corpus.records(), BY)
    histories.live(store, history)
    was = histories.contents(store)
    for form in FORMS:
        target, again = exported(run, store, form), next(empty)
        imported(run, again, target)
        now = histories.contents(again)
        assert (now["records"], now["states"]) == (was["records"], was["states"])
        assert files_in(exported(run, again, form)) == files_in(target)
        if form != "one.yaml":
            assert histories.shared(again)["log"] == histories.shared(store)["log"]
            told = histories.numbers_told(was["log"])
            assert {id: now["made"][id] for id in told} == {id: max(numbers) for id, numbers in told.items()}
        imported(run, again, target)
        assert histories.contents(again) == now


@given(corpus=CORPORA, first=histories.histories(4), second=histories.histories(6))
@few(10)
def test_round_trip__what_is_done_in_the_other_store_comes_back(
    run: Run, empty: Iterator[Path], corpus: Corpus, first: list[Any], second: list[Any]
) -> None:
    here, there = next(empty), next(empty)
    curation.bring(here, corpus.records(), BY)
    histories.live(here, first)
    imported(run, there, exported(run, here))
    histories.live(there, second, hour=1)
    before = histories.contents(here)
    target = exported(run, there)
    imported(run, here, target)
    now, other = histories.contents(here), histories.contents(there)
    assert undated(now["records"]) == undated(other["records"])
    assert (now["states"], now["made"]) == (other["states"], other["made"])
    # What was changed and changed back is no change of a record, but one that the log tells of.
    assert now["log"][: len(before["log"])] == before["log"]
    assert {row[1:] for row in now["log"]} == {row[1:] for row in other["log"]}
    imported(run, here, target)
    # Instants go on to converge where a quote followed the new text of its source.
    again = histories.contents(here)
    assert undated(again.pop("records")) == undated(now.pop("records"))
    assert again == now


def undated(corpus: Corpus) -> list[list[Any]]:
    return [[one._replace(revised_at=None, recorded_at=None) for one in corpus.of(kind)] for kind in Kind]


@pytest.mark.parametrize("form", FORMS)
def test_round_trip__a_number_is_never_given_again(run: Run, empty: Iterator[Path], form: str) -> None:
    here, there = next(empty), next(empty)
    (here.parent / "a.yaml").write_text(DOSSIER, encoding="utf-8")
    imported(run, here, here.parent / "a.yaml")
    drop_last_citation(here, "us-a")
    imported(run, there, exported(run, here, form))
    with reading(there) as db:
        claim = curated.one(db, Kind.CLAIM, "us-a")
        change = histories.cite(db, claim, "again")  # type: ignore[arg-type]
    numbers = [one.number for one in change.after.citations]  # type: ignore[union-attr]
    # A file of records alone does not know what was there before.
    assert numbers == ([1, 2] if form == "one.yaml" else [1, 3])


def drop_last_citation(store: Path, claim: str) -> None:
    def plan(db: Any) -> list[Any]:
        one: Any = curated.one(db, Kind.CLAIM, claim)
        return [histories.edited(one, citations=one.citations[:-1])]

    curation.commit(store, plan, EARLY)


def test_round_trip__retracted_records_and_links_taken_back(run: Run, empty: Iterator[Path]) -> None:
    here, there = next(empty), next(empty)
    (here.parent / "a.yaml").write_text(DOSSIER, encoding="utf-8")
    imported(run, here, here.parent / "a.yaml")
    done(run, here, "unlink", "china-b", "rebuts", "us-a", "--why", "a slip")
    done(run, here, "retract", "us-c", "--why", "said twice", by="Ann")
    done(run, here, "restore", "us-c", by="bob")
    done(run, here, "retract", "us-c", "--why", "after all", by="Ann")
    imported(run, there, exported(run, here))
    assert histories.shared(there) == histories.shared(here)
    assert done(run, there, "list", "--fields", "id").split() == ["us-a", "china-b"]
    log = done(run, there, "log")
    assert all(why in log for why in ("a slip", "said twice", "after all"))


@pytest.mark.parametrize("form", FORMS)
def test_round_trip__the_bundled_record(run: Run, bundled: Path, empty: Iterator[Path], form: str) -> None:
    again = next(empty)
    first = exported(run, bundled, form)
    imported(run, again, first)
    assert list(files_in(exported(run, again, form)).values()) == list(files_in(first).values())
    was, now = histories.contents(bundled), histories.contents(again)
    assert (now["records"], now["states"]) == (was["records"], was["states"])


def test_round_trip__of_an_empty_store(run: Run, empty: Iterator[Path]) -> None:
    for form in FORMS:
        here, there = next(empty), next(empty)
        imported(run, there, exported(run, here, form))
        assert histories.contents(there) == histories.contents(here)


@given(corpus=CORPORA, data=st.data())
@few(15)
def test_import__takes_records_in_any_order(empty: Iterator[Path], corpus: Corpus, data: st.DataObject) -> None:
    """A record that is named may stand behind the one that names it."""
    results = []
    in_order = list(corpus.records())
    for records in (in_order, data.draw(st.permutations(in_order))):
        store = next(empty)
        receipt = curation.bring(store, records, BY)
        contents = histories.contents(store)
        log = sorted(json.dumps(row[1:]) for row in contents["log"])
        results.append((contents["records"], contents["states"], contents["made"], log, receipt.counts))
        with reading(store) as db:
            assert list(fulltext.differing(db)) == []
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert results[0] == results[1]


def test_import__what_is_named_and_never_comes_is_told_in_the_end(empty: Iterator[Path]) -> None:
    store = next(empty)
    claim = Claim("us-a", "The craft was a balloon.", "nobody", "us", Act.ASSERTION)
    with pytest.raises(CurationRefused) as refused:
        curation.bring(store, [claim, Link("us-a", Relation.REBUTS, "us-z", Basis.INFERRED)], BY)
    assert [line.partition(": ")[2] for line in refused.value.lines] == [
        "R001 there is no speaker “nobody”",
        "R001 there is no claim “us-z”",
    ]
    assert histories.contents(store) == histories.contents(next(empty))

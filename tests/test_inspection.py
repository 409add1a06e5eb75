"""Looking through a store a part at a time finds what looking at the whole record finds."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import checks, curation
from claims.curation import inspection
from claims.curation.inspection import Inspection
from claims.model import Change, Corpus, Finding
from claims.store import slices, whole
from claims.store.connection import reading
from claims.vocabulary import Kind, Op, Severity
from tests import strategies
from tests.conftest import STAMP
from tests.histories import storable


def at_once(corpus: Corpus, rules: Sequence[checks.Rule] = checks.RULES) -> list[Finding]:
    order = list(Severity)
    return sorted(checks.findings(corpus, rules), key=lambda one: (order.index(one.severity), one.code))


def by_parts(store: Path, rules: Sequence[checks.Rule] = checks.RULES, *, mended: bool = False) -> list[Finding]:
    with Inspection(rules, lambda: 0.0) as looked, reading(store) as db:
        for _ in looked.look(db, mended=mended):
            pass
        found = list(looked.findings())
        assert sum(looked.counts.values()) == len(found) == sum(one.found for one in looked.timings())
        assert looked.fixable == sum(one.fix is not None for one in found)
        return found


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Path]:
    """New paths for stores, one after the other."""
    return (tmp_path / f"{number}.db" for number in range(10_000))


@pytest.fixture(params=[1, 3], autouse=True)
def _small(request: pytest.FixtureRequest) -> Iterator[None]:
    """Parts of so many records, so that a small record falls into several."""
    with mock.patch.object(slices, "SIZE", request.param):
        yield


_WORDS = ("The craft was a balloon", "The craft was a balloon.", "The craft was an airship.", "China admitted it lied.")
_DAMAGE = (
    "UPDATE claims SET speaker = 'nobody' WHERE rowid % 3 = {n} % 3",
    "UPDATE claims SET side = 'us' WHERE rowid % 2 = 0",
    "UPDATE claims SET text = 'The craft was a balloon' WHERE rowid % 2 = {n} % 2",
    "UPDATE claims SET statement = 'briefing'",
    "UPDATE claims SET lang = 'EN-uk'",
    "UPDATE links SET to_id = to_id || 'x' WHERE rowid IS NULL OR from_id = (SELECT min(id) FROM claims)",
    "UPDATE citations SET source = source || '-' WHERE number = 1",
    'UPDATE citations SET "start" = 1, "end" = 3 WHERE quote IS NOT NULL',
    "UPDATE dispute_aliases SET alias = 'Same'",
    "UPDATE speaker_aliases SET alias = (SELECT min(id) FROM speakers)",
    "UPDATE sources SET sha256 = 'x', status = 'retracted' WHERE rowid = 1",
    "UPDATE speakers SET status = 'retracted' WHERE rowid = {n} % 4",
    "DELETE FROM claims_indexed WHERE number = {n} % 4",
)


def _damage(store: Path, done: Sequence[tuple[str, int]]) -> None:
    """What a program without regard for references may do to a store."""
    with closing(sqlite3.connect(store)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        for statement, number in done:
            db.execute(statement.replace(" WHERE rowid IS NULL OR", " WHERE").format(n=number))
        db.commit()


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    corpus=strategies.corpora(),
    done=st.lists(st.tuples(st.sampled_from(_DAMAGE), st.integers(0, 11)), max_size=6, unique=True),
)
def test_by_parts__finds_what_the_whole_finds(
    fresh: Iterator[Path], corpus: Corpus, done: list[tuple[str, int]]
) -> None:
    store = next(fresh)
    assert curation.make_store(store, storable(corpus).records(), STAMP)
    _damage(store, done)
    with reading(store) as db:
        record = whole.corpus(db)
    assert by_parts(store) == at_once(record)
    for rule in checks.RULES:
        assert by_parts(store, [rule]) == at_once(record, [rule])
    mended = checks.with_records(record, checks.mended(record))
    assert by_parts(store, mended=True) == at_once(mended)
    with reading(store) as db:
        remedies = list(inspection.remedies(db, checks.RULES))
        before = {(kind, one.id): one for kind in Kind for one in record.of(kind)}
        expected = [Change(Op.EDIT, kind, before[kind, one.id], one) for kind, one in checks.mended(record)]
        assert sorted(remedies, key=_name) == sorted(expected, key=_name)


def _name(change: Change) -> tuple[str, Any]:
    return change.op, (type(change.after).__name__, change.id)

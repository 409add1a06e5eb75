"""Looking through a store a part at a time finds what looking at the whole record finds."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import checks, curation
from claims.checks import Found
from claims.curation import inspection, spool
from claims.curation.inspection import Inspection
from claims.curation.spool import Spool
from claims.model import Change, Claim, Corpus, Finding, Link, Side, Speaker
from claims.store import slices, whole
from claims.store.connection import reading
from claims.vocabulary import Act, Basis, Kind, Op, Relation, Severity, SpeakerKind, Status
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


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
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


_IDS = ("a", "a-b", "a0", "b", "b-a", "c", "c-0", "d", "e")
_TEXTS = ("The craft was a balloon", "The craft was a balloon.", "The craft was a balloon!", "It was an airship.")
_RELATIONS = (*Relation, *[Relation.RESTATES] * 4, *[Relation.REBUTS] * 4, Relation.WITHDRAWS, Relation.WITHDRAWS)


@st.composite
def _quarrels(draw: st.DrawFn) -> Corpus:
    """A few claims of few speakers, with many links."""
    named = strategies.several(st.sampled_from(_IDS), most=9)
    status = st.sampled_from((Status.ON_RECORD, Status.ON_RECORD, Status.ON_RECORD, Status.RETRACTED))
    sides = st.sampled_from(("us", "china"))
    claims = tuple(
        Claim(id, draw(st.sampled_from(_TEXTS)), "someone", draw(sides), Act.DENIAL, status=draw(status),
              said=draw(st.sampled_from((None, "2023-02-01", "2023-02-03", "2023-02-07"))),
              statement=draw(st.sampled_from((None, "one", "two"))))
        for id in sorted(draw(named))
    )  # fmt: skip
    ids = st.sampled_from([one.id for one in claims] or ["none"])
    made = st.builds(Link, ids, st.sampled_from(_RELATIONS), ids, st.sampled_from(Basis), st.none(), st.none(), status)
    links = {one.id: one for one in draw(st.lists(made, max_size=20)) if claims and one.from_id != one.to_id}
    people = (Speaker("someone", "Someone", SpeakerKind.PERSON),)
    return Corpus((Side("us", "US"), Side("china", "China")), people, claims=claims, links=tuple(links.values()))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(corpus=_quarrels())
def test_by_parts__follows_links_wherever_they_lead(fresh: Iterator[Path], corpus: Corpus) -> None:
    store = next(fresh)
    assert curation.make_store(store, storable(corpus).records(), STAMP)
    with reading(store) as db:
        assert by_parts(store) == at_once(whole.corpus(db))


def test_by_parts__of_the_bundled_record(bundled: Path) -> None:
    with reading(bundled) as db:
        record = whole.corpus(db)
    assert len(record.claims) > 20
    assert by_parts(bundled) == at_once(record)


def _found(record: str) -> Found:
    return Found(Kind.LINK, record, ("to",), "m")


@given(st.permutations([f"{a}/rebuts/{b}" for a in _IDS for b in _IDS]))
def test_spool__orders_links_by_their_parts(records: list[str]) -> None:
    with ExitStack() as opened, mock.patch.multiple(spool, _IN_DISORDER=7, _BLOCK=3):
        kept = Spool(opened, kind=Kind.LINK)
        for record in records:
            kept.add(_found(record))
        wanted = sorted(records, key=lambda record: record.split("/"))
        assert ([one.record for one in kept], kept.size) == (wanted, len(records))


@given(st.lists(st.integers(0, 9), max_size=40))
def test_spool__leaves_the_order_of_others(numbers: list[int]) -> None:
    with ExitStack() as opened, mock.patch.multiple(spool, _IN_ORDER=4, _BLOCK=3):
        kept = Spool(opened)
        for number in numbers:
            kept.add(_found(str(number)))
        assert [one.record for one in kept] == [one.record for one in kept] == list(map(str, numbers))

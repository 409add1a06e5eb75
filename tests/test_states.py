"""States of claims stay in step with the record: whatever is written, they are what labelling it anew would give."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import curation, last_words
from claims.curation import entry
from claims.errors import CurationRefused
from claims.last_words import Answer, State
from claims.model import Change, Claim, Corpus, Link
from claims.store import curated, states
from claims.store.connection import Connection, reading, writing
from claims.store.write import Stamp
from claims.vocabulary import Kind, LastWord, Relation, Status
from tests import histories, strategies

STAMP = Stamp("2027-01-01T00:00:00.000000Z", "tester")
SIDES = ("us", "china", "eu")
CLAIMS = ("us", "us", "us", "us", "china", "china", "china", "eu", "eu")
RECORD = "claims:\n" + "\n".join(
    f"  - {{id: c{number}, text: Text {number}., speaker: wang, side: {side}, act: denial}}"
    for number, side in enumerate(CLAIMS)
)
# Most links attack or join, since those are what reaches further than their ends.
RELATIONS = (
    *(Relation.REBUTS, Relation.REBUTS, Relation.UNDERCUTS, Relation.RESTATES, Relation.RESTATES, Relation.RESTATES),
    *(Relation.WITHDRAWS, Relation.COUNTERS, Relation.SUPPORTS),
)

Stored = dict[str, State | None]


# Regions of a graph.


class Graph(NamedTuple):
    """Claims with their sides, and links between them."""

    sides: Mapping[str, str]
    links: tuple[Answer, ...]

    def closure(self, seeds: set[str]) -> set[str]:
        """All that a change of these claims reaches: attacked claims, and those of the same position."""
        arrows = {(a, b) for a, relation, b in self.links if relation.term.attacks}
        joins = {(a, b) for a, relation, b in self.links if relation is Relation.RESTATES and self.alike(a, b)}
        arrows |= joins | {(b, a) for a, b in joins}
        while more := {b for a, b in arrows if a in seeds} - seeds:
            seeds = seeds | more
        return seeds

    def alike(self, a: str, b: str) -> bool:
        return self.sides[a] == self.sides[b]


@st.composite
def graphs(draw: st.DrawFn, most: int = 12, *, loops: bool = True) -> Graph:
    ids = [f"c{number}" for number in range(draw(st.integers(1, most)))]
    sides = {id: draw(st.sampled_from(SIDES)) for id in ids}
    link = st.tuples(st.sampled_from(ids), st.sampled_from(RELATIONS), st.sampled_from(ids))
    if not loops:
        link = link.filter(lambda one: one[0] != one[2])
    return Graph(sides, tuple(draw(st.lists(link, max_size=3 * len(ids)))) if loops or len(ids) > 1 else ())


STORABLE = graphs(len(CLAIMS), loops=False)


@given(graph=graphs(), data=st.data())
@settings(max_examples=400)
def test_last_words__of_a_region_are_those_of_the_whole(graph: Graph, data: st.DataObject) -> None:
    expected = last_words.last_words(graph.sides, graph.links)
    region = graph.closure(data.draw(st.sets(st.sampled_from(sorted(graph.sides)))))
    inner = [link for link in graph.links if {link[0], link[2]} <= region]
    beyond = [
        (expected[a], b) for a, relation, b in graph.links if relation.term.attacks and b in region and a not in region
    ]
    assert last_words.last_words({id: graph.sides[id] for id in region}, inner, beyond) == {
        id: expected[id] for id in region
    }


@pytest.mark.parametrize(
    ("beyond", "word"),
    [
        ([], LastWord.CLAIM),
        ([LastWord.CLAIM], LastWord.REPLY),
        ([LastWord.REPLY], LastWord.CLAIM),
        ([LastWord.CONTESTED], LastWord.CONTESTED),
        ([LastWord.CONTESTED, LastWord.REPLY], LastWord.CONTESTED),
        ([LastWord.REPLY, LastWord.CONTESTED, LastWord.CLAIM], LastWord.REPLY),
    ],
)
def test_last_words__attackers_from_beyond_hit_the_whole_position(beyond: list[LastWord], word: LastWord) -> None:
    joined = [("a", Relation.RESTATES, "b")]
    found = last_words.last_words({"a": "us", "b": "us"}, joined, [(one, "b") for one in beyond])
    assert found == {"a": word, "b": word}


# Sequences of writing.

Step = tuple[str, int, int, Relation]
Act = Callable[[Connection, int, int, Relation], Iterator[Change]]


def _chosen(db: Connection, kind: Kind, choice: int, status: Status = Status.ON_RECORD) -> Any:
    records = [one for one in curated.all_of(db, kind) if one.status is status]
    return records[choice % len(records)] if records else None


def _link(db: Connection, a: int, b: int, relation: Relation) -> Iterator[Change]:
    source, target = _chosen(db, Kind.CLAIM, a), _chosen(db, Kind.CLAIM, b)
    if source != target:
        is_foreign = relation is Relation.WITHDRAWS and source.side != target.side
        yield entry.linked(db, source.id, Relation.REBUTS if is_foreign else relation, target.id, {})


def _add(db: Connection, a: int, b: int, relation: Relation) -> Iterator[Change]:
    target = _chosen(db, Kind.CLAIM, b)
    side = target.side if relation is Relation.WITHDRAWS else SIDES[a % len(SIDES)]
    link = {"relation": relation.value, "to": target.id, "basis": "explicit"}
    yield from entry.added(db, Kind.CLAIM, {"speaker": "wang", "side": side, "text": "New.", "links": [link]}).changes


def _turn(db: Connection, a: int, b: int, relation: Relation) -> Iterator[Change]:
    yield from entry.edited(db, _chosen(db, Kind.CLAIM, a), {"side": SIDES[b % len(SIDES)]}).changes


def _retract(kind: Kind, least: int) -> Act:
    def changes(db: Connection, a: int, b: int, relation: Relation) -> Iterator[Change]:
        if sum(one.status is Status.ON_RECORD for one in curated.all_of(db, kind)) > least:
            yield entry.retracted(db, _chosen(db, kind, a))

    return changes


def _restore(kind: Kind) -> Act:
    def changes(db: Connection, a: int, b: int, relation: Relation) -> Iterator[Change]:
        one = _chosen(db, kind, a, Status.RETRACTED)
        if one is not None:
            yield entry.restored(db, one)

    return changes


ACTS: dict[str, Act] = {
    "link": _link,
    "add": _add,
    "turn": _turn,
    "retract": _retract(Kind.CLAIM, 4),
    "restore": _restore(Kind.CLAIM),
    "unlink": _retract(Kind.LINK, 0),
    "relink": _restore(Kind.LINK),
}
WEIGHED = (*["link"] * 6, *["unlink"] * 2, "relink", "relink", "retract", "restore", "restore", "turn", "turn", "add")
STEPS = st.tuples(st.sampled_from(WEIGHED), st.integers(0, 40), st.integers(0, 40), st.sampled_from(RELATIONS))
COMMANDS = st.lists(STEPS, min_size=1, max_size=3)
"""What one transaction does."""


def _planned(steps: list[Step]) -> Callable[[Connection], Iterator[Change]]:
    def plan(db: Connection) -> Iterator[Change]:
        for act, a, b, relation in steps:
            yield from ACTS[act](db, a, b, relation)

    return plan


def stored(db: Connection) -> Stored:
    rows = db.execute("SELECT id, last_word, unanswered FROM claims ORDER BY id")
    return {id: State(LastWord(word), bool(unanswered)) if word else None for id, word, unanswered in rows}


def computed(db: Connection) -> Stored:
    """The states by the whole record, labelled anew; None for retracted claims."""
    claims = [one for one in curated.all_of(db, Kind.CLAIM) if isinstance(one, Claim)]
    links = [one for one in curated.all_of(db, Kind.LINK) if isinstance(one, Link) and one.status is Status.ON_RECORD]
    standing = [(one.id, one.side) for one in claims if one.status is Status.ON_RECORD]
    found = last_words.states(standing, [(one.from_id, one.relation, one.to_id) for one in links])
    return {one.id: found.get(one.id) for one in claims}


def changed(before: Stored, after: Stored) -> tuple[states.StateChange, ...]:
    """What became of the states, by id."""
    ids = sorted(before.keys() | after.keys())
    moved = (states.StateChange(id, before.get(id), after.get(id)) for id in ids)
    return tuple(one for one in moved if one.before != one.after)


def read(path: Path, what: Callable[[Connection], Stored]) -> Stored:
    with reading(path) as db:
        return what(db)


@pytest.fixture(scope="module")
def copies(store_of: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Stores with the same claims and no link, one after the other."""
    folder, source = tmp_path_factory.mktemp("states"), store_of(RECORD)
    return (Path(shutil.copy(source, folder / f"{number}.db")) for number in count())


@given(commands=st.lists(COMMANDS, min_size=8, max_size=25))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_commit__keeps_states_in_step(copies: Iterator[Path], commands: list[list[Step]]) -> None:
    path = next(copies)
    for steps in commands:
        before = read(path, stored)
        try:
            receipt = curation.commit(path, _planned(steps), STAMP)
        except CurationRefused:
            assert read(path, stored) == before
            continue
        after = read(path, stored)
        assert after == read(path, computed)
        assert receipt.states == changed(before, after)


@given(commands=st.lists(COMMANDS, min_size=1, max_size=6))
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
def test_commit__dry_tells_the_same_and_keeps_nothing(copies: Iterator[Path], commands: list[list[Step]]) -> None:
    path = next(copies)
    for steps in commands:
        before = read(path, stored)
        try:
            dry = curation.commit(path, _planned(steps), STAMP, is_dry=True)
        except CurationRefused:
            continue
        assert read(path, stored) == before
        assert curation.commit(path, _planned(steps), STAMP)._replace(is_dry=True) == dry


@given(corpus=strategies.corpora(stamped=False).map(histories.storable))
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
def test_bring__labels_what_is_imported(copies: Iterator[Path], corpus: Corpus) -> None:
    path = next(copies)
    before = read(path, stored)
    receipt = curation.bring(path, corpus.records(), STAMP, take=curation.Take.THEIRS)
    after = read(path, stored)
    assert after == read(path, computed)
    assert receipt.states == changed(before, after)


# Renewing as such.


@given(graph=STORABLE)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_renew__from_nothing(one_store: Path, graph: Graph) -> None:
    with writing(one_store, keep=False) as db:
        _write(db, graph)
        db.execute("UPDATE claims SET last_word = NULL")
        told = states.renew(db, set(graph.sides))
        expected = last_words.states(graph.sides.items(), graph.links)
        now = stored(db)
        assert {id: now[id] for id in graph.sides} == expected
        assert {one.id: one.after for one in told if one.id in graph.sides} == expected


@given(graph=STORABLE, data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_renew__follows_one_link(one_store: Path, graph: Graph, data: st.DataObject) -> None:
    with writing(one_store, keep=False) as db:
        _write(db, graph)
        states.renew(db, {f"c{number}" for number in range(len(CLAIMS))})
        a, relation, b = data.draw(st.sampled_from(graph.links)) if graph.links else ("c0", Relation.REBUTS, "c1")
        db.execute(
            "UPDATE links SET status = 'retracted' WHERE from_id = ? AND relation = ? AND to_id = ?", (a, relation, b)
        )
        before = stored(db)
        told = states.renew(db, {a, b})
        assert stored(db) == computed(db)
        assert told == changed(before, stored(db))
        assert states.renew(db, {a, b}) == ()


@pytest.fixture(scope="module")
def one_store(copies: Iterator[Path]) -> Path:
    return next(copies)


def _write(db: Connection, graph: Graph) -> None:
    """Give the store's claims these sides and links, past all rules."""
    db.executemany("UPDATE claims SET side = ? WHERE id = ?", [(side, id) for id, side in graph.sides.items()])
    stamps = (STAMP.at, STAMP.at)
    db.executemany(
        "INSERT INTO links (from_id, relation, to_id, basis, status, recorded_at, revised_at)"
        " VALUES (?, ?, ?, 'explicit', 'on-record', ?, ?) ON CONFLICT DO NOTHING",
        [(a, relation.value, b, *stamps) for a, relation, b in graph.links],
    )

"""The store file as those see it who open it with SQL, and the promises that it holds by itself."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from claims import checks, curation
from claims.cli import store_file
from claims.errors import CurationRefused, StoreUnusable
from claims.last_words import states
from claims.model import Corpus
from claims.store import connection
from claims.store.connection import APPLICATION_ID, VERSION
from claims.store.migrations import steps
from claims.store.write import Stamp
from claims.vocabulary import Kind, Relation, Status
from tests import reading

STAMP = Stamp("2026-01-02T03:04:05.000000Z", "tester")

SMALL = """
claims:
  - id: us-spies
    text: China spies.
    speaker: blinken
    side: us
    said: "2023-02-02"
    act: accusation
    addressees: [china]
    disputes: [balloon]
    citations:
      - {source: paper, quote: They spy, attribution: indirect, via: [officials]}
  - id: china-strayed
    text: It strayed.
    speaker: wang
    side: china
    with: [borrell]
    said: "2023-02-03"
    act: denial
    disputes: [balloon]
    links:
      - {relation: rebuts, to: us-spies, basis: explicit}
  - {id: us-gone, text: Gone., speaker: blinken, side: us, act: denial, status: retracted}
links:
  - {from: us-gone, relation: rebuts, to: china-strayed, basis: explicit}
"""


def query(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute(sql, values).fetchall()


@pytest.fixture
def store(store_of: Callable[[str], Path], tmp_path: Path) -> Path:
    """A copy that the test may write to."""
    return Path(copy(store_of(SMALL), tmp_path / "small.db"))


@pytest.fixture
def raw(store: Path) -> Iterator[sqlite3.Connection]:
    """The store as any program opens it, foreign keys on."""
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        yield db


def test_file__is_marked_as_ours_with_its_version(bundled: Path) -> None:
    assert query(bundled, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert query(bundled, "PRAGMA user_version") == [(VERSION,)]
    assert len(steps()) == VERSION


def test_file__is_in_wal_mode_with_nothing_beside_it(tmp_path: Path, corpus_of: Callable[[str], Corpus]) -> None:
    curation.make_store(tmp_path / "new.db", corpus_of(SMALL).records(), STAMP)
    assert (tmp_path / "new.db").read_bytes()[18:20] == b"\x02\x02"
    assert [path.name for path in tmp_path.iterdir()] == ["new.db"]


def test_file__is_sound(bundled: Path) -> None:
    assert query(bundled, "PRAGMA integrity_check") == [("ok",)]
    assert query(bundled, "PRAGMA foreign_key_check") == []


def test_tables__are_strict(bundled: Path) -> None:
    lax = query(
        bundled,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\'",
    )
    assert lax == []


_LINK_COLUMNS = "(from_id, relation, to_id, basis, recorded_at, revised_at)"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims SET said = x'00ff' WHERE id = 'us-spies'",
        "UPDATE claims SET unanswered = 'no' WHERE id = 'us-spies'",
        "UPDATE claims SET unanswered = 2 WHERE id = 'us-spies'",
        "UPDATE claims SET act = 'insult' WHERE id = 'us-spies'",
        "UPDATE claims SET side = 'nobody' WHERE id = 'us-spies'",
        "UPDATE claims SET speaker = 'nobody' WHERE id = 'us-spies'",
        "UPDATE claims SET status = 'gone' WHERE id = 'us-spies'",
        "UPDATE claims SET last_word = 'mine' WHERE id = 'us-spies'",
        "UPDATE claims SET earliest = '2023-03-01', latest = '2023-02-01' WHERE id = 'us-spies'",
        "UPDATE links SET relation = 'likes'",
        "UPDATE links SET basis = 'hunch'",
        f"INSERT INTO links {_LINK_COLUMNS} VALUES ('us-spies', 'rebuts', 'nowhere', 'explicit', '', '')",
        f"INSERT INTO links {_LINK_COLUMNS} VALUES ('china-strayed', 'rebuts', 'us-spies', 'explicit', '', '')",
        "INSERT INTO claim_disputes VALUES ('us-spies', 9, 'nowhere')",
        "INSERT INTO claim_with VALUES ('us-spies', 9, 'nobody')",
        "UPDATE citations SET attribution = 'guessed'",
        "UPDATE citations SET source = 'nowhere'",
        "UPDATE citations SET number = 0",
        'UPDATE citations SET "start" = 5, "end" = 4',
        "UPDATE citation_via SET speaker = 'nobody'",
        "UPDATE sources SET wording = 'invented'",
        "UPDATE speakers SET kind = 'robot'",
        "UPDATE speakers SET side = 'nobody'",
    ],
)
def test_tables__refuse_what_no_record_may_hold(raw: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE revisions SET by = 'me'", "DELETE FROM revisions"])
def test_revisions__are_append_only(raw: sqlite3.Connection, statement: str) -> None:
    before = raw.execute("SELECT * FROM revisions").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)
    assert raw.execute("SELECT * FROM revisions").fetchall() == before


@pytest.mark.parametrize("table", [kind.plural for kind in Kind])
def test_records__are_never_deleted(raw: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        raw.execute(f"DELETE FROM {table}")


def test_words__stand_in_lookup_tables_with_their_meaning(bundled: Path) -> None:
    (code,) = query(bundled, "SELECT label, code FROM acts WHERE id = 'denial'")
    assert code == ("denial", "016")
    found = dict(query(bundled, "SELECT id, inverse FROM relations"))
    assert found == {relation.value: relation.inverse for relation in Relation}
    attacking = [row[0] for row in query(bundled, "SELECT id FROM relations WHERE attacks ORDER BY id")]
    assert attacking == ["rebuts", "undercuts", "withdraws"]


def test_views__read_without_any_of_our_code(store: Path) -> None:
    assert query(store, "SELECT id, side, said, speaker, last_word, unanswered, disputes FROM claims_read") == [
        ("us-spies", "us", "2023-02-02", "Antony Blinken", "reply", 0, "balloon"),
        ("china-strayed", "china", "2023-02-03", "Wang Yi", "claim", 1, "balloon"),
    ]
    assert query(store, "SELECT side, answer, relation, to_side, claim FROM answers_read") == [
        ("china", "china-strayed", "rebuts", "us", "us-spies")
    ]
    assert query(store, "SELECT claim, quote, via, source FROM quotes_read WHERE quote IS NOT NULL") == [
        ("us-spies", "They spy", "officials", "A paper")
    ]
    cited = query(store, "SELECT claim || '#' || number FROM quotes_read ORDER BY 1")
    assert cited == query(
        store,
        "SELECT claim || '#' || number FROM citations JOIN claims ON id = claim WHERE status = 'on-record' ORDER BY 1",
    )


def test_views__hide_what_is_retracted(store: Path) -> None:
    assert ("us-gone",) not in query(store, "SELECT id FROM claims_read")
    assert ("us-gone",) not in query(store, "SELECT answer FROM answers_read")


def test_load__notes_one_revision_a_record(store: Path) -> None:
    rows = query(store, "SELECT kind, id, op, at, by, before FROM revisions ORDER BY seq")
    assert {row[2:] for row in rows} == {("import", STAMP.at, STAMP.by, None)}
    records = [
        (kind.value, row[0])
        for kind in Kind
        if kind is not Kind.LINK
        for row in query(store, f"SELECT id FROM {kind.plural}")
    ]
    links = [("link", "/".join(row)) for row in query(store, "SELECT from_id, relation, to_id FROM links")]
    assert sorted(row[:2] for row in rows) == sorted(records + links)


def test_load__revisions_hold_the_record_as_written(store: Path) -> None:
    ((after,),) = query(store, "SELECT after FROM revisions WHERE kind = 'claim' AND id = 'china-strayed'")
    record = json.loads(after)
    assert (record["text"], record["with"], record["status"]) == ("It strayed.", ["borrell"], "on-record")
    assert record["recorded_at"] == record["revised_at"] == STAMP.at
    assert not {"earliest", "latest", "last_word", "unanswered", "rebutted_by"} & set(record)


def test_load__keeps_bounds_of_dates_for_sql(store_of: Callable[[str], Path]) -> None:
    claim = "  - {{id: us-{}, text: T., speaker: blinken, side: us, act: denial, said: {}}}"
    days = {"month": "2023-02", "open": "../2023-02-05", "about": "2023-02-06~"}
    path = store_of("claims:\n" + "\n".join(claim.format(id, f'"{said}"') for id, said in days.items()))
    assert query(path, "SELECT id, said, earliest, latest FROM claims ORDER BY id") == [
        ("us-about", "2023-02-06~", "2023-02-06", "2023-02-06"),
        ("us-month", "2023-02", "2023-02-01", "2023-02-28"),
        ("us-open", "../2023-02-05", None, "2023-02-05"),
    ]


def test_load__states_are_the_labels_of_what_is_on_record(bundled: Path) -> None:
    corpus = reading.corpus_in(bundled)
    on_record = [(claim.id, claim.side) for claim in corpus.claims if claim.status is Status.ON_RECORD]
    links = [(link.from_id, link.relation, link.to_id) for link in corpus.links if link.status is Status.ON_RECORD]
    expected = {id: (state.last_word.value, int(state.unanswered)) for id, state in states(on_record, links).items()}
    rows = query(bundled, "SELECT id, last_word, unanswered FROM claims WHERE status = 'on-record'")
    assert {row[0]: row[1:] for row in rows} == expected


def test_load__a_retracted_claim_has_no_last_word_and_answers_nothing(store: Path) -> None:
    rows = query(store, "SELECT id, last_word, unanswered FROM claims ORDER BY id")
    assert rows == [("china-strayed", "claim", 1), ("us-gone", None, 1), ("us-spies", "reply", 0)]


def test_load__the_order_of_records_changes_no_state(corpus_of: Callable[[str], Corpus], tmp_path: Path) -> None:
    corpus = corpus_of(SMALL)
    turned = Corpus(*(records[::-1] for records in corpus))
    found = []
    for name, one in (("forwards", corpus), ("backwards", turned)):
        curation.make_store(tmp_path / name, one.records(), STAMP)
        found.append(query(tmp_path / name, "SELECT * FROM claims ORDER BY id"))
    assert found[0] == found[1]


def test_load__recorded_at_of_a_dossier_stays(store_of: Callable[[str], Path]) -> None:
    stamp = "2024-05-06T07:08:09.000000Z"
    text = f'recorded_at: "{stamp}"\nclaims:\n  - {{id: us-a, text: T., speaker: blinken, side: us, act: denial}}\n'
    assert query(store_of(text), "SELECT recorded_at, revised_at FROM claims") == [(stamp, stamp)]


def test_make_store__is_the_same_for_the_same_record_and_stamp(bundled: Path, tmp_path: Path) -> None:
    again = reading.new_store(tmp_path / "again.db", store_file.bundled())

    def dump(path: Path) -> list[str]:
        with closing(sqlite3.connect(path)) as db:
            # Only when the migrations ran differs.
            return [line for line in db.iterdump() if "_sqlite_migrations" not in line]

    assert dump(again) == dump(bundled)


def test_make_store__leaves_a_file_that_is_there(store: Path, corpus_of: Callable[[str], Corpus]) -> None:
    before = store.read_bytes()
    assert not curation.make_store(store, corpus_of("claims: []").records(), STAMP)
    assert store.read_bytes() == before
    assert [path.name for path in store.parent.iterdir()] == [store.name]


def test_make_store__makes_the_folders_above(tmp_path: Path, corpus_of: Callable[[str], Corpus]) -> None:
    path = tmp_path / "a" / "b" / "c.db"
    assert curation.make_store(path, corpus_of("claims: []").records(), STAMP)
    assert [one.name for one in path.parent.iterdir()] == ["c.db"]


def test_make_store__a_failure_leaves_nothing(tmp_path: Path, corpus_of: Callable[[str], Corpus]) -> None:
    corpus = corpus_of(SMALL)
    broken = corpus._replace(sides=())
    with pytest.raises(CurationRefused):
        curation.make_store(tmp_path / "broken.db", broken.records(), STAMP)
    assert list(tmp_path.iterdir()) == []


def test_reading__can_write_nothing(store: Path) -> None:
    with connection.reading(store) as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("UPDATE claims SET text = 'x'")


def test_reading__is_one_snapshot(store: Path, raw: sqlite3.Connection) -> None:
    with connection.reading(store) as db:
        assert db.execute("SELECT count(*) FROM claims").fetchone() == (3,)
        raw.execute("UPDATE claims SET note = 'changed meanwhile' WHERE id = 'us-spies'")
        assert db.execute("SELECT note FROM claims WHERE id = 'us-spies'").fetchone() == (None,)
    with connection.reading(store) as db:
        assert db.execute("SELECT note FROM claims WHERE id = 'us-spies'").fetchone() == ("changed meanwhile",)


def test_writing__is_rolled_back_whole_on_any_failure(store: Path) -> None:
    def interrupted() -> None:
        with connection.writing(store) as db:
            db.execute("UPDATE claims SET note = 'half'")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert query(store, "SELECT DISTINCT note FROM claims") == [(None,)]


def test_writing__holds_foreign_keys(store: Path) -> None:
    with pytest.raises(StoreUnusable), connection.writing(store) as db:
        db.execute("UPDATE claims SET side = 'nobody'")
    assert query(store, "SELECT DISTINCT side FROM claims ORDER BY side") == [("china",), ("us",)]


def test_bundled__texts_stand_byte_for_byte(bundled: Path) -> None:
    rows = query(bundled, "SELECT s.id, s.sha256, t.text FROM sources s JOIN source_texts t ON t.source = s.id")
    assert rows
    for id, sha256, text in rows:
        assert sha256 == checks.digest(text), id


def test_revisions__are_not_replaced_either(store_of: Callable[[str], Path], tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    copy(store_of(SMALL), path)
    with closing(sqlite3.connect(path)) as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute("INSERT OR REPLACE INTO revisions VALUES (1, 'x', 'x', 'x', 'claim', 'x', NULL, NULL, NULL)")


def test_reading__through_a_link_sees_what_is_written_beside_the_store(
    store_of: Callable[[str], Path], run: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "real" / "claims.db"
    path.parent.mkdir()
    copy(store_of(SMALL), path)
    link = tmp_path / "links" / "claims.db"
    link.parent.mkdir()
    link.symlink_to(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE sides SET name = 'Renamed' WHERE id = 'us'")
        db.commit()
        link.parent.chmod(0o555)
        assert "Renamed" in run("sides", store=link).out

"""Stores that come from strangers or were damaged: nothing in them is run, and nothing passes in silence."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from claims.render import FORMATS
from claims.store import connection
from claims.store.connection import VERSION, digest, reading, writing

Run = Callable[..., Any]

RECORD = """
claims:
  - {id: us-spies, text: China spies., speaker: blinken, side: us, act: accusation, said: "2023-02-03",
     disputes: [balloon], citations: [{source: paper, quote: "It spies.", via: [officials]}], note: N.}
  - {id: china-not, text: China does not., speaker: wang, side: china, act: denial, said: "2023-02-04",
     disputes: [balloon], statement: s1, venue: Beijing, addressees: [us],
     links: [{relation: rebuts, to: us-spies, basis: explicit, note: N.}]}
  - {id: us-does, text: It does., speaker: blinken, side: us, act: assertion, said: "2023-02-05", disputes: [balloon],
     with: [officials], links: [{relation: rebuts, to: china-not, basis: inferred}]}
"""


@pytest.fixture
def store(store_of: Callable[[str], Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(store_of(RECORD), tmp_path / "claims.db"))


def alter(store: Path, *statements: str) -> None:
    """What another program does to a store, which no constraint keeps it from."""
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            db.execute(statement)


# What a store is made of.


def test_schema__is_what_the_steps_make() -> None:
    assert digest(connection.made(VERSION)) == connection.SCHEMA


@pytest.mark.parametrize(
    ("foreign", "differing"),
    [
        ("CREATE TRIGGER evil AFTER INSERT ON claims BEGIN UPDATE claims SET text='x'; END", "trigger evil is foreign"),
        ("CREATE TRIGGER sqlite AFTER INSERT ON sides BEGIN SELECT 1; END", "trigger sqlite is foreign"),
        ("CREATE VIEW claims_fts_extra AS SELECT 1", "view claims_fts_extra is foreign"),
        ("CREATE INDEX evil ON claims(note)", "index evil is foreign"),
        ("CREATE TABLE stat (a)", "table stat is foreign"),
        ("ALTER TABLE sides ADD COLUMN a TEXT AS (hex(id))", "table sides is changed"),
        ("DROP TRIGGER claims_stay", "trigger claims_stay is missing"),
    ],
)  # fmt: skip
def test_schema__that_differs_is_refused_by_all(run: Run, store: Path, foreign: str, differing: str) -> None:
    alter(store, foreign)
    texts = ("add", "--speaker", "wang", "--text", "A.", "--side", "china", "--id", "new")
    for words in (("list",), ("check",), ("export",), texts, ("reindex",)):
        done = run(*words, store=store)
        assert (done.code, done.out) == (5, "")
        assert done.err.startswith(f"claims: the store {store} is not as claims makes it: {differing} (")
    with closing(sqlite3.connect(store)) as db:
        assert db.execute("SELECT count(*) FROM claims WHERE text = 'x' OR id = 'new'").fetchone() == (0,)


@pytest.mark.parametrize("harmless", ["ANALYZE", "VACUUM", "PRAGMA journal_mode = DELETE", "REINDEX"])
def test_schema__is_not_changed_by_what_any_program_may_do(run: Run, store: Path, harmless: str) -> None:
    alter(store, harmless)
    assert run("list", "--count", store=store).out == "3\n"
    assert run("side", "edit", "us", "--note", "N.", store=store).code == 0


def test_schema__of_another_wording_of_the_library_is_compared_itself(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "SCHEMA", "that of another version of SQLite")
    assert run("list", "--count", store=store).out == "3\n"


def test_schema__of_an_older_store_is_looked_at_before_it_is_migrated(run: Run, store: Path) -> None:
    alter(store, f"PRAGMA user_version = {VERSION - 1}")
    done = run("list", store=store)
    assert (done.code, "is not as claims makes it" in done.err) == (5, True)


def test_connections__trust_nothing_in_the_file(store: Path) -> None:
    with reading(store) as db:
        assert db.execute("PRAGMA trusted_schema").fetchone() == (0,)
    with writing(store) as db:
        assert db.execute("PRAGMA trusted_schema").fetchone() == (0,)


def test_writer__that_waited_while_another_migrated_is_told(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = connection.transaction

    def migrated(db: Any, **rest: Any) -> Any:
        alter(store, "PRAGMA user_version = 99")
        return begin(db, **rest)

    monkeypatch.setattr(connection, "transaction", migrated)
    done = run("side", "edit", "us", "--note", "N.", store=store)
    assert (done.code, "is of a newer version (99" in done.err) == (5, True)


# Values that nobody could have entered.

IMPOSSIBLE = {
    "UPDATE claims SET act = 'praise' WHERE id = 'us-does'": "claim us-does act: “praise” is not a known word",
    "UPDATE claims SET last_word = 'truth' WHERE id = 'us-does'": "claim us-does",
    "UPDATE claims SET said = 'soon', earliest = 'soon', latest = 'soon' WHERE id = 'us-does'": "claim us-does said",
    "UPDATE claims SET earliest = 'soon', latest = 'soon' WHERE id = 'us-does'": "claim us-does",
    "UPDATE claims SET text = CAST(x'ff41' AS TEXT) WHERE id = 'us-does'": "claim us-does text",
    "UPDATE claims SET id = 'Us Does' WHERE id = 'us-does'": "claim Us Does id: “Us Does” is no id",
    "UPDATE speakers SET kind = 'robot' WHERE id = 'wang'": "speaker wang kind: “robot” is not a known word",
    "UPDATE links SET relation = 'mocks' WHERE to_id = 'us-spies'": "link china-not/mocks/us-spies relation",
    "UPDATE links SET basis = 'dream' WHERE to_id = 'us-spies'": "link china-not/rebuts/us-spies basis",
    "UPDATE sources SET url = 'no address', wording = 'sung' WHERE id = 'paper'": "source paper",
    "UPDATE claims SET status = 'gone' WHERE id = 'us-does'": "claim us-does status",
    "UPDATE citations SET attribution = 'sung' WHERE claim = 'us-spies'": "claim us-spies attribution",
    "UPDATE claims SET said_time = 'noon' WHERE id = 'us-does'": "claim us-does said_time",
}
READING = (
    *("list", "list --sort speaker", "show us-does", "show china-not", "show wang", "thread balloon", "thread us-does"),
    *("links", "search spies", "answers balloon", "timeline", "compare us china", "matrix", "matrix --by speaker"),
    *("contradictions", "stats", "disputes", "sides", "speakers", "sources", "log", "list --recorded-by 2020-01-01"),
)  # fmt: skip
WRITING = (
    "edit us-does --text New.", "retract us-does --why Gone.", "unlink china-not/rebuts/us-spies --why Gone.",
    "rebut us-does --speaker wang --text No.", "speaker edit wang --note N.", "reindex", "check --fix",
)  # fmt: skip


@pytest.mark.parametrize("damage", IMPOSSIBLE)
def test_impossible__value_is_a_finding_and_never_a_bug(run: Run, store: Path, damage: str) -> None:
    alter(store, damage)
    found = json.loads(run("check", "--json", store=store).out)
    told = [f"{row['kind']} {row['id']} {row['message']}" for row in found if row["code"] in ("X004", "X005", "X006")]
    assert any(line.startswith(IMPOSSIBLE[damage]) for line in told), found
    for words in (*READING, *WRITING, "export"):
        for form in ("table", "json") if words in READING else (None,):
            done = run(*words.split(), *(("--format", form) if form else ()), store=store)
            assert done.code != 70, (words, done.err)
            assert done.code != 5 or done.err.startswith("claims: nobody could have entered what the store"), done.err


def test_impossible__value_is_told_with_its_record(run: Run, store: Path) -> None:
    alter(store, "UPDATE claims SET act = 'praise' WHERE id = 'us-does'")
    done = run("edit", "us-does", "--text", "New.", store=store)
    assert (done.code, done.out) == (5, "")
    assert done.err == (
        f"claims: nobody could have entered what the store {store} holds: claim us-does act: “praise” is not a known"
        " word (claims check lists what is wrong with it; restore it from a copy)\n"
    )


def test_our_own_bug__is_still_called_so(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr("claims.cli.output.page_of", broken)
    done = run("list", store=store)
    assert (done.code, done.err) == (
        70,
        "claims: this is a bug in claims: KeyError: 'ours' (run it again with --debug)\n",
    )


# What a terminal would obey.

TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '*_fts*' AND name NOT GLOB '[_s]qlite*'"
WORDS = {
    "statuses",
    "speaker_kinds",
    "source_kinds",
    "wordings",
    "attributions",
    "acts",
    "bases",
    "last_words",
    "relations",
}


def spoil(store: Path, *, with_words: bool) -> None:
    """Put an escape sequence and a line break into every text of a store, ids too."""
    spared = {
        "status",
        "kind",
        "wording",
        "attribution",
        "act",
        "basis",
        "last_word",
        "relation",
        "op",
        "before",
        "after",
    }
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        for (table,) in db.execute(TABLES).fetchall():
            for _, column, kind, *_ in db.execute(f"PRAGMA table_info({table})").fetchall():
                if kind == "TEXT" and (with_words or (table not in WORDS and column not in spared)):
                    db.execute(f"UPDATE {table} SET {column} = {column} || char(27, 10) || '[31m' || char(8238)")
        for _, sql in triggers:
            db.execute(sql)


@pytest.mark.parametrize("with_words", [False, True])
def test_escapes__reach_no_terminal_from_any_field(run: Run, store: Path, with_words: bool) -> None:
    spoil(store, with_words=with_words)
    ids = [row["id"] for row in json.loads(run("list", "--json", store=store).out)]
    shown = (*READING, *(f"show {number}" for number in range(len(ids))), *(f"thread {n}" for n in range(len(ids))))
    codes = set()
    for words in (*shown, "check", "export"):
        line = [ids[int(word)] if word.isdigit() else word for word in words.split()]
        forms = [("--format", form) for form in FORMATS] if words in shown else [()]
        for form in [*forms, *([("--color", "always")] if words in shown else [])]:
            done = run(*line, *form, store=store, env={"CLICOLOR_FORCE": "1"})
            codes.add(done.code)
            assert done.code in (0, 1, 2, 3, 5), (words, form, done.err)
            assert "\x1b[31m" not in done.out.replace("\n", ""), (words, form)
            assert "\x1b\n" not in done.out + done.err, (words, form)
            assert "\u202e" not in done.out + done.err, (words, form)
    assert with_words or codes >= {0}


# Damage that nobody sees.


def codes_of(run: Run, store: Path) -> set[str]:
    return {row["code"] for row in json.loads(run("check", "--json", store=store).out) if row["code"][0] == "X"}


_KEPT = "CREATE TRIGGER revisions_{} BEFORE {} ON revisions BEGIN SELECT raise(ABORT, 'revisions are append-only'); END"
STAY, LAST = _KEPT.format("stay", "UPDATE"), _KEPT.format("last", "DELETE")


@pytest.mark.parametrize(
    ("damage", "code", "is_mended"),
    [
        (["UPDATE claims SET last_word = 'claim'"], "X005", True),
        (["UPDATE claims SET unanswered = 1 - unanswered"], "X005", True),
        (["UPDATE claims SET earliest = '2023-01-01'"], "X006", True),
        (["UPDATE posts SET latest = '2023-01-01'"], "X006", True),
        (["UPDATE claims SET text = 'Other.' WHERE id = 'us-does'"], "X007", False),
        (["DROP TRIGGER revisions_stay", "UPDATE revisions SET after = json_set(after, '$.text', 'Forged.')", STAY],
         "X007", False),
        (["DROP TRIGGER revisions_stay", "UPDATE revisions SET op = 'dream'", STAY], "X007", False),
        (["DROP TRIGGER revisions_last", "DELETE FROM revisions WHERE seq > 8", LAST], "X007", False),
        (["DROP TRIGGER revisions_last", "DELETE FROM revisions WHERE seq < 8", LAST], "X008", False),
    ],
)  # fmt: skip
def test_check__sees_what_does_not_follow_any_more(
    run: Run, store: Path, damage: list[str], code: str, is_mended: bool
) -> None:
    assert codes_of(run, store) == set()
    alter(store, *damage)
    assert code in codes_of(run, store)
    assert run("reindex", store=store).code == 0
    assert (code in codes_of(run, store)) is not is_mended


def test_check__follows_the_log_from_revision_to_revision(run: Run, store: Path) -> None:
    for text in ("First.", "Second.", "Third."):
        assert run("edit", "us-does", "--text", text, store=store).code == 0
    assert codes_of(run, store) == set()
    with reading(store) as db:
        ((second,),) = db.execute("SELECT seq FROM revisions WHERE after LIKE '%Second.%'")
    forge = f"UPDATE revisions SET after = json_set(after, '$.text', 'Forged.') WHERE seq = {second}"
    alter(store, "DROP TRIGGER revisions_stay", forge, STAY)
    assert codes_of(run, store) == {"X007"}


def test_check__sees_pages_that_were_overwritten(run: Run, store: Path) -> None:
    missed = []
    whole = store.read_bytes()
    for page in range(2, len(whole) // 4096, 3):
        store.write_bytes(whole[: page * 4096 + 100] + b"\x17" * 900 + whole[page * 4096 + 1000 :])
        with closing(sqlite3.connect(store)) as db:
            try:
                is_sound = db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            except sqlite3.DatabaseError:
                is_sound = False
        done = run("check", "--select", "X", store=store)
        missed += [page] if not is_sound and done.code not in (1, 5) else []
        assert done.code != 70, done.err
    assert missed == []


# What a killed writer leaves in a store without a log of its own.

KILLED = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = DELETE")
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE sides SET note = hex(zeroblob(500000))")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("words", ["list --count", "side edit us --note N.", "check"])
def test_journal_left__is_taken_back(run: Run, store: Path, words: str) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(store)], check=False)
    assert store.with_name("claims.db-journal").stat().st_size > 512
    assert run(*words.split(), store=store).code == 0
    assert json.loads(run("show", "eu", "--json", store=store).out)["note"] is None


# Interrupts, and the folder in which one stands.


def test_interrupt__ends_a_statement_that_takes_long(store: Path) -> None:
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    script = f"""
import sys
from pathlib import Path
from claims.cli import messages
from claims.store.connection import reading
def run():
    with reading(Path({str(store)!r})) as db:
        print("begun", flush=True)
        db.execute({slow!r}).fetchone()
sys.exit(messages.exit_code(run, debug=False))
"""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as process:
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "claims: interrupted\n")


PLANTED = (
    "signal",
    "json",
    "sqlite3",
    "shlex",
    "shutil",
    "tempfile",
    "hashlib",
    "yaml",
    "rich",
    "difflib",
    "subprocess",
)


@pytest.mark.parametrize("words", ["list --json", "check", "export", "import given.jsonl --dry-run", "show us-"])
def test_folder__with_modules_in_it_is_nothing_to_the_program(store: Path, words: str) -> None:
    for name in PLANTED:
        (store.parent / f"{name}.py").write_text("open('ran', 'w')\n", encoding="utf-8")
    (store.parent / "given.jsonl").write_text('{"record":"side","id":"mars","name":"Mars"}\n', encoding="utf-8")
    env = {**os.environ, "CLAIMS_STORE": str(store), "PYTHONPATH": str(Path(__file__).parent.parent)}
    env |= {"_CLAIMS_COMPLETE": "zsh"} if words == "show us-" else {}
    command = [sys.executable, "-m", "claims", *words.split()]
    done = subprocess.run(command, cwd=store.parent, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, (store.parent / "ran").exists()) == (0, False), done.stderr

"""Stores that can't be used, and the first use: one sentence, exit code 5, and nothing left behind or changed."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from claims.store import migrations
from claims.store.connection import VERSION

RECORD = """
claims:
  - {id: us-spies, text: T., speaker: blinken, side: us, act: denial, disputes: [balloon]}
"""
ELSEWHERE = "name another place with --store or CLAIMS_STORE"
RESTORE = "name another file, or restore it from a copy"

Run = Callable[..., Any]


@pytest.fixture
def store(store_of: Callable[[str], Path], tmp_path: Path) -> Path:
    """A store alone in its folder."""
    (tmp_path / "kept").mkdir()
    return Path(shutil.copy(store_of(RECORD), tmp_path / "kept" / "claims.db"))


@pytest.fixture(scope="session")
def unprivileged() -> tuple[str, ...]:
    """A command under which permissions count for root as well; nothing for everybody else."""
    if os.geteuid():
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("needs setpriv to try permissions as root")
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the two that SQLite keeps beside a store while it is read."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal")))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def refused(run: Run, path: Path, *words: str) -> str:
    """What the program says of a store that it refuses, having changed nothing."""
    before = contents(path.parent)
    done = run(*(words or ("list",)), store=path)
    assert (done.code, done.out) == (5, "")
    assert contents(path.parent) == before
    assert done.err.startswith("claims: ")
    assert done.err.count("\n") == 1
    return str(done.err.removeprefix("claims: ").removesuffix("\n"))


@pytest.mark.parametrize("words", [("list",), ("show", "us-spies"), ("thread", "balloon"), ("sides",), ("links",)])
def test_named__store_that_is_not_there(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "none.db"
    assert refused(run, path, *words) == f"there is no store at {path} (make one with: claims --store {path} init)"
    assert list(tmp_path.iterdir()) == []


def test_named__by_the_option_goes_before_the_variable(run: Run, store: Path, tmp_path: Path) -> None:
    done = run("list", "--count", "--store", store, store=tmp_path / "none.db")
    assert (done.code, done.out) == (0, "1\n")
    assert run("--store", store, "list", "--count", store=tmp_path / "none.db").out == "1\n"


def test_named__a_folder(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    assert refused(run, folder) == f"{folder} is a folder, not a store (name the store's file)"


def test_named__a_pipe_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(run, tmp_path / "pipe") == f"{tmp_path}/pipe is no store of claims (name the store's file)"


@pytest.mark.parametrize("text", ["SQLite format 2 it is not", "hello\n" * 1000, "SQLite format 3"])
def test_named__a_text_file(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(text, encoding="utf-8")
    assert refused(run, path) == f"{path} is no database ({RESTORE})"


def test_named__an_empty_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    assert refused(run, path) == (
        f"{path} is no store of claims (name another file, or make a store elsewhere with: claims --store PATH init)"
    )


def test_named__a_database_of_another_program(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "foreign.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE claims (id TEXT)")
        db.execute("PRAGMA user_version = 1")
    assert refused(run, path).startswith(f"{path} is no store of claims (")


@pytest.mark.parametrize("kept", [100, 5_000, 100_000])
def test_named__a_truncated_store(run: Run, store: Path, kept: int) -> None:
    os.truncate(store, kept)
    assert refused(run, store) == f"{store} is damaged ({RESTORE})"


def test_named__a_schema_that_is_no_text(run: Run, store: Path) -> None:
    data = store.read_bytes()
    assert b"CREATE TABLE sides" in data
    store.write_bytes(data.replace(b"CREATE TABLE sides", b"CREATE TABLE \xacides", 1))
    assert refused(run, store) == f"{store} is damaged ({RESTORE})"


def test_named__a_damaged_store(run: Run, store: Path) -> None:
    whole = store.read_bytes()
    store.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert refused(run, store) == f"{store} is damaged ({RESTORE})"


def test_named__a_newer_store(run: Run, store: Path) -> None:
    with closing(sqlite3.connect(store)) as db:
        db.execute("PRAGMA user_version = 99")
    assert refused(run, store) == (
        f"the store {store} is of a newer version (99; this program knows {VERSION}) (install a newer claims)"
    )


def test_named__a_file_below_a_file(run: Run, store: Path) -> None:
    path = store / "claims.db"
    done = run("list", store=path)
    assert (done.code, done.err) == (
        5,
        f"claims: there is no store at {path} (make one with: claims --store {path} init)\n",
    )


def test_named__too_long(run: Run, tmp_path: Path) -> None:
    path = tmp_path / ("a" * 300)
    assert refused(run, path) == f"the store {path} can't be used: file name too long ({ELSEWHERE})"
    assert refused(run, path, "init") == f"the store {path} can't be used: file name too long ({ELSEWHERE})"


@pytest.mark.parametrize("name", ["a?b#c%20d.db", "with spaces.db", "气球.db", "'quoted'.db", "-dash.db"])
def test_named__any_name_will_do(run: Run, tmp_path: Path, name: str) -> None:
    assert run("init", "--empty", store=tmp_path / name).code == 0
    assert run("sides", "--count", store=tmp_path / name).out == "4\n"
    assert sorted({path.name.removesuffix("-shm").removesuffix("-wal") for path in tmp_path.iterdir()}) == [name]


# Older stores.


def made_older(store: Path) -> Path:
    """A store beside this one that holds the same as the first version kept it, without an index of words."""
    older = store.with_name("older.db")
    with closing(sqlite3.connect(older)) as db:
        name, script = migrations.steps()[0]
        db.executescript(script)
        db.execute(
            "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)"
        )
        db.execute("INSERT INTO _sqlite_migrations VALUES (1, 'claims', ?, '')", (name,))
        db.execute("ATTACH ? AS now", (str(store),))
        for (table,) in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            columns = ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA main.table_info({table})"))
            if not table.startswith("_") and not db.execute(f"SELECT count(*) FROM main.{table}").fetchone()[0]:
                db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")
        db.execute("PRAGMA application_id = 0x636C6D73")
        db.execute("PRAGMA user_version = 1")
        db.commit()
    return older


def test_older__store_is_migrated_by_the_first_command_that_says_so(run: Run, store: Path) -> None:
    store = made_older(store)
    done = run("list", "--count", store=store)
    assert (done.code, done.out, done.err) == (0, "1\n", f"claims: brought the store {store} up to date\n")
    again = run("list", "--count", store=store)
    assert (again.out, again.err) == ("1\n", "")
    with closing(sqlite3.connect(store)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert db.execute("SELECT count(*) FROM pragma_table_info('posts') WHERE name = 'latest'").fetchone() == (1,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_older__store_is_migrated_by_a_command_that_writes(run: Run, store: Path) -> None:
    store = made_older(store)
    done = run("side", "edit", "eu", "--note", "N.", store=store)
    assert (done.code, done.err) == (0, f"claims: brought the store {store} up to date\nclaims: changed side eu\n")


def test_older__a_step_that_fails_changes_nothing(run: Run, store: Path) -> None:
    store = made_older(store)
    with closing(sqlite3.connect(store)) as db:
        db.execute("ALTER TABLE posts ADD COLUMN earliest TEXT")
    before = contents(store.parent)
    assert refused(run, store).startswith(f"the store {store} is not as claims makes it: table posts is changed (")
    assert contents(store.parent) == before


def test_older__store_that_can_only_be_read(process: Run, store: Path, unprivileged: tuple[str, ...]) -> None:
    store = made_older(store)
    before = contents(store.parent)
    store.parent.chmod(0o555)
    try:
        done = process("list", store=store, prefix=unprivileged)
    finally:
        store.parent.chmod(0o755)
    remedy = "make the file and its folder writable, then run the command again"
    version = f"1; this program keeps {VERSION}"
    assert (done.code, done.out, done.err) == (
        5,
        "",
        f"claims: the store {store} is of an older version ({version}) and can't be migrated ({remedy})\n",
    )
    assert contents(store.parent) == before


def test_older__store_becomes_the_one_that_is_made_today(run: Run, store: Path) -> None:
    older = made_older(store)
    done = run("list", "--json", store=older)
    assert (done.code, done.err) == (0, f"claims: brought the store {older} up to date\n")
    assert done.out == run("list", "--json", store=store).out
    assert run("search", "T", "--count", store=older).out == "1\n"
    assert "nothing found" in run("check", "--select", "X001", store=older).err


# Permissions.


@pytest.mark.parametrize("has_been_read", [False, True])
def test_read_only__folder_is_no_hindrance_to_reading(
    process: Run, run: Run, store: Path, unprivileged: tuple[str, ...], has_been_read: bool
) -> None:
    if has_been_read:
        run("list", store=store)
    before = sorted(path.name for path in store.parent.iterdir())
    store.chmod(0o444)
    store.parent.chmod(0o555)
    try:
        done = process("list", "--fields", "id", store=store, prefix=unprivileged)
    finally:
        store.parent.chmod(0o755)
    assert (done.code, done.out, done.err) == (0, "us-spies\n", "")
    assert sorted(path.name for path in store.parent.iterdir()) == before


def test_read_only__folder_on_first_use(process: Run, tmp_path: Path, unprivileged: tuple[str, ...]) -> None:
    tmp_path.chmod(0o555)
    try:
        done = process("list", env={"XDG_DATA_HOME": str(tmp_path)}, prefix=unprivileged)
    finally:
        tmp_path.chmod(0o755)
    path = tmp_path / "claims" / "claims.db"
    assert (done.code, done.out) == (5, "")
    assert done.err == f"claims: the store {path} can't be used: permission denied ({ELSEWHERE})\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("of_the_folder", [False, True])
def test_unreadable__store(process: Run, store: Path, unprivileged: tuple[str, ...], of_the_folder: bool) -> None:
    locked = store.parent if of_the_folder else store
    mode = locked.stat().st_mode
    locked.chmod(0)
    try:
        done = process("list", store=store, prefix=unprivileged)
    finally:
        locked.chmod(mode)
    reason = f"permission denied ({ELSEWHERE})" if of_the_folder else "it can't be opened"
    assert (done.code, done.out) == (5, "")
    assert done.err == f"claims: the store {store} can't be used: {reason}\n"


# First use and `init`.


def test_first_use__makes_the_store_and_says_so_once(run: Run, tmp_path: Path) -> None:
    own = {"XDG_DATA_HOME": str(tmp_path)}
    done = run("list", "--count", env=own)
    path = tmp_path / "claims" / "claims.db"
    number = int(done.out)
    assert done.err == f"claims: made the store {path} from the bundled record ({number} claims)\n"
    assert number > 50
    again = run("list", "--count", env=own)
    assert (again.out, again.err) == (f"{number}\n", "")
    assert set(contents(path.parent)) == {"claims.db"}


def test_first_use__without_a_home_folder(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: int) -> None:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.delenv("HOME")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setattr("pwd.getpwuid", nobody)
    done = run("list")
    assert (done.code, done.out) == (5, "")
    assert done.err == ("claims: there is no home folder for the store (name a store with --store or CLAIMS_STORE)\n")


@pytest.mark.parametrize("words", [("list",), ("init",)])
def test_first_use__on_a_full_disk_leaves_nothing(process: Run, tmp_path: Path, words: tuple[str]) -> None:
    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    env = {"XDG_DATA_HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = process(*words, env=env, preexec_fn=small_disk)
    path = tmp_path / "claims" / "claims.db"
    assert (done.code, done.out) == (5, "")
    assert done.err.startswith(f"claims: the store {path} can't be used: ")
    assert done.err.count("\n") == 1
    assert contents(tmp_path) == {}
    assert list(path.parent.iterdir()) == []


def test_first_use__of_many_at_once_makes_one_good_store(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "claims", "list", "--count"]
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, env=environment, **pipes) for _ in range(4)]
    ended = [(*process.communicate(timeout=60), process.returncode) for process in running]
    assert len({out for out, _, _ in ended}) == 1
    assert [code for _, _, code in ended] == [0] * 4
    assert sum(err.count("made the store") for _, err, _ in ended) == 1
    assert set(contents(tmp_path)) == {"claims/claims.db"}
    with closing(sqlite3.connect(tmp_path / "claims" / "claims.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_init__makes_a_store_with_the_record_or_with_the_sides_alone(run: Run, tmp_path: Path) -> None:
    whole, empty = tmp_path / "whole.db", tmp_path / "empty.db"
    done = run("init", store=whole)
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith(f"claims: made the store {whole}: ")
    assert run("init", "--empty", "--store", empty).err == f"claims: made the store {empty}: 4 sides\n"
    assert run("list", "--json", store=empty).out == "[]\n"
    assert run("sides", "--fields", "id", store=empty).out.split() == ["china", "eu", "nato", "us"]


def test_init__as_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    done = run("init", "--empty", "--json", store=path)
    counts = '{"sides": 4, "speakers": 0, "sources": 0, "disputes": 0, "claims": 0, "links": 0}'
    assert (done.out, done.err) == (f'{{"store": "{path}", "counts": {counts}}}\n', "")


@pytest.mark.parametrize("kind", ["store", "text", "folder"])
def test_init__never_replaces_anything(run: Run, store: Path, kind: str) -> None:
    path = {"store": store, "text": store.parent / "notes.txt", "folder": store.parent}[kind]
    if kind == "text":
        path.write_text("mine", encoding="utf-8")
    for words in (("init",), ("init", "--empty"), ("init", "--json")):
        sentence = refused(run, path, *words)
        assert sentence == f"there is a file at {path} already (it was left as it is; name another place)"


def test_default__store_that_went_bad_is_not_replaced(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "claims" / "claims.db"
    path.parent.mkdir()
    path.write_text("not a database, but mine", encoding="utf-8")
    done = run("list", env={"XDG_DATA_HOME": str(tmp_path)})
    assert (done.code, done.err) == (5, f"claims: {path} is no database ({RESTORE})\n")
    assert contents(tmp_path) == {"claims/claims.db": b"not a database, but mine"}


# Ends that are no failures of the store.


@pytest.mark.parametrize("words", [("list", "--json"), ("--store", "STORE", "list", "--json"), ("thread", "balloon")])
def test_closed_pipe__ends_quietly(bundled: Path, words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "claims", *(str(bundled) if word == "STORE" else word for word in words)]
    environment = {**os.environ, "CLAIMS_STORE": str(bundled)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("words", [("list", "--json"), ("--store", "STORE", "list", "--json")])
def test_interrupt__ends_with_130_and_one_line(bundled: Path, words: tuple[str, ...]) -> None:
    """The pipe is full and nobody reads on, so that the program waits in the middle of its output."""
    command = [sys.executable, "-m", "claims", *(str(bundled) if word == "STORE" else word for word in words)]
    environment = {**os.environ, "CLAIMS_STORE": str(bundled)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "bufsize": 0}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        assert process.stdout
        assert process.stdout.read(1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (130, b"claims: interrupted\n")

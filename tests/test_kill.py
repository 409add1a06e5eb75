"""Processes killed at any moment: a command is done or it is not, and the next one finds a store in order.

Two hundred kills and more, spread over the time that the command takes when nobody kills it.
"""

import fcntl
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.driver import Driver, memory, started
from tests.exchanging import files_in

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    with started(tmp_path_factory.mktemp("driver")) as one:
        yield one


def digest(store: Path) -> str:
    """Every row of every table, revisions and states among them, of a store that is in order.

    The table in which sqlite-utils notes when it has migrated reads another clock.
    """
    found = sha256()
    with closing(sqlite3.connect(store)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            if table == "_sqlite_migrations":
                continue
            rows = sorted(map(repr, db.execute(f"SELECT * FROM {table}")))
            found.update(f"{table}\n{''.join(rows)}".encode())
    return found.hexdigest()


def copied(store: Path, name: str) -> Path:
    """The store beside itself, in a folder of its own; what SQLite keeps beside it goes along."""
    folder = store.parent.parent / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(store.parent, folder)
    return folder / store.name


def at(store: Path) -> dict[str, str]:
    return {"CLAIMS_STORE": str(store)}


def shares(seed: str, number: int) -> Iterator[float]:
    """So many moments in the time that a command takes, one at random in each part of it, in no order."""
    chance = random.Random(seed)
    parts = chance.sample(range(number), number)
    return ((part + chance.random()) / number for part in parts)


def kill(driver: Driver, moment: float, *words: object, env: dict[str, str]) -> float | None:
    """Kill a command at that moment; where it has ended by then, how long it took."""
    ended = driver(*words, env=env, kill_after=moment)
    assert ended.code in (-signal.SIGKILL, 0), ended.err
    return None if ended.code else ended.seconds


def spoiled(store: Path) -> list[str]:
    """What lies beside a store that should not."""
    return sorted(path.name for path in store.parent.iterdir() if path.name != store.name)


def lines(number: int) -> str:
    """An import of so many claims, of which every third answers another."""
    speaker = {"record": "speaker", "id": "wang", "name": "Wang Yi", "kind": "person", "side": "china"}
    given = [speaker]
    for index in range(number):
        link = {"relation": "rebuts", "to": f"c-{index - 1}", "basis": "inferred"}
        text = f"Sentence {index} of a long list, in which nothing new is said at any length."
        claim = {"record": "claim", "id": f"c-{index}", "text": text, "speaker": "wang", "act": "denial"}
        links = {"links": [link]} if index % 3 == 1 else {}
        given.append({**claim, "side": "china" if index % 2 else "us", "said": "2023-02-03", **links})
    return "".join(f"{json.dumps(one)}\n" for one in given)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with memory(tmp_path) as one:
        yield one


@pytest.fixture
def store(driver: Driver, folder: Path) -> Path:
    path = folder / "kept" / "claims.db"
    assert driver("init", "--empty", env=at(path)).code == 0
    return path


@pytest.mark.parametrize("part", range(4))
def test_import__is_whole_or_not_at_all(driver: Driver, store: Path, folder: Path, part: int) -> None:
    given = folder / "given.jsonl"
    given.write_text(lines(1200), encoding="utf-8")
    whole = copied(store, "whole")
    taken = driver("import", given, env=at(whole))
    assert taken.code == 0
    states = {digest(store): "before", digest(whole): "after"}
    assert len(states) == 2
    seconds = taken.seconds
    for share in shares(f"import {part}", 24):
        killed = copied(store, "killed")
        seconds = kill(driver, share * seconds, "import", given, env=at(killed)) or seconds
        assert driver("list", "--count", env=at(killed)).code == 0
        assert digest(killed) in states
        assert driver("side", "edit", "us", "--note", "N.", env=at(killed)).code == 0
        assert spoiled(killed) == []


SEED = """
{"record":"speaker","id":"wang","name":"Wang Yi","kind":"person","side":"china"}
{"record":"claim","id":"base","text":"It was a balloon.","speaker":"wang","side":"us","act":"denial"}
""" + "".join(
    f'{{"record":"claim","id":"p-{number}","text":"Answer {number}.","speaker":"wang","side":"china","act":"denial",'
    f'"links":[{{"relation":"rebuts","to":"base","basis":"inferred"}}]}}\n'
    for number in range(25)
)
EDITS = (
    "edit base --text Text-{}.",
    "rebut base --speaker wang --text Answer. --id r-{}",
    "link p-{} counters base --basis explicit",
    "unlink p-{}/rebuts/base --why Over.",
    "retract p-{} --why Wrong.",
)


@pytest.mark.parametrize("words", EDITS, ids=lambda words: words.split()[0])
def test_edits__are_whole_or_not_at_all(driver: Driver, store: Path, folder: Path, words: str) -> None:
    """One command after the other on the same store, each killed at another moment."""
    (folder / "seed.jsonl").write_text(SEED, encoding="utf-8")
    assert driver("import", folder / "seed.jsonl", env=at(store)).code == 0
    outcomes = []
    # The last moment is late enough on a machine that has become slower since the command was timed.
    for number, share in enumerate((*shares(words, 23), 3.0)):
        command = words.format(number).split()
        whole = copied(store, "whole")
        done = driver(*command, env=at(whole))
        assert (done.code, whole.parent.name) == (0, "whole"), done.err
        before, after = digest(store), digest(whole)
        assert before != after
        kill(driver, share * done.seconds, *command, env=at(store))
        assert driver("list", "--count", env=at(store)).code == 0
        outcomes.append({before: "before", after: "after"}[digest(store)])
    assert driver("side", "edit", "us", "--note", "N.", env=at(store)).code == 0
    assert spoiled(store) == []
    # Otherwise the moments miss what they are for.
    assert set(outcomes) == {"before", "after"}


def test_export__leaves_whole_files_old_or_new(driver: Driver, store: Path, folder: Path) -> None:
    (folder / "seed.jsonl").write_text(lines(300), encoding="utf-8")
    assert driver("import", folder / "seed.jsonl", env=at(store)).code == 0
    target = folder / "dossiers"
    versions: list[dict[str, bytes]] = []
    for number, share in enumerate(shares("export", 20)):
        assert driver("edit", f"c-{number}", "--text", f"Text {number}.", env=at(store)).code == 0
        whole = folder / "whole"
        done = driver("export", f"{whole}/", env=at(store))
        assert done.code == 0, done.err
        versions.append(files_in(whole))
        shutil.rmtree(whole)
        kill(driver, share * done.seconds, "export", f"{target}/", env=at(store))
        for name, data in files_in(target).items() if target.is_dir() else ():
            assert data in [version[name] for version in versions]
    # What was killed stands in nobody's way, and leaves nothing.
    done = driver("export", f"{target}/", env=at(store))
    assert done.code == 0, done.err
    assert files_in(target) == versions[-1]
    assert sorted(path.name for path in target.iterdir() if path.name[0] == ".") == [".gitattributes"]


@pytest.mark.parametrize("words", [("init",), ("list",)], ids=["init", "first use"])
def test_new_store__is_whole_or_not_there(driver: Driver, folder: Path, words: tuple[str]) -> None:
    def place(name: str) -> tuple[Path, dict[str, str]]:
        own = {"XDG_DATA_HOME": str(folder / name)}
        path = folder / name / "claims" / "claims.db"
        return path, own if words == ("list",) else {**own, **at(path)}

    path, env = place("whole")
    made = driver(*words, env=env)
    assert made.code == 0
    expected = digest(path)
    seconds = made.seconds
    for number, share in enumerate(shares(words[0], 14)):
        path, env = place(str(number))
        seconds = kill(driver, share * seconds, *words, env=env) or seconds
        is_made = path.exists()
        assert not is_made or digest(path) == expected
        again = driver("list", "--count", env={"XDG_DATA_HOME": str(folder / str(number))})
        assert again.code == 0
        assert digest(path) == expected
        assert is_made or spoiled(path) == []


@pytest.mark.parametrize("is_at_work", [False, True])
def test_new_store__sweeps_away_what_no_living_process_holds(run: Run, tmp_path: Path, is_at_work: bool) -> None:
    old, new, foreign = (tmp_path / name for name in (".a.db.12-ab.new-wal", ".a.db.13-cd.new", ".b.db.12-ab.new"))
    for path in (old, new, foreign):
        path.write_text("x", encoding="utf-8")
        os.utime(path, (0, 0))
    os.utime(new)
    another = os.open(tmp_path, os.O_RDONLY)
    try:
        if is_at_work:
            fcntl.flock(another, fcntl.LOCK_SH)
        assert run("init", "--empty", store=tmp_path / "a.db").code == 0
    finally:
        os.close(another)
    kept = {new.name} if is_at_work else set()
    assert {path.name for path in tmp_path.iterdir()} == {"a.db", foreign.name, *kept}


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_real_processes__are_no_different(run: Run, store: Path, folder: Path, share: float) -> None:
    given = folder / "given.jsonl"
    given.write_text(lines(1500), encoding="utf-8")
    command = [sys.executable, "-m", "claims", "import", str(given)]
    begun = time.monotonic()
    whole = copied(store, "whole")
    subprocess.run(command, env={**os.environ, **at(whole)}, check=True, capture_output=True, timeout=60)
    seconds = time.monotonic() - begun
    before = digest(store)
    with subprocess.Popen(command, env={**os.environ, **at(store)}, stderr=subprocess.DEVNULL) as process:
        time.sleep(share * seconds)
        process.kill()
    assert run("list", "--count", store=store).out in ("0\n", "1500\n")
    assert digest(store) == before or run("list", "--count", store=store).out == "1500\n"
    assert run("import", given, store=store).code == 0
    assert run("list", "--count", store=store).out == "1500\n"
    assert run("side", "edit", "us", "--note", "N.", store=store).code == 0
    assert spoiled(store) == []


# What a killed process leaves beside the store.

LEAVING = """
import os, signal, sys
from claims.store import connection
from pathlib import Path
kept = connection.sqlite3.connect(sys.argv[1])
kept.execute("SELECT count(*) FROM sides").fetchone()
with connection.writing(Path(sys.argv[1])) as db:
    db.execute("UPDATE sides SET note = 'committed' WHERE id = 'us'")
db = connection.sqlite3.connect(sys.argv[1])
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE sides SET note = 'given up' || hex(zeroblob(100000))")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def left(store: Path) -> Path:
    """A store beside which a log lies: with a transaction that was committed, and one that was not."""
    done = subprocess.run([sys.executable, "-c", LEAVING, str(store)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert spoiled(store) == ["claims.db-shm", "claims.db-wal"]
    assert (store.parent / "claims.db-wal").stat().st_size > 100_000
    return store


def note_of(done: Any) -> str:
    assert (done.code, done.err) == (0, "")
    return str(json.loads(done.out)["note"])


@pytest.mark.parametrize("lost", [(), ("claims.db-shm",)])
def test_log_left__is_taken_up_by_readers(run: Run, left: Path, lost: tuple[str, ...]) -> None:
    for name in lost:
        (left.parent / name).unlink()
    assert note_of(run("show", "us", "--json", store=left)) == "committed"


def test_log_left__is_taken_up_by_writers(run: Run, left: Path) -> None:
    assert run("side", "edit", "china", "--note", "N.", store=left).code == 0
    assert spoiled(left) == []
    assert note_of(run("show", "us", "--json", store=left)) == "committed"
    assert note_of(run("show", "china", "--json", store=left)) == "N."


def test_log_left__in_a_folder_that_can_only_be_read(process: Run, left: Path) -> None:
    """It is read with the log, or refused; never without the log."""
    prefix = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all")
    if not os.geteuid() and not shutil.which("setpriv"):
        pytest.skip("needs setpriv to try permissions as root")
    for name in ("claims.db", *spoiled(left)):
        (left.parent / name).chmod(0o444)
    left.parent.chmod(0o555)
    try:
        done = process("show", "us", "--json", store=left, prefix=() if os.geteuid() else prefix)
    finally:
        left.parent.chmod(0o755)
    if done.code:
        assert (done.code, done.out, done.err.count("\n")) == (5, "", 1)
    else:
        assert note_of(done) == "committed"

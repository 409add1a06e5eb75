"""Many at once, full disks, read-only folders, and stores that go away under a running command."""

import json
import os
import resource
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import pytest

from claims.store import connection
from tests import terminals
from tests.driver import memory

Run = Callable[..., Any]

RECORD = """
claims:
  - {id: us-spies, text: T., speaker: blinken, side: us, act: denial, disputes: [balloon]}
"""
WRITERS, READERS = 8, 2
CLAIMS_EACH = int(os.environ.get("CLAIMS_EACH", "100"))
"""Enough for every writer to meet every other; `CLAIMS_EACH=500` is the load that the store was built for."""


@pytest.fixture
def store(store_of: Callable[[str], Path], tmp_path: Path) -> Path:
    """A store alone in its folder."""
    (tmp_path / "kept").mkdir()
    return Path(shutil.copy(store_of(RECORD), tmp_path / "kept" / "claims.db"))


def dump(store: Path) -> list[str]:
    """Every row of a store that is in order."""
    with closing(sqlite3.connect(store)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        return list(db.iterdump())


def beside(store: Path) -> set[str]:
    """What lies beside the store, but for the two files that SQLite keeps there while somebody reads."""
    own = {store.name, f"{store.name}-wal", f"{store.name}-shm"}
    return {path.name for path in store.parent.iterdir()} - own


# Many at once.

CALLING = """
import io, json, sys
from claims.cli import main

def call(*words):
    kept, sys.stdout, sys.stderr = (sys.stdout, sys.stderr), io.StringIO(), io.StringIO()
    try:
        main(words)
    except SystemExit as end:
        assert not end.code, (words, end.code, sys.stderr.getvalue())
        return sys.stdout.getvalue()
    finally:
        sys.stdout, sys.stderr = kept
"""
WRITING = f"""{CALLING}
me, number = sys.argv[1], int(sys.argv[2])
sys.stdin.read()
for index in range(number):
    # The same ten words at the same time in all of them, so that they want the same ids.
    text = f"Assertion {{index // 10}}."
    sys.stdout.write(call("add", "--speaker", "wang", "--text", text, "--dispute", "balloon", "--venue", me))
"""
READING = f"""{CALLING}
import select, time
seen, longest, rounds = 0, 0.0, 0
while not select.select([sys.stdin], [], [], 0.1)[0]:
    begun = time.monotonic()
    listed = json.loads(call("list", "--json", "--sort", "recorded", "--limit", "50"))
    nodes = json.loads(call("thread", "us-spies", "--json"))["nodes"]
    counted = int(call("list", "--count"))
    assert len(listed) == min(50, len(listed)) and len(nodes) == 1 and counted >= seen
    seen, rounds, longest = counted, rounds + 1, max(longest, time.monotonic() - begun)
print(json.dumps([rounds, longest]))
"""


def python(script: str, *words: object, store: Path) -> "subprocess.Popen[str]":
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.Popen(command, env={**os.environ, "CLAIMS_STORE": str(store)}, **pipes)


def ended(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, "")
    return out


def test_eight_writers__lose_nothing_and_readers_go_on(store: Path, tmp_path: Path) -> None:
    with memory(tmp_path) as folder, ExitStack() as running:
        path = Path(shutil.copy(store, folder / "claims.db"))
        reading = [running.enter_context(python(READING, store=path)) for _ in range(READERS)]
        writing = [running.enter_context(python(WRITING, me, CLAIMS_EACH, store=path)) for me in range(WRITERS)]
        for process in (*reading, *writing):
            running.callback(process.kill)
        for process in writing:
            assert process.stdin
            process.stdin.close()
            process.stdin = None
        ids = [ended(process).split() for process in writing]
        rounds = [json.loads(ended(process)) for process in reading]
        rows = dump(path)
        with closing(sqlite3.connect(path)) as db:
            added = db.execute("SELECT venue, id FROM claims WHERE venue IS NOT NULL ORDER BY recorded_at").fetchall()
            log = db.execute("SELECT seq, op, kind, id FROM revisions WHERE op = 'add' ORDER BY seq").fetchall()
            (before,) = db.execute("SELECT min(seq) - 1 FROM revisions WHERE op = 'add'").fetchone()
    assert rows
    # Every writer finds its own claims, all of them, and no other's.
    assert {me: sorted(id for venue, id in added if venue == str(me)) for me in range(WRITERS)} == {
        me: sorted(given) for me, given in enumerate(ids)
    }
    assert len(set().union(*ids)) == WRITERS * CLAIMS_EACH
    # One revision a claim, in numbers without a hole.
    assert sorted(id for _, _, _, id in log) == sorted(id for _, id in added)
    assert [seq for seq, *_ in log] == list(range(before + 1, before + 1 + len(added)))
    # Writers wait for one another for 30 seconds; a reader that waited for them would take as long.
    assert all(number and longest < 20 for number, longest in rounds)


@pytest.mark.parametrize(
    "words", [("list", "--fields", "id,text"), ("thread", "balloon"), ("log",), ("check",), ("export",), ("sides",)]
)
def test_readers__go_on_while_a_writer_holds_its_transaction(run: Run, store: Path, words: tuple[str, ...]) -> None:
    expected = run(*words, store=store)
    with connection.writing(store) as db:
        db.execute("UPDATE claims SET text = 'Not yet.'")
        db.execute("UPDATE sides SET note = 'Not yet.'")
        assert run(*words, store=store) == expected


def test_writers__wait_for_their_turn(run: Run, store: Path) -> None:
    outcomes = []
    with connection.writing(store) as db:
        db.execute("UPDATE sides SET note = 'First.' WHERE id = 'us'")
        waiting = threading.Thread(
            target=lambda: outcomes.append(
                subprocess.run([sys.executable, "-m", "claims", "side", "edit", "eu", "--note", "Second."],
                               env={**os.environ, "CLAIMS_STORE": str(store)}, capture_output=True, text=True,
                               check=False, timeout=60)
            )
        )  # fmt: skip
        waiting.start()
        time.sleep(0.5)
        assert not outcomes
    waiting.join(60)
    (done,) = outcomes
    assert (done.returncode, done.stderr) == (0, "claims: changed side eu\n")
    assert [run("sides", "--json", store=store).out.count(note) for note in ("First.", "Second.")] == [1, 1]


def test_writers__give_up_in_the_end(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_TIMEOUT_IN_S", 1.0)
    with connection.writing(store):
        done = run("side", "edit", "eu", "--note", "N.", store=store)
    assert (done.code, done.out) == (5, "")
    assert done.err == f"claims: another program has kept the store {store} busy for 1 seconds (try again)\n"


# Disks.

CHANGES = (
    ("add", "--speaker", "wang", "--text", "Words. " * 10_000),
    ("rebut", "us-spies", "--speaker", "wang", "--text", "Words. " * 10_000),
    ("edit", "us-spies", "--note", "Words. " * 10_000),
    ("side", "edit", "us", "--note", "Words. " * 10_000),
    ("import", "BIG"),
)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More than fits into the disks of these tests."""
    path = tmp_path_factory.mktemp("big") / "big.jsonl"
    claim = {"record": "claim", "text": "Words. " * 50, "speaker": "wang", "side": "china", "act": "denial"}
    path.write_text("".join(f"{json.dumps({**claim, 'id': f'c-{n}'})}\n" for n in range(1500)), encoding="utf-8")
    return path


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[0])
@pytest.mark.parametrize("room", [0, 20_000, 100_000])
def test_full__disk_changes_nothing(
    process: Run, run: Run, store: Path, big: Path, words: tuple[str, ...], room: int
) -> None:
    before = dump(store)

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    given = [big if word == "BIG" else word for word in words]
    # Python cuts the bytecode that it keeps where the disk is full, and later reads what is left.
    done = process(*given, store=store, preexec_fn=small_disk, env={"PYTHONDONTWRITEBYTECODE": "1"})
    assert (done.code, done.out) == (5, "")
    assert done.err.startswith(f"claims: the store {store} can't be used: ")
    assert done.err.count("\n") == 1
    assert dump(store) == before
    assert beside(store) == set()
    assert run("side", "edit", "eu", "--note", "N.", store=store).code == 0


def test_full__file_system_changes_nothing(store: Path, big: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    alone = ["unshare", "--mount", "--map-root-user"]
    trial = [*alone, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)]
    if not shutil.which("unshare") or subprocess.run(trial, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    script = """
        set -e
        mount -t tmpfs -o size=1m tmpfs "$1"
        cp "$2" "$1/claims.db"
        export CLAIMS_STORE="$1/claims.db"
        claims() { "$PYTHON" -m claims "$@"; }
        claims export --format jsonl > before
        claims import "$3" > out 2> err || echo $? > code
        claims export --format jsonl > after
        claims side edit eu --note N. 2> next
    """
    words = [*alone, "sh", "-c", script, "sh", str(small), str(store), str(big)]
    place = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(words, cwd=tmp_path, env=place, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    told = {name: (tmp_path / name).read_text(encoding="utf-8") for name in ("before", "after", "code", "err", "next")}
    assert told["code"] == "5\n"
    assert told["err"] == f"claims: the store {small}/claims.db can't be used: the disk is full\n"
    assert told["before"] == told["after"]
    assert told["next"] == "claims: changed side eu\n"


@pytest.fixture(scope="session")
def unprivileged() -> tuple[str, ...]:
    """A command under which permissions count for root as well; nothing for everybody else."""
    if os.geteuid():
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("needs setpriv to try permissions as root")
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all")


@pytest.mark.parametrize("words", [CHANGES[0], CHANGES[2], CHANGES[4]], ids=lambda words: words[0])
@pytest.mark.parametrize("what", ["folder", "file", "both"])
def test_read_only__store_is_not_changed(
    process: Run, store: Path, big: Path, unprivileged: tuple[str, ...], words: tuple[str, ...], what: str
) -> None:
    before = dump(store)
    locked = {"folder": [store.parent], "file": [store], "both": [store, store.parent]}[what]
    for path in locked:
        path.chmod(0o555)
    try:
        given = [big if word == "BIG" else word for word in words]
        done = process(*given, store=store, prefix=unprivileged)
    finally:
        for path in locked:
            path.chmod(0o755)
    assert (done.code, done.out) == (5, "")
    assert done.err.startswith(f"claims: the store {store} can't be used: ")
    assert done.err.count("\n") == 1
    assert dump(store) == before


# Stores that go away.

AWAY = ("removed", "replaced", "another", "folder")


def take_away(store: Path, how: str) -> None:
    """Remove the store, or put something else in its place."""
    if how == "replaced":
        copy = store.with_name("copy.db")
        shutil.copy(store, copy)
        copy.replace(store)
        return
    store.unlink()
    if how == "another":
        store.write_text("something else", encoding="utf-8")
    elif how == "folder":
        store.parent.rename(store.parent.with_name("moved"))


def contents(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, but for what SQLite keeps there of a store that it had open."""
    found = (path for path in folder.glob("*") if not path.name.endswith(("-wal", "-shm")))
    return {path.name: path.read_bytes() for path in found}


@pytest.fixture
def importing(store: Path) -> Iterator["subprocess.Popen[str]"]:
    """An import that waits for the rest of what it is given, in the middle of its transaction."""
    command = [sys.executable, "-m", "claims", "import", "-"]
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env={**os.environ, "CLAIMS_STORE": str(store)}, **pipes) as process:
        assert process.stdin
        process.stdin.write('{"record":"side","id":"mars","name":"Mars"}\n' * 1)
        process.stdin.flush()
        wait_until(lambda: is_locked(store))
        yield process
        process.kill()


def wait_until(come: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not come():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_locked(store: Path) -> bool:
    with closing(sqlite3.connect(store, timeout=0, isolation_level=None)) as db:
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        return False


@pytest.mark.parametrize("how", AWAY)
def test_import__of_a_store_that_went_away(importing: "subprocess.Popen[str]", store: Path, how: str) -> None:
    take_away(store, how)
    before = contents(store.parent)
    _, err = importing.communicate('{"record":"side","id":"venus","name":"Venus"}\n', timeout=60)
    again = "was removed or replaced while it was being changed (try again)"
    assert (importing.returncode, err) == (5, f"claims: the store {store} {again}\n")
    assert contents(store.parent) == before


def test_import__that_waits_keeps_nobody_from_reading(
    importing: "subprocess.Popen[str]", run: Run, store: Path
) -> None:
    assert run("sides", "--count", store=store).out == "4\n"
    _, err = importing.communicate("", timeout=60)
    assert (importing.returncode, err) == (0, "claims: imported; new: 1 side; unchanged: 0\n")
    assert run("sides", "--count", store=store).out == "5\n"


def test_import__interrupted_while_it_waits_changes_nothing(
    importing: "subprocess.Popen[str]", run: Run, store: Path
) -> None:
    importing.send_signal(signal.SIGINT)
    _, err = importing.communicate(timeout=60)
    # The signal may come before the import has begun to change anything. While Python makes a named tuple it remembers
    # the signal and ends by it, which shells call 130 as well.
    assert importing.returncode in (130, -signal.SIGINT)
    assert err.partition(";")[0].strip() == "claims: interrupted"
    assert run("sides", "--count", store=store).out == "4\n"


EDITOR = """
import sys, time
from pathlib import Path
folder, file = Path(sys.argv[1]), Path(sys.argv[2])
text = file.read_text("utf-8")
for key, value in (("text: >-\\n  \\n", "text: >-\\n  Typed.\\n"), ("speaker:", "speaker: wang"),
                   ("\\nside:", "\\nside: china"), ("act:", "act: denial"), ("id:", "id: typed")):
    text = text.replace(key, value, 1)
file.write_text(text, "utf-8")
(folder / "open").touch()
while not (folder / "close").exists():
    time.sleep(0.01)
"""


@pytest.mark.parametrize("how", AWAY)
def test_form__open_over_a_store_that_went_away(store: Path, tmp_path: Path, how: str) -> None:
    """What was typed is kept."""
    (tmp_path / "editor.py").write_text(EDITOR, encoding="utf-8")
    editor = shlex.join([sys.executable, str(tmp_path / "editor.py"), str(tmp_path)])
    own = {"CLAIMS_STORE": str(store), "EDITOR": editor, "XDG_DATA_HOME": str(tmp_path / "data")}
    screen = terminals.opened()
    command = [sys.executable, "-m", "claims", "add"]
    with subprocess.Popen(
        command, env={**os.environ, **own}, stdin=screen.theirs, stdout=screen.theirs, stderr=subprocess.PIPE, text=True
    ) as process:
        wait_until((tmp_path / "open").exists)
        take_away(store, how)
        before = contents(store.parent)
        (tmp_path / "close").touch()
        _, err = process.communicate(timeout=60)
    screen.close()
    kept, sentence, *more = err.splitlines()
    (form,) = (tmp_path / "data" / "claims" / "forms").iterdir()
    assert (process.returncode, more) == (5, [])
    assert kept == f"claims: what you wrote is kept; go on with: claims add --form {form}"
    assert sentence.startswith("claims: ")
    assert str(store) in sentence
    assert "\n  Typed.\n" in form.read_text(encoding="utf-8")
    assert contents(store.parent) == before


# Output that can't be written.


def test_receipt__that_can_not_be_written_says_so(process: Run, run: Run, store: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = process("side", "edit", "eu", "--note", "N.", "--json", store=store, stdout=full)
    assert (done.code, done.err) == (5, "claims: writing failed: no space left on device\n")
    with suppress(ValueError):
        assert json.loads(run("show", "eu", "--json", store=store).out)["note"] == "N."


def test_memory__that_is_not_there(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise MemoryError

    monkeypatch.setattr("claims.store.claims.ids", fail)
    done = run("list", store=store)
    assert (done.code, done.out, done.err) == (5, "", "claims: there is not enough memory\n")

"""What the shell offers while a command is being typed: by our protocol, and in the shells themselves."""

import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from claims.cli.commands import COMMANDS, following, load
from claims.vocabulary import Act

RECORD = """
claims:
  - {id: us-spies, text: "China \\e[31mspies: everywhere.", speaker: blinken, side: us, act: denial}
  - {id: us-size, text: It is large., speaker: blinken, side: us, act: denial}
  - {id: us-gone, text: Gone., speaker: blinken, side: us, act: denial, status: retracted}
"""
FLAGS_OF_READING = ("--format", "--json", "--jsonl", "--csv", "--fields", "--color")
READING = ("list", "show", "thread", "links", "disputes", "sides", "speakers", "sources", "log")

Run = Callable[..., Any]


@pytest.fixture
def offered(run: Run, store_of: Callable[[str], Path]) -> Callable[..., list[str]]:
    """What bash is offered behind these words; the last one is being typed."""

    def offer(words: str, store: Path | None = None) -> list[str]:
        _, *typed = words.split(" ")
        done = run(*typed, store=store or store_of(RECORD), env={"_CLAIMS_COMPLETE": "bash"})
        assert (done.code, done.err) == (0, "")
        return [line.partition("\t")[0] for line in done.out.splitlines()]

    return offer


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("claims ", list(following())),
        ("claims speaker ", ["add", "edit", "retract"]),
        ("claims source u", ["update"]),
        ("claims li", ["list", "links", "link"]),
        ("claims show us-s", ["us-size", "us-spies"]),
        ("claims show us-spies pap", ["paper"]),
        ("claims links us-sp", ["us-spies"]),
        ("claims thread ", ["balloon", "us-size", "us-spies"]),
        ("claims thread ball", ["balloon"]),
        ("claims list --side ", ["china", "eu", "nato", "us"]),
        ("claims list --addressee n", ["nato"]),
        ("claims list --speaker b", ["blinken", "borrell"]),
        ("claims list --dispute ", ["balloon"]),
        ("claims list --source ", ["paper"]),
        ("claims list --via b", ["blinken", "borrell"]),
        ("claims list --via us", ["us"]),
        ("claims disputes --side ch", ["china"]),
        ("claims list --act de", ["denial", "demand"]),
        ("claims list --act ", [act.value for act in Act]),
        ("claims list --relation reb", ["rebuts", "rebutted_by"]),
        ("claims list --last-word c", ["claim", "contested"]),
        ("claims list --format j", ["json", "jsonl"]),
        ("claims list --status r", ["retracted"]),
        ("claims sources --kind re", ["republication"]),
        ("claims sources --wording o", ["original"]),
        ("claims schema entry-s", ["entry-side", "entry-speaker", "entry-source"]),
        ("claims list --limit ", []),
        ("claims show nothing-like-it", []),
    ],
)
def test_complete__offers(offered: Callable[..., list[str]], words: str, expected: list[str]) -> None:
    assert offered(words) == expected


@pytest.mark.parametrize(
    "name", [name for name in COMMANDS if not following(name) and name not in ("schema", "init", "completion")]
)
def test_complete__offers_every_option_of_a_command(offered: Callable[..., list[str]], name: str) -> None:
    found = offered(f"claims {name} --")
    assert set(found) >= {option.flag for option in load(name).options} >= {"--store"}
    assert name not in READING or set(found) >= set(FLAGS_OF_READING)


@pytest.mark.parametrize("words", ["claims list --side ", "claims show us-s", "claims thread "])
def test_complete__is_silent_without_a_store(offered: Callable[..., list[str]], tmp_path: Path, words: str) -> None:
    broken = tmp_path / "broken.db"
    broken.write_text("no database at all", encoding="utf-8")
    for store in (tmp_path / "none.db", tmp_path, broken):
        assert offered(words, store) == []
    assert [path.name for path in tmp_path.iterdir()] == ["broken.db"]


def test_complete__makes_no_default_store(run: Run, tmp_path: Path) -> None:
    env = {"_CLAIMS_COMPLETE": "bash", "XDG_DATA_HOME": str(tmp_path)}
    assert run("list", "--side", "", env=env) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["claims --store {} show us-s", "claims show --store {} us-s"])
def test_complete__asks_the_store_that_is_named(
    offered: Callable[..., list[str]], store_of: Callable[[str], Path], tmp_path: Path, words: str
) -> None:
    assert offered(words.format(store_of(RECORD)), tmp_path / "none.db") == ["us-size", "us-spies"]


@pytest.mark.parametrize(
    ("shell", "words", "expected"),
    [
        ("bash", ["list", "--side", "=", "ch"], ["china"]),
        ("bash", ["list", "--side", "="], ["china", "eu", "nato", "us"]),
        ("zsh", ["list", "--side=ch"], ["--side=china"]),
        ("zsh", ["list", "-s", "ch"], ["china"]),
        ("zsh", ["list", "--", "--si"], []),
        ("zsh", ["nothing", "like"], []),
        ("csh", ["list", "--side", ""], []),
        ("zsh", [], list(following())),
    ],
)
def test_complete__of_values_behind_a_sign(
    run: Run, store_of: Callable[[str], Path], shell: str, words: list[str], expected: list[str]
) -> None:
    done = run(*words, store=store_of(RECORD), env={"_CLAIMS_COMPLETE": shell})
    assert (done.code, done.err) == (0, "")
    assert [line.partition("\t")[0] for line in done.out.splitlines()] == expected


def test_complete__claims_are_told_made_harmless(run: Run, store_of: Callable[[str], Path]) -> None:
    done = run("show", "us-sp", store=store_of(RECORD), env={"_CLAIMS_COMPLETE": "zsh"})
    assert done.out == "us-spies\tChina \\u001b[31mspies: everywhere.\n"


# The shells themselves.

HOSTILE = r"$(touch ran) \$(touch ran) `touch ran` \`touch ran\` [/red] %F{red} '; touch ran; ' <(touch ran)"


@pytest.fixture
def place(tmp_path: Path, store_of: Callable[[str], Path]) -> Path:
    """A folder with the program and a store whose texts, names and ids would like to be run."""
    store = Path(shutil.copy(store_of(RECORD), tmp_path / "claims.db"))
    with closing(sqlite3.connect(store)) as db, db:
        db.execute("UPDATE claims SET text = ?", (HOSTILE,))
        db.execute("UPDATE speakers SET name = ?", (HOSTILE,))
        db.execute("UPDATE claims SET id = 'us-$(touch ran)' WHERE id = 'us-gone'")
        db.execute("UPDATE claims SET id = 'us-\n;touch ran' WHERE id = 'us-size'")
    program = tmp_path / "claims"
    root = Path(__file__).parent.parent
    start = f"import sys; sys.path.insert(0, {str(root)!r}); from claims.cli import main; main()"
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -Pc {shlex.quote(start)} \"$@\"\n", encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def in_shell(place: Path, shell: str, *words: str, typed: str = "") -> str:
    """What a shell says to a script, or on a terminal of its own to what is typed."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    paths = f"{place}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": paths, "CLAIMS_STORE": str(place / "claims.db"), "HOME": str(place), "TERM": "xterm"}
    if not typed:
        done = subprocess.run(
            [shell, *words], cwd=place, env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.stderr == ""
        return done.stdout
    parent, child = os.openpty()
    with subprocess.Popen([shell, *words], cwd=place, env=env, stdin=child, stdout=child, stderr=child) as process:
        os.close(child)
        said = b""
        # What is typed before the shell is ready is no key to it.
        for line in typed.splitlines(keepends=True):
            os.write(parent, line.encode())
            while b"READY" not in said.rpartition(line.encode())[2]:
                said += os.read(parent, 1 << 16)
        os.write(parent, b"exit\n")
        with suppress(OSError):
            while piece := os.read(parent, 1 << 16):
                said += piece
        process.wait(timeout=60)
    os.close(parent)
    return said.decode(errors="replace")


def test_bash__gets_what_is_plain_and_runs_nothing(place: Path) -> None:
    ask = 'COMP_WORDS=(claims show us-); COMP_CWORD=2; _claims; printf "%s\\n" "${COMPREPLY[@]}"'
    assert in_shell(place, "bash", "-c", f'eval "$(claims completion bash)"; {ask}') == "us-spies\n"
    assert not (place / "ran").exists()


def test_fish__gets_what_is_plain_and_runs_nothing(place: Path) -> None:
    said = in_shell(place, "fish", "-c", "claims completion fish | source; complete -C 'claims show us-'")
    assert said.startswith("us-spies\t$(touch ran)")
    assert said.count("\n") == 1
    assert not (place / "ran").exists()
    assert in_shell(place, "fish", "-c", "claims completion fish | source; complete -C 'claims import cl'") != ""


def test_zsh__gets_what_is_plain_and_runs_nothing(place: Path) -> None:
    begin = 'autoload -Uz compinit; compinit -u; eval "$(claims completion zsh)"; echo REA""DY\n'
    said = in_shell(place, "zsh", "-f", "-i", typed=f'{begin}claims show us-\t; echo REA""DY\n')
    assert "claims show us-spies" in said
    assert not (place / "ran").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_install__puts_the_script_where_the_shell_looks(run: Run, tmp_path: Path, shell: str) -> None:
    env = {"HOME": str(tmp_path), "SHELL": f"/usr/bin/{shell}"}
    first, again = (run("--install-completion", env=env) for _ in range(2))
    assert (first.code, first.err) == (again.code, again.err)
    script = first.err.removeprefix("claims: wrote ").partition(";")[0]
    assert Path(script).read_text(encoding="utf-8") == run("completion", shell).out
    start = tmp_path / f".{shell}rc"
    assert start.exists() is (shell != "fish")
    assert not start.exists() or len(start.read_text(encoding="utf-8").splitlines()) == 2


def test_install__for_another_shell_says_which_there_are(run: Run, tmp_path: Path) -> None:
    done = run("--install-completion", env={"HOME": str(tmp_path), "SHELL": "/bin/csh"})
    assert (done.code, done.err.startswith("claims: SHELL names no shell")) == (2, True)
    assert run("completion", "csh").code == 2
    assert list(tmp_path.iterdir()) == []

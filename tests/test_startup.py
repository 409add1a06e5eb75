"""What a plain command loads, since an import costs more than an answer; and that it ends as programs do."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HEAVY = {"rich", "sqlite_utils", "yaml", "typer", "click", "pydantic", "hypothesis"}
PROGRAM = """
import atexit, json, sys
from claims.cli import main
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
main()
"""


def loaded(store: Path, *words: str) -> set[str]:
    """The modules that a process has loaded when the command is done, which runs what was registered for its end."""
    command = [sys.executable, "-c", PROGRAM, *words]
    environment = {**os.environ, "CLAIMS_STORE": str(store)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--side", "china", "--json"),
        ("list", "--side", "china"),
        ("list", "--csv"),
        ("list", "--count"),
        ("thread", "balloon", "--json"),
        ("thread", "balloon", "--jsonl"),
        ("show", "balloon", "--json"),
        ("links", "--json"),
        ("sides", "--json"),
    ],
    ids=" ".join,
)
def test_startup__for_programs_loads_nothing_heavy(bundled: Path, words: tuple[str, ...]) -> None:
    modules = loaded(bundled, *words)
    assert HEAVY & {name.partition(".")[0] for name in modules} == set()
    # Nor what only writers and makers of stores need.
    assert not {name for name in modules if name.startswith(("claims.curation", "claims.exchange", "claims.checks"))}
    assert not {name for name in modules if name.startswith("claims.cli.commands.")}
    assert not modules & {"claims.reports.answers", "claims.reports.timeline", "claims.reports.log"}


@pytest.mark.parametrize("words", ["--help", "--version", "list --help", "speaker --help"])
def test_startup__help_is_written_without_typer(tmp_path: Path, words: str) -> None:
    assert HEAVY & {name.partition(".")[0] for name in loaded(tmp_path / "none.db", *words.split())} == set()


def test_startup__writing_loads_what_few_changes_need_only_with_these(tmp_path: Path, run: Callable[..., Any]) -> None:
    assert run("init", "--empty", store=tmp_path / "claims.db").code == 0
    modules = loaded(tmp_path / "claims.db", "side", "add", "russia", "--name", "Russia", "--by", "tester")
    assert not modules & {"claims.anchor.approximate", "rapidfuzz", "hashlib", "rich", "typer"}


def test_end__everything_that_was_opened_is_closed(bundled: Path, tmp_path: Path, process: Callable[..., Any]) -> None:
    env = {"PYTHONDEVMODE": "1", "PYTHONWARNINGS": "error"}
    lines = [("list", "--json"), ("show", "balloon"), ("search", "weather"), ("check",), ("export", f"{tmp_path}/x/")]
    for words in lines:
        done = process(*words, store=bundled, env=env)
        assert (done.code, "Warning" in done.err) == (0, False), done


@pytest.mark.parametrize(
    ("env", "place"),
    [
        ({"XDG_DATA_HOME": "{}/data"}, "data/claims/claims.db"),
        ({"XDG_DATA_HOME": " ", "HOME": "{}/home"}, "home/.local/share/claims/claims.db"),
    ],
)
def test_store__is_made_among_the_users_data(
    process: Callable[..., Any], tmp_path: Path, env: dict[str, str], place: str
) -> None:
    done = process("sides", env={name: value.format(tmp_path) for name, value in env.items()})
    assert done.out.startswith("canada\t")
    assert done.err == f"claims: made the store {tmp_path / place} from the bundled record (235 claims)\n"
    assert (tmp_path / place).exists()

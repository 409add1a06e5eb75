"""What a plain command loads: an import costs more than an answer."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HEAVY = {"rich", "sqlite_utils", "yaml", "platformdirs", "typer", "click", "pydantic", "hypothesis"}
PROGRAM = """
import json, sys
from claims.cli import main
try:
    main(json.loads(sys.argv[1]))
except SystemExit as end:
    assert not end.code
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def loaded(store: Path, *words: str) -> set[str]:
    """The modules that a process has loaded when the command is done."""
    command = [sys.executable, "-c", PROGRAM, json.dumps(words)]
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
    # Nor what only writers, makers of stores and other commands need.
    assert not modules & {"claims.exchange.dossier", "claims.curation", "claims.store.write", "claims.store.schema"}
    assert not {name for name in modules if name.startswith("claims.cli.command_")}
    assert not modules & {"claims.reports.answers", "claims.reports.timeline", "claims.reports.log"}


def test_startup__writing_loads_what_few_changes_need_only_with_these(tmp_path: Path, run: Callable[..., Any]) -> None:
    assert run("init", "--empty", store=tmp_path / "claims.db").code == 0
    modules = loaded(tmp_path / "claims.db", "side", "add", "russia", "--name", "Russia", "--by", "tester")
    assert not modules & {
        "claims.anchor.approximate",
        "rapidfuzz",
        "hashlib",
        "rich",
        "typer",
    }


def test_startup__the_users_own_store_is_found_without_what_takes_long(tmp_path: Path, bundled: Path) -> None:
    own = tmp_path / "claims" / "claims.db"
    own.parent.mkdir()
    own.write_bytes(bundled.read_bytes())
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    environment.pop("CLAIMS_STORE", None)
    command = [sys.executable, "-c", PROGRAM, json.dumps(["sides"])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith("china\t")
    assert "platformdirs" not in json.loads(done.stderr) or sys.platform != "linux"

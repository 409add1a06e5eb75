"""What a plain command loads: an import costs more than an answer."""

import json
import os
import subprocess
import sys
from pathlib import Path

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
    return set(json.loads(done.stderr))


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
    assert {name for name in modules if name.startswith("claims.cli.command_")} == {f"claims.cli.command_{words[0]}"}


@pytest.mark.parametrize(
    "words", [("list", "--json"), ("thread", "balloon", "--json"), ("search", "weather", "--json")], ids=" ".join
)
def test_startup__json_of_claims_is_made_without_objects(bundled: Path, words: tuple[str, ...]) -> None:
    objects = {"claims.model", "claims.vocabulary", "claims.dates", "claims.wire", "claims.store.connection"}
    assert not loaded(bundled, *words) & objects

"""A new relation and a new reading command take what CONTRIBUTING.md says, and every view knows them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims.store.connection import VERSION

ROOT = Path(__file__).resolve().parent.parent

RELATION = """
    ECHOES = RelationTerm(
        "echoes", "echoes", "Says the same for another side.",
        "echoed_by", "echoed by",
        attacks=False, answers=True, aif="MA", argdown="+", gloss="says it too",
    )
    # fmt: on
"""
REPORT = '''"""`claims voices heard`: who is heard, and how often."""

from collections import Counter
from json import loads

from claims.command import COMMON, Call
from claims.query import Filter, Window
from claims.render.value import View, encoded
from claims.reports import options
from claims.reports.report import Report
from claims.store import claims, rows
from claims.store.connection import Connection


def _answer(db: Connection, call: Call) -> View:
    found = map(loads, rows.claims(db, claims.ids(db, Filter(), Window())))
    counts = Counter(row["speaker"]["id"] for row in found)
    lines = [encoded({"speaker": speaker, "claims": number}) for speaker, number in sorted(counts.items())]
    return View("claim", lines, ("speaker", "claims"), ("speaker", "claims"))


HEARD = Report("voices heard", "Count who is heard.", _answer, options=(*options.OUTPUT, *COMMON))
'''

VIEWS = (
    *("list", "show china-x", "show us-x", "thread balloon", "thread us-x", "links", "search claim", "log", "sides"),
    *("answers", "timeline", "compare balloon", "matrix", "contradictions", "stats", "list --relation echoed_by"),
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, process: Callable[..., Any]) -> Callable[..., Any]:
    """The program with a relation and a command more, in a process of its own on a store made before it had them."""
    folder = tmp_path_factory.mktemp("extended")
    package = folder / "claims"
    shutil.copytree(ROOT / "claims", package, ignore=shutil.ignore_patterns("__pycache__"))
    _replace(package / "vocabulary.py", "    # fmt: on\n", RELATION.lstrip("\n"))
    (package / "reports" / "voices_heard.py").write_text(REPORT, encoding="utf-8")
    _replace(package / "store" / "connection.py", f"VERSION = {VERSION}\n", f"VERSION = {VERSION + 1}\n")
    # The last statement of a step may go without its semicolon.
    step = """        ("echoes", _words().rstrip(";\\n")),\n    )\n"""
    last = """        ("citations read", CITATIONS_READ),\n    )\n"""
    _replace(package / "store" / "migrations.py", last, last.removesuffix("    )\n") + step)
    entry = 'REPORTS = {\n    "voices heard": Entry("Who is heard.", "claims.reports.voices_heard:HEARD"),\n'
    _replace(package / "reports" / "__init__.py", "REPORTS = {\n", entry)
    environment = {**os.environ, "PYTHONPATH": str(folder), "CLAIMS_STORE": str(folder / "claims.db")}

    def run(*words: str) -> Any:
        command = [sys.executable, "-m", "claims", *words]
        return subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False
        )

    made = process("init", "--empty", env={"CLAIMS_STORE": environment["CLAIMS_STORE"]})
    assert made.code == 0, made.err
    said = ("--dispute", "balloon", "--said", "2023-02-03", "--act", "accusation", "--by", "tester")
    for words in (
        ("dispute", "add", "balloon", "--title", "The balloon", "--party", "us", "--party", "china"),
        ("speaker", "add", "a", "--name", "A", "--kind", "person", "--side", "us"),
        ("speaker", "add", "b", "--name", "B", "--kind", "person", "--side", "china"),
        ("add", "--id", "us-x", "--speaker", "a", "--text", "A claim.", *said),
        (
            "rebut",
            "us-x",
            "--id",
            "china-x",
            "--speaker",
            "b",
            "--text",
            "A claim, too.",
            "--relation",
            "echoes",
            *said,
        ),
    ):
        done = run(*words)
        assert done.returncode == 0, done.stderr
    return run


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("line", VIEWS)
def test_relation__is_known_to_every_view(program: Callable[..., Any], line: str) -> None:
    for form in ("table", "json", "csv", "markdown"):
        done = program(*line.split(), "--format", form)
        assert (done.returncode, done.stderr) == (0, ""), (line, form)


def test_relation__is_a_key_both_ways_in_schema_and_rows(program: Callable[..., Any]) -> None:
    assert json.loads(program("show", "us-x", "--json").stdout)["echoed_by"] == ["china-x"]
    assert json.loads(program("show", "china-x", "--json").stdout)["echoes"] == ["us-x"]
    assert {"echoes", "echoed_by"} <= set(json.loads(program("schema", "claim").stdout)["properties"])
    assert "echoes" in program("thread", "balloon").stdout
    assert program("list", "--unanswered", "--count").stdout == "1\n"
    assert program("check").returncode == 0


def test_relation__comes_back_from_an_export(program: Callable[..., Any], tmp_path: Path) -> None:
    assert program("export", str(tmp_path / "all.yaml")).returncode == 0
    assert "unchanged" in program("import", str(tmp_path / "all.yaml"), "--dry-run").stderr


def test_command__of_two_words_runs_and_has_help(program: Callable[..., Any]) -> None:
    assert program("voices", "heard").stdout == "a\t1\nb\t1\n"
    assert json.loads(program("voices", "heard", "--json").stdout)[0] == {"speaker": "a", "claims": 1}
    assert "Count who is heard." in program("voices", "heard", "--help").stdout
    assert "voices" in program("--help").stdout

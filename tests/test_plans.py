"""How SQLite goes about the statements of reading commands: none walks through a table that it need not."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

_NO_TABLES = {
    "json_each",
    "sqlite_schema",
    "reached",
    "shown",
    "start",
    "these",
    "h",
    "n",
    "t",
    "x",
    "CONSTANT",
    "hits",
    "chosen",
}
"""What statements make up for themselves: lists of ids, and what recursion has reached."""

_WALKS = "USING INDEX claims_in_order", "USING COVERING INDEX claims_in_order"
"""The claims in their order, of which a list reads as many as it shows."""


@pytest.fixture
def plans(bundled: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], set[str]]:
    """What SQLite scans for a command line, each with the beginning of its statement."""
    connect = sqlite3.connect

    def scans(line: str) -> set[str]:
        statements: set[str] = set()

        def traced(*args: Any, **options: Any) -> sqlite3.Connection:
            opened = connect(*args, **options)
            opened.set_trace_callback(statements.add)
            return opened

        monkeypatch.setattr(sqlite3, "connect", traced)
        assert run(*line.split(), store=bundled).code == 0
        with closing(connect(bundled)) as db:
            db.create_function("held", 3, lambda *_: 1)
            db.create_function("folded", 1, str)
            return {scan for statement in statements for scan in _scans(db, statement)}

    return scans


def _scans(db: sqlite3.Connection, statement: str) -> set[str]:
    if not re.match(r"\s*(SELECT|WITH)\b", statement):
        return set()
    try:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}")]
    except sqlite3.OperationalError as fault:
        # The index of one passage, which a search makes in memory.
        assert "no such table" in str(fault), statement  # noqa: PT017
        return set()
    found = (step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE" not in step)
    named = (step for step in found if step.split()[1] not in _NO_TABLES and not step.split()[1].startswith("("))
    begins = " ".join(statement.split())[:40]
    return {f"{step} for {begins}" for step in named if "claims_fts" not in step and not step.endswith(_WALKS)}


@pytest.mark.parametrize(
    "line",
    [
        *("list --limit 20", "list --limit 20 --json", "list --reverse --limit 5", "list --status retracted"),
        *("list --side china", "list --speaker wang-yi", "list --dispute balloon", "list --act denial"),
        *("list --source exbulletin-2023-02-23", "list --addressee us", "list --via us", "list --unanswered"),
        *("list --since 2023-02-10 --until 2023-02-12", "list --last-word reply"),
        *("list --basis explicit", "show us-no-apology", "show us-no-apology --json", "show balloon", "show china"),
        *("thread balloon", "thread balloon --json", "thread us-no-apology", "thread us-no-apology --json"),
        *("links --limit 5", "links us-no-apology", "links --relation rebuts", "search weather side:china"),
        *("search weather --json", "timeline balloon"),
        *("timeline --limit 5", "compare balloon", "contradictions balloon", "log us-no-apology"),
    ],
)
def test_read_commands__scan_no_table(plans: Callable[[str], set[str]], line: str) -> None:
    assert plans(line) == set()


@pytest.mark.parametrize(
    ("line", "tables"),
    [
        ("sides", {"r"}),
        ("speakers", {"r"}),
        ("disputes", {"r"}),
        ("sources", {"r"}),
        ("log --limit 5", {"r"}),
        ("answers balloon", {"r"}),
        # Other links make other last words, which are those of the whole record.
        ("answers balloon --basis explicit --json", {"r", "c", "l"}),
        ("list --kind media", {"s"}),
        # Where few links are of the relation: one walk through their index, which finds the claims that have them.
        ("list --relation rebuts", {"l"}),
        ("matrix balloon", {"sides"}),
        ("matrix --by speaker", {"c", "l", "speakers"}),
        ("stats", {"c"}),
        ("stats balloon", set()),
    ],
)
def test_read_commands__about_all_of_a_kind_scan_that_table_alone(
    plans: Callable[[str], set[str]], line: str, tables: set[str]
) -> None:
    assert {scan.split()[1] for scan in plans(line)} <= tables


def test_a_store__keeps_no_statistics(bundled: Path) -> None:
    with closing(sqlite3.connect(bundled)) as db:
        assert db.execute("SELECT count(*) FROM sqlite_stat1").fetchone() == (0,)

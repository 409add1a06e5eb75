"""The table of commands: each line of it is a command that can be called, helped with and completed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims.cli.commands import COMMANDS, following, load
from claims.command import Entry

Run = Callable[..., Any]

VOICES = """
from claims.command import COMMON
from claims.render.value import View
from claims.reports import options
from claims.reports.report import Report

VOICES = Report(
    "voice list",
    "List the voices. There is one.",
    lambda db, call: View("side", ['{"id":"us","name":"US"}'], ("id",), ("id", "name")),
    options=(*options.OUTPUT, *COMMON),
)
"""


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading command of two words more."""
    (tmp_path / "voice_reports.py").write_text(VOICES, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(COMMANDS, "voice list", Entry("The voices.", "voice_reports:VOICES"))


@pytest.mark.usefixtures("voices")
def test_command__of_two_words_takes_a_line_in_the_table(run: Run, bundled: Path) -> None:
    assert run("voice", "list", store=bundled).out == "us\tUS\n"
    assert run("voice", "list", "--json", store=bundled).out == '[\n{"id":"us","name":"US"}\n]\n'
    assert run("voice", "list", "--help").out.startswith("Usage: claims voice list [OPTIONS]\n\n  List the voices.")
    assert run("voice", "--help").out.endswith("\nCommands:\n  list  The voices.\n")
    assert "\n  voice           Commands: list.\n" in run("--help").out
    assert run("voice").err == "claims: voice needs a command (one of list)\n"
    offered = run("voice", "list", "--js", env={"_CLAIMS_COMPLETE": "bash"}).out
    assert [line.partition("\t")[0] for line in offered.splitlines()] == ["--json", "--jsonl"]


def test_command__of_two_words_may_go_on_from_a_command(
    run: Run, bundled: Path, voices: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(COMMANDS, "sides voice", COMMANDS["voice list"])
    assert run("sides", "voice", store=bundled).out == "us\tUS\n"
    assert run("sides", "--count", store=bundled).out == "7\n"
    assert run("sides", "voices", store=bundled).code == 2
    assert run("sides", "--help").out.startswith("Usage: claims sides [OPTIONS]\n\n  List the sides")
    assert "\nCommands:\n  voice  The voices.\n" in run("sides", "--help").out
    offered = run("sides", "voice", "--st", env={"_CLAIMS_COMPLETE": "bash"}).out
    assert offered.startswith("--store\t")


@pytest.mark.parametrize("name", COMMANDS)
def test_command__is_declared_under_its_name(run: Run, name: str) -> None:
    done = run(*name.split(), "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: claims {name} [OPTIONS]")
    if not following(name):
        command = load(name)
        assert command.name == name
        # Only the last argument may repeat or be left out, as the parser takes it.
        assert all(argument.required and not argument.repeats for argument in command.arguments[:-1])

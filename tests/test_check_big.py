"""`claims check` of what takes long: its timings, its bar, and what an interrupt says."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from claims import checks, curation
from claims.curation.inspection import Inspection
from claims.model import Speaker
from claims.store import slices
from claims.store.connection import reading
from claims.vocabulary import Kind, SpeakerKind
from tests.conftest import STAMP
from tests.test_import import on_terminal

MANY = 5_000
ROW = re.compile(r"(?P<code>[A-Z]\d{3})  (?P<name>[a-z-]+) +(?P<seconds>\d+\.\d{3}) +(?P<found>\d+)")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of many speakers, each of whom is heard nowhere."""
    path = tmp_path_factory.mktemp("large") / "claims.db"
    people = (Speaker(f"s-{number}", "N", SpeakerKind.PERSON) for number in range(MANY))
    assert curation.make_store(path, people, STAMP)
    return path


def test_timings__of_each_rule_the_slowest_first(run: Callable[..., Any], large: Path) -> None:
    done = run("check", "--timings", store=large)
    tally, head, reading, *rows = done.err.splitlines()
    assert (tally, head.split()) == (f"claims: {2 * MANY} notes", ["code", "rule", "seconds", "findings"])
    assert re.fullmatch(r" +\(reading\) +\d+\.\d{3}", reading)
    found = [ROW.fullmatch(row) for row in rows]
    told = {one["code"]: (one["name"], int(one["found"])) for one in found if one}
    assert told == {rule.code: (rule.name, MANY * (rule.code in ("S001", "S003"))) for rule in checks.RULES}
    seconds = [float(one["seconds"]) for one in found if one]
    assert seconds == sorted(seconds, reverse=True)


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_timings__leave_the_findings_alone_in_every_format(run: Callable[..., Any], large: Path, form: str) -> None:
    words = ("check", "--select", "S003", "--format", form)
    plain, timed = run(*words, store=large), run(*words, "--timings", store=large)
    assert timed.out == plain.out
    assert timed.err.startswith(plain.err)
    assert "unheard-speaker" in timed.err.removeprefix(plain.err)


def test_timings__belong_to_a_check(run: Callable[..., Any], large: Path) -> None:
    done = run("check", "--explain", "S003", "--timings", store=large)
    assert (done.code, done.err) == (2, "claims: --explain does not go with --timings (ask for one of them)\n")


def test_progress__only_on_a_terminal_and_only_for_long(
    process: Callable[..., Any], large: Path, bundled: Path
) -> None:
    code, out, sent = on_terminal(large, "check", "--select", "S004", "--json")
    assert (code, out) == (0, "[]\n")
    assert "checking" in sent
    assert "records/s" in sent
    _, _, sent = on_terminal(bundled, "check", "--select", "S004")
    assert "checking" not in sent
    assert "checking" not in process("check", "--select", "S004", store=large).err


def _interrupted(*_: object, **__: object) -> Iterator[int]:
    yield 1
    raise KeyboardInterrupt


def test_interrupt__says_that_nothing_was_changed(run: Callable[..., Any], large: Path) -> None:
    with mock.patch.object(Inspection, "look", _interrupted):
        done = run("check", store=large)
    assert (done.code, done.out, done.err) == (130, "", "claims: interrupted; nothing was changed\n")


def test_slices__have_each_record_once_and_are_small(large: Path) -> None:
    with reading(large) as db:
        parts = [part.own[Kind.SPEAKER] for part in slices.slices(db, {Kind.SPEAKER})]
    assert [len(ids) for ids in parts] == [1_000] * 5
    assert len(set().union(*parts)) == MANY

"""What the shell offers while a command is being typed, by the protocol of Typer's completion."""

import os
from collections.abc import Callable
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
        typed = words.split(" ")
        env = {"_CLAIMS_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(typed) - 1)}
        done = run(store=store or store_of(RECORD), env=env)
        assert (done.code, done.err) == (0, "")
        return [line for line in done.out.split("\n") if line]

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


@pytest.mark.parametrize("name", [name for name in COMMANDS if not following(name) and name not in ("schema", "init")])
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
    env = {"_CLAIMS_COMPLETE": "complete_bash", "COMP_WORDS": "claims list --side ", "COMP_CWORD": "3"}
    done = run(env={**env, "XDG_DATA_HOME": str(tmp_path)})
    assert (done.code, done.out.strip(), done.err) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["claims --store {} show us-s", "claims show --store {} us-s"])
def test_complete__asks_the_store_that_is_named(
    offered: Callable[..., list[str]], store_of: Callable[[str], Path], tmp_path: Path, words: str
) -> None:
    assert offered(words.format(store_of(RECORD)), tmp_path / "none.db") == ["us-size", "us-spies"]


def test_complete__shells_with_descriptions_get_the_claim_made_harmless(
    run: Run, store_of: Callable[[str], Path]
) -> None:
    env = {"_CLAIMS_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "claims show us-sp"}
    done = run(store=store_of(RECORD), env=env)
    assert '"us-spies":"China \\u001b[31mspies\\\\: everywhere."' in done.out.replace("\\\\u", "\\u")
    assert "\x1b" not in done.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_complete__has_a_script_for_the_shell(run: Run, shell: str) -> None:
    done = run(env={"_CLAIMS_COMPLETE": f"source_{shell}"})
    assert done.code == 0
    assert "_CLAIMS_COMPLETE" in done.out
    assert os.sep + "tmp" not in done.out

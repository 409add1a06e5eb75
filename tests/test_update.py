"""`claims source update`: another text, and what becomes of every quote from it."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests import curating
from tests.curating import NOW, Desk, counts

OLD = (
    "The spokesman rose at noon.\n\nThe balloon is a civilian one, blown off its course.\n\n"
    "We regret it.\n\nHe would not say more. We regret it."
)
RECORD = f"""
sources:
  - {{id: paper, title: A paper, kind: article, wording: original, text: {OLD!r}}}
  - {{id: wire, title: A wire, kind: article, wording: original}}
claims:
  - {{id: china-airship, text: It strayed., speaker: wang, side: china, act: explanation,
     citations: [{{source: paper, quote: "The balloon is a civilian one, blown off its course."}}, {{source: wire}}]}}
  - {{id: china-regrets, text: China regrets it., speaker: wang, side: china, act: acknowledgement, status: retracted,
     citations: [{{source: paper, quote: We regret it., prefix: "say more. "}}, {{source: paper, locator: p. 3}}]}}
  - {{id: us-other, text: Something else., speaker: blinken, side: us, act: assertion}}
""".replace("'The spokesman", '"The spokesman').replace("it.'}", 'it."}')
AIRSHIP, REGRETS = "china-airship#1", "china-regrets#1"


@pytest.fixture
def desk(run: Callable[..., Any], store_of: Callable[[str], Path], tmp_path: Path) -> Desk:
    return curating.desk(run, store_of, tmp_path, RECORD)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "new.txt"
        path.write_bytes(text.encode())
        return path

    return write


File = Callable[[str], Path]


def fates(receipt: Any) -> dict[str, str]:
    return {one["citation"]: one["fate"] for one in receipt["quotes"]}


def citation(desk: Desk, id: str) -> Any:
    return next(one for one in desk.show(id.partition("#")[0])["citations"] if one["id"] == id)


def stands(desk: Desk, id: str, text: str) -> bool:
    one = citation(desk, id)
    return bool(text[one["start"] : one["end"]] == one["quote"])


def test_update__quotes_that_stay(desk: Desk, file: File) -> None:
    new = f"{OLD}\r\n\r\nCorrected on Monday."
    before = [citation(desk, id) for id in (AIRSHIP, REGRETS)]
    receipt = desk.receipt("source", "update", "paper", "--file", file(new), "--why", "Corrected.", "--by", "Mara")
    assert receipt["ids"] == ["paper"]
    assert receipt["counts"] == counts(sources=(0, 1))
    assert receipt["quotes"] == [
        {
            "citation": one["id"],
            "fate": "stayed",
            "quote": one["quote"],
            "before": {"start": one["start"], "end": one["end"]},
            "after": {"start": one["start"], "end": one["end"]},
            "words": one["quote"],
            "score": 1.0,
        }
        for one in before
    ]
    shown = desk.show("paper")
    assert (shown["text"], shown["sha256"]) == (new, sha256(new.encode()).hexdigest())
    (revision, _) = desk.log("paper")
    assert (revision["op"], revision["by"], revision["why"]) == ("edit", "Mara", "Corrected.")
    assert (revision["before"]["text"], revision["after"]["text"]) == (OLD, new)
    assert [citation(desk, id) for id in (AIRSHIP, REGRETS)] == before


def test_update__quotes_that_move(desk: Desk, file: File) -> None:
    new = f"气球 EXCLUSIVE.\n\n{OLD}"
    before = desk.dump()
    dry = desk.receipt("source", "update", "paper", "--file", file(new), "--dry-run")
    assert desk.dump() == before
    receipt = desk.receipt("source", "update", "paper", "--file", file(new))
    assert receipt == {**dry, "dry_run": False}
    assert receipt["ids"] == ["paper", "china-airship", "china-regrets"]
    assert fates(receipt) == {AIRSHIP: "moved", REGRETS: "moved"}
    for id in (AIRSHIP, REGRETS):
        assert stands(desk, id, new)
    # The second of the two, as before.
    assert citation(desk, REGRETS)["start"] == new.rindex("We regret it.")
    assert [one["op"] for one in desk.log("china-regrets")] == ["edit", "import"]
    assert desk.show("china-regrets")["status"] == "retracted"
    assert desk.show("us-other")["revised_at"] != NOW


def test_update__says_what_becomes_of_the_quotes(desk: Desk, file: File) -> None:
    done = desk("source", "update", "paper", "--file", file(f"New.\n\n{OLD}"))
    assert done.out.split() == ["paper", "china-airship", "china-regrets"]
    assert done.err.splitlines()[:3] == [
        "claims: china-airship#1: moved 29 → 35",
        f"claims: china-regrets#1: moved {OLD.rindex('We')} → {OLD.rindex('We') + 6}",
        "claims: quotes: 0 stayed, 2 moved, 0 reworded, 0 lost",
    ]


REWORDED = OLD.replace("a civilian one, blown off its course", "a civilian airship, blown far off course")


def test_update__other_words_are_refused_unless_they_are_taken(desk: Desk, file: File) -> None:
    words = ("source", "update", "paper", "--file", file(REWORDED))
    told = desk.refused(4, *words).splitlines()
    assert told[-2] == (
        "claims: quotes from the old text are not in the new one: 1 found in other words; nothing was changed"
        " (--reword takes the new words)"
    )
    assert told[-1].startswith(
        f"{AIRSHIP}: reworded: “The balloon is a civilian one, blown off its course.” → “The balloon is a civilian"
        " airship, blown far off course.” ("
    )
    assert desk.refused(4, *words, "--unquote") != ""
    receipt = desk.receipt(*words, "--reword")
    assert fates(receipt) == {AIRSHIP: "reworded", REGRETS: "moved"}
    assert 0.5 < receipt["quotes"][0]["score"] < 1
    assert citation(desk, AIRSHIP)["quote"] == "The balloon is a civilian airship, blown far off course."
    assert stands(desk, AIRSHIP, REWORDED)
    assert stands(desk, REGRETS, REWORDED)
    assert desk.log("china-airship")[0]["before"]["citations"][0]["quote"].endswith("blown off its course.")


LOST = "Nothing of the kind was ever said by anyone at all.\n\nHe would not say more. We regret it."


def test_update__a_loss_is_refused_unless_it_is_allowed(desk: Desk, file: File) -> None:
    words = ("source", "update", "paper", "--file", file(LOST))
    told = desk.refused(4, *words, "--reword").splitlines()
    assert told[-2:] == [
        (
            "claims: quotes from the old text are not in the new one: 1 lost; nothing was changed"
            " (--unquote keeps those citations without a quote)"
        ),
        f"{AIRSHIP}: lost: “The balloon is a civilian one, blown off its course.”",
    ]
    receipt = desk.receipt(*words, "--unquote")
    assert fates(receipt) == {AIRSHIP: "lost", REGRETS: "moved"}
    assert receipt["quotes"][0]["after"] is receipt["quotes"][0]["words"] is None
    one = citation(desk, AIRSHIP)
    assert [one[key] for key in ("source", "quote", "start", "end")] == ["paper", None, None, None]
    assert desk.log("china-airship")[0]["before"]["citations"][0]["quote"].startswith("The balloon")


def test_update__a_refused_one_tells_all_losses(desk: Desk, file: File) -> None:
    told = desk.refused(4, "source", "update", "paper", "--file", file("Quite other words, and few of them."))
    assert [line.split(": ")[:2] for line in told.splitlines()[-2:]] == [[AIRSHIP, "lost"], [REGRETS, "lost"]]


def test_update__a_quote_that_stands_at_several_places_now(desk: Desk, file: File) -> None:
    desk("edit", "us-other", "--source", "wire", "--quote", "We regret it.")
    words = ("source", "update", "wire", "--file", file(OLD))
    told = desk.refused(4, *words).splitlines()
    places = f"{OLD.index('We')}, {OLD.rindex('We')}"
    assert told[-1] == f"us-other#1: lost: “We regret it.” stands at several places: {places}"
    assert "claims edit CLAIM#NUMBER --prefix … tells which place is meant" in told[-2]
    desk("edit", "us-other#1", "--prefix", "say more. ")
    done = desk(*words)
    assert f"claims: us-other#1: moved {OLD.rindex('We')}" in done.err.splitlines()
    assert stands(desk, "us-other#1", OLD)


def test_update__the_same_text_changes_nothing(desk: Desk, file: File) -> None:
    assert desk.refused(0, "source", "update", "paper", "--file", file(OLD)).splitlines() == [
        "claims: quotes: 2 stayed, 0 moved, 0 reworded, 0 lost",
        "claims: nothing to change",
    ]


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("paper",), 2, "the new text is missing (name its file with --file)"),
        (("paper", "--file", ""), 2, "--file is empty (name the file that holds the text, - for standard input)"),
        (
            ("papper", "--file", "new.txt"),
            3,
            (
                "no source “papper” in this store"
                " (did you mean paper? or make it with: claims source add papper --title … --kind …)"
            ),
        ),
    ],
)
def test_update__refused(
    desk: Desk, file: File, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, complaint: str
) -> None:
    monkeypatch.chdir(file(OLD).parent)
    assert desk.refused(code, "source", "update", *words) == f"claims: {complaint}\n"


def test_update__through_a_form_moves_quotes_too(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "commands.sed").write_text("s/The spokesman rose/The tall spokesman rose/", encoding="utf-8")
    done = desk.typing("source", "edit", "paper", EDITOR=f"sed -i -f {tmp_path / 'commands.sed'}")
    assert done.out.split() == ["paper", "china-airship", "china-regrets"]
    new = OLD.replace("The spokesman", "The tall spokesman")
    assert desk.show("paper")["text"] == new
    assert stands(desk, AIRSHIP, new)
    assert stands(desk, REGRETS, new)

"""`claims source update`: another text, and what becomes of every quote from it."""

import shutil
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
        "claims: quotes: 0 stayed, 2 moved, 0 doubtful, 0 reworded, 0 lost",
    ]


REWORDED = OLD.replace("a civilian one, blown off its course", "a civilian airship, blown far off course")


def test_update__other_words_are_refused_until_they_are_taken_one_by_one(desk: Desk, file: File) -> None:
    words = ("source", "update", "paper", "--file", file(REWORDED))
    told = desk.refused(4, *words).splitlines()
    assert told[-3] == (
        "claims: 2 quotes from the old text to decide on; nothing was changed (one by one: --reword CLAIM#NUMBER takes"
        " the words and the place shown, --unquote CLAIM#NUMBER keeps the citation without a quote)"
    )
    assert told[-2].startswith(f"{REGRETS}: doubtful: “We regret it.” stood after “")
    assert told[-1].startswith(
        f"{AIRSHIP}: reworded: “The balloon is a civilian one, blown off its course.” → “The balloon is a civilian"
        " airship, blown far off course.” (0."
    )
    assert desk.refused(4, *words, "--reword", AIRSHIP).splitlines()[-1].startswith(f"{REGRETS}: doubtful")
    assert desk.refused(4, *words, "--reword", REGRETS).splitlines()[-1].startswith(f"{AIRSHIP}: reworded")
    receipt = desk.receipt(*words, "--reword", AIRSHIP, "--reword", REGRETS)
    assert fates(receipt) == {AIRSHIP: "reworded", REGRETS: "doubtful"}
    assert all(0.7 <= one["score"] < 1 for one in receipt["quotes"])
    assert citation(desk, AIRSHIP)["quote"] == "The balloon is a civilian airship, blown far off course."
    assert stands(desk, AIRSHIP, REWORDED)
    assert stands(desk, REGRETS, REWORDED)
    # What was decided is part of the record, for the stores that get it.
    assert citation(desk, REGRETS)["prefix"] == REWORDED[: REWORDED.rindex("We regret")][-32:]
    assert desk.log("china-airship")[0]["before"]["citations"][0]["quote"].endswith("blown off its course.")


FAR = "\n\nAnd so the day went on, with nothing said by anybody about it, and the evening after it as well.\n\n"


@pytest.mark.parametrize(("changed", "is_near"), [("blown off its coarse.", True), ("carried off by wind.", False)])
def test_update__only_what_is_nearly_the_same_is_taken_all_at_once(
    desk: Desk, file: File, changed: str, is_near: bool
) -> None:
    decided = ("--reword", AIRSHIP, "--reword", REGRETS)
    desk("source", "update", "paper", "--file", file(OLD.replace("\n\nWe", f"{FAR}We", 1)), *decided)
    new = desk.show("paper")["text"].replace("blown off its course.", changed)
    words = ("source", "update", "paper", "--file", file(new), "--reword", "all")
    if is_near:
        assert fates(desk.receipt(*words)) == {AIRSHIP: "reworded", REGRETS: "stayed"}
        assert citation(desk, AIRSHIP)["quote"].endswith(changed)
    else:
        assert desk.refused(4, *words).splitlines()[-1].startswith(f"{AIRSHIP}: reworded")


@pytest.mark.parametrize("option", ["--reword", "--unquote"])
def test_update__a_decision_names_a_quote_from_the_source(desk: Desk, file: File, option: str) -> None:
    told = desk.refused(3, "source", "update", "paper", "--file", file(REWORDED), option, "china-airship#2")
    assert told.splitlines()[-1].startswith("claims: no quote from paper “china-airship#2” in this store (did you mean")


LOST = "Nothing of the kind was ever said by anyone at all.\n\nHe would not say more. We regret it."


def test_update__a_loss_is_refused_until_it_is_allowed(desk: Desk, file: File) -> None:
    words = ("source", "update", "paper", "--file", file(LOST))
    told = desk.refused(4, *words, "--reword", REGRETS, "--reword", AIRSHIP).splitlines()
    assert told[-2:] == [
        (
            "claims: 1 quote from the old text to decide on; nothing was changed (one by one: --unquote CLAIM#NUMBER"
            " keeps the citation without a quote)"
        ),
        f"{AIRSHIP}: lost: “The balloon is a civilian one, blown off its course.”",
    ]
    # All at once, what is lost alone goes without its quote.
    assert desk.refused(4, *words, "--unquote", "all").splitlines()[-1].startswith(f"{REGRETS}: doubtful")
    receipt = desk.receipt(*words, "--unquote", "all", "--reword", REGRETS)
    assert fates(receipt) == {AIRSHIP: "lost", REGRETS: "doubtful"}
    assert receipt["quotes"][0]["after"] is receipt["quotes"][0]["words"] is None
    one = citation(desk, AIRSHIP)
    assert [one[key] for key in ("source", "quote", "start", "end")] == ["paper", None, None, None]
    assert desk.log("china-airship")[0]["before"]["citations"][0]["quote"].startswith("The balloon")


SPOKEN = "“We will not be intimidated.”"
BLINKEN, WANG = f"Mr. Blinken told reporters: {SPOKEN}", f"Mr. Wang told reporters: {SPOKEN}"
BOTH = f"On Monday nothing was new. {BLINKEN}{FAR}{WANG}{FAR}"


@pytest.mark.parametrize(
    "corrected",
    [
        BOTH.replace(BLINKEN, "Mr. Blinken told them nothing."),
        BOTH.replace(BLINKEN, f"Mr. Qin told reporters: {SPOKEN}"),
        BOTH.replace("Blinken", "Borrell"),
        BOTH.replace(f" {BLINKEN}", "").replace(WANG, f"{WANG} the minister said."),
    ],
    ids=["gone", "another speaker's", "another name of the same length", "elsewhere alone"],
)
@pytest.mark.parametrize("prefix", [None, "Mr. Blinken told reporters: “", "Blinken told reporters:"])
def test_update__puts_no_quote_into_another_mouth(desk: Desk, file: File, corrected: str, prefix: str | None) -> None:
    desk("source", "update", "wire", "--file", file(BOTH))
    given = ("--prefix", prefix) if prefix else ("--start", BOTH.index("We will"), "--end", BOTH.index(".”") + 1)
    desk("edit", "us-other", "--source", "wire", "--quote", "We will not be intimidated.", *given)
    assert citation(desk, "us-other#1")["start"] == BOTH.index("We will")
    told = desk.refused(4, "source", "update", "wire", "--file", file(corrected))
    assert "us-other#1: doubtful: “We will not be intimidated.” stood " in told
    folder = file("").parent / "shared"
    desk("export", f"{folder}/")
    (text,) = (folder / "texts").glob("wire*")
    text.write_bytes(corrected.encode())
    assert "Q007" in desk.refused(6, "import", folder, "--take", "theirs")
    desk("source", "update", "wire", "--file", file(corrected), "--reword", "us-other#1")
    assert stands(desk, "us-other#1", corrected)


def test_update__other_stores_get_what_was_decided(desk: Desk, file: File) -> None:
    other = desk._replace(store=desk.store.with_name("other.db"))
    shutil.copy(desk.store, other.store)
    decided = ("--reword", AIRSHIP, "--reword", REGRETS)
    desk("source", "update", "paper", "--file", file(REWORDED), *decided)
    desk("export", f"{file('').parent / 'shared'}/")
    other("import", file("").parent / "shared")
    assert other.show("china-airship") == desk.show("china-airship")
    assert other.show("china-regrets") == desk.show("china-regrets")


def test_update__looks_as_far_around_a_quote_as_tells_it_from_others(desk: Desk, file: File) -> None:
    at_length = (
        " told the reporters who had come to the ministry in the capital on Monday afternoon: “We regret it.”" + FAR
    )
    old = f"Mr. Blinken{at_length}Mr. Wang{at_length}"
    desk("source", "update", "wire", "--file", file(old))
    start = old.index("We regret")
    desk("edit", "us-other", "--source", "wire", "--quote", "We regret it.", "--start", start, "--end", start + 13)
    told = desk.refused(4, "source", "update", "wire", "--file", file(f"Mr. Wang{at_length}"))
    assert "us-other#1: doubtful: “We regret it.” stood " in told


def test_update__a_text_that_is_set_anew_moves_quotes_with_its_own_typesetting(desk: Desk, file: File) -> None:
    new = OLD.replace(" blown", "\r\nblown").replace("We regret it.\n\nHe", "We regret it.\r\n\r\nHe")
    assert fates(desk.receipt("source", "update", "paper", "--file", file(new))) == {
        AIRSHIP: "stayed",
        REGRETS: "moved",
    }
    assert citation(desk, AIRSHIP)["quote"] == "The balloon is a civilian one,\r\nblown off its course."
    assert stands(desk, AIRSHIP, new)


def test_update__shows_what_cannot_be_seen(desk: Desk, file: File) -> None:
    new = OLD.replace("a civilian one,", "a ci\u00advilian\u00a0ship,\n")
    told = desk.refused(4, "source", "update", "paper", "--file", file(new))
    assert "→ “The balloon is a ci[U+00AD]vilian[U+00A0]ship,\\n blown off its course.” (" in told


def test_update__a_refused_one_tells_all_losses(desk: Desk, file: File) -> None:
    told = desk.refused(4, "source", "update", "paper", "--file", file("Quite other words, and few of them."))
    assert [line.split(": ")[:2] for line in told.splitlines()[-2:]] == [[AIRSHIP, "lost"], [REGRETS, "lost"]]


def test_update__a_quote_that_stands_at_several_places_now(desk: Desk, file: File) -> None:
    desk("edit", "us-other", "--source", "wire", "--quote", "We regret it.")
    words = ("source", "update", "wire", "--file", file(OLD))
    told = desk.refused(4, *words).splitlines()
    places = f"{OLD.index('We')}, {OLD.rindex('We')}"
    assert told[-1] == f"us-other#1: lost: “We regret it.” stands at several places: {places}"
    desk("edit", "us-other#1", "--prefix", "say more. ")
    done = desk(*words)
    assert f"claims: us-other#1: moved {OLD.rindex('We')}" in done.err.splitlines()
    assert stands(desk, "us-other#1", OLD)


def test_update__the_same_text_changes_nothing(desk: Desk, file: File) -> None:
    assert desk.refused(0, "source", "update", "paper", "--file", file(OLD)).splitlines() == [
        "claims: quotes: 2 stayed, 0 moved, 0 doubtful, 0 reworded, 0 lost",
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
    (tmp_path / "commands.sed").write_text("s/The spokesman rose/Corrected. The spokesman rose/", encoding="utf-8")
    done = desk.typing("source", "edit", "paper", EDITOR=f"sed -i -f {tmp_path / 'commands.sed'}")
    assert done.out.split() == ["paper", "china-airship", "china-regrets"]
    new = OLD.replace("The spokesman", "Corrected. The spokesman")
    assert desk.show("paper")["text"] == new
    assert stands(desk, AIRSHIP, new)
    assert stands(desk, REGRETS, new)


def test_update__a_form_moves_no_quote_between_other_words(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "commands.sed").write_text("s/The spokesman rose/The minister rose/", encoding="utf-8")
    before = desk.dump()
    done = desk.typing("source", "edit", "paper", code=130, EDITOR=f"sed -i -f {tmp_path / 'commands.sed'}")
    assert "nothing was written" in done.err
    assert desk.dump() == before

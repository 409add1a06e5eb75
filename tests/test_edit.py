"""`claims edit`: claims, their citations and links, changed by options or in a form."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import curating
from tests.curating import LINK, NOW, Desk, counts, states


@pytest.fixture
def desk(run: Callable[..., Any], store_of: Callable[[str], Path], tmp_path: Path) -> Desk:
    return curating.desk(run, store_of, tmp_path)


def citations(desk: Desk, *keys: str) -> list[Any]:
    """The citations of one claim, by these keys."""
    return [tuple(one[key] for key in keys) for one in desk.show("us-spies")["citations"]]


# Claims.


def test_edit__changes_what_is_given_and_nothing_else(desk: Desk) -> None:
    before = desk.show("us-spies")
    done = desk(
        "edit", "us-spies", "--text", "China spies.", "--said", "2023-02", "--with", "officials", "--why", "Typo."
    )
    assert (done.out, done.err) == ("us-spies\n", "claims: changed claim us-spies\n")
    after = desk.show("us-spies")
    assert [one["id"] for one in after.pop("with")] == ["officials"]
    changed = {"text": "China spies.", "said": "2023-02", "earliest": "2023-02-01", "latest": "2023-02-28"}
    del before["with"]
    assert after == {**before, **changed, "revised_at": NOW}


def test_edit__gives_a_receipt(desk: Desk) -> None:
    receipt = desk.receipt("edit", "us-size", "--side", "china", "--venue", "Munich", "--by", "Mara", "--why", "w")
    (change,) = receipt.pop("changes")
    assert receipt == {
        "dry_run": False,
        "at": NOW,
        "by": "Mara",
        "why": "w",
        "ids": ["us-size"],
        "counts": counts(claims=(0, 1)),
        "states": [],
    }
    before, after = change["before"], change["after"]
    assert (change["op"], change["kind"], change["id"]) == ("edit", "claim", "us-size")
    assert after == {**before, "side": "china", "venue": "Munich", "revised_at": NOW}
    (revision, _) = desk.log("us-size")
    assert revision == {"seq": revision["seq"], "at": NOW, "by": "Mara", "why": "w", **change}


def test_edit__tells_what_another_side_does_to_states(desk: Desk) -> None:
    desk("rebut", "us-size", "--speaker", "wang", "--text", "No.", "--id", "china-no")
    receipt = desk.receipt("edit", "china-no", "--side", "us", "--dry-run")
    assert receipt["states"] == states(("us-size", ("reply", False), ("reply", True)))
    assert desk("edit", "china-no", "--side", "us").err.splitlines()[1:] == [
        "claims: us-size: it has no answer any more"
    ]


def test_edit__dry_changes_nothing(desk: Desk) -> None:
    before = desk.dump()
    done = desk("edit", "us-spies", "--text", "China spies.", "--dry-run")
    assert done.out == "would edit claim us-spies\n  text  - China spies on us.\n        + China spies.\n"
    assert desk.dump() == before


@pytest.mark.parametrize("words", [("--text", "China spies on us."), ("--note", ""), ("--dispute", "balloon")])
def test_edit__nothing_to_change(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.refused(0, "edit", "us-spies", *words) == "claims: nothing to change\n"


def test_edit__an_empty_value_takes_one_out_and_lists_are_given_anew(desk: Desk) -> None:
    desk("edit", "us-spies", "--addressee", "china", "--addressee", "eu", "--venue", "v", "--note", "n", "--lang", "en")
    desk(
        "edit",
        "us-spies",
        "--addressee",
        "nato",
        "--venue",
        "",
        "--note",
        "",
        "--lang",
        "",
        "--dispute",
        "",
        "--said",
        "",
    )
    shown = desk.show("us-spies")
    assert [shown[key] for key in ("addressees", "venue", "note", "lang", "disputes", "said")] == [
        *(["nato"], None, None, None, [], None)
    ]


@pytest.mark.parametrize(
    ("flag", "key"), [("--text", "text"), ("--speaker", "speaker"), ("--side", "side"), ("--act", "act")]
)
def test_edit__what_a_claim_needs_stays(desk: Desk, flag: str, key: str) -> None:
    assert desk.refused(2, "edit", "us-spies", flag, "").startswith(f"claims: {flag} is missing (")


@pytest.mark.parametrize(
    ("words", "code", "start"),
    [
        (("us-spie5", "--text", "T."), 3, "no claim “us-spie5” in this store (did you mean us-spies"),
        (("us", "--text", "T."), 3, "“us” fits more than one claim (one of us-size or us-spies)"),
        (("wang", "--text", "T."), 2, "wang is a speaker (claims speaker edit wang)"),
        (("paper", "--text", "T."), 2, "paper is a source (claims source edit paper)"),
        (("us-spies",), 2, "what to change must be given where there is no terminal to fill in a form ("),
        (("us-spies", "--speaker", "gone"), 4, "the speaker “gone” is retracted (restore it first: "),
        (("us-spies", "--basis", "explicit"), 2, "--basis is of a link, not of a claim ("),
        (("us-spies", "--id", "x"), 2, "no such option: --id"),
        (("", "--text", "T."), 3, "no claim “” in this store"),
    ],
)
def test_edit__refused(desk: Desk, words: tuple[str, ...], code: int, start: str) -> None:
    assert desk.refused(code, "edit", *words).startswith(f"claims: {start}")


def test_edit__a_retracted_claim_stays_so(desk: Desk) -> None:
    desk("retract", "us-size", "--why", "x")
    desk("edit", "us-size", "--note", "n")
    assert (desk.show("us-size")["note"], desk.show("us-size")["status"]) == ("n", "retracted")


def test_edit__names_that_were_retracted_since_may_stay(desk: Desk) -> None:
    desk("edit", "china-strayed", "--speaker", "wang-lutong", "--addressee", "us")
    desk("add", "--speaker", "officials", "--text", "T.", "--id", "t")
    desk("retract", "t", "--why", "x")
    desk("retract", "officials", "--why", "x")
    desk("edit", "t", "--note", "n")
    assert desk.show("t")["note"] == "n"


# Citations.


def test_citation__is_added(desk: Desk) -> None:
    desk("edit", "us-spies", "--source", "paper", "--quote", "They spy.", "--prefix", "Two. ", "--via", "officials")
    assert citations(desk, "id", "source", "quote", "start", "via")[2:] == [
        ("us-spies#3", "paper", "They spy.", 21, ["officials"])
    ]


def test_citation__is_changed(desk: Desk) -> None:
    given = ("--locator", "p. 2", "--note", "n", "--via", "officials", "--attribution", "direct")
    done = desk("edit", "us-spies#2", *given, "--why", "Looked up.")
    assert done.out == "us-spies\n"
    keys = ("id", "quote", "locator", "note", "via", "attribution")
    assert citations(desk, *keys)[1] == ("us-spies#2", "They spy.", "p. 2", "n", ["officials"], "direct")
    assert desk.show("us-spies")["note"] is None
    desk("edit", "us-spies#2", *(word if word.startswith("--") else "" for word in given))
    assert citations(desk, *keys)[1] == ("us-spies#2", "They spy.", None, None, [], None)


def test_citation__another_quote_has_another_place(desk: Desk) -> None:
    desk("edit", "us-spies#1", "--quote", "One. They spy.")
    assert citations(desk, "quote", "start", "end")[0] == ("One. They spy.", 0, 14)
    desk("edit", "us-spies#1", "--quote", "They spy.", "--prefix", "Two. ")
    assert citations(desk, "quote", "start", "end")[0] == ("They spy.", 21, 30)
    desk("edit", "us-spies#1", "--prefix", "One. ", "--start", "5", "--end", "14")
    assert citations(desk, "prefix", "start", "end")[0] == ("One. ", 5, 14)


def test_citation__without_its_quote_has_no_place(desk: Desk) -> None:
    desk("edit", "us-spies#1", "--prefix", "said: “")
    desk("edit", "us-spies#1", "--quote", "")
    assert citations(desk, "source", "quote", "prefix", "start", "end")[0] == ("paper", None, None, None, None)


def test_citation__of_another_source_is_looked_up_there(desk: Desk) -> None:
    complaint = desk.refused(4, "edit", "us-spies#2", "--source", "paper")
    assert complaint == (
        "claims: us-spies: the quote stands at several places of paper: 5, 21 [Q002] (add a prefix or a suffix)\n"
    )
    desk("edit", "us-spies#2", "--source", "paper", "--suffix", "\r\nThey said")
    assert citations(desk, "id", "source", "start")[1] == ("us-spies#2", "paper", 21)
    desk("edit", "us-spies#1", "--source", "wire")
    assert citations(desk, "source", "quote", "start")[0] == ("wire", "We do not.", None)


def test_citation__number_is_never_used_again(desk: Desk) -> None:
    desk("edit", "us-spies", "--drop-citation", "2")
    assert citations(desk, "id") == [("us-spies#1",)]
    desk("edit", "us-spies", "--source", "wire")
    assert citations(desk, "id") == [("us-spies#1",), ("us-spies#3",)]
    desk("edit", "us-spies", "--drop-citation", "1", "--drop-citation", "3")
    desk("edit", "us-spies", "--source", "wire")
    assert citations(desk, "id") == [("us-spies#4",)]
    desk("edit", "us-spies", "--drop-citation", "4", "--source", "wire")
    assert citations(desk, "id") == [("us-spies#5",)]


@pytest.mark.parametrize(
    ("words", "code", "start"),
    [
        (
            ("us-spies#9", "--quote", "q"),
            3,
            "no citation “us-spies#9” in this store (did you mean us-spies#1 or us-spies#2?)",
        ),
        (("us-spies", "--drop-citation", "x"), 3, "no citation “us-spies#x” in this store"),
        (
            ("us-spies", "--quote", "q"),
            2,
            "a new citation needs its --source (to change one, name it: claims edit CLAIM#",
        ),
        (("us-spies", "--source", "", "--quote", "q"), 2, "a new citation needs its --source"),
        (("us-spies#1", "--source", ""), 2, "--source is missing (the source's id)"),
        (("us-spies#1", "--drop-citation", "1"), 2, "--drop-citation goes with the id of the claim"),
        (
            ("us-spies#1", "--quote", "They said: “We did not.”"),
            4,
            "us-spies: the quote is not in paper [Q001] (nearest, at",
        ),
        (("us-spies#1", "--start", "3", "--end", "2"), 2, "the quote ends at 2, before it begins at 3"),
        (("us-spies#2", "--source", "nope"), 3, "no source “nope” in this store"),
    ],
)
def test_citation__refused(desk: Desk, words: tuple[str, ...], code: int, start: str) -> None:
    assert desk.refused(code, "edit", *words).startswith(f"claims: {start}")


# Links.


def test_link__is_changed(desk: Desk) -> None:
    desk("edit", LINK, "--basis", "inferred", "--note", "n", "--source", "wire", "--why", "w")
    link = desk.show(LINK)
    assert [link[key] for key in ("basis", "note", "source")] == ["inferred", "n", "wire"]
    desk("edit", LINK, "--note", "", "--source", "")
    assert [desk.show(LINK)[key] for key in ("basis", "note", "source")] == ["inferred", None, None]


@pytest.mark.parametrize(
    ("words", "code", "start"),
    [
        ((LINK, "--text", "T."), 2, "a link has no --text (it has --basis, --note and --source)"),
        ((LINK, "--drop-citation", "1"), 2, "a link has no --drop-citation"),
        ((LINK, "--basis", "sure"), 2, "--basis does not take “sure” (one of explicit, inferred)"),
        (
            ("china-strayed/counters/us-spies", "--note", "n"),
            3,
            f"no link “china-strayed/counters/us-spies” in this store (did you mean {LINK}?)",
        ),
        (("/", "--note", "n"), 3, "no link “/” in this store"),
    ],
)
def test_link__refused(desk: Desk, words: tuple[str, ...], code: int, start: str) -> None:
    assert desk.refused(code, "edit", *words).startswith(f"claims: {start}")


# Forms.


@pytest.fixture
def edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A terminal with an editor that runs these `sed` commands on the form, and a place for kept forms."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def make(*commands: str) -> None:
        script = tmp_path / "commands.sed"
        script.write_text("\n".join(commands), encoding="utf-8")
        monkeypatch.setenv("EDITOR", f"sed -i -f {script}")

    return make


Edits = Callable[..., None]


def test_form__adds_a_claim(desk: Desk, edits: Edits) -> None:
    edits("s/^speaker:$/speaker: wang/", "s/^text: >-$/text: 'No: never.'/", "s/^act:$/act: rejection/")
    assert desk.typing("add", "--why", "w").out == "china-no-never\n"
    shown = desk.show("china-no-never")
    assert (shown["text"], shown["side"], shown["act"]) == ("No: never.", "china", "rejection")
    assert desk.log("china-no-never")[0]["why"] == "w"


def test_form__adds_an_answer_with_the_id_that_is_given(desk: Desk, edits: Edits) -> None:
    edits("s/^speaker:$/speaker: wang/", "s/^text: >-$/text: No./")
    done = desk.typing("rebut", "us-size", "--id", "china-no", "--relation", "counters", "--basis", "explicit")
    assert done.out == "china-no\nchina-no/counters/us-size\n"
    assert desk.show("china-no/counters/us-size")["basis"] == "explicit"


def test_form__changes_a_record(desk: Desk, edits: Edits) -> None:
    edits("s/^note:.*/note: noted/", "s/^said:.*/said:/")
    desk.typing("edit", "us-spies")
    assert (desk.show("us-spies")["note"], desk.show("us-spies")["said"]) == ("noted", None)
    desk.typing("edit", LINK)
    assert desk.show(LINK)["note"] == "noted"
    desk.typing("speaker", "edit", "wang")
    assert desk.show("wang")["note"] == "noted"
    assert desk.typing("dispute", "edit", "balloon", "--dry-run").out == "would edit dispute balloon\n  note  + noted\n"
    assert desk.show("balloon")["note"] is None


def test_form__that_does_not_pass_is_kept_and_taken_up_again(desk: Desk, edits: Edits, tmp_path: Path) -> None:
    edits("s/^speaker:.*/speaker: nobody/", "s/^text: >-$/text: No./")
    done = desk.typing("add", "--why", "It's so.", "--by", "Mara", code=130)
    kept, left = done.err.splitlines()
    assert left == "claims: the form was left with a problem, so nothing was written"
    (form,) = (tmp_path / "data" / "claims" / "forms").iterdir()
    assert (
        kept
        == f"""claims: what you wrote is kept; go on with: claims add --by Mara --why 'It'"'"'s so.' --form {form}"""
    )
    assert "#!" not in form.read_text(encoding="utf-8")
    assert desk.refused(6, "add", "--form", str(form)).splitlines() == [
        "claims: the form does not pass, and no terminal is there to mend it",
        "there is no speaker “nobody” (add it first: claims speaker add nobody)",
    ]
    edits("s/^speaker: nobody/speaker: wang/")
    assert desk.typing("add", "--form", str(form)).out == "china-no\n"


@pytest.mark.parametrize("words", [("add",), ("rebut", "us-size"), ("edit", "us-size"), ("side", "add")])
def test_form__left_as_it_was(desk: Desk, edits: Edits, words: tuple[str, ...]) -> None:
    edits("")
    before = desk.dump()
    told = desk.typing(*words, code=130).err
    assert told.startswith("claims: the form was not changed, so nothing was written")
    assert desk.dump() == before


def test_form__of_a_record_that_was_changed_meanwhile(desk: Desk, tmp_path: Path) -> None:
    program = f"{sys.executable} -m claims --store {desk.store}"
    script = tmp_path / "editor.sh"
    script.write_text(f'{program} edit us-size --venue elsewhere\nsed -i "s/^note:.*/note: noted/" "$1"\n', "utf-8")
    env = {"EDITOR": f"sh {script}", "XDG_DATA_HOME": str(tmp_path / "data")}
    assert "nothing was written" in desk.typing("edit", "us-size", code=130, **env).err
    assert len(list((tmp_path / "data" / "claims" / "forms").iterdir())) == 1
    assert (desk.show("us-size")["note"], desk.show("us-size")["venue"]) == (None, "elsewhere")


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_form__file_that_can_not_be_read(desk: Desk, tmp_path: Path, name: str) -> None:
    told = desk.refused(2, "add", "--form", str(tmp_path / name))
    assert told.startswith(f"claims: --form: {tmp_path / name} can't be read: ")
    assert told.count("\n") == 1

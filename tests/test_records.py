"""`claims speaker`, `source`, `dispute` and `side`: add, edit and retract."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests import curating
from tests.curating import NOW, TEXT, Desk, counts


@pytest.fixture
def desk(run: Callable[..., Any], store_of: Callable[[str], Path], tmp_path: Path) -> Desk:
    return curating.desk(run, store_of, tmp_path)


STAMPS = {"status": "on-record", "recorded_at": NOW, "revised_at": NOW}
GIVEN = {
    "side": (
        ("--name", "Russia", "--alias", "moscow", "--alias", "ru", "--note", "n"),
        {"id": "russia", "name": "Russia", "aliases": ["moscow", "ru"], "note": "n"},
    ),
    "speaker": (
        (
            *("--name", "Mao Ning", "--kind", "PERSON", "--side", "prc", "--alias", "毛宁", "--wikidata", "Q113"),
            *("--post", "Spokesperson; 2022-09", "--post", "Deputy;2020;2022-08~", "--post", "Envoy", "--note", "n"),
        ),
        {
            "id": "mao-ning",
            "name": "Mao Ning",
            "kind": "person",
            "side": "china",
            "aliases": ["毛宁"],
            "posts": [
                {"title": "Spokesperson", "from": "2022-09", "to": None},
                {"title": "Deputy", "from": "2020", "to": "2022-08~"},
                {"title": "Envoy", "from": None, "to": None},
            ],
            "wikidata": "Q113",
            "note": "n",
        },
    ),
    "source": (
        (
            *("--title", "A briefing", "--kind", "transcript", "--publisher", "The Ministry", "--author", "A. One"),
            *("--author", "B. Two", "--published", "2023-02-13", "--url", "https://example.org/a", "--lang", "zh"),
            *("--archived-url", "https://archive.org/a", "--accessed", "2023-03", "--note", "n"),
        ),
        {
            "id": "ministry-2023-02-13-briefing",
            "title": "A briefing",
            "kind": "transcript",
            "wording": "unknown",
            "publisher": "The Ministry",
            "authors": ["A. One", "B. Two"],
            "published": "2023-02-13",
            "url": "https://example.org/a",
            "archived_url": "https://archive.org/a",
            "accessed": "2023-03",
            "lang": "zh",
            "text": None,
            "sha256": None,
            "note": "n",
        },
    ),
    "dispute": (
        (
            *("--title", "The chips", "--summary", "Who may sell.", "--alias", "semiconductors", "--party", "us"),
            *("--party", "beijing", "--party", "usa", "--covers", "2022-10/2023-12", "--note", "n"),
        ),
        {
            "id": "chips",
            "title": "The chips",
            "summary": "Who may sell.",
            "aliases": ["semiconductors"],
            "parties": ["us", "china"],
            "covers": "2022-10/2023-12",
            "note": "n",
        },
    ),
}


@pytest.mark.parametrize("kind", list(GIVEN))
def test_add__stores_what_the_options_give(desk: Desk, kind: str) -> None:
    words, after = GIVEN[kind]
    before = desk.dump()
    dry = desk.receipt(kind, "add", *words, "--why", "w", "--dry-run")
    assert desk.dump() == before
    receipt = desk.receipt(kind, "add", *words, "--why", "w")
    assert receipt == {**dry, "dry_run": False}
    assert receipt == {
        "dry_run": False,
        "at": NOW,
        "by": "tester",
        "why": "w",
        "ids": [after["id"]],
        "counts": counts(**{f"{kind}s": (1, 0)}),
        "changes": [{"op": "add", "kind": kind, "id": after["id"], "before": None, "after": {**after, **STAMPS}}],
        "states": [],
    }
    assert desk.show(str(after["id"])) == {**after, **STAMPS}
    assert desk.log(str(after["id"]))[0]["why"] == "w"


@pytest.mark.parametrize("words", [("one",), ("--id", "one"), ("one", "--id", "one")])
def test_add__under_an_id(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk("side", "add", *words, "--name", "One").out == "one\n"
    again = desk.refused(4, "side", "add", *words, "--name", "One")
    assert again == "claims: there is a side “one” already, and ids are never reused (give another, or leave it out)\n"
    assert desk("side", "add", "--name", "One", "--force").out == "one-2\n"


OFFICE, ARTICLE = ("--kind", "office"), ("--kind", "article")
FORCE = "(name that one, or add another with --force)\n"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("side", "add", "--name", "CHINA"), "the name “CHINA” is that of china as well [R007]"),
        (("side", "add", "--name", "Reds", "--alias", "Chína"), "the name “Chína” is that of china as well [R007]"),
        (("side", "add", "--name", "P.R.C."), "the name “P.R.C.” is that of china as well [R007]"),
        (("side", "add", "--name", "U.S."), "the name “U.S.” is that of us as well [R007]"),
        (
            ("speaker", "add", "--name", "wang YĪ", "--kind", "person"),
            "the name “wang YĪ” is that of wang as well [R007]",
        ),
        (
            ("speaker", "add", "--name", "W.", "--kind", "person", "--wikidata", "Q15"),
            "the Wikidata item Q15 is that of known as well [S005]",
        ),
        (("dispute", "add", "--title", "the knówn"), "the title “the knówn” is that of known as well [R007]"),
        (
            ("source", "add", "--title", "A PAPER", "--kind", "article"),
            "the title “A PAPER” is that of paper as well [R007]",
        ),
        (
            ("source", "add", "--title", "S", "--kind", "article", "--url", "https://EXAMPLE.org/a#top"),
            "the address is that of known as well [R008]",
        ),
    ],
)
def test_add__of_what_is_there_is_refused_unless_forced(desk: Desk, words: tuple[str, ...], complaint: str) -> None:
    desk("speaker", "add", "known", "--name", "Someone", "--kind", "person", "--wikidata", "Q15")
    desk("dispute", "add", "known", "--title", "The known")
    desk("source", "add", "known", "--title", "A leaflet", "--kind", "article", "--url", "http://www.example.org/a/")
    assert desk.refused(4, *words) == f"claims: {complaint} {FORCE}"
    assert desk.refused(4, *words, "--dry-run") == f"claims: {complaint} {FORCE}"
    assert desk(*words, "--force").out


def test_add__of_the_text_of_another_source_is_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(TEXT.encode())
    words = ("source", "add", "--title", "The same", "--kind", "article", "--file", file)
    assert desk.refused(4, *words) == f"claims: the text is that of paper as well [R008] {FORCE}"
    assert desk(*words, "--force").out == "same\n"


def test_add__of_one_title_are_sources_of_other_days_and_publishers(desk: Desk) -> None:
    words = ("source", "add", "--title", "Briefing", "--kind", "transcript", "--publisher")
    desk(*words, "Ministry", "--published", "2023-02-13", "--id", "first")
    desk(*words, "Ministry", "--published", "2023-02-14")
    desk(*words, "Embassy", "--published", "2023-02-13")
    complaint = f"claims: the title “Briefing” is that of first as well [R007] {FORCE}"
    assert desk.refused(4, *words, "MINISTRY", "--published", "2023-02-13") == complaint
    assert desk.refused(4, *words, "Ministry") == complaint
    assert "the title “Briefing” is that of" in desk.refused(4, *words[:-1])


def test_add__of_the_name_of_a_retracted_one(desk: Desk) -> None:
    assert desk("speaker", "add", "--name", "Gone", "--kind", "person").out == "gone-2\n"


def test_add__from_a_form_is_refused_and_forced_as_well(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "form.yaml"
    file.write_text("name: antony BLINKEN\nkind: person\n", encoding="utf-8")
    words = ("speaker", "add", "--form", file)
    assert "the name “antony BLINKEN” is that of blinken as well [R007]" in desk.refused(6, *words)
    assert desk(*words, "--force").out == "antony-blinken\n"


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("speaker", "add", "--name", "N"), "--kind is missing (who is heard)"),
        (("speaker", "add", "n"), "--name and --kind must be given where there is no terminal"),
        (("source", "add", "--title", "T"), "--kind is missing (what sort of document it is)"),
        (("dispute", "add", "--summary", "S"), "--title is missing ("),
        (("side", "add", "--name", "N", "a", "--id", "b"), "two ids are given: a and b (give one)"),
        (("side", "add", "Wrong Id", "--name", "N"), "id: “Wrong Id” is no id ("),
        (("speaker", "add", "--name", "N", "--kind", "robot"), "--kind: “robot” is not a known word (one of person, "),
        (
            ("speaker", "add", "--name", "N", "--kind", "person", "--wikidata", "5"),
            "--wikidata: “5” is no Wikidata item",
        ),
        (
            ("speaker", "add", "--name", "N", "--kind", "person", "--post", "T;1;2;3"),
            "--post: “T;1;2;3” has more than a title and two days (write TITLE;FROM;TO)",
        ),
        (("speaker", "add", "--name", "N", "--kind", "person", "--post", "T;soon"), "--post: “soon” is no EDTF date"),
        (("speaker", "add", "--name", "N", "--kind", "person", "--post", ";2020"), "--post: title is empty"),
        (("source", "add", "--title", "T", "--kind", "article", "--url", "foo"), "--url: “foo” is no address ("),
        (("dispute", "add", "--title", "T", "--covers", "2023/2022"), "--covers: 2023/2022 ends before it starts"),
        (("dispute",), "dispute needs a command (one of add, edit, retract)"),
        (("source",), "source needs a command (one of add, edit, retract, update)"),
        (("speaker", "remove"), "there is no command “speaker remove” (speaker takes add, edit, retract)"),
        (("speaker", "edit", "wang"), "what to change must be given where there is no terminal"),
        (("speaker", "edit", "wang", "--name", ""), "--name is missing ("),
    ],
)
def test_usage(desk: Desk, words: tuple[str, ...], start: str) -> None:
    told = desk.refused(2, *words)
    assert told.startswith(f"claims: {start}")
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (
            ("speaker", "add", "--name", "N", "--kind", "person", "--side", "mars"),
            3,
            "no side “mars” in this store (make it with: claims side add mars --name …)",
        ),
        (
            ("dispute", "add", "--title", "T", "--party", "Mars Republic"),
            3,
            (
                "no side “Mars Republic” in this store"
                " (make it with: claims side add mars-republic --name 'Mars Republic')"
            ),
        ),
        (
            ("source", "edit", "papper", "--title", "T"),
            3,
            (
                "no source “papper” in this store"
                " (did you mean paper? or make it with: claims source add papper --title … --kind …)"
            ),
        ),
        (
            ("side", "add", "--name", "Novgorod", "--alias", "prc"),
            4,
            "novgorod: “prc” is a name of china as well [R003] (take it out of one of them)",
        ),
        (("side", "retract", "usa", "--why", "w"), 3, "no side “usa” in this store (did you mean us?)"),
        (("speaker", "retract", "gone", "--why", "w"), 4, "the speaker “gone” is retracted already"),
        (
            ("source", "retract", "paper", "--why", "w"),
            4,
            "the source “paper” is in use: claim us-spies (change or retract those first)",
        ),
    ],
)
def test_refused(desk: Desk, words: tuple[str, ...], code: int, complaint: str) -> None:
    assert desk.refused(code, *words) == f"claims: {complaint}\n"


@pytest.mark.parametrize("kind", list(GIVEN))
def test_edit__empty_values_take_out_and_lists_are_given_anew(desk: Desk, kind: str) -> None:
    words, before = GIVEN[kind]
    id = str(before["id"])
    desk(kind, "add", *words)
    emptied = {word: "" for word in words if word.startswith("--")}
    needed = {"--name", "--title", "--kind"}
    desk(kind, "edit", id, *(word for flag in emptied if flag not in needed for word in (flag, "")))
    kept = ("id", "name", "title", "kind", "wording")
    assert desk.show(id) == {
        **{key: value if key in kept else [] if isinstance(value, list) else None for key, value in before.items()},
        **STAMPS,
    }
    (revision, *_) = desk.log(id)
    assert {"text": None, **revision["before"]} == {"text": None, **before, **STAMPS}


def test_edit__by_alias(desk: Desk) -> None:
    done = desk("side", "edit", "BEIJING", "--alias", "prc", "--alias", "zhongguo", "--by", "Mara", "--why", "w")
    assert (done.out, done.err) == ("china\n", "claims: changed side china\n")
    assert desk.show("china")["aliases"] == ["prc", "zhongguo"]
    (revision, *_) = desk.log("china")
    assert (revision["op"], revision["by"], revision["why"]) == ("edit", "Mara", "w")


@pytest.mark.parametrize(("kind", "id"), [("side", "nato"), ("speaker", "cooper"), ("source", "wire")])
def test_retract__keeps_the_record(desk: Desk, kind: str, id: str) -> None:
    desk("edit", "us-spies", "--drop-citation", "2")
    before = desk.show(id)
    assert desk(kind, "retract", id, "--why", "Unused.").err == f"claims: retracted {kind} {id}\n"
    assert desk.show(id) == {**before, "status": "retracted", "revised_at": NOW}
    assert id not in [line.split("\t")[0] for line in desk(f"{kind}s").out.splitlines()]
    desk("restore", id)
    assert desk.show(id) == {**before, "revised_at": NOW}


# Texts.

TEXTS = {
    "plain": b"It strayed.\n",
    "crlf": b"One.\r\nTwo.\rThree.\n",
    "without a final newline": b"One.\nTwo.",
    "with a byte order mark": b"\xef\xbb\xbfOne.\n",
    "other scripts": "气球 — “ü” 👩\u200d👩 e\u0301 \u202eabc\n".encode(),
    "control characters": b"\x1b[31mred\x07\x0c\n",
    "spaces": b"  \t One. \n\n",
}


@pytest.mark.parametrize("data", TEXTS.values(), ids=TEXTS)
def test_file__is_stored_as_it_is_with_its_digest(desk: Desk, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "article.txt"
    file.write_bytes(data)
    desk("source", "add", "new", "--title", "T", "--kind", "article", "--file", file)
    shown = desk.show("new")
    assert (shown["text"].encode(), shown["sha256"]) == (data, sha256(data).hexdigest())
    desk("source", "edit", "new", "--title", "Another")
    assert desk.show("new")["text"].encode() == data


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "holds no text"),
        (b" \n", "holds no text"),
        (b"caf\xe9", "is not encoded in UTF-8 (byte 3)"),
        (b"a\0b", "holds a NUL"),
        (None, "there is no such file"),
    ],
)
@pytest.mark.parametrize(
    "words", [("add", "--title", "T", "--kind", "article"), ("update", "paper", "--unquote", "all")]
)
def test_file__that_can_not_be_taken(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], data: bytes | None, fault: str
) -> None:
    file = tmp_path / "article.txt"
    if data is not None:
        file.write_bytes(data)
    told = desk.refused(6, "source", *words, "--file", file)
    assert "article.txt" in told
    assert fault in told


def test_file__empty_name_or_folder(desk: Desk, tmp_path: Path) -> None:
    words = ("source", "add", "--title", "T", "--kind", "article", "--file")
    assert desk.refused(2, *words, "").startswith("claims: --file is empty (")
    assert "it is no file" in desk.refused(6, *words, tmp_path)


def test_file__is_where_quotes_are_found(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("气球。“They\r\nspy.”".encode())
    desk("source", "add", "new", "--title", "T", "--kind", "article", "--file", tmp_path / "a.txt")
    desk("add", "--speaker", "wang", "--text", "T.", "--id", "t", "--source", "new", "--quote", "They\r\nspy.")
    assert [desk.show("t")["citations"][0][key] for key in ("start", "end")] == [4, 14]


def test_show__a_speaker_with_what_he_said(run: Callable[..., Any], bundled: Path) -> None:
    shown = " ".join(run("show", "mao-ning", store=bundled).out.split())
    said = json.loads(run("list", "--speaker", "mao-ning", "--json", store=bundled).out)
    assert all(claim["text"].split()[0] in shown for claim in said)
    assert "other claim" not in shown
    busiest = max(json.loads(run("speakers", "--json", store=bundled).out), key=lambda row: row["counts"]["claims"])
    more = busiest["counts"]["claims"] - 25
    told = f"and {more} other claim{'' if more == 1 else 's'}: claims list --speaker {busiest['id']}"
    assert more <= 0 or told in run("show", busiest["id"], store=bundled, env={"COLUMNS": "120"}).out

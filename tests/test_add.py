"""`claims add`: what is stored, what is made up for what is left out, what is refused and how."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims.curation import entry
from tests import curating
from tests.curating import NOW, TEXT, Desk, counts, states

ADD = ("add", "--speaker", "wang", "--text")


@pytest.fixture
def desk(run: Callable[..., Any], store_of: Callable[[str], Path], tmp_path: Path) -> Desk:
    return curating.desk(run, store_of, tmp_path)


def test_add__stores_what_the_options_give(desk: Desk) -> None:
    done = desk(
        *(*ADD, "It is a civilian airship.", "--id", "china-airship", "--side", "beijing", "--lang", "en"),
        *(
            "--with",
            "wang-lutong",
            "--with",
            "cooper",
            "--said",
            "2023-02-04/2023-02-05~",
            "--said-time",
            "14:05+01:00",
        ),
        *("--act", "EXPLANATION", "--venue", "Munich", "--addressee", "usa", "--addressee", "EU", "--note", "n: 1"),
        *("--statement", "munich", "--dispute", "balloon", "--source", "paper", "--quote", "We do not."),
        *("--attribution", "indirect", "--via", "officials", "--locator", "p. 2", "--quote-lang", "en"),
        *("--translation", "zh:我们没有", "--translation", "de:Nein: nie", "--quote-note", "heard"),
        *("--why", "It was missing."),
    )
    assert (done.out, done.err) == ("china-airship\n", "claims: added claim china-airship\n")
    shown = desk.show("china-airship")
    assert [one["id"] for one in (shown["speaker"], *shown["with"])] == ["wang", "wang-lutong", "cooper"]
    (citation,) = shown["citations"]
    assert citation == {
        "id": "china-airship#1",
        "source": "paper",
        "quote": "We do not.",
        "prefix": None,
        "suffix": None,
        "start": 44,
        "end": 54,
        "lang": "en",
        "attribution": "indirect",
        "via": ["officials"],
        "locator": "p. 2",
        "translations": [
            {"lang": "zh", "text": "我们没有", "by": None},
            {"lang": "de", "text": "Nein: nie", "by": None},
        ],
        "note": "heard",
    }
    del shown["speaker"], shown["with"], shown["citations"]
    assert {key: value for key, value in shown.items() if value not in (None, [])} == {
        "id": "china-airship",
        "text": "It is a civilian airship.",
        "lang": "en",
        "side": "china",
        "said": "2023-02-04/2023-02-05~",
        "said_time": "14:05+01:00",
        "earliest": "2023-02-04",
        "latest": "2023-02-05",
        "act": "explanation",
        "venue": "Munich",
        "addressees": ["us", "eu"],
        "statement": "munich",
        "disputes": ["balloon"],
        "last_word": "claim",
        "unanswered": True,
        "note": "n: 1",
        "status": "on-record",
        "recorded_at": NOW,
        "revised_at": NOW,
    }


def test_add__gives_a_receipt(desk: Desk) -> None:
    after = {
        "id": "china-civilian-airship",
        "text": "It is a civilian airship.",
        "lang": None,
        "speaker": "wang",
        "side": "china",
        "with": [],
        "said": None,
        "said_time": None,
        "act": "assertion",
        "venue": None,
        "addressees": [],
        "statement": None,
        "disputes": [],
        "citations": [],
        "note": None,
        "status": "on-record",
        "recorded_at": NOW,
        "revised_at": NOW,
    }
    receipt = desk.receipt(*ADD, "It is a civilian airship.", "--by", "Mara", "--why", " new ")
    assert receipt == {
        "dry_run": False,
        "at": NOW,
        "by": "Mara",
        "why": "new",
        "ids": ["china-civilian-airship"],
        "counts": counts(claims=(1, 0)),
        "changes": [{"op": "add", "kind": "claim", "id": "china-civilian-airship", "before": None, "after": after}],
        "states": states(("china-civilian-airship", None, ("claim", True))),
    }
    (revision,) = desk.log("china-civilian-airship")
    assert (revision["at"], revision["by"], revision["why"]) == (NOW, "Mara", "new")
    assert (revision["op"], revision["before"], revision["after"]) == ("add", None, after)


def test_add__dry_changes_nothing(desk: Desk) -> None:
    before = desk.dump()
    done = desk(*ADD, "It strayed: winds.", "--dry-run")
    assert (
        done.out
        == """\
would add claim china-strayed-winds
  text     + It strayed: winds.
  speaker  + wang
  side     + china
  act      + assertion
"""
    )
    assert done.err == "claims: nothing was changed, since this was a dry run\n"
    assert desk.receipt(*ADD, "It strayed: winds.", "--dry-run")["dry_run"] is True
    assert desk.dump() == before


def test_add__side_is_the_speakers_unless_it_is_given(desk: Desk) -> None:
    desk(*ADD, "A.", "--id", "a")
    desk(*ADD, "B.", "--id", "b", "--side", "us")
    assert [desk.show(id)["side"] for id in "ab"] == ["china", "us"]
    assert desk.refused(2, "add", "--speaker", "cooper", "--text", "C.") == (
        "claims: --side is missing (Zack Cooper stands for no side, so say whose case the claim puts)\n"
    )


# Ids.


def test_id__is_made_from_side_and_text(desk: Desk) -> None:
    texts = ["The airship is a civilian one.", "The airship is civilian one!", "气球是民用飞艇", "To the of.", "🎈"]
    made = [desk(*ADD, text).out.strip() for text in texts]
    assert made == [
        "china-airship-civilian-one",
        "china-airship-civilian-one-2",
        "china-qi-qiu-shi-min-yong-fei-ting",
        "china-to-the-of",
        "china",
    ]
    assert [desk.show(id)["text"] for id in made] == texts


@pytest.mark.parametrize(
    ("parts", "slug"),
    [
        (("us", "The sky is high."), "us-sky-high"),
        (("it", "They have it."), "it-they-have-it"),
        (("us", "Ünïcödé — «quoted» 1,000 times"), "us-unicode-quoted-1000-times"),
        (("us", "word " * 60), "us-word-word-word-word-word-word-word-word-word"),
        (("us", "x" * 300), "us"),
        (("china", "China strayed."), "china-strayed"),
        (("us", "Us. Use."), "us-use"),
        ((None, "!?"), "record"),
        ((None,), "record"),
    ],
)
def test_naming__is_a_short_slug_of_the_words_that_tell(parts: tuple[str | None, ...], slug: str) -> None:
    assert entry.slug(*parts) == slug


def test_id__is_never_given_twice(desk: Desk) -> None:
    taken = desk.refused(4, *ADD, "Again.", "--id", "us-spies")
    assert taken == (
        "claims: there is a claim “us-spies” already, and ids are never reused (give another, or leave it out)\n"
    )
    desk("retract", "us-size", "--why", "Wrong.")
    assert "ids are never reused" in desk.refused(4, *ADD, "Again.", "--id", "us-size")
    assert desk("add", "--speaker", "blinken", "--text", "Size.", "--dry-run").out.startswith(
        "would add claim us-size-2"
    )


# Names.


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (
            ("--speaker", "John Kirby"),
            (
                "no speaker “John Kirby” in this store"
                " (make it with: claims speaker add john-kirby --name 'John Kirby' --kind …)"
            ),
        ),
        (
            ("--speaker", "wanng"),
            (
                "no speaker “wanng” in this store (did you mean wang or wang-lutong? or make it with:"
                " claims speaker add wanng --name … --kind …)"
            ),
        ),
        (("--side", "mars"), "no side “mars” in this store (make it with: claims side add mars --name …)"),
        (("--source", "x"), "no source “x” in this store (make it with: claims source add x --title … --kind …)"),
        (("--dispute", "x"), "no dispute “x” in this store (make it with: claims dispute add x --title …)"),
        (("--via", "x"), "no speaker “x” in this store (make it with: claims speaker add x --name … --kind …)"),
        (("--speaker", "wan"), "“wan” fits more than one speaker (one of wang or wang-lutong)"),
    ],
)
def test_names__unknown_or_ambiguous(desk: Desk, words: tuple[str, ...], complaint: str) -> None:
    assert desk.refused(3, *ADD, "T.", "--source", "wire", *words) == f"claims: {complaint}\n"


@pytest.mark.parametrize(
    ("words", "id"),
    [
        *((("--speaker", name), "blinken") for name in ("antony", "ANTONY BLINKEN", "Blinkén", "Blinken, Antony")),
        *((("--speaker", name), "wang-lutong") for name in ("lutong", "Lutong Wang")),
        (("--speaker", "American"), "officials"),
        (("--speaker", "yi"), "wang"),
    ],
)
def test_names__a_word_of_one_is_enough(desk: Desk, words: tuple[str, ...], id: str) -> None:
    added = desk(*ADD, "T.", "--side", "us", *words).out.strip()
    assert desk.show(added)["speaker"]["id"] == id


def test_names__of_every_kind_are_found_by_a_word(desk: Desk) -> None:
    desk("dispute", "add", "chips", "--title", "Export controls on Łódź")
    for kind, word, id in (
        *(("speaker", "josep", "borrell"), ("side", "states", "us"), ("side", "U.S.", "us")),
        *(("source", "wire", "wire"), ("dispute", "lodz", "chips"), ("dispute", "controls export", "chips")),
    ):
        assert desk(kind, "edit", word, "--note", "N.").err == f"claims: changed {kind} {id}\n"
        desk(kind, "edit", word, "--note", "")
    assert desk("list", "--speaker", "antony", "--count").out == "2\n"
    assert desk("list", "--via", "antony", "--side", "states", "--dispute", "lodz", "--count").out == "0\n"
    assert desk("search", "speaker:antony", "--count").out == "2\n"
    assert desk("show", "josep", "--json").out.startswith('{"id":"borrell"')


def test_names__a_word_that_several_have_names_them(desk: Desk) -> None:
    desk("speaker", "add", "other", "--name", "Antony Yi", "--kind", "person")
    expected = "claims: “{}” fits more than one speaker (one of {})\n"
    assert desk.refused(3, *ADD, "T.", "--speaker", "antony") == expected.format("antony", "blinken or other")
    assert desk.refused(3, *ADD, "T.", "--speaker", "Yi") == expected.format("Yi", "other or wang")
    # The beginning of an id and a word of a name count alike.
    desk("speaker", "add", "yi-so", "--name", "So", "--kind", "person")
    assert desk.refused(3, "speaker", "edit", "yi", "--note", "N.") == expected.format("yi", "other, wang or yi-so")
    desk("speaker", "retract", "other", "yi-so", "--why", "W.")
    assert desk("speaker", "edit", "yi", "--note", "N.").err == "claims: changed speaker wang\n"


def test_names__the_command_that_makes_them_runs(desk: Desk) -> None:
    hint = desk.refused(3, *ADD, "T.", "--side", "Mars Republic").split("make it with: claims ")[1].rstrip(")\n")
    assert hint == "side add mars-republic --name 'Mars Republic'"
    desk("side", "add", "mars-republic", "--name", "Mars Republic")
    desk(*ADD, "T.", "--side", "Mars Republic")


@pytest.mark.parametrize("words", [("--speaker", "gone"), ("--via", "gone", "--source", "wire"), ("--with", "gone")])
def test_names__retracted_ones_are_refused(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.refused(4, *ADD, "T.", *words) == (
        "claims: the speaker “gone” is retracted (restore it first: claims restore gone)\n"
    )
    desk("restore", "gone")
    desk(*ADD, "T.", *words)


def test_names__given_twice_count_once(desk: Desk) -> None:
    desk(
        *ADD,
        "T.",
        "--id",
        "t",
        "--dispute",
        "balloon",
        "--dispute",
        "balloon",
        "--addressee",
        "us",
        "--addressee",
        "usa",
    )
    assert (desk.show("t")["disputes"], desk.show("t")["addressees"]) == (["balloon"], ["us"])


# Values.


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--text", ""), "--text is missing (the assertion as a neutral sentence of the curator's)"),
        (("--speaker", ""), "--speaker is missing (who said it)"),
        (("--said", "2023-02-31"), "--said: 2023-02-31 has no such day: February 2023 has 28 days"),
        (("--said-time", "25:00"), "--said-time: 25:00 has no such hour: hours run from 00 to 23"),
        (("--start", "x", "--end", "5"), "--start: expected a whole number from 0, found “x”"),
        (("--start", "9", "--end", "5"), "the quote ends at 5, before it begins at 9 (correct them)"),
        (("--translation", "They spy."), "--translation needs its language (write TAG:TEXT, such as en:They spy.)"),
    ],
)
def test_values__malformed_are_told_with_their_option(desk: Desk, words: tuple[str, ...], complaint: str) -> None:
    given = (*ADD, "T.", "--source", "wire", "--quote", "q")
    assert desk.refused(2, *given, *words) == f"claims: {complaint}\n"


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("--act", "denail"), "--act: “denail” is not a known word (one of assertion, denial, "),
        (("--id", "Not One"), "id: “Not One” is no id ("),
        (("--statement", "Not One"), "--statement: “Not One” is no id ("),
        (("--lang", "english"), "--lang: “english” is no language tag ("),
        (("--quote-lang", "english"), "--quote-lang: “english” is no language tag ("),
        (("--translation", "english:They spy."), "--translation: “english” is no language tag ("),
        (("--attribution", "told"), "--attribution: “told” is not a known word (one of direct, "),
        (("--start", "9" * 5000), "--start: expected a whole number from 0, found “999"),
        (("--by", " "), "--by is empty ("),
        (("--quote", "r", "--prefix", "p"), "--prefix can't tell which citation is meant ("),
        (("--source", "paper"), "--quote needs exactly one --source ("),
    ],
)
def test_values__that_can_not_be_taken(desk: Desk, words: tuple[str, ...], start: str) -> None:
    complaint = desk.refused(2, *ADD, "T.", "--source", "wire", "--quote", "q", *words)
    assert complaint.startswith(f"claims: {start}")
    assert complaint.count("\n") == 1


def test_values__several_faults_are_told_together(desk: Desk) -> None:
    first, *lines = desk.refused(2, *ADD, "T.", "--said", "x", "--lang", "english").splitlines()
    assert first == "claims: 2 of the values can't be taken"
    assert [line.split(":")[0] for line in lines] == ["--lang", "--said"]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("add",), "--speaker and --text must be given where there is no terminal to fill in a form ("),
        (("add", "--id", "x"), "--speaker and --text must be given where there is no terminal "),
        (("rebut", "us-spies"), "--speaker and --text must be given where there is no terminal "),
        (("add", "--speaker", "wang", "--text", "T.", "--quote", "q"), "a quote needs the source that it is from ("),
        (("add", "x"), "claims add takes options, or - for JSON Lines from standard input"),
        (("add", "-", "--speaker", "wang"), "what standard input gives can't be given by options as well"),
    ],
)
def test_add__without_what_it_needs(desk: Desk, words: tuple[str, ...], start: str) -> None:
    assert desk.refused(2, *words).startswith(f"claims: {start}")


# Quotes.


def test_quote__is_found_in_the_text(desk: Desk) -> None:
    words = ("--source", "paper", "--quote", "They spy.")
    assert desk.refused(4, *ADD, "A b.", "--id", "china-t", *words) == (
        "claims: china-t: the quote stands at several places of paper: 5, 21 [Q002] (add a prefix or a suffix)\n"
    )
    desk(*ADD, "C.", "--id", "c", *words, "--prefix", "Two. ")
    desk(*ADD, "D.", "--id", "d", *words, "--suffix", "\r\nTwo.")
    desk(*ADD, "E.", "--id", "e", *words, "--start", "21", "--end", "30")
    found = [desk.show(id)["citations"][0] for id in "cde"]
    assert [(one["start"], one["end"]) for one in found] == [(21, 30), (5, 14), (21, 30)]
    assert [one["quote"] for one in found] == ["They spy."] * 3


@pytest.mark.parametrize(
    ("code", "words", "complaint"),
    [
        (4, ("We did not",), "china-t: the quote is not in paper [Q001] (nearest, at 44: “We do not”)"),
        (
            4,
            ("We do not.", "--start", "3", "--end", "9"),
            "china-t: the quote stands at 44 to 54, not at 3 to 9 [Q003] (correct them)",
        ),
        (2, ("We do not.", "--end", "9"), "--end stands without start (add start, or take end out)"),
    ],
)
def test_quote__not_in_the_text(desk: Desk, code: int, words: tuple[str, ...], complaint: str) -> None:
    told = desk.refused(code, *ADD, "T.", "--id", "china-t", "--source", "paper", "--quote", *words)
    assert told == f"claims: {complaint}\n"


@pytest.mark.parametrize(
    ("quote", "stored"),
    [
        ("They spy. Two. They  spy.", "They spy.\r\nTwo. They spy."),
        ('said: "We do not."', "said: “We do not.”"),
        ("We\u00a0do no\u00adt.", "We do not."),
        (TEXT, TEXT),
    ],
)
def test_quote__is_stored_as_the_text_has_it(desk: Desk, quote: str, stored: str) -> None:
    desk(*ADD, "T.", "--id", "t", "--source", "paper", "--quote", quote)
    start = TEXT.index(stored)
    (one,) = desk.show("t")["citations"]
    assert (one["quote"], one["start"], one["end"]) == (stored, start, start + len(stored))
    before = desk.dump()
    assert "nothing to change" in desk("edit", "t#1", "--quote", quote).err
    assert desk.dump() == before


def test_quote__is_taken_from_its_offsets(desk: Desk) -> None:
    desk(*ADD, "T.", "--id", "t", "--source", "paper", "--start", "44", "--end", "54")
    assert desk.show("t")["citations"][0]["quote"] == "We do not."
    desk(*ADD, "U.", "--id", "u", "--source", "paper", "--start", "43", "--end", "55", "--quote", '"We do not."')
    assert desk.show("u")["citations"][0]["quote"] == "“We do not.”"


@pytest.mark.parametrize(
    ("code", "words", "complaint"),
    [
        (
            4,
            ("paper", "--quote", "We do not.", "--prefix", "She said: "),
            (
                "china-t: the prefix does not stand beside the quote in paper [Q007] (at 44 it stands after"
                " “y.\\r\\nTwo. They spy.\\r\\nThey said: “” and before “” End”)"
            ),
        ),
        (
            4,
            ("paper", "--quote", "They spy.", "--prefix", "Three."),
            (
                "china-t: the prefix does not stand beside the quote in paper [Q007] (give the words that stand right"
                " before and right after the quote; of a new text, claims source update asks)"
            ),
        ),
        (2, ("paper", "--prefix", "One."), "--prefix stands without a quote (give the quote, or take prefix out)"),
        (2, ("wire", "--suffix", "One."), "--suffix stands without a quote (give the quote, or take suffix out)"),
        (2, ("paper", "--start", "3"), "--start stands without end (add end, or take start out)"),
        (
            4,
            ("paper", "--start", "44", "--end", "7500"),
            "china-t: no words stand at 44 to 7500: the text of paper ends at 59 [Q003] (give the quote)",
        ),
        (
            4,
            ("paper", "--start", "44", "--end", "44"),
            "china-t: no words stand at 44 to 44: the text of paper ends at 59 [Q003] (give the quote)",
        ),
        (
            4,
            ("wire", "--start", "4", "--end", "75"),
            "china-t: no text of wire is stored from which the words could be taken [Q003] (give the quote)",
        ),
        (
            4,
            ("paper", "--quote", "They SPY. Two. They SPY."),
            "china-t: the quote is not in paper [Q001] (nearest, at 5: “They spy.\\r\\nTwo. They spy.”)",
        ),
    ],
)
def test_quote__names_no_words(desk: Desk, code: int, words: tuple[str, ...], complaint: str) -> None:
    told = desk.refused(code, *ADD, "T.", "--id", "china-t", "--source", *words)
    assert told == f"claims: {complaint}\n"


@pytest.mark.parametrize("blank", ["", " ", "\n", None])
def test_quote__takes_a_blank_context_for_none(desk: Desk, blank: str | None) -> None:
    citation = {"source": "paper", "quote": "We do not.", "prefix": blank, "suffix": blank}
    claim = {"id": "t", "speaker": "wang", "text": "T.", "citations": [citation]}
    desk("add", "-", given=json.dumps(claim).encode())
    (one,) = desk.show("t")["citations"]
    assert (one["prefix"], one["suffix"], one["start"]) == (None, None, 44)


def test_quotes__several_are_as_many_citations(desk: Desk) -> None:
    desk(*ADD, "T.", "--id", "t", "--source", "paper", "--quote", "We do not.", "--quote", "One.", "--via", "officials")
    found = [(one["id"], one["quote"], one["via"]) for one in desk.show("t")["citations"]]
    assert found == [("t#1", "We do not.", ["officials"]), ("t#2", "One.", ["officials"])]


def test_sources__several_without_a_quote(desk: Desk) -> None:
    desk(*ADD, "T.", "--id", "t", "--source", "paper", "--source", "wire")
    assert [one["source"] for one in desk.show("t")["citations"]] == ["paper", "wire"]


def test_text__from_standard_input(desk: Desk) -> None:
    words = ("source", "add", "--title", "A note", "--kind", "statement", "--file", "-")
    desk(*words, given=b"It strayed.\n")
    assert desk.show("note")["text"] == "It strayed.\n"
    desk("source", "update", "note", "--file", "-", given=b"It strayed far.\n")
    assert desk.show("note")["text"] == "It strayed far.\n"
    empty = desk.refused(6, *words, "--id", "another", given=b" \n")
    assert "<stdin>:1:1: F001 standard input holds no text" in empty

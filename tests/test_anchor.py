"""Quotes in texts, however typeset: cases that the Hypothesis client is tested with, and properties."""

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.anchor import Anchor, Located, context, locate, telling_context
from claims.anchor.approximate import nearest
from tests.published import APPROXIMATE, BRIEFING, CITIES, MATCH_QUOTE, RETYPED, locate_case, name_of, text_of

# Their context is misspelt, which takes approximate comparison to see through.
_INEXACT_CONTEXTS = {"we had every-thing", "we had nout", "ever ting", "nutting"}
_CONTEXT_CASES = [
    case for case in MATCH_QUOTE["context_cases"] if not {case.get("prefix"), case.get("suffix")} & _INEXACT_CONTEXTS
]


@pytest.mark.parametrize("case", _CONTEXT_CASES, ids=name_of)
def test_locate__tells_occurrences_apart_by_context(case: dict[str, Any]) -> None:
    anchor = locate_case(case).anchor
    assert anchor is not None
    assert anchor.start == case["expected_start"]
    assert text_of(case)[anchor.start : anchor.end] == case["expected_exact"]


@pytest.mark.parametrize("case", MATCH_QUOTE["exact"], ids=name_of)
def test_locate__finds_a_single_occurrence(case: dict[str, Any]) -> None:
    start = text_of(case).index(case["expected"])
    anchor = Anchor(start, start + len(case["quote"]))
    assert locate_case(case) == Located(anchor, (anchor,))


@pytest.mark.parametrize("case", MATCH_QUOTE["edges"], ids=name_of)
def test_locate__finds_no_occurrence_in_another_context(case: dict[str, Any]) -> None:
    """The published test takes the only occurrence; ours may be another speaker's."""
    start = text_of(case).index(case["expected"])
    assert locate_case(case) == Located(None, (Anchor(start, start + len(case["quote"])),), in_context=False)


@pytest.mark.parametrize("case", MATCH_QUOTE["reject"], ids=["another text", "empty quote", "empty text"])
def test_locate__finds_nothing_where_there_is_nothing(case: dict[str, Any]) -> None:
    assert locate_case(case) == Located(None, ())


@pytest.mark.parametrize(
    ("text", "quote", "matches"), [*APPROXIMATE["exactMatch"], APPROXIMATE["longPattern"][0]], ids=lambda value: None
)
def test_locate__finds_the_published_exact_matches(text: str, quote: str, matches: list[dict[str, int]]) -> None:
    assert locate(text, quote).anchor == Anchor(matches[0]["start"], matches[0]["end"])


def test_locate__counts_an_astral_character_as_one() -> None:
    """The published case counts six UTF-16 units."""
    text, quote, matches = APPROXIMATE["unicode"][1]
    assert matches[0]["end"] == 6
    assert locate(text, quote).anchor == Anchor(0, 5)
    assert locate("🎈🎈 气球", "气球").anchor == Anchor(3, 5)


@pytest.mark.parametrize(("text", "quote", "passage"), RETYPED)
def test_locate__finds_a_quote_however_it_is_typeset(text: str, quote: str, passage: str) -> None:
    anchor = locate(text, quote).anchor
    assert anchor is not None
    assert text[anchor.start : anchor.end] == passage
    assert locate(passage, quote).anchor == Anchor(0, len(passage))


@pytest.mark.parametrize("quote", ["AN UNMANNED", "anunmanned", "unmanned, civilian", "an unmanned  civilian ship"])
def test_locate__takes_no_other_words(quote: str) -> None:
    assert locate(BRIEFING, quote).candidates == ()
    assert locate("10² and Ⅳ", "102").candidates == ()


def test_locate__counts_occurrences_that_only_typesetting_tells_apart() -> None:
    text = "We regret it. Later: We\nregret it."
    assert locate(text, "We regret it.") == Located(None, (Anchor(0, 13), Anchor(21, 34)))
    assert locate(text, "We regret it.", prefix="Later:").anchor == Anchor(21, 34)


@pytest.mark.parametrize("blank", ["", " ", "\n", None])
def test_locate__takes_a_blank_context_for_none(blank: str | None) -> None:
    assert locate("He said: No.", "No", prefix=blank, suffix=blank).anchor == Anchor(9, 11)


def test_locate__takes_the_context_however_it_is_typeset() -> None:
    text = "Mr.\nBlinken said: “No.” Mr. Wang\u00a0said: “No.” he went\r\non."
    assert locate(text, "No.", prefix="Mr. Wang said:").anchor == Anchor(40, 43)
    assert locate(text, "No.", prefix='Mr. Blinken said: "').anchor == Anchor(19, 22)
    assert locate(text, "No.", suffix="he went on").anchor == Anchor(40, 43)


def test_telling_context__reaches_as_far_as_it_takes() -> None:
    text = "A said: it is so.\nB said: it is so.\n"
    assert telling_context(text, Anchor(8, 13), 2) == ("A said: ", " so. B s")
    assert telling_context(text, Anchor(2, 6), 1)[0] == "A "


def test_locate__gives_every_place_where_nothing_tells_them_apart() -> None:
    located = locate(CITIES, "before us")
    assert located == Located(None, (Anchor(305, 314), Anchor(331, 340)))


def test_locate__counts_overlapping_occurrences() -> None:
    assert locate("banana", "ana") == Located(None, (Anchor(1, 4), Anchor(3, 6)))


@pytest.mark.parametrize(("start", "expected"), [(0, 305), (305, 305), (317, 305), (319, 331), (331, 331), (999, 331)])
def test_locate__takes_the_occurrence_nearest_to_the_position(start: int, expected: int) -> None:
    anchor = locate(CITIES, "before us", start=start).anchor
    assert anchor is not None
    assert anchor.start == expected


def test_locate__does_not_choose_between_two_equally_near() -> None:
    assert locate(CITIES, "before us", start=318) == Located(None, (Anchor(305, 314), Anchor(331, 340)))


def test_locate__believes_the_context_before_the_position() -> None:
    anchor = locate(CITIES, "before us", prefix="we had nothing ", start=305).anchor
    assert anchor == Anchor(331, 340)


def test_locate__needs_prefix_and_suffix_to_fit_the_same_place() -> None:
    text = "a x b, a x c, d x c"
    assert locate(text, "x", prefix="a ", suffix=" c").anchor == Anchor(9, 10)
    assert len(locate(text, "x", prefix="a ").candidates) == 2
    assert locate(text, "x", prefix="d ", suffix=" b") == Located(None, locate(text, "x").candidates, in_context=False)


def test_locate__names_no_place_where_the_context_fits_nowhere() -> None:
    places = (Anchor(305, 314), Anchor(331, 340))
    assert locate(CITIES, "before us", prefix="missing") == Located(None, places, in_context=False)
    assert locate(CITIES, "before us", prefix="missing", start=331) == Located(None, places, in_context=False)


def test_locate__overlooks_stripped_white_space_unless_it_matters() -> None:
    assert locate("he said\n no, she said yes, no", "no", prefix="he said").anchor == Anchor(9, 11)
    assert locate("a-b a b", "b", prefix="a ").anchor == Anchor(6, 7)
    assert locate("ab a b", "b", prefix="a").anchor == Anchor(1, 2)


@pytest.mark.parametrize("start", [None, 0])
@given(text=st.text(min_size=1), data=st.data())
def test_locate__finds_every_slice_of_atext_of(text: str, data: st.DataObject, start: int | None) -> None:
    first = data.draw(st.integers(0, len(text) - 1))
    anchor = Anchor(first, data.draw(st.integers(first + 1, len(text))))
    quote = text[anchor.start : anchor.end]
    assert anchor in locate(text, quote).candidates
    assert locate(text, quote, start=anchor.start).anchor == anchor
    prefix, suffix = context(text, anchor, len(text))
    assert locate(text, quote, prefix=prefix, suffix=suffix, start=start).anchor == anchor


@given(text=st.text("ab \n", max_size=40), quote=st.text("ab ", max_size=3), prefix=st.text("ab ", max_size=3))
def test_locate__anchors_the_quote_and_nothing_else(text: str, quote: str, prefix: str) -> None:
    located = locate(text, quote, prefix=prefix)
    assert all(text[start:end].split() == quote.split() for start, end in located.candidates)
    assert list(located.candidates) == sorted(set(located.candidates))
    assert bool(located.candidates) >= bool(quote and quote in text)
    only = located.in_context and len(located.candidates) == 1
    assert located.anchor == (located.candidates[0] if only else None)


@pytest.mark.parametrize(
    ("quote", "passage"),
    [
        ('"an unmanned civilian airship" - used for research', "“an unmanned civilian airship” — used for research"),
        ("AN  UNMANNED\ncivilian airship", "an unmanned civilian airship"),
        ("an unmaned civilian air ship", "an unmanned civilian airship"),
        ("It was an unmanned civilian airship", "It was “an unmanned civilian airship"),
        ("was it a Spy-Balloon", "Was it a spy balloon"),
        ("I say it was used for research", "I said it was used for research"),
    ],
)
def test_nearest__is_the_most_similar_passage(quote: str, passage: str) -> None:
    anchor = nearest(BRIEFING, quote)
    assert anchor is not None
    assert BRIEFING[anchor.start : anchor.end] == passage


@pytest.mark.parametrize("text", ["Coronel Buendía, ﬁnally", unicodedata.normalize("NFD", "Coronel Buendía, finally")])
def test_nearest__compares_words_however_they_are_typeset(text: str) -> None:
    anchor = nearest(text, "buendía finally")
    assert anchor is not None
    assert text[anchor.start : anchor.end] == text[8:]


def test_nearest__takes_a_chinese_character_for_a_word() -> None:
    text = "外交部发言人说，气球是民用的。这是不可抗力。"
    anchor = nearest(text, "气球是军用的")
    assert anchor is not None
    assert text[anchor.start : anchor.end] == "气球是民用的"


def test_nearest__may_be_a_whole_text_that_is_shorter_than_the_quote() -> None:
    assert nearest("a civilian airship", "it is a large civilian airship") == Anchor(0, 18)


def test_nearest__is_the_first_of_equals() -> None:
    assert nearest(CITIES, "befor us") == Anchor(305, 314)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (BRIEFING, "the summit has been postponed"),
        (BRIEFING, ""),
        (BRIEFING, "?!"),
        ("", "an unmanned civilian airship"),
        ("…", "an unmanned civilian airship"),
        (CITIES, MATCH_QUOTE["reject"][0]["quote"]),
    ],
)
def test_nearest__is_none_where_nothing_is_similar(text: str, quote: str) -> None:
    assert nearest(text, quote) is None


def test_nearest__finds_a_long_passage_with_words_left_out() -> None:
    words = [f"word{number}" for number in range(400)]
    anchor = nearest(" ".join(words), " ".join(words[100:150] + words[152:200]))
    assert anchor is not None
    assert " ".join(words)[anchor.start : anchor.end].split()[10:80] == words[110:180]


@given(text=st.text(max_size=60), quote=st.text(max_size=20))
@example(text="0", quote="0 0")
def test_nearest__lies_in_thetext_of(text: str, quote: str) -> None:
    anchor = nearest(text, quote)
    assert anchor is None or 0 <= anchor.start < anchor.end <= len(text)


def test_context__is_what_stands_around_a_passage() -> None:
    assert context("three blind mice", Anchor(6, 11), 4) == ("ree ", " mic")
    assert context("three blind mice", Anchor(6, 11), 99) == ("three ", " mice")
    assert context("three blind mice", Anchor(0, 16), 5) == ("", "")
    assert context("🎈🎈x🎈🎈", Anchor(2, 3), 1) == ("🎈", "🎈")
    assert context("three blind mice", Anchor(6, 11), 0) == ("", "")

"""The form of a record: what it asks, what comes back, how problems are marked."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.exchange import form
from claims.exchange.form import Form
from claims.json import record as wire
from claims.model import Finding
from claims.vocabulary import Act, Kind, Severity
from tests import reading

NEW = form.text(Kind.CLAIM, {}, heading="A new claim")
CLAIM = {"text": "It: strayed.", "speaker": "wang", "side": "china", "act": "denial", "id": "strayed"}


def rules(data: Mapping[str, Any]) -> Sequence[Finding]:
    return wire.read(Kind.CLAIM, data).findings


def finding(message: str, *path: str | int, **rest: Any) -> Finding:
    given = {"code": "X001", "severity": Severity.ERROR, "kind": None, "record": None, "remedy": None, **rest}
    return Finding(path=path, message=message, **given)


def line_below(text: str, message: str) -> str:
    """The line under the mark that holds `message`, which must say its number."""
    lines = text.split("\n")
    (at,) = (number for number, line in enumerate(lines) if line.startswith("#! ") and message in line)
    below = next(number for number in range(at, len(lines)) if not lines[number].startswith("#! "))
    assert lines[at].startswith(f"#! {below + 1}: ")
    return lines[below]


# What a form holds.

_NASTY = st.sampled_from([
    "\n", "\r\n", " ", "  ", "\t", "#", " #", ": ", "- ", '"', "'", "\\", "\\n", "|", ">-", "---", "...", "[", "]", "{",
    "}", ",", "&a", "*a", "!x", "%", "@", "`", "null", "~", "2023", "0x1F", "1e3", "yes", "#! ", "?", "\x07",
    "\x1b[31m", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff", "\ufffe", "\xa0", "\u3000",
    "👩‍👩‍👧", "气球是民用飞艇", "كذب", "é", "a " * 60, "\U000e0041", "\U0001fffe", "word",
])  # fmt: skip
_ANY_TEXT = (
    st.lists(st.one_of(_NASTY, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)))
    .map("".join)
    .filter(str.strip)
)
_ITEMS = st.lists(_ANY_TEXT, min_size=1, max_size=3)


def some(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=values)


_CITATION = some(
    quote=_ANY_TEXT,
    prefix=_ANY_TEXT,
    start=st.integers(0, 10**6),
    via=_ITEMS,
    locator=_ANY_TEXT,
    translations=st.lists(st.fixed_dictionaries({"text": _ANY_TEXT}), min_size=1, max_size=2),
    note=_ANY_TEXT,
).map(lambda values: {"source": "paper", **values})
_RECORDS = {
    Kind.CLAIM: some(
        text=_ANY_TEXT,
        said=st.sampled_from(["2023", "2023-02-20", "2023-02-06/2023-02-09~", "../2023-02-23", "20XX"]),
        said_time=st.sampled_from(["14:05", "14:05:30+01:00"]),
        venue=_ANY_TEXT,
        disputes=_ITEMS,
        citations=st.lists(_CITATION, min_size=1, max_size=3),
        note=_ANY_TEXT,
    ),
    Kind.SOURCE: some(title=_ANY_TEXT, authors=_ITEMS, text=_ANY_TEXT, note=_ANY_TEXT),
    Kind.SPEAKER: some(
        name=_ANY_TEXT,
        aliases=_ITEMS,
        posts=st.lists(st.fixed_dictionaries({"title": _ANY_TEXT}), min_size=1, max_size=2),
        note=_ANY_TEXT,
    ),
    Kind.DISPUTE: some(title=_ANY_TEXT, summary=_ANY_TEXT, aliases=_ITEMS),
    Kind.SIDE: some(name=_ANY_TEXT, note=_ANY_TEXT),
}


@given(st.sampled_from(list(_RECORDS)).flatmap(lambda kind: st.tuples(st.just(kind), _RECORDS[kind])))
@example((Kind.CLAIM, {"text": " leading, and trailing \n\n", "note": "two\n\nparagraphs " + "of some length " * 12}))
@example((Kind.CLAIM, {"text": "a  b " * 40 + "end", "citations": [{"source": "x", "quote": "trailing \n blanks"}]}))
def test_text__holds_whatever_a_store_may_hold(given: tuple[Kind, dict[str, Any]]) -> None:
    kind, data = given
    assert form.read(form.text(kind, data, heading="A heading"))[:2] == (data, ())


@pytest.mark.parametrize("kind", list(Kind))
def test_text__of_every_record_of_the_bundled_dossiers_comes_back(kind: Kind, bundled: Path) -> None:
    for record in reading.corpus_in(bundled).of(kind):
        data = {"recorded_at": "2026-01-02T03:04:05.000000Z", **{k: v for k, v in wire.write(record).items() if v}}
        read = form.read(form.text(kind, data, heading=record.id))
        asked = form.keys(kind)
        assert read.findings == ()
        assert read.data == {key: filled(value) for key, value in data.items() if key in asked}


def filled(value: Any) -> Any:
    if isinstance(value, list):
        return [filled(one) for one in value]
    return (
        {key: filled(one) for key, one in value.items() if one not in (None, [])} if isinstance(value, dict) else value
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_text__new_is_empty_and_explains_every_field(kind: Kind) -> None:
    text = form.text(kind, {}, heading="A new record")
    assert form.is_empty(text)
    assert form.read(text) == Form({}, (), {})
    assert max(map(len, text.split("\n"))) <= 100
    lines = text.split("\n")
    for key in form.keys(kind, is_new=True):
        (at,) = (number for number, line in enumerate(lines) if line.split(" ")[0] == f"{key}:")
        assert lines[at - 1].startswith("# ")


def test_text__gives_every_word_with_its_meaning_and_the_names_on_record() -> None:
    known = {"speaker": [f"speaker-{number}" for number in range(5000)], "side": ["us", "china"]}
    text = form.text(Kind.CLAIM, {}, heading="A new claim", known=known)
    for act in Act:
        assert f"#   {act} " in text
    assert "# On record: us, china\n" in text
    assert "(5000 in all: claims speakers)" in text
    assert len(text.split("\n")) < 160
    assert max(map(len, text.split("\n"))) <= 100


def test_text__asks_for_links_of_a_new_claim_only_and_never_for_stamps() -> None:
    stored = {**CLAIM, "recorded_at": "2026-01-02T03:04:05.000000Z", "status": "on-record", "links": []}
    text = form.text(Kind.CLAIM, stored, heading="Claim strayed")
    assert form.read(text).data == CLAIM
    assert "links" not in form.keys(Kind.CLAIM)
    assert "links" in form.keys(Kind.CLAIM, is_new=True)
    for key in ("\nlinks:", "\nstatus:", "\nrecorded_at:", "\nrevised_at:"):
        assert key not in text


def test_read__passes_over_what_is_left_empty_and_knows_where_the_rest_stands() -> None:
    read = form.read(
        "text: >-\n  Said: so.\nspeaker:\ncitations:\n"
        "  - source:\n    via: []\n  - quote: x\n    source:\nsaid: 2023-02-20\n"
    )
    assert read.data == {"text": "Said: so.", "citations": [{"quote": "x"}], "said": "2023-02-20"}
    assert read.marks["citations", 0].line == 7
    assert read.marks["citations", 0, "source"].line == 8
    assert read.marks["speaker",].line == 3


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("text: a\nvenue: Beijing: a hall\n", 2, "mapping values"),
        ("text: a\nvenue: 'open\nside: us\n", 2, "end of stream"),
        ("text: a\nnote: bell \a\n", 2, "U+0007"),
        ("text: a\nnote: caf\udce9\n", 2, "UTF-8"),
        ("just words\n", 1, "no key"),
    ],
)
def test_read__a_text_that_is_no_form_is_a_finding_at_its_line(text: str, line: int, message: str) -> None:
    read = form.read(text)
    assert read.data is None
    assert read.marks[()].line == line
    assert message in read.findings[0].message
    assert not form.is_empty(text)
    assert form.unmarked(form.marked(text, read.findings)) == text


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "text:\nlinks: []\n", "citations:\n  - source:\n"])
def test_is_empty__without_a_value(text: str) -> None:
    assert form.is_empty(text)


# Problems in their places.


def test_marked__stands_above_the_line_and_leaves_the_text_alone() -> None:
    text = NEW.replace("speaker:\n", "speaker: Wang\n").replace("act:\n", "act: denail\n")
    text = text.replace("  - source:\n", "  - source: paper\n").replace("attribution:\n", "attribution: told\n")
    found = rules(form.read(text).data or {})
    shown = form.marked(text, found)
    assert shown.startswith("#! 6 problems.")
    assert line_below(shown, "“Wang” is no id") == "speaker: Wang"
    assert line_below(shown, "“denail” is not a known word") == "act: denail"
    assert line_below(shown, "“told” is not a known word") == "    attribution: told"
    assert line_below(shown, "text is missing") == "text: >-"
    assert form.unmarked(shown) == text
    assert form.marked(shown, found) == shown
    assert max(map(len, shown.split("\n"))) <= 100


def test_marked__finds_items_past_empty_ones_and_the_links_of_a_claim() -> None:
    text = "citations:\n  - source:\n  - source: paper\n    quote: x\nlinks:\n  - {relation: rebuts, to: us-a}\n"
    wrong = [
        finding("not in the source", "citations", 0, "quote"),
        finding("deeper", "citations", 0, "source", "nowhere"),
        finding("retracted", "to", kind=Kind.LINK, record="new/rebuts/us-a"),
        finding("two claims alike"),
    ]
    shown = form.marked(text, wrong)
    assert line_below(shown, "not in the source") == "    quote: x"
    assert line_below(shown, "deeper") == "  - source: paper"
    assert line_below(shown, "retracted") == "  - {relation: rebuts, to: us-a}"
    assert shown.split("\n")[1] == "#! two claims alike"


def test_marked__never_gets_into_a_value() -> None:
    text = 'aliases: ["one\n  and more", two]\n'
    shown = form.marked(text, [finding("wrong", "aliases", 1)])
    assert form.read(shown).data == form.read(text).data == {"aliases": ["one and more", "two"]}
    assert shown.split("\n")[1] == "#! wrong"


@given(st.lists(_NASTY).map("".join), st.lists(st.sampled_from(["text", "note", 0, 1]), max_size=3), _ANY_TEXT)
def test_marked__is_taken_out_again_whatever_was_typed(typed: str, path: list[str | int], message: str) -> None:
    text = form.unmarked(f"text: {typed}\nnote: >-\n  {typed}\n")
    read = form.read(text)
    shown = form.marked(text, [finding(message, *path), *read.findings])
    assert form.unmarked(shown) == text
    assert form.read(shown).data == read.data

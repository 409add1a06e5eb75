"""Stored text that would upset a terminal, a spreadsheet or a parser: nothing obeys it, and nothing of it is lost."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import curation, escaping
from claims.model import Citation, Claim, Corpus, Dispute, Link, Post, Side, Source, Speaker, Translation
from claims.render import NAMED
from claims.store.write import Stamp
from claims.vocabulary import Act, Attribution, Basis, Relation, SourceKind, SpeakerKind, Wording

DATA = Path(__file__).parent / "data" / "naughty"
CONTROLS = {"<BEL>": 7, "<BS>": 8, "<CAN>": 24, "<CR>": 13, "<DEL>": 127, "<ESC>": 27, "<FF>": 12, "<LF>": 10}
CONTROLS |= {"<SUB>": 26, "<TAB>": 9, "<VT>": 11}

Run = Callable[..., Any]


def _texts() -> Iterator[str]:
    yield from json.loads((DATA / "blns.json").read_text(encoding="utf-8"))
    yield from (DATA / "csv-payload.txt").read_text(encoding="utf-8").splitlines()
    for line in (DATA / "vt-escapes.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield re.sub("|".join(CONTROLS), lambda found: chr(CONTROLS[found[0]]), line)
    yield from (chr(code) for code in (*range(1, 32), *range(127, 160)))
    yield from (
        "a\u202eb\u202cc",
        "\u2066x\u2069",
        "\u200eLRM",
        "\u061c",
        "\u2028",
        "\ufeffBOM",
        "\U000e0041tag",
        "\ufff9",
    )
    yield from ("a\r\nb\rc\nd\te\\f\\tg", "|a|b|", "<b>|</b>", "`|`", "气球", "e\u0301", "👩\u200d🚀", "\x9b31mred")
    yield "\u0301" + "e" * 200


# What no record may hold: nothing but white space, a NUL, half of a surrogate pair.
TEXTS = sorted(
    {text for text in _texts() if text.strip() and "\0" not in text and not re.search("[\ud800-\udfff]", text)}
)


def _is_unsafe(character: str) -> bool:
    """What a terminal would obey, or what turns the order of what is read round, by Unicode's own tables."""
    bidi = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(character) in bidi
        or character in "\u200e\u200f\u061c\ufeff"
        or 0xE0000 <= ord(character) < 0xE0080
    )


UNSAFE = re.compile("[" + "".join(re.escape(chr(code)) for code in range(0x110000) if _is_unsafe(chr(code))) + "]")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which every text of people's is naughty: one claim, speaker and source for each of `TEXTS`."""
    speakers, sources, claims, links = [], [], [], []
    for number, text in enumerate(TEXTS):
        id = f"n{number:04}"
        post = (Post(text, "2020"),)
        speakers.append(Speaker(id, text, SpeakerKind.PERSON, "us", aliases=(text,), posts=post, note=text))
        stored = f"Before {text} after"
        sources.append(Source(id, text, SourceKind.ARTICLE, Wording.ORIGINAL, text, authors=(text,), text=stored))
        start = len("Before ")
        citation = Citation(
            1, id, text, start=start, end=start + len(text), attribution=Attribution.DIRECT, via=(id,), locator=text,
            translations=(Translation("de", text, text),), note=text,
        )  # fmt: skip
        claim = Claim(id, text, id, "us", Act.DENIAL, said="2023-02-02", venue=text, disputes=("naughty",), note=text)
        claims.append(claim._replace(citations=(citation,)))
        if number % 10:
            links.append(Link(id, Relation.REBUTS, f"n{number - 1:04}", Basis.EXPLICIT, note=text))
    together = " ".join(TEXTS)
    disputes = (Dispute("naughty", TEXTS[0], summary=together, aliases=(together,), parties=("us",), note=together),)
    side = Side("us", together, aliases=(together,), note=together)
    path = tmp_path_factory.mktemp("naughty") / "naughty.db"
    corpus = Corpus((side,), tuple(speakers), tuple(sources), disputes, tuple(claims), tuple(links))
    curation.make_store(path, corpus.records(), Stamp("2026-01-02T03:04:05.000000Z", "tester"))
    return path


COMMANDS = (
    ("list",),
    ("links",),
    ("sides",),
    ("speakers",),
    ("disputes",),
    ("sources",),
    ("thread", "naughty"),
    ("show", *(f"n{number:04}" for number in range(len(TEXTS)))),
    ("show", "naughty"),
    ("show", "us"),
    ("sources", "--fields", "id,text,title,authors"),
    ("list", "--fields", "id,text,venue,citations"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:3]))
@pytest.mark.parametrize("form", [*NAMED, None])
def test_formats__let_nothing_out_that_a_terminal_obeys(
    run: Run, store: Path, words: tuple[str], form: str | None
) -> None:
    done = run(*words, *(("--format", form) if form else ()), store=store)
    assert (done.code, done.err) == (0, "")
    allowed = {"csv": "\r\n\t", "tsv": "\n\t", "table": "\n\t", None: "\n\t"}.get(form, "\n")
    assert {found for found in UNSAFE.findall(done.out) if found not in allowed} == set()
    if form == "csv":
        assert "\r" not in done.out.replace("\r\n", "")


@pytest.mark.parametrize("words", ["list", "links", "speakers", "sources"])
@pytest.mark.parametrize("offset", range(0, len(TEXTS), 150))
def test_table__lets_nothing_out_that_a_terminal_obeys(run: Run, store: Path, words: str, offset: int) -> None:
    """In parts, since more rows than a table takes are printed as tab-separated lines."""
    out = run(words, "--format", "table", "--limit", 150, "--offset", offset, store=store).out
    assert UNSAFE.findall(out.replace("\n", "")) == []


@pytest.mark.parametrize("words", COMMANDS[6:10], ids=lambda words: " ".join(words[:3]))
def test_formats__in_colour_let_out_colours_alone(run: Run, store: Path, words: tuple[str]) -> None:
    done = run(*words, "--format", "table", "--color", "always", store=store)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.out)
    assert UNSAFE.findall(plain.replace("\n", "")) == []


def test_json__brings_back_the_very_text(run: Run, store: Path) -> None:
    rows = json.loads(run("list", "--json", store=store).out)
    assert [row["text"] for row in rows] == TEXTS
    assert [row["speaker"]["name"] for row in rows] == TEXTS
    assert [row["citations"][0]["quote"] for row in rows] == TEXTS
    assert [json.loads(line)["text"] for line in run("list", "--jsonl", store=store).out.split("\n")[:-1]] == TEXTS
    shown = json.loads(run("show", *(row["id"] for row in rows), "--json", store=store).out)
    assert [one["text"] for one in shown] == TEXTS
    nodes = json.loads(run("thread", "naughty", "--json", store=store).out)["nodes"]
    assert sorted(node["text"] for node in nodes) == TEXTS


@pytest.mark.parametrize("form", ["tsv", None])
def test_tab_separated__every_line_is_a_record_and_every_text_can_be_read_back(
    run: Run, store: Path, form: str | None
) -> None:
    named = ("--format", form) if form else ()
    lines = run("list", "--fields", "id,text", *named, store=store).out.split("\n")[1 if form else 0 : -1]
    assert [_unescaped(line.split("\t")[1]) for line in lines] == TEXTS
    assert {line.count("\t") for line in lines} == {1}


def _unescaped(cell: str) -> str:
    simple = {"\\t": "\t", "\\n": "\n", "\\\\": "\\"}

    def one(found: re.Match[str]) -> str:
        return simple.get(found[0]) or chr(int(found[0][2:], 16))

    return re.sub(r"\\(?:[tn\\]|u[0-9a-f]{4}|U[0-9a-f]{8})", one, cell)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_tab_separated__can_be_read_back_whatever_it_is(text: str) -> None:
    escaped = escaping.tab_separated(text)
    assert _unescaped(escaped) == text
    assert not UNSAFE.search(escaped)


@given(st.text())
def test_json__stays_the_same_value(text: str) -> None:
    escaped = escaping.json(json.dumps(text, ensure_ascii=False))
    assert json.loads(escaped) == text
    assert not UNSAFE.search(escaped)


@given(st.text())
def test_line__is_one_line_without_a_command(text: str) -> None:
    for shown in (escaping.line(text), escaping.markdown(text)):
        assert not UNSAFE.search(shown)
    assert not UNSAFE.search(escaping.block(text).replace("\n", ""))


@given(st.text("ab \n\t é气"))
def test_block__leaves_harmless_text_as_it_is(text: str) -> None:
    assert escaping.block(text) == text.replace("\t", "    ")


def test_csv__no_cell_begins_a_formula_and_each_reads_back(run: Run, store: Path) -> None:
    out = run("list", "--csv", "--fields", "id,text,venue,speaker.name", store=store).out
    header, *rows = csv.reader(io.StringIO(out, newline=""))
    assert header == ["id", "text", "venue", "speaker.name"]
    for row, text in zip(rows, TEXTS, strict=True):
        for cell in row[1:]:
            assert cell.lstrip()[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
            # The apostrophe is what a spreadsheet itself writes before a text that looks like a formula.
            is_formula = cell[1:2] in ("\t", "\n") or cell[1:].lstrip()[:1] in tuple("=+-@＝＋－＠")
            unquoted = cell[1:] if is_formula and cell.startswith("'") else cell
            assert unquoted == text or "\\u" in unquoted.lower()


@pytest.mark.parametrize("text", (DATA / "csv-payload.txt").read_text(encoding="utf-8").splitlines())
def test_spreadsheet__neutralises_known_attacks(text: str) -> None:
    shown = escaping.spreadsheet(text)
    assert shown == (text if text.startswith("DDE") else f"'{text}")


@pytest.mark.parametrize("before", ["\n", " ", "\u00a0", " \n\u3000", "\t"])
def test_spreadsheet__neutralises_what_stands_behind_space(before: str) -> None:
    for sign in "=+-@＝":
        assert escaping.spreadsheet(f"{before}{sign}1+1").startswith("'")
    assert escaping.spreadsheet(" Words, = and all.") == " Words, = and all."


def test_markdown__tables_keep_their_columns(run: Run, store: Path) -> None:
    for words in (("list",), ("speakers",), ("sources",), ("disputes",)):
        lines = run(*words, "--format", "markdown", store=store).out.splitlines()
        bars = {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines}
        assert len(bars) == 1, words


@pytest.mark.parametrize("text", ["a|b", "*a*", "_a_", "`a`", "[a](http://b)", "<b>", "# a", "&amp;", "~~a~~", "a\nb"])
def test_markdown__text_is_no_markup(text: str) -> None:
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(f"x {escaping.markdown(text)}")
    shown = html.removeprefix("<p>x ").removesuffix("</p>\n")
    assert shown == text.replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_talk__repeats_no_command_either(run: Run, store: Path) -> None:
    for words in (("show", "\x1b[31m"), ("list", "--side", "a\u202eb"), ("list", "--act", "\x9b1m"), ("\x1b]0;x\x07",)):
        done = run(*words, store=store)
        assert done.code in (2, 3)
        assert not UNSAFE.search(done.err.removesuffix("\n"))

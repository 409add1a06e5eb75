"""Every command in every format; JSON as a promise: whole documents, fixed keys, a published schema."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from claims.render import FORMATS, NAMED, PLAIN, SHORT
from claims.reports.report import every_schema
from claims.vocabulary import Relation

RECORD = """
claims:
  - id: us-spies
    text: China spies.
    lang: en
    speaker: blinken
    side: us
    said: "2023-02-02"
    said_time: "14:05-05:00"
    act: accusation
    venue: CBS
    addressees: [china]
    statement: cbs-interview
    disputes: [balloon]
    citations:
      - {source: paper, quote: They spy, lang: en, attribution: indirect, via: [officials], locator: paragraph 2,
         translations: [{lang: de, text: Sie spähen, by: the desk}]}
    note: As told.
  - {id: china-strayed, text: It strayed., speaker: wang, side: china, with: [borrell], said: "2023-02", act: denial,
     disputes: [balloon], links: [{relation: rebuts, to: us-spies, basis: explicit, note: In reply., source: paper}]}
"""

COMMANDS = (
    ("list",),
    ("list", "--fields", "id,speaker.name"),
    ("links",),
    ("show", "us-spies"),
    ("show", "us-spies", "china-strayed"),
    ("show", "china"),
    ("show", "wang"),
    ("show", "paper"),
    ("show", "balloon"),
    ("show", "china-strayed/rebuts/us-spies"),
    ("show", "us-spies#1"),
    ("show", "us-spies", "paper", "wang"),
    ("thread", "balloon"),
    ("thread", "us-spies"),
    ("thread", "balloon", "--fields", "depth,id,speaker.name"),
    ("sides",),
    ("speakers",),
    ("disputes",),
    ("sources",),
    ("sources", "--fields", "id,text"),
)

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def store(store_of: Callable[[str], Path]) -> Path:
    return store_of(RECORD)


def json_of(run: Run, store: Path, *words: str) -> Any:
    done = run(*words, "--json", store=store)
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("form", [*FORMATS, None])
def test_formats__every_command_has_every_one(run: Run, store: Path, form: str | None, words: tuple[str]) -> None:
    named = () if form in (PLAIN, None) else ("--format", form)
    done = run(*words, *named, store=store)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("\n")
    assert "us-spies" in done.out or words[0] not in ("list", "links", "thread")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_formats__short_cuts_are_the_long_form(run: Run, store: Path, words: tuple[str]) -> None:
    for short in SHORT:
        assert run(*words, f"--{short}", store=store).out == run(*words, "--format", short, store=store).out


def test_formats__only_one_at_a_time(run: Run, store: Path) -> None:
    done = run("list", "--json", "--csv", store=store)
    assert (done.code, done.out) == (2, "")
    assert done.err == "claims: more than one output format: json and csv (ask for one of them)\n"
    assert run("list", "--json", "--format", "json", store=store).code == 0


@pytest.mark.parametrize("record", ["us", "us-spies", "wang", "balloon", "paper", "china-strayed/rebuts/us-spies"])
def test_show__one_is_an_object_and_several_are_an_array(run: Run, store: Path, record: str) -> None:
    one = json_of(run, store, "show", record)
    assert json_of(run, store, "show", record, "us-spies")[0] == one
    assert one["id"] == record


CLAIM = {
    "id": "us-spies",
    "text": "China spies.",
    "lang": "en",
    "speaker": {"id": "blinken", "name": "Antony Blinken", "kind": "person", "post": "Secretary", "side": "us"},
    "side": "us",
    "with": [],
    "said": "2023-02-02",
    "said_time": "14:05-05:00",
    "earliest": "2023-02-02",
    "latest": "2023-02-02",
    "act": "accusation",
    "venue": "CBS",
    "addressees": ["china"],
    "statement": "cbs-interview",
    "disputes": ["balloon"],
    "citations": [
        {
            "id": "us-spies#1",
            "source": "paper",
            "quote": "They spy",
            "prefix": None,
            "suffix": None,
            "start": None,
            "end": None,
            "lang": "en",
            "attribution": "indirect",
            "via": ["officials"],
            "locator": "paragraph 2",
            "translations": [{"lang": "de", "text": "Sie spähen", "by": "the desk"}],
            "note": None,
        }
    ],
    **{key: [] for relation in Relation for key in (relation.value, relation.inverse)},
    "rebutted_by": ["china-strayed"],
    "inferred": [],
    "last_word": "reply",
    "unanswered": False,
    "note": "As told.",
    "status": "on-record",
    "recorded_at": "2026-01-02T03:04:05.000000Z",
    "revised_at": "2026-01-02T03:04:05.000000Z",
}
LINK = {
    "id": "china-strayed/rebuts/us-spies",
    "from": "china-strayed",
    "relation": "rebuts",
    "to": "us-spies",
    "basis": "explicit",
    "note": "In reply.",
    "source": "paper",
    "status": "on-record",
    "recorded_at": "2026-01-02T03:04:05.000000Z",
    "revised_at": "2026-01-02T03:04:05.000000Z",
}


def test_json__a_claim_whole(run: Run, store: Path) -> None:
    found = json_of(run, store, "show", "us-spies")
    assert found == CLAIM
    assert list(found) == list(CLAIM)
    assert list(found["citations"][0]) == list(CLAIM["citations"][0])
    assert list(found["speaker"]) == list(CLAIM["speaker"])
    assert found in json_of(run, store, "list")
    other = json_of(run, store, "show", "china-strayed")
    assert (other["rebuts"], other["last_word"], other["unanswered"]) == (["us-spies"], "claim", True)


def test_json__a_link_whole(run: Run, store: Path) -> None:
    (found,) = json_of(run, store, "links")
    assert found == LINK
    assert list(found) == list(LINK)


def test_json__a_thread_whole(run: Run, store: Path) -> None:
    found = json_of(run, store, "thread", "balloon")
    assert list(found) == ["dispute", "claim", "roots", "nodes", "links"]
    assert (found["dispute"]["id"], found["claim"], found["roots"]) == ("balloon", None, ["us-spies"])
    place = {"depth": 0, "parent": None, "relation": None, "basis": None, "match": True}
    assert found["nodes"][0] == {**CLAIM, **place}
    assert list(found["nodes"][0]) == [*CLAIM, *place]
    reply = found["nodes"][1]
    assert [reply[key] for key in ("id", *place)] == ["china-strayed", 1, "us-spies", "rebuts", "explicit", True]
    assert found["links"] == [LINK]


def test_json__a_thread_of_a_claim_has_no_dispute(run: Run, store: Path) -> None:
    found = json_of(run, store, "thread", "china-strayed")
    assert (found["dispute"], found["claim"]) == (None, "china-strayed")
    assert [(node["id"], node["match"]) for node in found["nodes"]] == [("us-spies", False), ("china-strayed", True)]


STAMPS = ["note", "status", "recorded_at", "revised_at"]
OF_SOURCES = ["id", "title", "kind", "wording", "publisher", "authors", "published", "url", "archived_url", "accessed"]


@pytest.mark.parametrize(
    ("directory", "keys"),
    [
        ("sides", ["id", "name", "aliases", *STAMPS, "counts"]),
        ("speakers", ["id", "name", "kind", "side", "aliases", "posts", "wikidata", *STAMPS, "counts"]),
        ("disputes", ["id", "title", "summary", "aliases", "parties", "covers", *STAMPS, "counts"]),
        ("sources", [*OF_SOURCES, "lang", "sha256", *STAMPS, "counts"]),
    ],
)
def test_json__keys_of_directories(run: Run, store: Path, directory: str, keys: list[str]) -> None:
    rows = json_of(run, store, directory)
    assert rows
    assert all(list(row) == keys for row in rows)
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert all(isinstance(number, int) for row in rows for number in row["counts"].values())


def test_json__of_a_source_shown_has_the_text(run: Run, store_of: Callable[[str], Path]) -> None:
    store = store_of("sources:\n  - {id: paper, title: A, kind: article, wording: original, text: The words.}\n")
    assert json_of(run, store, "show", "paper")["text"] == "The words."
    assert "text" not in json_of(run, store, "sources")[0]
    assert json_of(run, store, "sources", "--fields", "id,text") == [{"id": "paper", "text": "The words."}]


@pytest.mark.parametrize("words", [("list",), ("links",), ("sides",), ("thread", "balloon")])
def test_jsonl__is_one_record_a_line(run: Run, store: Path, words: tuple[str]) -> None:
    whole = json_of(run, store, *words)
    rows = whole["nodes"] if words[0] == "thread" else whole
    assert [json.loads(line) for line in run(*words, "--jsonl", store=store).out.splitlines()] == rows


def test_json__rows_stand_on_lines_of_their_own(run: Run, store: Path) -> None:
    """So that a diff of two outputs, and grep, show which record changed."""
    lines = run("list", "--json", store=store).out.splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert [json.loads(line.removesuffix(","))["id"] for line in lines[1:-1]] == ["china-strayed", "us-spies"]


SCHEMA_OF = {
    ("list",): "claim",
    ("links",): "link",
    ("sides",): "side-row",
    ("speakers",): "speaker-row",
    ("disputes",): "dispute-row",
    ("sources",): "source-row",
    ("show", "us", "eu"): "side",
    ("show", "wang", "officials"): "speaker",
    ("show", "paper", "paper"): "source",
    ("show", "us-spies", "china-strayed"): "claim",
    ("show", "china-strayed/rebuts/us-spies", "china-strayed/rebuts/us-spies"): "link",
}


def _validator(run: Run, name: str) -> Draft202012Validator:
    schema = json.loads(run("schema", name).out)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize(("words", "name"), SCHEMA_OF.items())
def test_schema__holds_for_what_is_printed(run: Run, store: Path, words: tuple[str], name: str) -> None:
    validator = _validator(run, name)
    for row in json_of(run, store, *words):
        validator.validate(row)
        assert sorted(row) == sorted(validator.schema["required"])
        assert not validator.is_valid({key: value for key, value in row.items() if key != "id"})
        assert not validator.is_valid({**row, "extra": 1})


def test_schema__holds_for_a_dispute_shown(run: Run, store: Path) -> None:
    _validator(run, "dispute").validate(json_of(run, store, "show", "balloon"))


@pytest.mark.parametrize("target", ["balloon", "us-spies"])
def test_schema__holds_for_threads_and_their_nodes(run: Run, store: Path, target: str) -> None:
    found = json_of(run, store, "thread", target)
    _validator(run, "thread").validate(found)
    for node in found["nodes"]:
        _validator(run, "node").validate(node)


@pytest.mark.parametrize(
    ("words", "name"), [(("list", "--status", "all"), "claim"), (("links",), "link"), (("sources",), "source-row")]
)
def test_schema__holds_for_the_bundled_record(run: Run, bundled: Path, words: tuple[str], name: str) -> None:
    validator = _validator(run, name)
    for row in json_of(run, bundled, *words):
        validator.validate(row)


def test_schema__all_of_them_by_name(run: Run) -> None:
    everything = json.loads(run("schema").out)
    assert list(everything) == list(every_schema())
    for name, schema in everything.items():
        Draft202012Validator.check_schema(schema)
        assert schema == json.loads(run("schema", name).out)
        assert schema["title"] == name


def test_schema__needs_no_store(run: Run, tmp_path: Path) -> None:
    assert run("schema", "claim", store=tmp_path / "nowhere.db").code == 0


def test_schema__unknown_name(run: Run) -> None:
    done = run("schema", "clam")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("claims: there is no schema “clam” (")


@pytest.mark.parametrize(
    ("form", "expected"), [("json", "[]\n"), ("jsonl", ""), (None, ""), ("csv", None), ("tsv", None)]
)
def test_formats__nothing_found(run: Run, store: Path, form: str | None, expected: str | None) -> None:
    named = ("--format", form) if form else ()
    for words in (("list", "--side", "nato"), ("links", "--side", "nato"), ("speakers", "--side", "nato")):
        done = run(*words, *named, store=store)
        assert (done.code, done.err) == (0, "")
        # Files of columns keep their header.
        assert done.out == expected if expected is not None else len(done.out.splitlines()) == 1


def test_thread__of_a_dispute_without_claims(run: Run, store_of: Callable[[str], Path]) -> None:
    store = store_of("claims: []")
    found = json_of(run, store, "thread", "balloon")
    assert (found["roots"], found["nodes"], found["links"]) == ([], [], [])
    for form in NAMED:
        assert run("thread", "balloon", "--format", form, store=store).code == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("list",), [{"id": "china-strayed"}, {"id": "us-spies"}]),
        (("show", "us-spies"), {"id": "us-spies"}),
        (("show", "us-spies", "wang"), [{"id": "us-spies"}, {"id": "wang"}]),
        (("links",), [{"id": "china-strayed/rebuts/us-spies"}]),
    ],
)
def test_fields__pick_keys(run: Run, store: Path, words: tuple[str], expected: Any) -> None:
    assert json_of(run, store, *words, "--fields", "id") == expected


def test_fields__in_the_order_asked_for_with_dots_reaching_in(run: Run, store: Path) -> None:
    fields = "side,speaker.post,citations.source,citations.translations.lang,with.name,id"
    found = json_of(run, store, "show", "us-spies", "--fields", fields)
    assert list(found) == fields.split(",")
    assert list(found.values()) == ["us", "Secretary", ["paper"], ["de"], [], "us-spies"]


def test_fields__in_lines_and_columns(run: Run, store: Path) -> None:
    fields = ("--fields", " said , id ")
    assert run("list", *fields, store=store).out == "2023-02\tchina-strayed\n2023-02-02\tus-spies\n"
    assert run("list", *fields, "--csv", store=store).out.splitlines()[0] == "said,id"
    assert run("list", *fields, "--format", "tsv", store=store).out.splitlines()[0] == "said\tid"
    assert run("thread", "balloon", "--fields", "depth,id", store=store).out == "0\tus-spies\n1\tchina-strayed\n"


@pytest.mark.parametrize("directory", ["sides", "speakers", "disputes", "sources"])
def test_fields__counts_of_directories(run: Run, store: Path, directory: str) -> None:
    rows = json_of(run, store, directory)
    found = json_of(run, store, directory, "--fields", "counts,id")
    assert found == [{"counts": row["counts"], "id": row["id"]} for row in rows]


def test_plain__is_one_claim_a_line(run: Run, store: Path) -> None:
    assert run("list", store=store).out.splitlines() == [
        "china-strayed\tchina\t2023-02\tWang Yi\tclaim\tIt strayed.",
        "us-spies\tus\t2023-02-02\tAntony Blinken\treply\tChina spies.",
    ]


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_columns__are_the_records(run: Run, store: Path, form: str, delimiter: str) -> None:
    out = run("list", "--format", form, store=store).out
    rows = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=delimiter))
    assert [row["id"] for row in rows] == ["china-strayed", "us-spies"]
    assert (rows[1]["speaker.name"], rows[1]["citations.quote"], rows[1]["rebutted_by"]) == (
        "Antony Blinken",
        "They spy",
        "china-strayed",
    )
    assert rows[0]["said_time"] == ""


def test_markdown__has_a_table_and_a_thread(run: Run, store: Path) -> None:
    table = run("list", "--format", "markdown", store=store).out.splitlines()
    assert table[1].replace("-", "").replace("|", "") == ""
    assert {line.count("|") for line in table} == {table[0].count("|")}
    thread = run("thread", "balloon", "--format", "markdown", store=store).out
    assert thread.startswith("# The balloon\n")
    assert "\n- **US** Antony Blinken" in thread
    assert "\n  - *rebuts* (explicit) **CHINA** Wang Yi and Josep Borrell" in thread


def test_thread__says_on_what_each_answer_rests_in_every_format(run: Run, bundled: Path) -> None:
    """Nobody may take the curator's reading for the source's."""
    words = ("thread", "balloon")
    nodes = {node["id"]: node for node in json_of(run, bundled, *words)["nodes"]}
    inferred = {id for id, node in nodes.items() if node["basis"] == "inferred"}
    assert inferred
    lines = [json.loads(line) for line in run(*words, "--jsonl", store=bundled).out.splitlines()]
    assert {line["id"] for line in lines if line["basis"] == "inferred"} == inferred
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        out = run(*words, "--format", form, store=bundled).out
        rows = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=delimiter))
        assert {row["id"] for row in rows if row["basis"] == "inferred"} == inferred
    markdown = run(*words, "--format", "markdown", store=bundled).out
    for id, node in nodes.items():
        if node["relation"]:
            (line,) = (line for line in markdown.splitlines() if f"(`{id}`)" in line)
            assert f"({node['basis']}) **" in line


def test_claims__name_their_inferred_links_and_through_whom_their_words_come(run: Run, bundled: Path) -> None:
    links = {link["id"]: link for link in json_of(run, bundled, "links")}
    claims = json_of(run, bundled, "list")
    for claim in claims:
        own = [id for id, link in links.items() if claim["id"] in (link["from"], link["to"])]
        assert set(claim["inferred"]) == {id for id in own if links[id]["basis"] == "inferred"}
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(run("list", "--csv", store=bundled).out, newline=""))}
    for claim in claims:
        via = "; ".join(filter(None, (", ".join(citation["via"]) for citation in claim["citations"])))
        assert rows[claim["id"]]["citations.via"] == via
        assert rows[claim["id"]]["inferred"] == "; ".join(claim["inferred"])

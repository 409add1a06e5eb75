"""Who changed what, when and why: the log as people read it and as programs do, and differences as such."""

import csv
import io
import json
import re
import shutil
import time
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.cells import cell_len

from claims import curation
from claims.model import Change, Post, Revision
from claims.render import Log, comparison, difference
from claims.render.line import Line, Style
from claims.store import whole
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op, Status
from claims.wire import view

RECORD = """
sources:
  - {id: paper, title: A paper, kind: article, wording: original}
  - {id: wire, title: A wire, kind: article, wording: original}
claims:
  - {id: us-spies, text: China spies on us., speaker: blinken, side: us, act: accusation, disputes: [balloon],
     said: "2023-02-02", citations: [{source: wire, quote: They spy, locator: paragraph 1}]}
  - {id: china-strayed, text: It strayed., speaker: wang, side: china, act: denial, disputes: [balloon],
     links: [{relation: rebuts, to: us-spies, basis: explicit}]}
"""
LINK = "china-strayed/rebuts/us-spies"
LONG = "\n\n".join(f"In paragraph {number} the envoy speaks of {number * 3} sites." for number in range(60))

Run = Callable[..., Any]


def changed(path: Path, kind: Kind, id: str, at: str, why: str | None, op: Op = Op.EDIT, **values: Any) -> None:
    """One change of one record; a function among the values makes the new value from the old one."""

    def plan(db: Any) -> Iterable[Change]:
        before = whole.one(db, kind, id)
        assert before is not None
        new = {key: one(getattr(before, key)) if callable(one) else one for key, one in values.items()}
        return [Change(op, kind, before, before._replace(**new))]

    curation.commit(path, plan, Stamp(f"{at}.000000Z", "mara"), why)


def texts(text: str) -> dict[str, str]:
    """The values of a source with this text."""
    return {"text": text, "sha256": sha256(text.encode()).hexdigest()}


@pytest.fixture(scope="module")
def store(store_of: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small record, imported on 2 January 2026 by `tester` and changed since by `mara`; only to be read."""
    path = tmp_path_factory.mktemp("log") / "claims.db"
    shutil.copy(store_of(RECORD), path)
    changed(
        path,
        Kind.CLAIM,
        "us-spies",
        "2026-02-01T08:30:00",
        "The transcript has it so.",
        text="China spies on everybody.",
        said="2023-02-03",
        note="Seen again.",
        addressees=("china",),
        citations=lambda old: (old[0]._replace(locator="paragraph 7", via=("officials",)), old[0]._replace(number=2)),
    )
    changed(path, Kind.SIDE, "us", "2026-02-02T00:00:00", None, aliases=("usa", "washington", "the states"))
    changed(path, Kind.LINK, LINK, "2026-02-03T23:59:59", "No reply after all.", Op.RETRACT, status=Status.RETRACTED)
    changed(path, Kind.LINK, LINK, "2026-02-04T00:00:00", "It is one.", Op.RESTORE, status=Status.ON_RECORD)
    changed(path, Kind.SOURCE, "paper", "2026-02-05T00:00:00", None, **texts(LONG))
    retold = LONG.replace("paragraph 30 the envoy speaks", "paragraph 30 nobody speaks")
    changed(path, Kind.SOURCE, "paper", "2026-02-06T00:00:00", None, **texts(retold))
    return path


def shown(run: Run, store: Path, *words: str, columns: int = 80) -> str:
    done = run("log", *words, store=store, env={"COLUMNS": str(columns)})
    assert (done.code, done.err) == (0, "")
    return str(done.out)


def rows(run: Run, store: Path, *words: str) -> Any:
    return json.loads(shown(run, store, *words, "--json"))


# For eyes.


def test_log__of_a_claim_shows_what_differs_field_by_field(run: Run, store: Path) -> None:
    assert (
        shown(run, store, "us-spies")
        == """\
2026-02-01 08:30 UTC  mara  edited claim us-spies
  why: The transcript has it so.
  text                  - China spies on us.
                        + China spies on everybody.
  said                  - 2023-02-02
                        + 2023-02-03
  addressees            + china
  citations #1 via      + officials
  citations #1 locator  - paragraph 1
                        + paragraph 7
  citations #2 source   + wire
  citations #2 quote    + They spy
  citations #2 locator  + paragraph 1
  note                  + Seen again.

2026-01-02 03:04 UTC  tester  imported claim us-spies (new)
  text                  + China spies on us.
  speaker               + blinken
  side                  + us
  said                  + 2023-02-02
  act                   + accusation
  disputes              + balloon
  citations #1 source   + wire
  citations #1 quote    + They spy
  citations #1 locator  + paragraph 1
"""
    )


def test_log__is_short_about_imports(run: Run, store: Path) -> None:
    *_, last = shown(run, store, columns=160).split("\n\n")
    assert last == (
        "2026-01-02 03:04 UTC  tester  imported 2 claims, 1 link, 1 dispute, 2 sources, 4 speakers, 4 sides (new)\n"
    )


def test_log__tells_an_import_that_its_window_may_cut(run: Run, store: Path) -> None:
    assert "imported 1 link, 1 dispute (new) in this part" not in shown(run, store)
    cut = shown(run, store, "--kind", "speaker", "--limit", "3")
    assert cut == "2026-01-02 03:04 UTC  tester  imported 3 speakers (new) in this part of the log\n"


@pytest.mark.parametrize("words", [("--full",), ("china", "eu", "nato")])
def test_log__shows_each_record_of_an_import_that_is_asked_for(run: Run, store: Path, words: tuple[str, ...]) -> None:
    assert "imported side nato (new)\n  name     + NATO\n  aliases  + otan\n" in shown(run, store, *words)


def test_log__gives_the_reason_with_a_status(run: Run, store: Path) -> None:
    restored, retracted, _ = shown(run, store, LINK).split("\n\n")
    assert restored == (
        "2026-02-04 00:00 UTC  mara  restored link china-strayed/rebuts/us-spies\n"
        "  why: It is one.\n  status  - retracted\n          + on-record"
    )
    assert "retracted link china-strayed/rebuts/us-spies\n  why: No reply after all.\n" in retracted


def test_log__shows_members_taken_out_and_put_in(run: Run, store: Path) -> None:
    assert "  aliases  - america\n           + the states\n" in shown(run, store, "us", "--limit", "1")


def test_log__shows_the_passages_of_a_long_text(run: Run, store: Path) -> None:
    newest, first, _ = shown(run, store, "paper", columns=120).split("\n\n")
    assert (
        newest
        == """\
2026-02-06 00:00 UTC  mara  edited source paper
  text    2,830 → 2,827 characters
          at character 1,426
        - …speaks of 87 sites.↵ ↵ In paragraph 30 the envoy speaks of 90 sites.↵ ↵ In paragraph …
        + …speaks of 87 sites.↵ ↵ In paragraph 30 nobody speaks of 90 sites.↵ ↵ In paragraph …"""
    )
    assert "  text  + 2,830 characters: In paragraph 0 the envoy speaks of 0 sites.↵" in first
    assert "paragraph 20" not in first


@pytest.mark.parametrize("columns", [40, 60, 80, 160])
def test_log__keeps_the_width(run: Run, bundled: Path, columns: int) -> None:
    lines = shown(run, bundled, "--full", columns=columns).splitlines()
    assert max(map(cell_len, lines)) <= columns
    assert [line for line in lines if line != line.rstrip()] == []


def test_log__marks_the_words_that_differ(run: Run, store: Path) -> None:
    coloured = shown(run, store, "us-spies", "--color", "always")
    assert "- China spies on \x1b[1;4mus\x1b[0m." in coloured
    assert "+ China spies on \x1b[1;4meverybody\x1b[0m." in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown(run, store, "us-spies")
    assert set(re.findall(r"\x1b\[([0-9;]*)m", coloured)) <= {"0", "1", "2", "1;4"}


def test_log__lets_nothing_hostile_through(run: Run, store_of: Callable[[str], Path], tmp_path: Path) -> None:
    shutil.copy(store_of(RECORD), tmp_path / "claims.db")
    hostile = "a\x1b[31m\u202eb\x07\nc"
    values = {"text": hostile, "venue": hostile + "x" * 2_000}
    changed(tmp_path / "claims.db", Kind.CLAIM, "us-spies", "2026-02-01T00:00:00", hostile, **values)
    for form in ((), ("--format", "table"), ("--csv",), ("--json",), ("--format", "markdown")):
        printed = shown(run, tmp_path / "claims.db", *form)
        assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\u202e]", printed)
        assert "\\u001b" in printed


# What is asked for.


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (("--by", "mara", "--kind", "claim"), ["us-spies"]),
        (("--by", "nobody"), []),
        (("--by", "nobody", "--by", "mara", "--op", "edit", "--kind", "side"), ["us"]),
        (("--op", "retract"), [LINK]),
        (("--op", "retract", "--op", "restore"), [LINK, LINK]),
        (("--since", "2026-02-03", "--until", "2026-02-03"), [LINK]),
        (("--since", "2026-02-06"), ["paper"]),
        (("--since", "2026-02", "--until", "2026-02-01"), ["us-spies"]),
        (("--since", "2026-02", "--until", "2026-02", "--op", "edit"), ["paper", "paper", "us", "us-spies"]),
        (("--since", "2026-02", "--op", "edit", "--reverse"), ["us-spies", "us", "paper", "paper"]),
        (("--since", "2026-02", "--limit", "2", "--offset", "1"), ["paper", LINK]),
        (("us-spies#1",), ["us-spies", "us-spies"]),
        (("us-spies#9", "--op", "edit"), ["us-spies"]),
        (("prc", "the states"), ["us", "china", "us"]),
        (("balloon",), ["balloon"]),
        ((LINK, "--op", "import"), [LINK]),
    ],
)
def test_log__shows_what_is_asked_for(run: Run, store: Path, words: tuple[str, ...], seen: list[str]) -> None:
    assert [row["id"] for row in rows(run, store, *words)] == seen
    window = [word for word in words if word != "--reverse"]
    assert shown(run, store, *window, "--count") == f"{len(seen)}\n"


def test_log__finds_retracted_records(run: Run, store_of: Callable[[str], Path], tmp_path: Path) -> None:
    path = tmp_path / "claims.db"
    shutil.copy(store_of(RECORD), path)
    given = {"op": Op.RETRACT, "status": Status.RETRACTED}
    changed(path, Kind.CLAIM, "china-strayed", "2026-02-01T00:00:00", "Never said.", **given)
    assert [row["op"] for row in rows(run, path, "china-strayed")] == ["retract", "import"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("us-spie5",), 3),
        (("balloon", "--kind", "claim"), 3),
        ((LINK, "--kind", "claim"), 3),
        (("--kind", "claims"), 2),
        (("--op", "delete"), 2),
        (("--since", "yesterday"), 2),
        (("--since", "2026-02-02", "--until", "2026-02-01"), 2),
        (("--limit", "many"), 2),
        (("--fields", "after.txet"), 2),
    ],
)
def test_log__refuses_what_makes_no_sense(run: Run, store: Path, words: tuple[str, ...], code: int) -> None:
    done = run("log", *words, store=store)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)


# For programs.


def test_json__is_of_the_published_shape(run: Run, store: Path) -> None:
    validator = Draft202012Validator(view.schema("revision"))
    found = rows(run, store)
    assert [row["seq"] for row in found] == list(range(len(found), 0, -1))
    for row in found:
        validator.validate(row)
        assert list(row) == list(view.keys("revision"))
    lines = shown(run, store, "--jsonl").splitlines()
    assert [json.loads(line) for line in lines] == found


def test_json__has_the_record_before_and_after(run: Run, store: Path) -> None:
    (row,) = rows(run, store, "us-spies", "--op", "edit")
    assert (row["at"], row["by"], row["op"], row["kind"]) == ("2026-02-01T08:30:00.000000Z", "mara", "edit", "claim")
    assert (row["before"]["text"], row["after"]["text"]) == ("China spies on us.", "China spies on everybody.")
    assert row["why"] == "The transcript has it so."
    assert rows(run, store, "us-spies", "--op", "import")[0]["before"] is None


def test_fields__reach_into_the_record(run: Run, store: Path) -> None:
    words = ("us-spies", "--op", "edit", "--fields", "by,before.text,after.citations.locator")
    assert rows(run, store, *words) == [
        {"by": "mara", "before.text": "China spies on us.", "after.citations.locator": ["paragraph 7", "paragraph 1"]}
    ]
    assert shown(run, store, *words) == "mara\tChina spies on us.\tparagraph 7; paragraph 1\n"
    assert "China spies on us." in shown(run, store, *words, "--format", "table")


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_lines__name_the_keys_that_changed(run: Run, store: Path, form: str, delimiter: str) -> None:
    text = shown(run, store, "--op", "edit", "--format", form)
    found = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    assert list(found[0]) == ["seq", "at", "by", "op", "kind", "id", "why", "changed"]
    assert [(row["id"], row["changed"]) for row in found] == [
        ("paper", "text sha256"),
        ("paper", "text sha256"),
        ("us", "aliases"),
        ("us-spies", "text said addressees citations note"),
    ]


def test_markdown__is_a_table(run: Run, store: Path) -> None:
    head, _, row = shown(run, store, "us", "--limit", "1", "--format", "markdown").splitlines()
    assert head == "| seq | at | by | op | kind | id | why | changed |"
    assert row.endswith("| mara | edit | side | us |  | aliases |")


# Differences as such.


def revision(before: Any, after: Any, op: Op = Op.EDIT, kind: Kind = Kind.CLAIM) -> Any:
    id = (after or before)["id"]
    return {
        "seq": 0,
        "at": "",
        "by": "",
        "op": op,
        "kind": kind,
        "id": id,
        "before": before,
        "after": after,
        "why": "x",
    }


def told(*given: Any, columns: int = 80) -> str:
    """Differences as a dry run shows them."""
    return plain(difference.lines(given, columns, conditional=True))


def plain(lines: Iterable[Line]) -> str:
    return "\n".join("".join(span.text for span in line).rstrip() for line in lines)


@pytest.mark.parametrize("op", Op)
@pytest.mark.parametrize("kind", Kind)
def test_difference__says_what_would_be_done(op: Op, kind: Kind) -> None:
    head, *rest = told(revision({"id": "x", "note": "a"}, {"id": "x", "note": "b"}, op, kind)).splitlines()
    assert head.startswith(f"would {op} {kind} x")
    assert rest == ["  note  - a", "        + b"]


def test_difference__tells_new_records_of_an_import_from_changed_ones() -> None:
    new, old = revision(None, {"id": "x", "text": "a"}, Op.IMPORT), revision({"id": "x"}, {"id": "x"}, Op.IMPORT)
    assert told(new, old).splitlines() == [
        "would import claim x (new)",
        "  text  + a",
        "",
        "would import claim x (changed)",
        "  nothing differs but instants",
    ]


def test_difference__leaves_out_what_goes_without_saying() -> None:
    link = {"id": "a/rebuts/b", "from": "a", "relation": "rebuts", "to": "b", "basis": "inferred", "note": None}
    stamps = {"status": "on-record", "recorded_at": "x", "revised_at": "y"}
    assert told(revision(None, {**link, **stamps}, Op.ADD, Kind.LINK)) == (
        "would add link a/rebuts/b\n  basis  + inferred"
    )


def test_difference__compares_citations_by_their_ids() -> None:
    one, two = {"id": "x#1", "source": "a", "note": "n"}, {"id": "x#2", "source": "b", "via": ["v"]}
    before, after = {"id": "x", "citations": [one, two]}, {"id": "x", "citations": [{**two, "via": []}]}
    assert told(revision(before, after)).splitlines()[1:] == [
        "  citations #1 source  - a",
        "  citations #1 note    - n",
        "  citations #2 via     - v",
    ]
    turned = told(revision(before, {"id": "x", "citations": [two, one]}))
    assert "  citations (order)  - #1, #2\n                     + #2, #1" in turned


def test_difference__shows_objects_in_lists_as_members() -> None:
    posts = [Post("Director", "2023")._asdict(), Post("Minister")._asdict()]
    assert told(revision({"id": "x", "posts": posts[:1]}, {"id": "x", "posts": posts})).endswith(
        "posts  + title: Minister"
    )


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a b", "a  b", ["  note  - a b", "        + a b (white space differs)"]),
        ("a b", "a\nb", ["  note  - a b", "        + a↵ b"]),
        ("气球飞过美国", "飞艇飞过美国", ["  note  - 气球飞过美国", "        + 飞艇飞过美国"]),
        (3, 4, ["  note  - 3", "        + 4"]),
        ("a", None, ["  note  - a"]),
    ],
)
def test_difference__can_be_seen(old: object, new: object, lines: list[str]) -> None:
    assert told(revision({"id": "x", "note": old}, {"id": "x", "note": new})).splitlines()[1:] == lines


@pytest.mark.parametrize(
    "odd",
    [{}, {"citations": 5}, {"citations": ["a", None]}, {"citations": [{"id": None}]}, {"text": {"a": [1, {}]}}],
)
def test_difference__takes_any_object(odd: Any) -> None:
    good = {"id": "x", "text": "a", "citations": [{"id": "x#1", "source": "s"}]}
    for before, after in (({**odd, "id": "x"}, good), (good, {**odd, "id": "x"}), (None, {**odd, "id": "x"})):
        assert told(revision(before, after)).startswith("would edit claim x\n")


def test_difference__puts_a_long_label_on_a_line_of_its_own() -> None:
    after = {"id": "x", "citations": [{"id": "x#1", "translations": [{"lang": "en", "text": "It strayed"}]}]}
    assert told(revision(None, after, Op.ADD), columns=40).splitlines()[1:] == [
        "  citations #1 translations",
        "    + lang: en, text: It strayed",
    ]


def test_words__marks_little_where_little_differs() -> None:
    old, new = comparison.words("It strayed over 2 sites.", "It strayed over 3 of the sites.")
    assert [piece.text.strip() for piece in old if piece.differs] == ["2"]
    assert [piece.text.strip() for piece in new if piece.differs] == ["3 of the"]
    assert "".join(piece.text for piece in new) == "It strayed over 3 of the sites."


def test_words__marks_nothing_where_all_differs() -> None:
    assert comparison.words("They spy.", "那是民用飞艇") == (
        (comparison.Piece("They spy."),),
        (comparison.Piece("那是民用飞艇"),),
    )


def test_passages__are_found_in_megabytes() -> None:
    lines = [f"Line {number} of the record." for number in range(3_000)]
    old = "\n".join(lines)
    lines[7], lines[2_900] = "Line 7 of another record.", "Line 2900 of the old record."
    found = list(comparison.passages(old, "\n".join(lines)))
    assert [[piece.text.strip() for piece in one.new if piece.differs] for one in found] == [["another"], ["old"]]
    assert old[found[0].at :].startswith("the record.\nLine 8 ")


@pytest.mark.parametrize("unit", ["word{} ", "x", "长", " ", "{}\n", "\n"])
def test_passages__take_no_quadratic_time(unit: str) -> None:
    old = "".join(unit.format(number % 97) for number in range(60_000))
    new = "".join(unit.format(number * 7 % 89) for number in range(59_000)) + "end"
    start = time.perf_counter()
    text = told(revision({"id": "x", "text": f"a{old}"}, {"id": "x", "text": f"b{new}"}, kind=Kind.SOURCE))
    assert time.perf_counter() - start < 10
    assert " → " in text
    assert len(text) < 10_000


def test_history__reads_no_more_than_it_shows() -> None:
    def endless() -> Iterable[Revision]:
        seq = 0
        while True:
            seq += 1
            yield Revision(seq, "2026-01-01T00:00:00.000000Z", "me", Op.ADD, Kind.SIDE, f"s{seq}", None, "{}", None)

    lines = difference.history(Log(endless()), 80)
    assert next(iter(lines))[-1].text == "s1"


def test_history__sums_up_only_what_came_together() -> None:
    def imported(seq: int, at: str, id: str, before: str | None = None, why: str | None = None) -> Revision:
        return Revision(seq, f"{at}T00:00:00.000000Z", "me", Op.IMPORT, Kind.SIDE, id, before, '{"name": "n"}', why)

    given = [
        imported(6, "2026-01-03", "f", before='{"name": "m"}'),
        imported(5, "2026-01-03", "e"),
        imported(4, "2026-01-02", "d", why="w"),
        imported(3, "2026-01-02", "c", why="w"),
        imported(2, "2026-01-02", "b"),
        imported(1, "2026-01-02", "a"),
    ]
    heads = [line for line in plain(difference.history(Log(given), 80)).splitlines() if line.startswith("2026")]
    assert [head.split("  ")[2] for head in heads] == [
        "imported side f (changed)",
        "imported side e (new)",
        "imported 2 sides (new)",
        "imported 2 sides (new)",
    ]


def test_difference__marks_with_style_and_with_signs() -> None:
    after = {"id": "x", "text": "China spies on everybody."}
    lines = list(difference.lines([revision({"id": "x", "text": "China spies on us."}, after)], 80))
    marked = [span.text for line in lines for span in line if span.style is Style.MARK]
    assert marked == ["us", "everybody"]
    assert {span.side for line in lines for span in line} == {None}

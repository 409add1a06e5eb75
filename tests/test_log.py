"""Who changed what, when and why: the log as people read it and as programs do."""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.cells import cell_len

from claims import curation
from claims.json import schemas
from claims.model import Change
from claims.store import curated
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op, Status

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
        before = curated.one(db, kind, id)
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
          at character 1,412
        - …speaks of 87 sites.↵ ↵ In paragraph 30 the envoy speaks of 90 sites.↵ ↵ In paragraph 31 …
        + …speaks of 87 sites.↵ ↵ In paragraph 30 nobody speaks of 90 sites.↵ ↵ In paragraph 31 …"""
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
    validator = Draft202012Validator(schemas.schema("revision"))
    found = rows(run, store)
    assert [row["seq"] for row in found] == list(range(len(found), 0, -1))
    for row in found:
        validator.validate(row)
        assert list(row) == list(schemas.keys("revision"))
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

"""Exports: which records go, in which form, into which place, and over nobody's work."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claims.exchange.dossier import HEADER
from tests import histories
from tests.exchanging import DOSSIER, Run, done, exported, files_in, imported, stores

MORE = """
speakers:
  - {id: officials, name: American officials, kind: unnamed, side: us}
  - {id: borrell, name: Josep Borrell, kind: person, side: eu}
sources:
  - {id: leaflet, title: A leaflet, kind: document, wording: original}
  - {id: page, title: A page, kind: document, wording: original}
disputes:
  - {id: trade, title: Trade, parties: [eu, china]}
claims:
  - id: eu-d
    text: Trade goes on.
    speaker: borrell
    side: eu
    said: "2023-03"
    act: assertion
    addressees: [china]
    disputes: [trade]
    citations:
      - {source: leaflet, via: [officials], attribution: indirect}
    links:
      - {relation: supports, to: us-a, basis: inferred, source: page}
"""


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Empty stores, one after the other."""
    return stores(tmp_path_factory.mktemp("stores"))


@pytest.fixture
def store(run: Run, empty: Iterator[Path]) -> Path:
    """A store that holds two dossiers and a claim that was retracted."""
    path = next(empty)
    for name, text in (("a", DOSSIER), ("b", MORE)):
        (path.parent / f"{name}.yaml").write_text(text, encoding="utf-8")
        imported(run, path, path.parent / f"{name}.yaml")
    done(run, path, "retract", "us-c", "--why", "said twice")
    return path


def ids_in(text: str) -> dict[str, set[str]]:
    """The ids of the records in JSON Lines, by kind, and of records that revisions tell of."""
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        one = json.loads(line)
        found.setdefault(one["record"], set()).add(one["id"])
    return found


# Which records.


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ("--dispute", "trade"),
            {
                "claim": {"eu-d"}, "dispute": {"trade"}, "side": {"eu", "us", "china"}, "source": {"leaflet"},
                "speaker": {"borrell", "officials"},
            },
        ),
        (
            ("--side", "us", "--side", "eu"),
            {
                "claim": {"us-a", "us-c", "eu-d"}, "dispute": {"balloon", "arms", "trade"},
                "side": {"us", "china", "eu"}, "source": {"paper", "leaflet", "page"},
                "speaker": {"blinken", "borrell", "officials"}, "link": {"eu-d/supports/us-a"},
            },
        ),
        (
            ("--until", "2023-02-04"),
            {
                "claim": {"us-a", "china-b"}, "dispute": {"balloon"}, "side": {"us", "china"}, "source": {"paper"},
                "speaker": {"blinken", "wang"}, "link": {"china-b/rebuts/us-a"},
            },
        ),
        (
            ("--status", "retracted"),
            {"claim": {"us-c"}, "dispute": {"arms"}, "side": {"us", "china"}, "speaker": {"blinken"}},
        ),
        (("--dispute", "arms", "--status", "on-record"), {}),
        (("--act", "promise"), {}),
    ],
)  # fmt: skip
def test_filters__claims_links_between_them_and_what_they_name(
    run: Run, store: Path, empty: Iterator[Path], words: tuple[str, ...], expected: dict[str, set[str]]
) -> None:
    outcome = run("export", *words, "--format", "jsonl", store=store)
    assert outcome.code == 0
    found = ids_in(outcome.out)
    told = found.pop("revision", set())
    assert found == expected
    # Of sides that were there from the beginning the log has nothing to tell.
    assert told == {id for ids in expected.values() for id in ids} - {"china", "eu"}
    whole = exported(run, store, "part", *words)
    if expected:
        again = next(empty)
        imported(run, again, whole)
        target = exported(run, again, "again", *words)
        assert files_in(target) == files_in(whole)


def test_filters__everything_without_any(run: Run, store: Path) -> None:
    found = ids_in(run("export", "--format", "jsonl", store=store).out)
    assert found["claim"] == {"us-a", "china-b", "us-c", "eu-d"}
    assert found["side"] == {"us", "china", "eu", "nato"}
    assert '"status":"retracted"' in run("export", "--format", "jsonl", store=store).out


def test_filters__a_word_that_names_nothing(run: Run, store: Path) -> None:
    assert run("export", "--dispute", "moon", store=store).code == 3
    assert run("export", "--since", "soon", store=store).code == 2


# Which form.


def test_form__standard_output(run: Run, store: Path) -> None:
    text = run("export", store=store).out
    assert text.startswith(HEADER)
    assert run("export", "-", store=store).out == text
    assert run("export", "--format", "yaml", store=store).out == text
    lines = run("export", "-", "--format", "jsonl", store=store).out
    assert [json.loads(line)["record"] for line in lines.splitlines()[:4]] == ["side"] * 4
    assert run("export", "--format", "folder", store=store).code == 2
    assert run("export", "--format", "xml", store=store).code == 2


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("x.yaml", "yaml"), ("x.yml", "yaml"), ("x.YAML", "yaml"), ("x.jsonl", "jsonl"), ("x.ndjson", "jsonl"),
        ("x/", "folder"), ("x.d/", "folder"), ("deep/er/x/", "folder"),
    ],
)  # fmt: skip
def test_form__the_one_that_the_path_tells(run: Run, store: Path, name: str, form: str) -> None:
    outcome = run("export", f"{store.parent}/{name}", store=store)
    assert (outcome.code, outcome.out) == (0, ""), outcome.err
    path = store.parent / name
    assert path.is_dir() == (form == "folder")
    if form == "folder":
        assert set(files_in(path)) == {
            "arms.yaml", "balloon.yaml", "revisions.jsonl", "sides.yaml", "sources.yaml", "speakers.yaml",
            "texts/paper.txt", "trade.yaml",
        }  # fmt: skip
        assert f"wrote 8 files into {path}" in outcome.err
    else:
        assert path.read_text("utf-8") == run("export", "--format", form, store=store).out
        assert outcome.err == f"claims: wrote {path}\n"


@pytest.mark.parametrize("name", ["x", "x.xlsx", "x.d"])
def test_form__a_name_that_tells_none_makes_nothing(run: Run, store: Path, name: str) -> None:
    outcome = run("export", store.parent / name, store=store)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"no format is known by the name “{name}” (end it in .yaml, " in outcome.err
    assert not (store.parent / name).exists()
    assert run("export", store.parent / name, "--format", "folder", store=store).code == 0


def test_form__another_than_the_path_tells(run: Run, store: Path) -> None:
    path = store.parent / "x.txt"
    assert run("export", path, "--format", "jsonl", store=store).code == 0
    assert path.read_text("utf-8").startswith('{"record":"side"')
    (store.parent / "x.yaml").mkdir()
    assert run("export", store.parent / "x.yaml", store=store).code == 0
    assert (store.parent / "x.yaml" / "arms.yaml").is_file()


def test_form__without_the_log(run: Run, store: Path, empty: Iterator[Path]) -> None:
    path = exported(run, store)
    assert (path / ".gitattributes").read_text("utf-8") == "revisions.jsonl merge=union\ntexts/*.txt -text\n"
    (path / ".gitattributes").write_text("* text=auto\n*.txt diff", encoding="utf-8")
    assert run("export", path, "--no-revisions", store=store).code == 0
    assert "revisions.jsonl" not in files_in(path)
    assert run("export", path, store=store).code == 0
    assert (path / ".gitattributes").read_text("utf-8") == (
        "* text=auto\n*.txt diff\nrevisions.jsonl merge=union\ntexts/*.txt -text\n"
    )
    lines = exported(run, store, "x.jsonl", "--no-revisions")
    assert "revision" not in ids_in(lines.read_text("utf-8"))
    again = next(empty)
    imported(run, again, lines)
    assert histories.contents(again)["records"] == histories.contents(store)["records"]
    assert {(row[2], row[3]) for row in histories.contents(again)["log"]} == {("tester", "import")}


def test_form__the_same_bytes_every_time(run: Run, store: Path) -> None:
    for form in ("dossiers", "x.yaml", "x.jsonl"):
        first = files_in(exported(run, store, form))
        assert files_in(exported(run, store, form)) == first
        assert run("export", store.parent / form, store=store).code == 0
        assert files_in(store.parent / form) == first


# Over nobody's work.


def test_folder__one_that_somebody_wrote_is_not_overwritten(run: Run, store: Path) -> None:
    folder = store.parent / "own"
    folder.mkdir()
    (folder / "balloon.yaml").write_text("# mine\nclaims: []\n", encoding="utf-8")
    (folder / "notes.txt").write_text("mine\n", encoding="utf-8")
    before = files_in(folder)
    outcome = run("export", folder, store=store)
    assert outcome.code == 2
    assert "1 file there was not written by an export (name another folder, or overwrite with --force)" in outcome.err
    assert f"{folder}/balloon.yaml" in outcome.err
    assert files_in(folder) == before
    assert run("export", folder, "--force", store=store).code == 0
    assert (folder / "balloon.yaml").read_text("utf-8").startswith(HEADER)
    assert (folder / "notes.txt").read_text("utf-8") == "mine\n"


@pytest.mark.parametrize("name", ["x.yaml", "x.jsonl"])
def test_file__one_that_somebody_wrote_is_not_overwritten(run: Run, store: Path, name: str) -> None:
    path = store.parent / name
    path.write_text("# mine\n", encoding="utf-8")
    outcome = run("export", path, store=store)
    assert (outcome.code, path.read_text("utf-8")) == (2, "# mine\n")
    assert "was not written by an export (name another file, or use --force)" in outcome.err
    assert run("export", path, "--force", store=store).code == 0
    assert run("export", path, store=store).code == 0


def test_folder__what_an_earlier_export_left_there(run: Run, store: Path) -> None:
    done(run, store, "add", "--speaker", "wang", "--text", "Of none.", "--id", "china-n")
    folder = exported(run, store)
    (folder / "own.yaml").write_text("# mine\nclaims: []\n", encoding="utf-8")
    done(run, store, "edit", "china-n", "--dispute", "trade")
    # A part says nothing of the rest.
    assert run("export", folder, "--dispute", "arms", store=store).code == 0
    assert {"trade.yaml", "claims.yaml"} <= set(files_in(folder))
    assert run("export", folder, store=store).code == 0
    left = set(files_in(folder))
    assert "claims.yaml" not in left
    assert {"own.yaml", "arms.yaml", "trade.yaml"} <= left


def test_folder__a_place_that_is_none(run: Run, store: Path) -> None:
    (store.parent / "x").write_text("mine", encoding="utf-8")
    assert run("export", store.parent / "x", store=store).code == 2
    outcome = run("export", store.parent / "x" / "y.yaml", store=store)
    assert outcome.code == 5
    assert outcome.err.count("\n") == 1
    assert (store.parent / "x").read_text("utf-8") == "mine"


def test_export__the_store_itself_is_no_place(run: Run, store: Path) -> None:
    before = store.read_bytes()
    outcome = run("export", store, "--format", "jsonl", store=store)
    assert (outcome.code, store.read_bytes()) == (2, before)


def test_export__a_pipe_that_nobody_reads(process: Run, store: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    outcome = process("export", store=store, stdout=theirs)
    os.close(theirs)
    assert (outcome.code, outcome.err) == (0, "")


def test_export__changes_nothing(run: Run, store: Path) -> None:
    before: Any = histories.contents(store)
    exported(run, store)
    assert histories.contents(store) == before

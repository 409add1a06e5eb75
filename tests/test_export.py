"""Exports: which records go, in which form, into which place, and over nobody's work."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from claims.exchange.dossier import HEADER
from tests import histories
from tests.exchanging import DOSSIER, Run, changed, done, exported, files_in, imported, stores

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


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("balloon.yaml", "The craft was a balloon.", "By hand.", "claim us-a"),
        ("balloon.yaml", "  - id: us-a", "  # Whose?\n  - id: us-a", "balloon.yaml:11:3: a comment"),
        ("sources.yaml", "A paper", "By hand", "source paper"),
        ("texts/paper.txt", "It was a balloon.", "It was a kite.", "source paper"),
        (
            "balloon.yaml",
            "claims:",
            "<<<<<<< HEAD\nclaims:",
            "F002 a merge is not settled: its marker “<<<<<<<” stands",
        ),
    ],
)
def test_folder__what_was_changed_by_hand_is_not_overwritten(
    run: Run, store: Path, name: str, old: str, new: str, told: str
) -> None:
    folder = exported(run, store)
    changed(folder / name, old, new)
    before = files_in(folder)
    done(run, store, "edit", "us-a", "--note", "Changed here.")
    outcome = run("export", folder, store=store)
    assert outcome.code == 2
    assert "1 file was changed since the store last exported or imported" in outcome.err
    assert f"(take the changes over with claims import {folder}, or overwrite them with --force)" in outcome.err
    assert told in outcome.err
    assert files_in(folder) == before
    assert run("export", folder, "--force", store=store).code == 0
    assert run("export", folder, store=store).code == 0


def test_folder__what_was_changed_by_hand_goes_out_once_it_came_in(run: Run, store: Path) -> None:
    folder = exported(run, store)
    changed(folder / "balloon.yaml", "The craft was a balloon.", "By hand.")
    done(run, store, "edit", "us-c", "--text", "Changed here.")
    assert run("export", folder, store=store).code == 2
    imported(run, store, folder)
    # What is changed on top is no other's change.
    done(run, store, "edit", "us-a", "--text", "By hand, and on.")
    assert run("export", folder, store=store).code == 0
    # Old words put back by hand are news, at an instant that knows better.
    changed(folder / "balloon.yaml", "By hand, and on.", "The craft was a balloon.")
    assert run("export", folder, store=store).code == 2


def test_folder__a_conflict_that_was_decided_goes_out(run: Run, store: Path) -> None:
    folder = exported(run, store)
    changed(folder / "balloon.yaml", "The craft was a balloon.", "By hand.")
    done(run, store, "edit", "us-a", "--text", "Changed here.")
    assert run("import", folder, store=store).code == 4
    imported(run, store, folder, "--take", "ours")
    assert run("export", folder, store=store).code == 0
    assert "Changed here." in (folder / "balloon.yaml").read_text("utf-8")


def test_folder__lines_of_the_log_that_the_store_lacks_are_kept(run: Run, store: Path, empty: Iterator[Path]) -> None:
    other, folder = next(empty), exported(run, store)
    imported(run, other, folder)
    done(run, other, "edit", "us-a", "--text", "Changed there.", by="bob")
    done(run, other, "edit", "us-a", "--text", "The craft was a balloon.", by="bob")
    assert run("export", folder, store=other).code == 0
    outcome = run("export", folder, store=store)
    assert outcome.code == 2
    assert "revisions.jsonl: claim us-a, claim us-a" in outcome.err
    imported(run, store, folder)
    before = files_in(folder)
    assert run("export", folder, store=store).code == 0
    assert files_in(folder) == before


def test_file__what_was_changed_by_hand_is_not_overwritten(run: Run, store: Path) -> None:
    for form in ("x.yaml", "x.jsonl"):
        path = exported(run, store, form)
        text = path.read_text("utf-8").replace("The craft was a balloon.", "By hand.")
        path.write_text(text, encoding="utf-8")
        assert run("export", path, store=store).code == 2
        assert path.read_text("utf-8") == text
        assert run("export", path, "--force", store=store).code == 0
        done(run, store, "edit", "us-a", "--note", f"Before {form}.")
        assert run("export", path, store=store).code == 0


# Into no other place.


@pytest.mark.parametrize("id", ["../../x", "/tmp/x", "a/b", "..", "A b"])
def test_folder__an_id_of_the_store_that_is_none(run: Run, store: Path, tmp_path: Path, id: str) -> None:
    with closing(sqlite3.connect(store)) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE disputes SET id = ? WHERE id = 'trade'", (id,))
    folder = tmp_path / "o" / "p" / "q"
    outcome = run("export", f"{folder}/", store=store)
    assert (outcome.code, outcome.err.count("\n")) == (5, 1)
    assert f"the store holds “{id}” for an id" in outcome.err
    assert list(tmp_path.rglob("*")) == []


def test_folder__links_are_not_followed(run: Run, store: Path, tmp_path: Path) -> None:
    folder = exported(run, store)
    (tmp_path / "texts").mkdir()
    (tmp_path / "balloon.yaml").write_bytes((folder / "balloon.yaml").read_bytes())
    (folder / "balloon.yaml").unlink()
    (folder / "balloon.yaml").symlink_to(tmp_path / "balloon.yaml")
    done(run, store, "edit", "us-a", "--text", "Changed here.")
    assert run("export", folder, store=store).code == 2
    assert run("export", folder, "--force", store=store).code == 0
    assert not (folder / "balloon.yaml").is_symlink()
    assert "Changed here." not in (tmp_path / "balloon.yaml").read_text("utf-8")
    shutil.rmtree(folder / "texts")
    (folder / "texts").symlink_to(tmp_path / "texts")
    outcome = run("export", folder, "--force", store=store)
    assert (outcome.code, list((tmp_path / "texts").iterdir())) == (2, [])
    assert "paper.txt lies outside of" in outcome.err


def test_export__what_nobody_else_may_read_stays_so(run: Run, store: Path) -> None:
    folder, file = exported(run, store), exported(run, store, "x.yaml")
    for path in (folder / "balloon.yaml", file):
        path.chmod(0o600)
    done(run, store, "edit", "us-a", "--text", "Changed here.")
    for place in (folder, file):
        assert run("export", place, store=store).code == 0
    assert [path.stat().st_mode & 0o777 for path in (folder / "balloon.yaml", file)] == [0o600, 0o600]
    assert (folder / "arms.yaml").stat().st_mode & 0o777 == 0o666 & ~umask()


def umask() -> int:
    os.umask(found := os.umask(0))
    return found


def test_export__what_a_killed_one_left_is_taken_away(run: Run, store: Path) -> None:
    folder = exported(run, store)
    left = [folder / ".export.abcd1234.part", store.parent / ".x.yaml.abcd_234.part"]
    kept = [store.parent / ".y.yaml.abcd1234.part", folder / ".export.part"]
    for path in left + kept:
        path.mkdir()
        (path / "1").write_text("half", encoding="utf-8")
    assert run("export", folder, store=store).code == 0
    exported(run, store, "x.yaml")
    assert [path.exists() for path in left + kept] == [False, False, True, True]


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

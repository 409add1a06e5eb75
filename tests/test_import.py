"""Imports: all or nothing, the same again changes nothing, and every fault has its place."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from claims.store import curated
from claims.store.connection import reading
from claims.vocabulary import Kind
from tests import histories, terminals
from tests.exchanging import DOSSIER, Run, changed, done, exported, files_in, imported, stores

US_D = {
    "record": "claim", "id": "us-d", "text": "D.", "speaker": "blinken", "side": "us", "act": "assertion",
    "disputes": ["balloon"],
}  # fmt: skip


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Empty stores, one after the other."""
    return stores(tmp_path_factory.mktemp("stores"))


@pytest.fixture
def store(run: Run, empty: Iterator[Path]) -> Path:
    """A store that holds the dossier, which stands beside it."""
    path = next(empty)
    (path.parent / "a.yaml").write_text(DOSSIER, encoding="utf-8")
    imported(run, path, path.parent / "a.yaml")
    return path


def lines(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in entries), encoding="utf-8")
    return path


def refused(run: Run, store: Path, *words: object, code: int = 6) -> list[str]:
    """What is told of an import that is refused and leaves the store as it was."""
    before = histories.contents(store)
    outcome = run("import", *words, store=store)
    assert (outcome.code, outcome.out) == (code, ""), outcome.err
    assert histories.contents(store) == before
    return [line.replace(f"{store.parent}/", "") for line in outcome.err.splitlines()]


# What an import does and tells.


def test_import__tells_what_is_new_changed_and_unchanged(run: Run, store: Path) -> None:
    file = store.parent / "a.yaml"
    assert imported(run, store, file) == "claims: imported; unchanged: 10\n"
    changed(file, "The craft was an airship.", "The craft was an airship, blown off course.")
    assert imported(run, store, file) == "claims: imported; changed: 1 claim; unchanged: 9\n"
    assert "new: 1 claim; unchanged: 0" in imported(run, store, lines(store.parent / "b.jsonl", US_D))


def test_import__the_same_again_changes_nothing(run: Run, store: Path) -> None:
    file = store.parent / "a.yaml"
    changed(file, "page 2", "page 3")
    imported(run, store, file)
    before, text = histories.contents(store), files_in(exported(run, store))
    imported(run, store, file, "--by", "somebody else", "--why", "again")
    imported(run, store, store.parent / "dossiers")
    assert histories.contents(store) == before
    assert files_in(exported(run, store)) == text


def test_import__a_dry_run_shows_every_difference_and_keeps_nothing(run: Run, store: Path) -> None:
    file = lines(
        store.parent / "b.jsonl",
        US_D,
        {"record": "dispute", "id": "arms", "title": "The arms race"},
        {"record": "link", "from": "us-d", "relation": "rebuts", "to": "china-b", "basis": "inferred"},
    )
    before = histories.contents(store)
    outcome = run("import", file, "--dry-run", store=store)
    assert (outcome.code, histories.contents(store)) == (0, before)
    for piece in ("us-d", "The arms race", "us-d/rebuts/china-b", "D."):
        assert piece in outcome.out
    assert "china-b: the last word would be" in outcome.err
    assert "nothing was changed" in outcome.err
    assert "would be imported; new: 1 claim, 1 link; changed: 1 dispute; unchanged: 0" in outcome.err


def test_import__a_receipt_as_json(run: Run, store: Path) -> None:
    file = lines(store.parent / "b.jsonl", US_D)
    words = ("import", file, "--json", "--by", "Ann", "--why", "as agreed")
    dry, wet = (json.loads(run(*words, *more, store=store).out) for more in (("--dry-run",), ()))
    assert (dry.pop("dry_run"), wet.pop("dry_run")) == (True, False)
    assert (dry | {"at": 0, "changes": 0}) == (wet | {"at": 0, "changes": 0})
    assert [(one["op"], one["kind"], one["id"], one["before"]) for one in wet["changes"]] == [
        ("import", "claim", "us-d", None)
    ]
    assert (wet["by"], wet["why"], wet["ids"], wet["counts"]["claims"]) == (
        "Ann", "as agreed", ["us-d"], {"new": 1, "changed": 0},
    )  # fmt: skip
    assert wet["states"] == [{"id": "us-d", "before": None, "after": {"last_word": "claim", "unanswered": True}}]
    again = json.loads(run(*words, store=store).out)
    assert (again["changes"], again["ids"], again["counts"]["unchanged"]) == ([], [], 1)


def test_import__the_order_of_lines_changes_nothing(run: Run, store: Path, empty: Iterator[Path]) -> None:
    text = exported(run, store, "one.jsonl").read_text("utf-8").splitlines(keepends=True)
    expected = histories.shared(store)
    for number, order in enumerate((text[::-1], text[5:] + text[:5], sorted(text))):
        again = next(empty)
        file = store.parent / f"{number}.jsonl"
        file.write_text("".join(order), encoding="utf-8")
        imported(run, again, file)
        assert histories.shared(again) == expected


def test_import__the_order_of_files_changes_nothing(run: Run, store: Path, empty: Iterator[Path]) -> None:
    folder = exported(run, store)
    files = [path for path in folder.iterdir() if path.name[0] != "." and path.is_file()]
    assert len(files) == 6
    for order in list(permutations(files))[::150]:
        again = next(empty)
        imported(run, again, *order)
        assert histories.shared(again) == histories.shared(store)


@pytest.mark.parametrize("form", ["one.yaml", "one.jsonl"])
def test_import__from_standard_input(process: Run, run: Run, store: Path, empty: Iterator[Path], form: str) -> None:
    again, file = next(empty), exported(run, store, form)
    outcome = process("import", "-", store=again, input=file.read_text("utf-8"))
    assert (outcome.code, outcome.out) == (0, ""), outcome.err
    assert histories.contents(again)["records"] == histories.contents(store)["records"]


# Faults: all of them, each in its place, and nothing is taken over.


def test_import__records_of_two_kinds_with_one_id(run: Run, store: Path, empty: Iterator[Path]) -> None:
    there = next(empty)
    done(run, store, "side", "add", "--id", "us-a", "--name", "A")
    imported(run, there, exported(run, store))
    done(run, there, "edit", "us-a", "--note", "of the claim")
    done(run, there, "side", "edit", "us-a", "--note", "of the side")
    assert "changed: 1 side, 1 claim;" in imported(run, store, exported(run, there))


def test_import__the_same_file_twice(run: Run, store: Path) -> None:
    file = lines(store.parent / "b.jsonl", US_D)
    told = refused(run, store, file, file)
    assert told[1:] == [
        "b.jsonl:1:27: R002 there is more than one claim “us-d” (ids are never reused: give one another id)"
    ]


def test_import__one_fault_refuses_all(run: Run, store: Path) -> None:
    good = lines(store.parent / "good.jsonl", US_D)
    bad = lines(store.parent / "bad.jsonl", US_D | {"id": "us-e"}, US_D | {"id": "us-f", "said": "2023-13"})
    told = refused(run, store, good, bad)
    assert told[0] == "claims: 1 fault in bad.jsonl; nothing was taken over"
    assert told[1].startswith("bad.jsonl:2:138: F006 said")


QUOTED = {"source": "paper", "quote": "It was a balloon."}
LINKED = {"record": "link", "from": "us-a", "relation": "rebuts", "to": "china-b", "basis": "inferred"}
LOCATED = {"source": "paper", "quote": "It was"}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (US_D | {"speaker": "nobody"}, "1:60: R001 there is no speaker “nobody”"),
        (US_D | {"citations": [{"source": "leaflet"}]}, "R001 there is no source “leaflet”"),
        (LINKED | {"to": "us-z"}, "1:64: R001 there is no claim “us-z”"),
        (LINKED | {"to": "us-a"}, "1:64: L001 us-a rebuts itself"),
        (LINKED | {"relation": "withdraws"}, "L005 us-a is of us and withdraws china-b, which is of china"),
        (US_D | {"citations": [QUOTED | {"quote": "It was a kite."}]}, "Q001 the quote is not in paper"),
        (US_D | {"citations": [LOCATED]}, "Q002 the quote stands at several places of paper: 0, 18"),
        (US_D | {"citations": [QUOTED | {"start": 3, "end": 20}]}, "Q003 the quote stands at 0 to 17, not at 3 to 20"),
        (US_D | {"citations": [QUOTED | {"start": 3}]}, "Q005 start stands without end"),
        ({"record": "side", "id": "eu2", "name": "EU", "aliases": ["USA"]}, "R003 “usa” is a name of us as well"),
        ({"record": "dispute", "id": "x", "title": "X", "aliases": ["Arms"]}, "R003 “arms” is a name of arms as well"),
    ],
)  # fmt: skip
def test_import__what_the_rules_find_has_its_place(run: Run, store: Path, entry: Any, expected: str) -> None:
    told = refused(run, store, lines(store.parent / "b.jsonl", entry))
    assert len(told) == 2
    assert told[1].startswith("b.jsonl:1:")
    assert expected in told[1]


def test_import__a_digest_that_is_not_the_text_s(run: Run, store: Path) -> None:
    source = {"record": "source", "id": "x", "title": "X", "kind": "article", "wording": "original"}
    (_, told) = refused(run, store, lines(store.parent / "b.jsonl", source | {"text": "T", "sha256": "0" * 64}))
    assert "Q004 the stored text has the digest" in told


def test_import__faults_of_rules_in_a_dossier(run: Run, store: Path) -> None:
    file = store.parent / "a.yaml"
    changed(file, "{source: paper, quote: It was a balloon.}", "{source: paper, quote: It was a kite.}")
    changed(file, 'said: "2023-02-05"\n    act', 'said: "2023-02-05"\n    addressees: [mars]\n    act')
    first, second, third = refused(run, store, file)
    assert first == "claims: 2 faults in a.yaml; nothing was taken over"
    assert second.startswith("a.yaml:21:32: Q001 the quote is not in paper (nearest, at 0: “It was a”)")
    assert third.startswith("a.yaml:39:18: R001 there is no side “mars”")


def test_import__references_may_lead_into_the_store(run: Run, store: Path) -> None:
    link = {"record": "link", "from": "us-d", "relation": "supports", "to": "us-a", "basis": "inferred"}
    claim = US_D | {"citations": [{"source": "paper", "quote": "It was lost."}]}
    imported(run, store, lines(store.parent / "b.jsonl", link | {"source": "paper"}, claim))
    with reading(store) as db:
        one: Any = curated.one(db, Kind.CLAIM, "us-d")
    assert [(citation.number, citation.start, citation.end) for citation in one.citations] == [(1, 18, 30)]


def test_import__what_list_prints_is_refused_clearly(run: Run, store: Path) -> None:
    printed = json.loads(run("list", "--json", "--limit", "1", store=store).out)[0]
    told = refused(run, store, lines(store.parent / "b.jsonl", {"record": "claim"} | printed))
    assert any("F005 speaker: expected id, found a mapping" in line for line in told)


# Sources and their texts.


def sources_of(store: Path) -> list[Any]:
    with reading(store) as db:
        return list(curated.all_of(db, Kind.SOURCE))


def test_import__a_source_without_its_text_keeps_it(run: Run, store: Path) -> None:
    (before,) = sources_of(store)
    printed = {"record": "source"} | json.loads(run("sources", "--jsonl", store=store).out)
    assert "text" not in printed
    assert imported(run, store, lines(store.parent / "b.jsonl", printed)) == "claims: imported; unchanged: 1\n"
    del printed["revised_at"]
    imported(run, store, lines(store.parent / "b.jsonl", printed | {"title": "The paper", "sha256": None}))
    (after,) = sources_of(store)
    assert (after.title, after.text, after.sha256) == ("The paper", before.text, before.sha256)
    told = refused(run, store, lines(store.parent / "b.jsonl", printed | {"sha256": "0" * 64}))
    assert "Q004 the stored text has the digest" in told[1]


def test_import__a_source_that_has_no_text_has_no_digest(run: Run, store: Path, empty: Iterator[Path]) -> None:
    again = next(empty)
    printed = {"record": "source"} | json.loads(run("sources", "--jsonl", store=store).out)
    imported(run, again, lines(store.parent / "b.jsonl", printed))
    ((one,), target) = (sources_of(again), exported(run, again))
    assert (one.text, one.sha256) == (None, None)
    assert not (target / "texts").exists()
    imported(run, next(empty), target)


@pytest.mark.parametrize("in_full", [True, False])
def test_import__a_new_text_moves_the_quotes(run: Run, store: Path, in_full: bool) -> None:
    file = store.parent / "a.yaml"
    changed(file, '"It was a balloon. It was lost.', '"Listen. It was a balloon. It was lost.')
    if not in_full:
        text = file.read_text("utf-8")
        file.write_text(text[text.index("sources:") : text.index("disputes:")], encoding="utf-8")
    imported(run, store, file)
    with reading(store) as db:
        claim: Any = curated.one(db, Kind.CLAIM, "us-a")
    assert (claim.citations[0].start, claim.citations[0].end) == (8, 25)
    assert "us-a" in done(run, store, "log", "--limit", "1")
    # The claim is still as an import left it, so that the next edit by hand is no conflict.
    file.write_text(
        DOSSIER.replace("The craft was a balloon", "It was a balloon").replace('"It', '"Listen. It'), "utf-8"
    )
    imported(run, store, file)


def test_import__a_new_text_without_the_words_names_the_claim(run: Run, store: Path) -> None:
    source = {"record": "source", "id": "paper", "title": "A paper", "kind": "article", "wording": "original"}
    told = refused(run, store, lines(store.parent / "b.jsonl", source | {"text": "Nothing of the kind."}))
    assert told[1].startswith("Q001 claim us-a: the quote is not in paper")


def test_import__a_quote_typed_otherwise_is_what_the_store_has(run: Run, store: Path) -> None:
    file = store.parent / "a.yaml"
    changed(file, "quote: It was a balloon.", "quote: It was\u00a0a bal\u00adloon.")
    assert imported(run, store, file) == "claims: imported; unchanged: 10\n"


# On a terminal.

MANY = 3_000


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More speakers than are over at once."""
    speakers = ({"record": "speaker", "id": f"s-{number}", "name": "N", "kind": "person"} for number in range(MANY))
    return lines(tmp_path_factory.mktemp("large") / "large.jsonl", *speakers)


def on_terminal(store: Path, *words: object) -> tuple[int, str, str]:
    """Exit code, standard output in a file, and what a terminal on standard error was sent."""
    screen = terminals.opened()
    command = [sys.executable, "-m", "claims", "--store", str(store), *map(str, words)]
    with tempfile.TemporaryFile() as out:
        program = subprocess.Popen(command, stdout=out, stderr=screen.theirs, env={**os.environ, "TERM": "xterm"})
        sent = screen.shown_by(program).decode()
        out.seek(0)
        return program.returncode, out.read().decode(), sent


def test_progress__only_on_a_terminal_and_only_for_long(
    run: Run, process: Run, empty: Iterator[Path], large: Path
) -> None:
    code, out, sent = on_terminal(next(empty), "import", large)
    assert (code, out) == (0, "")
    assert "reading" in sent
    assert f"imported; new: {MANY} speakers" in sent
    code, out, sent = on_terminal(next(empty), "import", lines(large.with_name("small.jsonl"), {**SPEAKER}))
    assert (code, out, "reading" in sent) == (0, "", False)
    piped = process("import", large, store=next(empty))
    assert (piped.out, piped.err) == ("", f"claims: imported; new: {MANY} speakers; unchanged: 0\n")


SPEAKER = {"record": "speaker", "id": "s", "name": "N", "kind": "person"}


def test_interrupt__leaves_the_store_as_it_was(empty: Iterator[Path]) -> None:
    store = next(empty)
    before = histories.contents(store)
    command = [sys.executable, "-m", "claims", "--store", str(store), "import", "-"]
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert program.stdin is not None
    # It has read some and waits for more: a pipe holds less than this.
    for number in range(5_000):
        program.stdin.write(json.dumps(SPEAKER | {"id": f"s-{number}"}).encode() + b"\n")
    program.stdin.flush()
    time.sleep(0.2)
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=60)
    assert (program.returncode, out) == (130, b"")
    assert err.decode() == "claims: interrupted; nothing was imported\n"
    assert histories.contents(store) == before

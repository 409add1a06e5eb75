"""Two curators and one record: what both did is kept, and nobody's change is lost silently."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import curation
from claims.store import curated
from claims.store.connection import reading
from claims.vocabulary import Kind
from tests import histories
from tests.exchanging import DOSSIER, EARLY, Run, changed, done, exported, files_in, imported, stores


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


@pytest.fixture
def other(run: Run, store: Path, empty: Iterator[Path]) -> Path:
    """The other curator's store, with the same record."""
    path = next(empty)
    imported(run, path, exported(run, store))
    return path


def text_of(store: Path, claim: str) -> str:
    with reading(store) as db:
        one: Any = curated.one(db, Kind.CLAIM, claim)
    return str(one.text)


def edit(run: Run, store: Path, claim: str, text: str, by: str = "tester") -> None:
    done(run, store, "edit", claim, "--text", text, by=by)


def conflicts(run: Run, store: Path, *words: object) -> list[str]:
    """The records named by an import that is refused for its conflicts and leaves the store as it was."""
    before = histories.contents(store)
    outcome = run("import", *words, store=store)
    assert (outcome.code, outcome.out) == (4, ""), outcome.err
    assert histories.contents(store) == before
    head, *told = outcome.err.splitlines()
    assert "changed both here and in what is imported; nothing was taken over (--take theirs" in head
    assert sum(line.startswith("  ") for line in told) >= len(told) / 2
    return [line.partition(":")[0] for line in told if line[0] != " "]


def who(run: Run, store: Path, *words: object) -> list[tuple[str, str, str]]:
    """What the log tells, oldest first: who did what to which record."""
    import json

    log = json.loads(run("log", *words, "--json", store=store).out)
    return [(one["by"], one["op"], one["id"]) for one in reversed(log)]


# In git.


def git(folder: Path, *words: str) -> None:
    own = ("-c", "user.name=tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *own, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def committed(run: Run, store: Path, folder: Path, branch: str, base: str = "main") -> None:
    """Export a store into the repository, as a commit on a branch."""
    git(folder, "checkout", "-q", "-B", branch, base)
    outcome = run("export", folder, store=store)
    assert outcome.code == 0, outcome.err
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", branch)


@pytest.fixture
def repository(run: Run, store: Path, tmp_path: Path) -> Path:
    """A repository with the dossiers that the store exported."""
    if shutil.which("git") is None:
        pytest.skip("git is not there")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "root")
    committed(run, store, tmp_path, "main", base="HEAD")
    return tmp_path


def test_git__texts_changed_by_both_import_into_both(run: Run, store: Path, other: Path, repository: Path) -> None:
    for name, old, new in (
        ("ann", "The craft was an airship.", "The craft was an airship, the ministry said."),
        ("bob", "The talks are put off.", "The talks are put off for now."),
    ):
        git(repository, "checkout", "-q", "-b", name, "main")
        changed(repository / ("balloon.yaml" if name == "ann" else "arms.yaml"), old, new)
        git(repository, "commit", "-q", "-a", "-m", name)
    git(repository, "merge", "-q", "--no-edit", "ann")
    for each in (store, other):
        assert imported(run, each, repository) == "claims: imported; changed: 2 claims; unchanged: 11\n"
        assert text_of(each, "china-b") == "The craft was an airship, the ministry said."
        assert text_of(each, "us-c") == "The talks are put off for now."
        before = histories.contents(each)
        imported(run, each, repository)
        assert histories.contents(each) == before


def test_git__stores_changed_by_both_come_together(run: Run, store: Path, other: Path, repository: Path) -> None:
    edit(run, store, "us-a", "The craft was a spying balloon.", by="ann")
    done(run, store, "retract", "us-c", "--why", "said twice", by="ann")
    edit(run, other, "china-b", "The craft was a civil airship.", by="bob")
    done(run, other, "unlink", "china-b", "rebuts", "us-a", by="bob")
    add = ("add", "--speaker", "wang", "--text", "It drifted.", "--id", "china-e", "--dispute", "balloon")
    done(run, other, *add, "--source", "paper", "--quote", "It was lost.", by="bob")
    committed(run, store, repository, "ann")
    committed(run, other, repository, "bob")
    git(repository, "merge", "-q", "--no-edit", "ann")
    assert imported(run, store, repository) == (
        "claims: imported; new: 1 claim; changed: 1 claim, 1 link; unchanged: 11\n"
    )
    imported(run, other, repository)
    here, there = histories.contents(store), histories.contents(other)
    assert (here["records"], here["states"], here["made"]) == (there["records"], there["states"], there["made"])
    of_ann = [("ann", "edit", "us-a"), ("ann", "retract", "us-c")]
    of_bob = [
        ("bob", "edit", "china-b"), ("bob", "retract", "china-b/rebuts/us-a"), ("bob", "add", "china-e"),
    ]  # fmt: skip
    assert who(run, store)[-5:] == of_ann + of_bob
    assert who(run, other)[-5:] == of_bob + of_ann

    # The next round begins where both are: who merged second gives the other what he lacks.
    edit(run, other, "us-a", "The craft was a balloon after all.", by="bob")
    committed(run, other, repository, "bob", base="bob")
    imported(run, store, repository)
    assert text_of(store, "us-a") == "The craft was a balloon after all."
    assert who(run, store, "us-a") == who(run, other, "us-a")


def test_git__the_merged_folder_makes_a_third_store(
    run: Run, store: Path, other: Path, repository: Path, empty: Iterator[Path]
) -> None:
    edit(run, store, "us-a", "The craft was a spying balloon.", by="ann")
    edit(run, other, "china-b", "The craft was a civil airship.", by="bob")
    committed(run, store, repository, "ann")
    committed(run, other, repository, "bob")
    git(repository, "merge", "-q", "--no-edit", "ann")
    third = next(empty)
    imported(run, third, repository)
    imported(run, store, repository)
    assert histories.contents(third)["records"] == histories.contents(store)["records"]
    assert sorted(who(run, third)) == sorted(who(run, store))
    # Merged logs number alike what each store did on its own; a store numbers its own log.
    with reading(third) as db:
        numbers = [row[0] for row in db.execute("SELECT seq FROM revisions ORDER BY seq")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_git__both_added_to_both_logs_twice(run: Run, store: Path, other: Path, repository: Path) -> None:
    for number in range(3):
        edit(run, store, "us-a", f"Ann's {number}.", by="ann")
        edit(run, other, "china-b", f"Bob's {number}.", by="bob")
        for each, name, base in ((store, "ann", "main"), (other, "bob", "main")):
            committed(run, each, repository, name, base)
        git(repository, "merge", "-q", "--no-edit", "ann")
        for each in (store, other):
            imported(run, each, repository)
        git(repository, "branch", "-q", "-f", "main", "HEAD")
    assert histories.contents(store)["records"] == histories.contents(other)["records"]
    assert sorted(who(run, store)) == sorted(who(run, other))
    assert len(who(run, store, "us-a")) == len(who(run, store, "china-b")) == 4


@given(data=st.data())
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_idle__exports_are_the_same_for_all_in_whatever_order_they_import(
    run: Run, empty: Iterator[Path], data: st.DataObject
) -> None:
    """Three curators change something of their own, twice, pass on what they have, and change nothing any more."""
    curators = [next(empty) for _ in range(3)]
    (curators[0].parent / "a.yaml").write_text(DOSSIER, encoding="utf-8")
    imported(run, curators[0], curators[0].parent / "a.yaml")
    for each in curators[1:]:
        imported(run, each, exported(run, curators[0]))
    own = (("edit", "us-a", "--note"), ("edit", "china-b", "--note"), ("side", "edit", "eu", "--note"))
    for number, who in enumerate(data.draw(st.permutations([0, 0, 1, 1, 2, 2]))):
        done(run, curators[who], *own[who], f"Note {number}.", by=f"curator-{who}")
        if data.draw(st.booleans()):
            pass_on(run, curators[who], curators[data.draw(st.integers(0, 2))])
    for _ in range(2):
        for one, other in data.draw(st.permutations([(a, b) for a in curators for b in curators if a != b])):
            pass_on(run, one, other)
    exports = [files_in(exported(run, each)) for each in curators]
    assert exports[0] == exports[1] == exports[2]
    before = [histories.contents(each) for each in curators]
    pass_on(run, curators[0], curators[1])
    assert [histories.contents(each) for each in curators] == before


def test_idle__stores_made_apart_and_texts_taken_over_by_each(run: Run, empty: Iterator[Path], tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(DOSSIER, encoding="utf-8")
    apart = tmp_path / "apart" / "claims.db"
    apart.parent.mkdir()
    assert run("init", "--empty", store=apart).code == 0
    curators = [next(empty), apart]
    for new in ("The talks are put off.", "The talks are off."):
        changed(file, "The talks are put off.", new)
        for each in curators:
            imported(run, each, file)
    for one, other in (curators, curators[::-1], curators):
        pass_on(run, one, other)
    first, second = (files_in(exported(run, each)) for each in curators)
    assert first == second


def pass_on(run: Run, one: Path, other: Path) -> None:
    """Import into one store what another exports; where both changed a record, the other's version stands."""
    imported(run, other, exported(run, one), "--take", "theirs")


def test_git__what_was_pulled_and_not_imported_is_not_taken_back(
    run: Run, store: Path, other: Path, repository: Path
) -> None:
    edit(run, other, "us-a", "Changed there.", by="bob")
    committed(run, other, repository, "main", base="main")
    edit(run, store, "china-b", "Changed here.", by="ann")
    outcome = run("export", repository, store=store)
    assert outcome.code == 2
    assert outcome.err.splitlines()[1:] == [
        f"{repository}/balloon.yaml: claim us-a",
        f"{repository}/revisions.jsonl: claim us-a",
    ]
    # What was changed here since the last export is no conflict.
    assert "changed: 1 claim;" in imported(run, store, repository)
    committed(run, store, repository, "main", base="main")
    assert (text_of(store, "us-a"), text_of(store, "china-b")) == ("Changed there.", "Changed here.")
    imported(run, other, repository)
    assert files_in(exported(run, other)) == files_in(repository)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("attributes", [None, "* text=auto\n", "* text eol=crlf\n"])
@pytest.mark.parametrize("config", ["core.autocrlf=true", "core.autocrlf=input", "core.eol=crlf"])
def test_git__line_ends_that_it_converts(
    run: Run, store: Path, empty: Iterator[Path], tmp_path: Path, config: str, attributes: str | None, line_end: str
) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not there")
    (store.parent / "new.txt").write_bytes(f"It was a balloon.{line_end}It was lost. Talk is off.{line_end}".encode())
    done(run, store, "source", "update", "paper", "--file", store.parent / "new.txt")
    folder, clone, again = exported(run, store), tmp_path / "clone", next(empty)
    for is_protected in (True, False):
        git(folder, "init", "-q", "-b", "main")
        if attributes:
            (folder / ".gitattributes").write_text(attributes, encoding="utf-8")
            if is_protected:
                assert run("export", folder, store=store).code == 0
        elif not is_protected:
            (folder / ".gitattributes").unlink()
        git(folder, "-c", config, "add", "-A")
        git(folder, "commit", "-q", "-m", "all")
        git(tmp_path, "-c", config, "clone", "-q", str(folder), str(clone))
        if is_protected:
            assert (clone / "texts" / "paper.txt").read_bytes() == (folder / "texts" / "paper.txt").read_bytes()
        for each, told in ((again, "new: " if is_protected else "unchanged: 13"), (store, "unchanged: ")):
            assert told in imported(run, each, clone)
        # Nothing in the clone is news, and it gets its bytes back.
        assert run("export", clone, store=store).code == 0
        assert files_in(clone) == files_in(exported(run, again))
        shutil.rmtree(clone)
        shutil.rmtree(folder / ".git")


# Conflicts.


def test_conflict__a_change_in_the_store_since_the_export(run: Run, store: Path) -> None:
    folder = exported(run, store)
    edit(run, store, "us-a", "Changed here.", by="ann")
    # Nobody changed it there.
    assert imported(run, store, folder) == "claims: imported; unchanged: 13\n"
    assert text_of(store, "us-a") == "Changed here."
    changed(folder / "balloon.yaml", "The craft was a balloon.", "Changed there.")
    changed(folder / "arms.yaml", "The talks are put off.", "Changed there as well.")
    assert conflicts(run, store, folder) == ["claim us-a"]
    assert conflicts(run, store, folder, "--dry-run") == ["claim us-a"]
    assert text_of(store, "us-c") == "The talks are put off."


@pytest.mark.parametrize(("take", "expected"), [("theirs", "Changed there."), ("ours", "Changed here.")])
def test_conflict__take(run: Run, store: Path, take: str, expected: str) -> None:
    folder = exported(run, store)
    edit(run, store, "us-a", "Changed here.", by="ann")
    changed(folder / "balloon.yaml", "The craft was a balloon.", "Changed there.")
    changed(folder / "arms.yaml", "The talks are put off.", "Changed there as well.")
    imported(run, store, folder, "--take", take, "--by", "bob")
    assert (text_of(store, "us-a"), text_of(store, "us-c")) == (expected, "Changed there as well.")
    of_bob = [("bob", "import", "us-a")] * (1 if take == "theirs" else 2)
    assert who(run, store, "us-a") == [("tester", "import", "us-a"), ("ann", "edit", "us-a"), *of_bob]
    before = histories.contents(store)
    imported(run, store, folder, "--take", take)
    assert histories.contents(store) == before
    # The file's instant stands for another version, so that an old copy of it is still a conflict.
    changed(folder / "balloon.yaml", "Changed there.", "Changed once more.")
    assert conflicts(run, store, folder) == ["claim us-a"]


def test_conflict__both_stores_changed_one_record(run: Run, store: Path, other: Path) -> None:
    edit(run, store, "us-a", "Changed here.", by="ann")
    edit(run, other, "us-a", "Changed there.", by="bob")
    folder = exported(run, other)
    assert conflicts(run, store, folder) == ["claim us-a"]
    imported(run, store, folder, "--take", "theirs", "--by", "ann")
    assert who(run, store, "us-a")[1:] == [("ann", "edit", "us-a"), ("bob", "edit", "us-a"), ("ann", "import", "us-a")]
    with reading(store) as db:
        (last,) = db.execute("SELECT before FROM revisions ORDER BY seq DESC LIMIT 1").fetchone()
    assert "Changed here." in last
    # Both have the same now, and either may go on.
    edit(run, other, "us-a", "And on.", by="bob")
    imported(run, store, exported(run, other))
    assert text_of(store, "us-a") == "And on."


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("retract", "us-c", "--why", "said twice"), "claim us-c"),
        (("unlink", "china-b", "rebuts", "us-a"), "link china-b/rebuts/us-a"),
        (("source", "edit", "paper", "--title", "The paper"), "source paper"),
        (("speaker", "edit", "wang", "--name", "Wang"), "speaker wang"),
    ],
)
def test_conflict__whatever_was_done_here(run: Run, store: Path, words: tuple[str, ...], expected: str) -> None:
    folder = exported(run, store)
    done(run, store, *words)
    before = histories.contents(store)
    imported(run, store, folder)
    assert histories.contents(store) == before
    # Files that state no instants are no export's, and may have been written since.
    assert conflicts(run, store, store.parent / "a.yaml") == [expected]


def test_no_conflict__sides_that_nobody_touched(run: Run, bundled: Path, store: Path, empty: Iterator[Path]) -> None:
    there, here = next(empty), Path(shutil.copy(bundled, next(empty)))
    before = histories.contents(here)
    done(run, there, "speaker", "add", "--id", "wang-yi", "--name", "Wang Yi", "--kind", "person", "--side", "china")
    # The speaker is in the bundled record as well, with more said of him.
    assert imported(run, here, exported(run, there)) == "claims: imported; unchanged: 5\n"
    assert histories.contents(here)["records"].sides == before["records"].sides
    # The other way round, what the record says of them comes along.
    assert "changed: 4 sides" in imported(run, there, exported(run, here))
    for one, other in ((there, here), (here, there)):
        pass_on(run, one, other)
    assert files_in(exported(run, there)) == files_in(exported(run, here))


def test_no_conflict__keys_that_are_only_added(run: Run, store: Path) -> None:
    lines = exported(run, store, "one.jsonl", "--no-revisions")
    edit(run, store, "us-a", "The craft was a balloon!", by="ann")
    edit(run, store, "us-a", "The craft was a balloon.", by="ann")
    text = lines.read_text("utf-8").replace('"venue":null', '"venue":"the pier"')
    for year, code in (("2030", 0), ("2031", 4)):
        at = re.sub(r'"revised_at":"[0-9]{4}', f'"revised_at":"{year}', text)
        lines.write_text(at, encoding="utf-8")
        assert run("import", lines, store=store).code == code
        # What was here and was taken out is no addition.
        curation.commit(store, without_venue, EARLY)


def without_venue(db: Any) -> list[Any]:
    return [histories.edited(curated.one(db, Kind.CLAIM, "us-a"), venue=None)]  # type: ignore[arg-type]


def test_conflict__shows_the_fields_of_both_sides(run: Run, store: Path, other: Path) -> None:
    edit(run, store, "us-a", "Changed here.", by="ann")
    done(run, other, "edit", "us-a", "--text", "Changed there.", "--venue", "the pier", by="bob")
    for words in ((), ("--dry-run",)):
        outcome = run("import", exported(run, other), *words, store=store)
        assert outcome.code == 4
        assert "\n  text: here “Changed here.”, there “Changed there.”\n" in outcome.err
        assert "\n  venue: here nothing, there “the pier”\n" in outcome.err


def test_no_conflict__the_same_words_at_another_time(run: Run, store: Path) -> None:
    folder = exported(run, store)
    changed(folder / "balloon.yaml", "The craft was a balloon.", "Changed alike.")
    edit(run, store, "us-a", "Changed alike.")
    before = histories.contents(store)
    assert "unchanged: 13" in imported(run, store, folder)
    assert histories.contents(store) == before


def test_no_conflict__written_by_hand_again_and_again(run: Run, store: Path) -> None:
    file = store.parent / "a.yaml"
    for old, new in (("is put", "was put"), ("was put", "has been put"), ("has been put", "is put")):
        file.write_text(file.read_text("utf-8").replace("are put", "is put").replace(old, new), encoding="utf-8")
        assert "changed: 1 claim" in imported(run, store, file)
    edit(run, store, "us-c", "Changed here.")
    assert conflicts(run, store, file) == ["claim us-c"]
    imported(run, store, file, "--take", "theirs")
    changed(file, "The talks is put off.", "The talks are off.")
    imported(run, store, file)
    assert text_of(store, "us-c") == "The talks are off."


def test_no_conflict__the_other_took_over_the_same_words_at_another_time(run: Run, store: Path, other: Path) -> None:
    folder = exported(run, store)
    changed(folder / "balloon.yaml", "The craft was a balloon.", "Changed in the text.")
    imported(run, store, folder)
    imported(run, other, folder)
    edit(run, store, "us-a", "And on.", by="ann")
    imported(run, other, exported(run, store))
    assert text_of(other, "us-a") == "And on."
    assert who(run, other, "us-a")[-1] == ("ann", "edit", "us-a")


def test_by_hand__on_top_of_what_another_store_did(run: Run, store: Path, other: Path) -> None:
    edit(run, other, "us-a", "Changed there.", by="bob")
    folder = exported(run, other)
    text = files_in(folder)
    changed(folder / "balloon.yaml", "Changed there.", "Changed there, and by hand.")
    imported(run, store, folder, "--by", "ann")
    assert who(run, store, "us-a")[1:] == [("bob", "edit", "us-a"), ("ann", "import", "us-a")]
    # What bob's store says is an old version by now, although the text of both bore one instant.
    (folder / "balloon.yaml").write_bytes(text["balloon.yaml"])
    imported(run, store, folder)
    assert text_of(store, "us-a") == "Changed there, and by hand."


def test_revert__an_old_text_beside_a_new_log_is_a_conflict(run: Run, store: Path) -> None:
    old = files_in(exported(run, store))["balloon.yaml"]
    edit(run, store, "us-a", "Changed here.")
    folder = exported(run, store)
    (folder / "balloon.yaml").write_bytes(old)
    assert conflicts(run, store, folder) == ["claim us-a"]

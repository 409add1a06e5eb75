"""What the tests of imports and exports share: small stores to write into, and commands that must succeed."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from claims import curation
from claims.cli import store_file
from claims.store.write import Stamp

Run = Callable[..., Any]
EARLY = Stamp("2026-01-01T00:00:00.000000Z", "tester")

DOSSIER = """
sides:
  - {id: us, name: United States, aliases: [usa]}
speakers:
  - {id: wang, name: Wang Yi, kind: person, side: china}
  - {id: blinken, name: Antony Blinken, kind: person, side: us}
sources:
  - {id: paper, title: A paper, kind: article, wording: original, text: "It was a balloon. It was lost. Talk is off."}
disputes:
  - {id: balloon, title: The balloon, parties: [us, china]}
  - {id: arms, title: The arms, parties: [us, china]}
claims:
  - id: us-a
    text: The craft was a balloon.
    speaker: blinken
    side: us
    said: "2023-02-03"
    act: accusation
    disputes: [balloon]
    citations:
      - {source: paper, quote: It was a balloon.}
      - {source: paper, locator: page 2}

  - id: china-b
    text: The craft was an airship.
    speaker: wang
    side: china
    said: "2023-02-04"
    act: denial
    disputes: [balloon]
    links:
      - {relation: rebuts, to: us-a, basis: explicit}

  - id: us-c
    text: The talks are put off.
    speaker: blinken
    side: us
    said: "2023-02-05"
    act: announcement
    disputes: [arms]
"""
"""A dossier as people write it, without instants."""


def stores(folder: Path) -> Iterator[Path]:
    """Empty stores, each in a folder of its own; made once and copied, since making one takes longer."""
    first = folder / "claims.db"
    curation.make_empty_store(first, store_file.built_in_sides(), EARLY)
    number = 0
    while True:
        number += 1
        (folder / str(number)).mkdir()
        yield Path(shutil.copy(first, folder / str(number)))


def exported(run: Run, store: Path, form: str = "dossiers", *options: object) -> Path:
    """The path of what a store exports, beside it and new."""
    target = store.parent / form
    if target.is_dir():
        shutil.rmtree(target)
    outcome = run("export", target if target.suffix else f"{target}/", *options, store=store)
    assert (outcome.code, outcome.out) == (0, ""), outcome.err
    return target


def imported(run: Run, store: Path, *words: object) -> str:
    """What an import that succeeds tells."""
    outcome = run("import", *words, store=store)
    assert (outcome.code, outcome.out) == (0, ""), outcome.err
    return str(outcome.err)


def done(run: Run, store: Path, *words: object, by: str = "tester") -> str:
    """What a command that succeeds prints."""
    outcome = run(*words, store=store, env={"CLAIMS_CURATOR": by})
    assert outcome.code == 0, outcome.err
    return str(outcome.out)


def files_in(path: Path) -> dict[str, bytes]:
    """The bytes of a file, or of all files in a folder by their path in it, those that are for git left out."""
    if path.is_file():
        return {path.name: path.read_bytes()}
    inside = (file.relative_to(path) for file in sorted(path.rglob("*")) if file.is_file())
    return {str(name): (path / name).read_bytes() for name in inside if str(name)[0] != "."}


def changed(path: Path, old: str, new: str) -> None:
    """Change a file by hand: the only place where `old` stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text
    path.write_text(text.replace(old, new), encoding="utf-8")

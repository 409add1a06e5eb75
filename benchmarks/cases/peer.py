"""Other programs that answer the like, to see where this one stands; nothing is aimed at."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import corpus
from benchmarks.case import Case, Group, on, ours
from benchmarks.measure import Command
from benchmarks.stores import Place, environment

_NOTE = (
    "`datasette --get` gives the same rows of the view `claims_read` as JSON; `jq` picks one side's from a file of "
    "all; `hledger print` gives the entries of a month of a journal with the same days and texts; `notmuch` finds and "
    "shows mails with the same texts, of which the answers are replies. For an answer `jq` reads its whole file and "
    "`hledger` its whole journal, the view that `datasette` sorts has no index, and a mail is a file: they stop before "
    "an answer takes minutes, or a folder holds a million files."
)
_MOST_CLAIMS = {"datasette": 1_000_000, "jq": 100_000, "hledger": 100_000, "notmuch": 20_000}
_MONTH = ("2015-06-01", "2015-06-30", "2015-07-01")


def groups(place: Place, sizes: list[int]) -> Iterator[Group]:
    """All against peers, for the stores that they can take."""
    cases = (*_bundled(place), *(case for size in sizes for case in _on_store(place, size)))
    yield Group("Beside other programs", cases, _NOTE)


def _bundled(place: Place) -> Iterator[Case]:
    asked = "/claims/claims_read.json?_size=max&_shape=array"
    datasette = Command("datasette --get", (place.peer("datasette"), place.bundled, "--get", asked))
    yield Case("`list --json`", None, (ours(place, "list", "--json"), datasette))
    yield Case(
        "`list --side china --jsonl`", None, (ours(place, "list", "--side", "china", "--jsonl"), _jq(place, None))
    )


def _on_store(place: Place, size: int) -> Iterator[Case]:
    since, until, end = _MONTH
    word, middle = corpus.MIDDLING, size // 2 // corpus.PER_DISPUTE
    asked = f"/claims-{size}/claims_read.json?_size=50&_sort=said&_shape=array&_nocount=1"
    datasette = Command("datasette --get", (place.peer("datasette"), str(place.store(size)), "--get", asked))
    month = ("list", "--since", since, "--until", until, "--jsonl")
    hledger = ("print", "-b", since, "-e", end, "-f", str(_journal(place, size)))
    found = ("search", "--format=json", "--output=messages", "--limit=20", word)
    shown = ("show", "--format=json", "--entire-thread=true", f"id:c-{middle * corpus.PER_DISPUTE:07}@claims")
    for peer, name, words, theirs in (
        ("datasette", "`list --limit 50 --json`", ("list", "--limit", "50", "--json"), datasette),
        ("jq", "`list --side china --jsonl`", ("list", "--side", "china", "--jsonl"), _jq(place, size)),
        ("hledger", "`list` of a month", month, _tool(place, "hledger", hledger, _accounts(place, size))),
        ("notmuch", "`search`", ("search", word, "--limit", "20", "--json"), _mail(place, size, found)),
        ("notmuch", "`thread --json` of 50 claims", ("thread", f"d-{middle}", "--json"), _mail(place, size, shown)),
    ):
        if size <= _MOST_CLAIMS[peer]:
            yield Case(name, size, (on(place, size, *words), theirs), rounds=3)


def _tool(place: Place, name: str, words: tuple[str, ...], before: Callable[[], None]) -> Command:
    shown = f"{name} {words[0]}" if words[0].isalpha() else name
    return Command(shown, (place.tool(name) or name, *words), before, variables=place.libraries)


def _jq(place: Place, size: int | None) -> Command:
    """One side's claims picked from a file that holds all, one a line."""
    path = place.folder / f"list-{size or 'bundled'}.jsonl"

    def make() -> None:
        store = () if size is None else ("--store", str(place.store(size)))
        if not path.exists():
            with path.open("wb") as out:
                subprocess.run(
                    (place.claims, "list", "--jsonl", *store), stdout=out, check=True, env=environment(place)
                )

    return _tool(place, "jq", ("-c", 'select(.side == "china")', str(path)), make)


def _journal(place: Place, size: int) -> Path:
    return place.folder / f"record-{size}.journal"


def _accounts(place: Place, size: int) -> Callable[[], None]:
    """A journal with an entry for each claim: its day, id and text, its side and speaker as the account."""
    path = _journal(place, size)

    def make() -> None:
        if not path.exists():
            with path.open("w", encoding="utf-8") as file:
                for id, text, side, speaker, said, _ in _claims(place.store(size)):
                    file.write(f"{said} ({id}) {text}\n    {side}:{speaker}  1\n    said\n\n")

    return make


def _claims(store: Path) -> Iterator[tuple[str, ...]]:
    """Id, text, side, speaker and day of each claim, and the mails that it would answer."""
    yield from sqlite3.connect(store).execute(
        "SELECT id, text, side, speaker, said, coalesce((SELECT group_concat('<' || to_id || '@claims>', ' ') "
        "FROM links WHERE from_id = id), '') FROM claims"
    )


def _mail(place: Place, size: int, words: tuple[str, ...]) -> Command:
    folder = place.folder / f"mail-{size}"
    command = _tool(place, "notmuch", words, lambda: None)
    variables = {**command.variables, "NOTMUCH_CONFIG": str(folder / "config")}
    notmuch = command.words[0]

    def make() -> None:
        if not (folder / "config").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            _write_mails(place.store(size), folder)
            (folder / "config").write_text(
                f"[database]\npath={folder}\n[user]\nname=A\nprimary_email=a@claims\n[new]\nignore=config\n"
            )
            subprocess.run((notmuch, "new", "--quiet"), check=True, env={**environment(place), **variables})

    return command._replace(before=make, variables=variables)


def _write_mails(store: Path, folder: Path) -> None:
    """A mail a claim, in reply to those that it is linked to."""
    for id, text, side, speaker, said, answered in _claims(store):
        heads = {
            "From": f"{speaker} <{speaker}@{side}.claims>",
            "Date": f"{said} 12:00:00 +0000",
            "Message-ID": f"<{id}@claims>",
            "Subject": id,
            "In-Reply-To": answered.partition(" ")[0],
            "References": answered,
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Transfer-Encoding": "8bit",
        }
        lines = [f"{name}: {value}" for name, value in heads.items() if value]
        (folder / f"{id}.eml").write_text("\n".join([*lines, "", text, ""]), encoding="utf-8")

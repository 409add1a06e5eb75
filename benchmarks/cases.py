"""What is measured against what, and how far apart they may be."""

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus
from benchmarks.measure import Command
from benchmarks.stores import Place


class Case(NamedTuple):
    """Commands that take turns: the first is measured against the second, which it may exceed `most` times.

    `memory` is the most bytes that the first may take, None: any. `rounds` None: as many as are asked for.
    """

    name: str
    size: int | None
    commands: tuple[Command, ...]
    most: float | None
    memory: int | None = None
    rounds: int | None = None


_HELLO = """import typer
app = typer.Typer()
@app.command()
def hello(name: str = "world") -> None:
    print(f"hello {name}")
app()
"""
_JOIN = """SELECT a.side, b.side, l.relation, count(*) FROM links l JOIN claims a ON a.id = l.from_id
JOIN claims b ON b.id = l.to_id WHERE l.status = 'on-record' AND a.status = 'on-record' AND b.status = 'on-record'
GROUP BY 1, 2, 3"""
_RECURSION = """WITH RECURSIVE below(id) AS
(SELECT '{}' UNION SELECT l.from_id FROM below JOIN links l ON l.to_id = below.id)
SELECT below.id, c.text FROM below JOIN claims c ON c.id = below.id"""
_SOLVER = """
import clingo, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
numbers = {id: number for number, (id,) in enumerate(db.execute("SELECT id FROM claims"))}
attacks = db.execute("SELECT from_id, to_id FROM links WHERE relation IN ('rebuts', 'undercuts', 'withdraws')")
facts = "".join(f"att({numbers[a]},{numbers[b]})." for a, b in attacks)
control = clingo.Control(["--warn=none"])
control.add("base", [], f"arg(0..{len(numbers) - 1}). {facts}"
    "in(X) :- arg(X), out(Y) : att(Y,X). out(X) :- in(Y), att(Y,X). #show in/1.")
control.ground([("base", [])])
control.solve()
"""
_RELABEL = """
import sys
from pathlib import Path
from claims.store import states
from claims.store.connection import writing
with writing(Path(sys.argv[1]), keep=False) as db:
    states.renew(db, {str(number) for number in range(30_000)})
"""
_WRITERS = """
import multiprocessing, sys
from pathlib import Path
from claims import curation
from claims.model import Change, Claim
from claims.store.write import Stamp
from claims.vocabulary import Act, Kind, Op
def write(me, number):
    for index in range(number):
        claim = Claim(f"w-{me}-{index}", f"Sentence {index} of {me}.", "speaker-1", "china", Act.DENIAL)
        change = Change(Op.ADD, Kind.CLAIM, None, claim)
        stamp = Stamp(f"2027-01-01T00:{index // 60 % 60:02}:{index % 60:02}.000000Z", f"writer {me}")
        curation.commit(Path(sys.argv[1]), lambda db: [change], stamp)
if __name__ == "__main__":
    writers, each = int(sys.argv[2]), int(sys.argv[3])
    several = [multiprocessing.Process(target=write, args=(me, each)) for me in range(writers)]
    [one.start() for one in several]
    [one.join() for one in several]
    sys.exit(any(one.exitcode for one in several))
"""


def cases(place: Place, sizes: list[int]) -> Iterator[Case]:
    """All cases, for the stores that there are."""
    small, large = min(sizes), max(sizes)
    yield from _start_up(place)
    for size in sizes:
        yield from _growth(place, size, small)
        yield from _writing(place, size, small)
        yield from _searching(place, size)
    if large >= 10 * corpus.THREAD:
        yield from _threads(place, large)
    for size in sizes:
        yield from _whole(place, size)
    yield from _crowd(place, small)
    for size in sizes:
        yield Case("import of JSON Lines", size, _importing(place, size), 0.4, 400 << 20, rounds=1)


def _start_up(place: Place) -> Iterator[Case]:
    floor = Command("python -c pass", (place.python, "-c", "pass"))
    store = str(place.folder / "data" / "claims" / "claims.db")
    hello = Command("hello of Typer", (place.python, _script(place, "hello", _HELLO)))
    query = Command("sqlite-utils query", (place.peer("sqlite-utils"), "query", store, "SELECT * FROM claims_read"))
    for line in ("list --json", "show us-no-apology --json", "thread balloon --json", "list --side china --jsonl"):
        command = Command(line, (place.claims, *line.split()))
        yield Case(line, None, (command, floor), 3.0)
        yield Case(line, None, (command, query), 0.25)
    for line in ("links --json", "stats --json", "answers --json", "timeline --json", "matrix --json",
                 "search weather --json", "speakers --json", "log --limit 5 --json"):  # fmt: skip
        yield Case(line, None, (Command(line, (place.claims, *line.split())), hello), 1.2)


def _growth(place: Place, size: int, small: int) -> Iterator[Case]:
    if size == small:
        return
    middle = size // 2 // corpus.PER_DISPUTE
    for name, words, others in (
        ("list --limit 50 --json", ("list", "--limit", "50"), ("list", "--limit", "50")),
        ("show --json", ("show", f"c-{size // 2:07}"), ("show", f"c-{small // 2:07}")),
        ("thread of 50, --json", ("thread", f"d-{middle}"), ("thread", f"d-{small // 2 // corpus.PER_DISPUTE}")),
    ):
        here = Command(name, _on(place, size, *words, "--json"))
        there = Command(f"the same of {small:,}", _on(place, small, *others, "--json"))
        yield Case(name, size, (here, there), 1.1)


def _writing(place: Place, size: int, small: int) -> Iterator[Case]:
    hello = Command("hello of Typer", (place.python, _script(place, "hello", _HELLO)))
    one = _adding(place, size, "add")
    yield Case("add", size, (one, hello), 1.6)
    if size != small:
        yield Case("add", size, (one, _adding(place, small, f"the same of {small:,}")), 1.1)
    yield Case("link that changes answers", size, (_linking(place, size), one), 1.2)


def _searching(place: Place, size: int) -> Iterator[Case]:
    floor = Command("list --limit 20 --json", _on(place, size, "list", "--limit", "20", "--json"))
    for name, word, most in (
        ("rare", corpus.RARE, 1.2),
        ("middling", corpus.MIDDLING, 1.5),
        ("commonest", corpus.COMMONEST, 3.0),
    ):
        search = Command("search", _on(place, size, "search", word, "--limit", "20", "--json"))
        yield Case(f"search of the {name} word", size, (search, floor), most)


def _threads(place: Place, size: int) -> Iterator[Case]:
    store = str(place.store(size))
    for name, words, first in (
        ("thread of 10,000 claims, --json", ("thread", "thread"), "c-0000000"),
        ("chain 100,000 deep, --json", ("thread", f"c-{corpus.THREAD:07}"), f"c-{corpus.THREAD:07}"),
    ):
        if name.startswith("chain") and size < 5 * corpus.CHAIN:
            continue
        query = Command("the recursive query", _query(place, store, _RECURSION.format(first)))
        yield Case(name, size, (Command("thread", _on(place, size, *words, "--json")), query), 3.0, rounds=3)


def _whole(place: Place, size: int) -> Iterator[Case]:
    store = str(place.store(size))
    out = str(place.folder / "out.jsonl")
    export = Command("export", _on(place, size, "export", "--format", "jsonl"), stdout=out)
    plain = Command("SQLite writing the same", _query(place, store, *_statements()), stdout=out)
    yield Case("export --format jsonl", size, (export, plain), 2.0, 40 << 20, rounds=3)
    matrix = Command("matrix --json", _on(place, size, "matrix", "--json"))
    yield Case("matrix --json", size, (matrix, Command("the plain join", _query(place, store, _JOIN))), 0.35, rounds=3)
    relabel = Command("relabelling all", (place.python, _script(place, "relabel", _RELABEL), store))
    solver = Command("clingo", (place.peer("python"), _script(place, "solver", _SOLVER), store))
    yield Case("relabelling everything", size, (relabel, solver), 0.3, rounds=3)


def _statements() -> list[str]:
    """The statements of the program's own export, each on one line."""
    from claims.store import entries

    kinds = ("side", "speaker", "source", "dispute", "claim", "link", "revision")
    return [" ".join(entries.statement(kind).split()) for kind in kinds]


def _importing(place: Place, size: int) -> tuple[Command, ...]:
    draft, other = place.folder / "import.db", place.folder / "inserted.db"
    given = place.lines(size)
    rows = place.folder / f"rows-{size}.jsonl"

    def empty() -> None:
        draft.unlink(missing_ok=True)
        shutil.copy(_empty_store(place), draft)

    def none() -> None:
        other.unlink(missing_ok=True)
        if not rows.exists():
            with given.open(encoding="utf-8") as file, rows.open("w", encoding="utf-8") as flat:
                for one in map(json.loads, file):
                    if one["record"] in ("claim", "link"):
                        flat.write(f"{json.dumps(one, ensure_ascii=False)}\n")

    ours = (place.claims, "import", str(given), "--store", str(draft), "--by", "benchmark")
    theirs = (place.peer("sqlite-utils"), "insert", str(other), "records", str(rows), "--nl", "--alter")
    return Command("import", ours, empty), Command("sqlite-utils insert --nl", theirs, none)


def _crowd(place: Place, size: int) -> Iterator[Case]:
    draft = place.folder / "crowd.db"
    script = _script(place, "writers", _WRITERS)

    def fresh() -> None:
        shutil.copy(place.store(size), draft)

    several = Command("8 writers of 1,000", (place.python, script, str(draft), "8", "1000"), fresh)
    single = Command("1 writer of 8,000", (place.python, script, str(draft), "1", "8000"), fresh)
    yield Case("8 writers at once", size, (several, single), 1.3, rounds=1)


def _on(place: Place, size: int, *words: str) -> tuple[str, ...]:
    return (place.claims, *words, "--store", str(place.store(size)))


_NUMBERS = count()


def _adding(place: Place, size: int, name: str) -> Command:
    """Adding a claim to a copy of the store, another one each time."""
    about = ("--speaker", "speaker-1", "--side", "china", "--act", "denial", "--by", "benchmark")
    words = [place.claims, "add", *about, "--store", str(_copy(place, size)), "--text", ""]
    return Command(name, words, _retext(words))


def _retext(words: list[str]) -> Callable[[], None]:
    def change() -> None:
        words[-1] = f"Sentence {next(_NUMBERS)} that nobody has said before."

    return change


def _linking(place: Place, size: int) -> Command:
    """Denying a claim that nobody denied, by another claim each time."""
    store = str(_copy(place, size))
    words = [place.claims, "link", "", "rebuts", "", "--basis", "inferred", "--by", "benchmark", "--store", store]

    def change() -> None:
        number = next(_NUMBERS)
        words[2], words[4] = f"c-{size - 1 - number:07}", f"c-{size - 5_000 - number:07}"

    return Command("link", words, change)


def _copy(place: Place, size: int) -> Path:
    copy = place.folder / f"written-{size}.db"
    if not copy.exists():
        shutil.copy(place.store(size), copy)
    return copy


def _empty_store(place: Place) -> Path:
    path = place.folder / "empty.db"
    if not path.exists():
        subprocess.run([place.claims, "init", "--empty", "--store", str(path)], check=True, capture_output=True)
    return path


def _query(place: Place, store: str, *statements: str) -> tuple[str, ...]:
    """SQLite alone: its shell where there is one, else the module, which writes what it reads."""
    shell = shutil.which("sqlite3")
    if shell and sqlite3.sqlite_version_info >= (3, 38):
        return (shell, "-readonly", store, *statements)
    code = "import sqlite3, sys\nfor s in sys.argv[2:]:\n for r in sqlite3.connect(sys.argv[1]).execute(s): print(*r)"
    return (place.python, "-c", code, store, *statements)


def _script(place: Place, name: str, text: str) -> str:
    path = place.folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return str(path)

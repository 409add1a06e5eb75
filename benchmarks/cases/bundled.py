"""What people wait for each time they type a command: on the bundled record."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.case import Case, Group, copy, hello, number, ours, script
from benchmarks.measure import Command
from benchmarks.stores import Place, environment

_READ = "SELECT * FROM claims_read"
_JSON = {
    "list --json": _READ,
    "list --jsonl": _READ,
    "list --side china --json": f"{_READ} WHERE side = 'china'",
    "show us-no-apology --json": f"{_READ} WHERE id = 'us-no-apology'",
    "thread balloon --json": f"{_READ} WHERE disputes = 'balloon'",
    "search weather --json": f"{_READ} WHERE text LIKE '%weather%'",
    "links --json": "SELECT * FROM links",
    "disputes --json": "SELECT * FROM disputes",
    "sides --json": "SELECT * FROM sides",
    "speakers --json": "SELECT * FROM speakers",
    "sources --json": "SELECT * FROM sources",
}
"""Commands that give records as JSON, and the like of it in SQL."""

_OTHERS = (
    "list",
    "list --csv",
    "list --format tsv",
    "list --format markdown",
    "list --fields id,side,said --json",
    "show us-no-apology",
    "thread balloon",
    "search weather",
    "links",
    "answers",
    "answers --json",
    "stats",
    "stats --json",
    "timeline",
    "timeline --json",
    "compare balloon",
    "compare balloon --json",
    "matrix",
    "matrix --json",
    "contradictions",
    "contradictions --json",
    "disputes",
    "sides",
    "speakers",
    "sources",
    "log --limit 5",
    "log --limit 5 --json",
    "schema",
    "open exbulletin-2023-02-23",
    "completion zsh",
    "--version",
    "--help",
)
_WHOLE = ("check --json", "export --format jsonl", "export --format yaml", "reindex")
_PAIR = ("us-no-apology", "rebuts", "china-balloon-weather-feb3")
_TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}


def groups(place: Place) -> Iterator[Group]:
    """Return all that is measured on the bundled record."""
    yield Group("Records as JSON, bundled record", tuple(_as_json(place)))
    yield Group("Other commands, bundled record", (*_reading(place), *_writing(place)))
    yield Group("What goes through the whole bundled record", tuple(_whole(place)))
    yield Group("Tables on a terminal, bundled record", tuple(_on_terminal(place)))


def _as_json(place: Place) -> Iterator[Case]:
    floor = Command("python -c pass", (place.python, "-c", "pass"))
    for line, query in _JSON.items():
        command = ours(place, *line.split())
        peer = Command("sqlite-utils query", (place.peer("sqlite-utils"), "query", place.bundled, query))
        yield Case(f"`{line}`", None, (command, floor), 4.0)
        yield Case(f"`{line}`", None, (command, peer), 0.35)


def _reading(place: Place) -> Iterator[Case]:
    for line in _OTHERS:
        yield Case(f"`{line}`", None, (ours(place, *line.split()), hello(place)), 1.2)


def _writing(place: Place) -> Iterator[Case]:
    """Return each writing command on a copy of the record, where it finds something to change each time."""
    yield _case(place, "add", ("--speaker", "wang-yi", "--dispute", "balloon", "--text", "Sentence {}."))
    yield _case(place, "rebut", ("us-no-apology", "--speaker", "wang-yi", "--text", "Sentence {}."))
    yield _case(place, "link", (*_PAIR, "--basis", "inferred"), ("unlink", *_PAIR))
    yield _case(place, "unlink", _PAIR, ("link", *_PAIR, "--basis", "inferred"))
    yield _case(place, "edit", ("us-no-apology", "--venue", "{}"))
    yield _case(place, "retract", ("us-no-apology", "--why", "{}"), ("restore", "us-no-apology"))
    yield _case(place, "restore", ("us-no-apology",), ("retract", "us-no-apology", "--why", "a test"))
    yield _case(place, "side add", ("side-{}", "--name", "Side {}"))
    yield _case(place, "speaker add", ("speaker-{}", "--name", "Speaker {}", "--kind", "person"))
    yield _case(place, "speaker edit", ("wang-yi", "--note", "{}"))
    yield _case(place, "source add", ("source-{}", "--title", "Source {}", "--kind", "article"))
    yield _case(place, "dispute add", ("dispute-{}", "--title", "Dispute {}"))


def _case(place: Place, name: str, words: tuple[str, ...], undo: tuple[str, ...] = ()) -> Case:
    """Return a writing command; {} is another number each time, `undo` makes room for the change."""
    line = [place.claims, *name.split(), *words, "--by", "benchmark"]
    return Case(f"`{name}`", None, (Command(name, line, _ready(place, line, undo)), hello(place)), 1.2)


def _ready(place: Place, line: list[str], undo: tuple[str, ...]) -> Callable[[], None]:
    template = tuple(line)

    def make() -> None:
        store = ("--store", copy(place, Path(place.bundled)))
        if undo:
            # Where there is nothing to undo yet, that is as well.
            subprocess.run((place.claims, *undo, "--by", "benchmark", *store), check=False, capture_output=True)
        this = str(number())
        line[:] = [*(word.replace("{}", this) for word in template), *store]

    return make


def _whole(place: Place) -> Iterator[Case]:
    for line in _WHOLE:
        yield Case(f"`{line}`", None, (ours(place, *line.split()), hello(place)))
    fixtures = str(Path(__file__).parents[2] / "fixtures")
    yield Case("`import --dry-run`", None, (ours(place, "import", fixtures, "--dry-run"), hello(place)))
    made = place.folder / "made.db"
    init = ours(place, "init", "--store", str(made))._replace(before=lambda: made.unlink(missing_ok=True))
    yield Case("`init`", None, (init, hello(place)))


def _on_terminal(place: Place) -> Iterator[Case]:
    """Return tables against one of the same rows that Typer and Rich make."""
    rows = place.folder / "rows.json"

    def make() -> None:
        if not rows.exists():
            listed = (place.claims, "list", "--json")
            done = subprocess.run(listed, check=True, capture_output=True, env=environment(place))
            rows.write_text(json.dumps(json.loads(done.stdout)), encoding="utf-8")

    table = Command(
        "a table of Typer and Rich", (place.peer_python, script("table"), str(rows)), make, variables=_TERMINAL,
        on_terminal=True,
    )  # fmt: skip
    for line in ("list --no-pager", "thread balloon --no-pager"):
        shown = ours(place, *line.split())._replace(on_terminal=True, variables=_TERMINAL)
        yield Case(f"`{line}`", None, (shown, table), 1.2)

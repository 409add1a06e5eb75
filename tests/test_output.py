"""Where the text goes: terminals and pipes, pagers, colours, widths."""

import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyte
import pytest
from rich.cells import cell_len
from rich.color import Color

from claims.render import line
from tests import terminals

RECORD = """
claims:
  - {id: us-spies, text: China spies., speaker: blinken, side: us, act: accusation, disputes: [balloon],
     citations: [{source: paper, quote: They spy.}]}
  - {id: china-strayed, text: It strayed., speaker: wang, side: china, act: denial, disputes: [balloon],
     links: [{relation: rebuts, to: us-spies, basis: explicit}]}
"""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

Run = Callable[..., Any]
Terminal = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def store(store_of: Callable[[str], Path]) -> Path:
    return store_of(RECORD)


def started(
    words: tuple[object, ...], env: dict[str, str | None], rows: int = 24, columns: int = 80
) -> tuple["subprocess.Popen[bytes]", terminals.Terminal]:
    """The program on a terminal of that size; a variable of None is not set."""
    screen = terminals.opened(rows, columns)
    return terminals.started(words, {"COLUMNS": None, "TERM": "xterm-256color", **env}, screen), screen


@pytest.fixture(scope="session")
def terminal() -> Terminal:
    """The program on a terminal: its exit code and all that was shown, without the pager unless one is named."""

    def call(*words: object, store: Path, **rest: Any) -> tuple[int, str]:
        env = {"CLAIMS_PAGER": "", "CLAIMS_STORE": str(store), **rest.pop("env", {})}
        process, screen = started(words, env, **rest)
        shown = screen.shown_by(process)
        return process.returncode, shown.decode().replace("\r\n", "\n")

    return call


# Formats.


def test_terminal__gets_a_table_and_a_pipe_lines(terminal: Terminal, run: Run, store: Path) -> None:
    code, shown = terminal("list", store=store, env={"NO_COLOR": "1"})
    assert code == 0
    assert shown.rstrip("\n") == run("list", "--format", "table", store=store).out.rstrip("\n")
    assert run("list", store=store).out.count("\n") == 2
    assert "\t" not in shown


def test_thread__in_a_pipe_is_what_a_terminal_shows_without_colours(terminal: Terminal, run: Run, store: Path) -> None:
    _, shown = terminal("thread", "balloon", store=store)
    assert COLOUR.sub("", shown) == run("thread", "balloon", store=store).out


# Pagers.


@pytest.fixture
def pager(tmp_path: Path) -> dict[str, str]:
    """A pager that keeps what it gets in `paged`."""
    return {"CLAIMS_PAGER": f"sh -c 'cat > {tmp_path}/paged'"}


def test_pager__takes_what_is_longer_than_the_screen(
    terminal: Terminal, run: Run, bundled: Path, pager: dict[str, str], tmp_path: Path
) -> None:
    code, shown = terminal("thread", "balloon", store=bundled, env={**pager, "NO_COLOR": "1"})
    assert (code, shown) == (0, "")
    assert (tmp_path / "paged").read_text(encoding="utf-8") == run("thread", "balloon", store=bundled).out


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (("thread", "balloon"), 60),
        (("thread", "balloon", "--no-pager"), 5),
        (("list", "--json"), 2),
        (("list", "--csv"), 2),
        (("list", "--count"), 1),
    ],
)
def test_pager__is_left_alone(
    terminal: Terminal, store: Path, pager: dict[str, str], tmp_path: Path, words: tuple[str, ...], rows: int
) -> None:
    code, shown = terminal(*words, store=store, rows=rows, env=pager)
    assert code == 0
    assert shown
    assert not (tmp_path / "paged").exists()


def test_pager__is_left_alone_in_a_pipe(process: Run, bundled: Path, pager: dict[str, str], tmp_path: Path) -> None:
    assert process("thread", "balloon", store=bundled, env=pager).out.count("\n") > 100
    assert not (tmp_path / "paged").exists()


@pytest.mark.parametrize(
    ("env", "is_paged"),
    [
        ({"PAGER": "PAGER", "CLAIMS_PAGER": None}, True),
        ({"PAGER": "PAGER", "CLAIMS_PAGER": ""}, False),
        ({"PAGER": "PAGER", "CLAIMS_PAGER": "cat"}, False),
        ({"PAGER": "", "CLAIMS_PAGER": "PAGER"}, True),
        ({"CLAIMS_PAGER": "no-such-pager -x"}, False),
        ({"CLAIMS_PAGER": "'unbalanced"}, False),
    ],
)
def test_pager__is_the_one_that_is_named(
    terminal: Terminal, store: Path, pager: dict[str, str], tmp_path: Path, env: dict[str, str | None], is_paged: bool
) -> None:
    named = {key: pager["CLAIMS_PAGER"] if value == "PAGER" else value for key, value in env.items()}
    code, shown = terminal("thread", "balloon", store=store, rows=5, env=named)
    assert code == 0
    assert (tmp_path / "paged").exists() == is_paged
    assert ("It strayed." in shown) != is_paged


@pytest.mark.parametrize("leaving", ["true", "head -n 1"])
def test_pager__may_leave_early(terminal: Terminal, bundled: Path, leaving: str) -> None:
    code, shown = terminal("thread", "balloon", store=bundled, env={"CLAIMS_PAGER": leaving})
    assert (code, shown.count("\n")) == (0, 1 if leaving != "true" else 0)


def test_pager__decides_what_an_interrupt_means(store: Path, tmp_path: Path) -> None:
    """A program that ended would leave its pager behind, on a terminal that the shell has taken back."""
    script = f"cat > {tmp_path}/paged; sleep 0.5; echo done > {tmp_path}/end"
    env = {"CLAIMS_STORE": str(store), "CLAIMS_PAGER": f'sh -c "{script}"'}
    process, screen = started(("thread", "balloon"), env, rows=5)
    for _ in range(600):
        if (tmp_path / "paged").exists() and (tmp_path / "paged").stat().st_size:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0
    screen.close()
    assert (tmp_path / "end").read_text(encoding="utf-8") == "done\n"


# Colours.


@pytest.mark.parametrize(
    ("env", "options", "is_coloured"),
    [
        ({}, (), True),
        ({"NO_COLOR": "1"}, (), False),
        ({"NO_COLOR": ""}, (), True),
        ({"TERM": "dumb"}, (), False),
        ({"CLICOLOR": "0"}, (), False),
        ({"NO_COLOR": "1"}, ("--color", "always"), True),
        ({}, ("--color", "never"), False),
        ({"CLICOLOR_FORCE": "1"}, ("--color", "never"), False),
    ],
)
def test_colour__on_a_terminal(
    terminal: Terminal, store: Path, env: dict[str, str], options: tuple[str, ...], is_coloured: bool
) -> None:
    code, shown = terminal("thread", "balloon", *options, store=store, env=env)
    assert code == 0
    assert bool(COLOUR.search(shown)) == is_coloured


@pytest.mark.parametrize(
    ("env", "options", "is_coloured"),
    [
        ({}, (), False),
        ({"CLICOLOR_FORCE": "1"}, (), True),
        ({"CLICOLOR_FORCE": "0"}, (), False),
        ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, (), False),
        ({}, ("--color", "always"), True),
        ({}, ("--color", "auto"), False),
    ],
)
@pytest.mark.parametrize("words", [("thread", "balloon"), ("show", "us-spies"), ("list", "--format", "table")])
def test_colour__in_a_pipe(
    run: Run, store: Path, words: tuple[str, ...], env: dict[str, str], options: tuple[str, ...], is_coloured: bool
) -> None:
    shown = run(*words, *options, store=store, env=env).out
    assert bool(COLOUR.search(shown)) == is_coloured
    assert COLOUR.sub("", shown) == run(*words, store=store).out


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv", "markdown"])
def test_colour__never_in_what_programs_read(run: Run, store: Path, form: str) -> None:
    for words in (("list",), ("thread", "balloon"), ("show", "us-spies")):
        assert "\x1b" not in run(*words, "--format", form, "--color", "always", store=store).out


@pytest.mark.parametrize(
    ("env", "code"),
    [
        ({"TERM": "xterm"}, r"\x1b\[[0-9;]*3[0-7]m"),
        ({"TERM": "xterm-256color"}, r"\x1b\[[0-9;]*38;5;[0-9]+m"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, r"\x1b\[[0-9;]*38;2;[0-9;]+m"),
    ],
)
def test_colour__is_of_a_kind_that_the_terminal_knows(
    terminal: Terminal, store: Path, env: dict[str, str], code: str
) -> None:
    _, shown = terminal("thread", "balloon", store=store, env=env)
    styles = re.compile(r"\x1b\[(?:[0-9]|;)?(?:[0-9];)*[0-9]?m")  # bold, dim, italic, underlined and none
    colours = [found for found in COLOUR.findall(shown) if not styles.fullmatch(found)]
    assert colours
    assert [found for found in colours if not re.fullmatch(code, found)] == []


def _luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [part / 255 for part in Color.parse(colour).get_truecolor()]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*line.COLOURS.values(), *line.OTHER_COLOURS])
def test_side_colour__reads_on_light_and_on_dark(colour: str) -> None:
    luminance = _luminance(colour)
    on_white, on_black = 1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05
    assert min(on_white, on_black) >= 4


@pytest.mark.parametrize("colours", [16, 256, 1 << 24])
def test_side_colour__differs_from_side_to_side_and_not_from_run_to_run(colours: int) -> None:
    assert len({line.side_colour(side, colours) for side in line.COLOURS}) == len(line.COLOURS)
    assert line.side_colour("russia", colours) == line.side_colour("russia", colours)
    assert line.side_colour("russia", colours) not in {line.side_colour(side, colours) for side in line.COLOURS}


@pytest.mark.parametrize("words", [("thread", "balloon"), ("show", "us-spies"), ("list", "--format", "table")])
def test_sides__stand_in_words(run: Run, store: Path, words: tuple[str, ...]) -> None:
    shown = run(*words, store=store).out
    assert re.search(r"\bUS\b", shown)
    assert re.search(r"\bCHINA\b", shown)


# Widths.


@pytest.mark.parametrize("columns", [60, 80, 120, 160, 400])
@pytest.mark.parametrize("words", [("thread", "balloon"), ("thread", "arms")], ids=" ".join)
def test_width__is_kept_in_threads(run: Run, bundled: Path, words: tuple[str, ...], columns: int) -> None:
    lines = run(*words, store=bundled, env={"COLUMNS": str(columns)}).out.splitlines()
    assert max(map(cell_len, lines)) <= columns
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("columns", [60, 80, 160])
def test_width__is_kept_by_whole_records_and_tables(run: Run, bundled: Path, columns: int) -> None:
    env = {"COLUMNS": str(columns)}
    ids = run("list", "--fields", "id", store=bundled).out.split()
    for words in (
        ("show", *ids),
        ("list", "--dispute", "balloon", "--format", "table"),
        ("list", "--dispute", "arms", "--format", "table"),
        ("sources", "--format", "table"),
    ):
        lines = run(*words, store=bundled, env=env).out.splitlines()
        # An address stays in one piece, so that a terminal can open it.
        assert max(cell_len(line) for line in lines if "://" not in line) <= columns


def test_width__no_line_of_a_terminal_runs_over(terminal: Terminal, run: Run, bundled: Path) -> None:
    _, shown = terminal("thread", "balloon", "--no-pager", store=bundled, columns=100)
    lines = COLOUR.sub("", shown).splitlines()
    screen = pyte.Screen(100, len(lines) + 10)
    pyte.Stream(screen).feed(shown.replace("\n", "\r\n"))
    assert [line.rstrip() for line in screen.display[: len(lines)]] == lines


@pytest.mark.parametrize("columns", ["", "0", "-5", "many", "7"])
def test_width__nonsense_is_put_right(run: Run, store: Path, columns: str) -> None:
    shown = run("thread", "balloon", store=store, env={"COLUMNS": columns}).out
    expected = "40" if columns == "7" else "80"
    assert shown == run("thread", "balloon", store=store, env={"COLUMNS": expected}).out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_encoding__programs_read_utf_8_whatever_the_locale(process: Run, store: Path, encoding: str) -> None:
    done = process("thread", "balloon", "--full", store=store, env={"PYTHONIOENCODING": encoding})
    assert done.code == 0
    assert "“They spy.”" in done.out

"""Where the text goes: which format, how wide, in which colours, through a pager or not."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from claims.cli import argv
from claims.command import Call
from claims.errors import UsageFault, quoted
from claims.json import shape
from claims.json.shape import Schema
from claims.render import NAMED, PLAIN, TABLE, Page, View, render
from claims.reports import filters
from claims.reports.filters import checked


def emit(call: Call, view: View, schema: Schema) -> None:
    """Render the view as the call asks and write it out; `schema` is that of its rows, from which `--fields` picks."""
    form = format_of(call)
    is_for_eyes = form in (TABLE, PLAIN) and sys.stdout.isatty()
    page = page_of(call)._replace(fields=fields_of(call, schema))
    pieces = render(view, form, page)
    if is_for_eyes and not call.flag("no_pager"):
        _page(pieces)
    else:
        write(pieces)


def page_of(call: Call) -> Page:
    """The place where the text will stand."""
    form = format_of(call)
    is_for_eyes = form in (TABLE, PLAIN) and sys.stdout.isatty()
    return Page(_columns(is_for_eyes=is_for_eyes), _colours(call, form))


def count(call: Call, number: int) -> None:
    """Print a number, as plain text in every format."""
    format_of(call)
    sys.stdout.write(f"{number}\n")


def write(pieces: Iterator[str]) -> None:
    """Write the pieces to standard output as they come."""
    for piece in pieces:
        sys.stdout.write(piece)


def format_of(call: Call) -> str:
    """The format asked for; without one a table on a terminal and plain text in a pipe."""
    given = [name for name in ("json", "jsonl", "csv") if call.flag(name)]
    named = call.text("format")
    if named is not None:
        given.append(checked(named, NAMED, "format"))
    if len(set(given)) > 1:
        raise UsageFault(f"more than one output format: {' and '.join(dict.fromkeys(given))}", "ask for one of them")
    if given:
        return given[0]
    return TABLE if sys.stdout.isatty() else PLAIN


def fields_of(call: Call, schema: Schema) -> tuple[str, ...] | None:
    """The keys asked for with `--fields`, None without it; raises `UsageFault` for a key that no record has."""
    fields = filters.fields_of(call)
    if fields is None:
        return None
    if not fields:
        raise UsageFault("--fields names no key", f"the keys are {', '.join(shape.keys(schema))}")
    for field in fields:
        _require_key(field, schema)
    return fields


def _require_key(field: str, schema: shape.Schema) -> None:
    inner = schema
    for part in field.split("."):
        known = shape.keys(inner)
        if part not in known:
            from difflib import get_close_matches

            nearest = get_close_matches(part, known, n=1, cutoff=0.5)
            hint = f"did you mean {nearest[0]}?" if nearest else f"the keys are {', '.join(known) or 'none'}"
            raise UsageFault(f"--fields: there is no key {quoted(field)}", hint)
        inner = shape.inside(inner, part)


def _columns(*, is_for_eyes: bool) -> int:
    """Columns of the terminal; in a pipe 80, or COLUMNS where it is set."""
    fallback = os.environ.get("COLUMNS", "")
    if fallback.isascii() and fallback.isdigit() and int(fallback) > 0:
        return max(int(fallback), _NARROWEST)
    if not is_for_eyes:
        return 80
    import shutil

    return max(shutil.get_terminal_size().columns, _NARROWEST)


_NARROWEST = 40


def _colours(call: Call, form: str) -> int:
    """How many colours to use: none unless for eyes; see no-color.org and bixense.com/clicolors."""
    when = checked(call.text("color") or "auto", ("auto", "always", "never"), "color")
    if form not in (TABLE, PLAIN) or when == "never":
        return 0
    if when == "auto" and not _wants_colour():
        return 0
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return 1 << 24
    return 256 if "256" in os.environ.get("TERM", "") or not sys.stdout.isatty() else 16


def _wants_colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and os.environ.get("CLICOLOR") != "0"


def _page(pieces: Iterator[str]) -> None:
    """Through the pager where the text is longer than the screen, straight out where it is not."""
    import shutil

    rows = shutil.get_terminal_size().lines
    held: list[str] = []
    lines = 0
    for piece in pieces:
        held.append(piece)
        lines += piece.count("\n")
        if lines >= rows:
            break
    rest = chain(held, pieces)
    if lines < rows or not _paged(rest):
        write(rest)


def _paged(pieces: Iterator[str]) -> bool:
    """Whether a pager took the text: CLAIMS_PAGER, PAGER or less; an empty variable or `cat` means none."""
    import shutil
    import signal
    import subprocess

    named = os.environ.get("CLAIMS_PAGER", os.environ.get("PAGER", "less"))
    with suppress(ValueError):
        command = argv.split(named)
        if not command or command == ["cat"] or shutil.which(command[0]) is None:
            return False
        # -R lets colours through, -F leaves at once what fits, -X keeps the screen; less alone reads the variable.
        environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, encoding="utf-8", env=environment)
        assert pager.stdin is not None
        # What an interrupt means is the pager's to say; left alone it would keep a terminal that the shell has back.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            # The reader may leave before the end; that is no failure of ours.
            with suppress(BrokenPipeError), pager.stdin:
                pager.stdin.writelines(pieces)
        finally:
            pager.wait()
            signal.signal(signal.SIGINT, before)
        return True
    return False

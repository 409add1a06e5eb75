"""How an answer is shown: in which format, how wide, in which colours, through a pager or not."""

import os
import sys
from collections.abc import Callable, Iterator

from claims.command import Call, checked
from claims.errors import UsageFault, meant, quoted
from claims.json import shape
from claims.json.shape import Schema
from claims.render import NAMED, PLAIN, SHORT, TABLE, Page, View, render
from claims.reports import filters


def emit(call: Call, view: View, described: Callable[[], Schema]) -> None:
    """Render the view as the call asks and write it out; `described` returns the schema from which `--fields` picks."""
    form = format_of(call)
    pieces = render(view, form, page_of(call)._replace(fields=fields_of(call, described)))
    if _is_seen(form) and not call.flag("no_pager"):
        # To start other programs takes imports that a pipe can do without.
        from claims.cli import pager_and_editor

        pager_and_editor.page(pieces)
    else:
        write(pieces)


def page_of(call: Call) -> Page:
    """Return the place where the text will stand."""
    form = format_of(call)
    columns, colours = _columns(is_seen=_is_seen(form)), _colours(call, form)
    return Page(columns, colours, None, call.flag("header"), call.flag("bom"))


def count(call: Call, number: int) -> None:
    """Print a number, as plain text in every format."""
    format_of(call)
    sys.stdout.write(f"{number}\n")


def write(pieces: Iterator[str]) -> None:
    """Write the pieces to standard output as they come."""
    for piece in pieces:
        sys.stdout.write(piece)


def format_of(call: Call) -> str:
    """Return the format asked for; without one a table on a terminal and plain text in a pipe."""
    forms = [name for name in SHORT if call.flag(name)]
    named = call.text("format")
    if named is not None:
        forms.append(checked(named, NAMED, "format"))
    if len(set(forms)) > 1:
        raise UsageFault(f"more than one output format: {' and '.join(dict.fromkeys(forms))}", "ask for one of them")
    if forms:
        return forms[0]
    return TABLE if sys.stdout.isatty() else PLAIN


def _is_seen(form: str) -> bool:
    return form in (TABLE, PLAIN) and sys.stdout.isatty()


def fields_of(call: Call, described: Callable[[], Schema]) -> tuple[str, ...] | None:
    """Return the keys asked for with `--fields`, None without it; raises `UsageFault` for a key that no record has."""
    fields = filters.fields_of(call)
    if fields is None:
        return None
    schema = described()
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
            hint = f"{meant(part, known, '')} the keys are {', '.join(known)}".lstrip()
            hint = hint if known else "it has no keys of its own"
            raise UsageFault(f"--fields: there is no key {quoted(field)}", hint)
        inner = shape.inside(inner, part)


def _columns(*, is_seen: bool) -> int:
    """Return the columns of the terminal; in a pipe 80, or COLUMNS where it is set."""
    fallback = os.environ.get("COLUMNS", "")
    if fallback.isascii() and fallback.isdigit() and int(fallback) > 0:
        return max(int(fallback), _NARROWEST)
    if not is_seen:
        return 80
    import shutil

    return max(shutil.get_terminal_size().columns, _NARROWEST)


_NARROWEST = 40


def _colours(call: Call, form: str) -> int:
    """Return how many colours to use: none unless for eyes; see no-color.org and bixense.com/clicolors."""
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

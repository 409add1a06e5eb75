"""The command line: parses, composes a read, a thought and a view. No rule, no SQL, no Rich."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, TextIO


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run a command line, that of this process where none is given, then exit with its code."""
    from claims.cli import fault

    given = list(sys.argv[1:] if words is None else words)
    # Python has no stream where the caller closed it (`>&-`).
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    # Names and quotes have every script; a terminal that lacks one still gets to see that something is there.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
            # Programs read UTF-8, which JSON is by definition (RFC 8259, 8.1); only a terminal may know less.
            if not stream.isatty():
                reconfigure(encoding="utf-8")
    code = fault.guarded(lambda: _run(given), debug="--debug" in given)
    if words is None:
        # Everything is written and closed; to take the interpreter apart would take a tenth of the time of an answer.
        for stream in (sys.stdout, sys.stderr):
            fault.flush(stream)
        os._exit(code)
    sys.exit(code)


def _nowhere() -> TextIO:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _run(words: list[str]) -> object:
    from claims.cli import call, quick

    plain = quick.understood(words)
    if plain is not None:
        return call.run(*plain)
    from claims.cli import app

    return app.run(words)

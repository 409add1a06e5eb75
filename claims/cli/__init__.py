"""The command line: parses, composes a read, a thought and a view. No rule, no SQL, no Rich."""

import sys
from collections.abc import Sequence
from typing import NoReturn


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run a command line, that of this process where none is given, then exit with its code."""
    from claims.cli import fault

    given = list(sys.argv[1:] if words is None else words)
    # Names and quotes have every script; a terminal that lacks one still gets to see that something is there.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    sys.exit(fault.guarded(lambda: _run(given), debug="--debug" in given))


def _run(words: list[str]) -> object:
    from claims.cli import quick

    plain = quick.understood(words)
    if plain is not None:
        command, call = plain
        return command.run(call)
    from claims.cli import app

    return app.run(words)

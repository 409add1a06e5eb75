"""The command line: it parses, calls one function and shows one value. No rule, no SQL, no Rich."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import NoReturn, TextIO

from claims.cli import argv, messages


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run a command line, that of this process where none is given, then exit with its code."""
    # Python has no stream where the caller closed it (`>&-`).
    sys.stdin = sys.stdin or _nowhere(os.O_RDONLY, "r")
    sys.stdout = sys.stdout or _nowhere(os.O_WRONLY, "w")
    sys.stderr = sys.stderr or _nowhere(os.O_WRONLY, "w")
    for stream in (sys.stdout, sys.stderr):
        _set_encoding(stream)
    line = list(sys.argv[1:] if words is None else words)
    sys.exit(messages.exit_code(lambda: _run(line), debug="--debug" in line))


def _nowhere(flags: int, mode: str) -> TextIO:
    return TextIOWrapper(os.fdopen(os.open(os.devnull, flags), f"{mode}b"), encoding="utf-8")


def _set_encoding(stream: TextIO) -> None:
    """Let names and quotes have every script; a terminal that lacks one still gets to see that something is there."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")
        # Programs read UTF-8, which JSON is by definition (RFC 8259, 8.1); only a terminal may know less.
        if not stream.isatty():
            reconfigure(encoding="utf-8", newline="\n")


def _run(words: Sequence[str]) -> int | None:
    shell = os.environ.get("_CLAIMS_COMPLETE")
    if shell is not None:
        from claims.cli import completion

        completion.answer(shell, words)
        return 0
    parsed = argv.parse(words)
    if isinstance(parsed, tuple):
        command, call = parsed
        return command.run(call)
    return _answer(parsed)


def _answer(question: list[str]) -> int:
    """Answer what is asked of the program itself; a command needs nothing of what that takes."""
    if question[-1:] == ["--version"]:
        from claims import __version__

        sys.stdout.write(f"claims {__version__}\n")
    elif question[-1:] == ["--help"]:
        from shutil import get_terminal_size

        from claims.cli import help_text

        sys.stdout.write(help_text.page(question[:-1], get_terminal_size().columns))
    else:
        from claims.cli import completion

        completion.install()
    return 0

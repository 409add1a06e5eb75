"""The user's own programs that take over the terminal: the pager and the editor."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from claims.errors import Aborted, UsageFault, quoted

_EDITORS = ("nano", "vi", "vim", "notepad")


def page(pieces: Iterator[str]) -> None:
    """Show text through the pager where it is longer than the screen, and straight where it is not."""
    rows = shutil.get_terminal_size().lines
    held: list[str] = []
    lines = 0
    for piece in pieces:
        held.append(piece)
        lines += piece.count("\n")
        if lines >= rows:
            break
    rest = chain(held, pieces)
    command = _pager() if lines >= rows else None
    if command:
        _feed(command, rest)
    else:
        sys.stdout.writelines(rest)


def _pager() -> list[str] | None:
    """Return the pager's command line: CLAIMS_PAGER, PAGER or less; None where it is empty, `cat` or not there."""
    with suppress(ValueError):
        command = _words(os.environ.get("CLAIMS_PAGER", os.environ.get("PAGER", "less")))
        if command and command != ["cat"] and shutil.which(command[0]):
            return command
    return None


def _feed(command: Sequence[str], pieces: Iterator[str]) -> None:
    # -R lets colours through, -F leaves at once what fits, -X keeps the screen; less alone reads the variable.
    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    pager = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, encoding="utf-8", env=environment)
    assert pager.stdin is not None
    with _interrupts_are_its_own():
        try:
            # The reader may leave before the end; that is no failure of ours.
            with suppress(BrokenPipeError), pager.stdin:
                pager.stdin.writelines(pieces)
        finally:
            pager.wait()


def can_edit() -> bool:
    """Return whether an editor has a terminal: standard input, and standard output or else that of the process."""
    if not sys.stdin.isatty():
        return False
    if sys.stdout.isatty():
        return True
    try:
        _terminal().close()
    except OSError:
        return False
    return True


def editor() -> list[str]:
    """Return the editor's command line: VISUAL, else EDITOR, else what is there; raises `UsageFault`."""
    for variable in ("VISUAL", "EDITOR"):
        named = os.environ.get(variable, "")
        if named.strip():
            return _named_editor(variable, named)
    for name in _EDITORS:
        if shutil.which(name):
            return [name]
    raise UsageFault("there is no editor for the form", "name one in VISUAL or EDITOR, or give the values as options")


def _named_editor(variable: str, named: str) -> list[str]:
    try:
        command = _words(named)
    except ValueError as fault:
        raise UsageFault(f"{variable} can't be read: {quoted(named)}", "close its quotation marks") from fault
    if not command or shutil.which(command[0]) is None:
        name = command[0] if command else ""
        raise UsageFault(f"the editor {quoted(name)} is not there", f"name another in {variable}")
    return command


def edit(command: Sequence[str], file: Path) -> None:
    """Open a file in the editor and wait for its end; raises `Aborted` where it fails."""
    terminal = None if sys.stdout.isatty() or not sys.stdin.isatty() else _terminal()
    try:
        process = subprocess.Popen([*command, str(file)], stdout=terminal)
    except OSError as fault:
        raise UsageFault(f"the editor {quoted(command[0])} can't be run", (fault.strerror or "").lower()) from fault
    finally:
        if terminal:
            terminal.close()
    with _interrupts_are_its_own():
        try:
            code = process.wait()
        except BaseException:
            # It would keep a terminal that the shell has back.
            process.terminate()
            process.wait()
            raise
    if code < 0:
        raise Aborted(f"the editor was ended by signal {-code}, so nothing was written")
    if code:
        raise Aborted(f"the editor ended with exit code {code}, so nothing was written")


def _terminal() -> BinaryIO:
    return Path("CONOUT$" if os.name == "nt" else "/dev/tty").open("wb", buffering=0)


@contextmanager
def ends_raised() -> Iterator[None]:
    """Raise `Aborted` where this process is told to end, or its terminal is gone: what was typed has to be kept first.

    Once: what is done then is let finish.
    """
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # One that is ignored, as under nohup, stays so.
    before = {number: handler for number in numbers if (handler := signal.getsignal(number)) is not signal.SIG_IGN}

    def end(number: int, _: object) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)
        raise Aborted(f"ended by signal {number}, so nothing was written")

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _interrupts_are_its_own() -> Iterator[None]:
    """Let the program say what an interrupt means: if we ended, it would keep a terminal that the shell has back."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _words(line: str) -> list[str]:
    """Return the words of a command line; raises `ValueError`."""
    import shlex

    if os.name != "nt":
        return shlex.split(line)
    # There a backslash stands between the folders of a path.
    return [word.strip('"') for word in shlex.split(line, posix=False)]

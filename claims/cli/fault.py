"""The one place where exceptions end: a sentence on standard error and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from claims.errors import ClaimsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

OUR_BUG = 70
INTERRUPTED = 130


def guarded(run: Callable[[], Any], *, debug: bool) -> int:
    """Run a command line; the exit code."""
    try:
        code = run()
        sys.stdout.flush()
    except ClaimsError as fault:
        return _said(fault)
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        return _nobody_reads()
    except (OSError, MemoryError) as fault:
        return _surroundings(fault)
    except Exception as fault:
        # Nothing that a user can reach may end in a traceback.
        return _bug(fault, debug=debug)
    return code if isinstance(code, int) else 0


def _said(fault: ClaimsError) -> int:
    _say(f"{fault.message}{f' ({fault.hint})' if fault.hint else ''}")
    for line in fault.lines:
        _write(line)
    return fault.exit_code


def _bug(fault: Exception, *, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(fault)
    else:
        _say(f"this is a bug in claims: {type(fault).__name__}: {fault} (run it again with --debug)")
    return OUR_BUG


def _surroundings(fault: OSError | MemoryError) -> int:
    if isinstance(fault, MemoryError):
        _say("there is not enough memory")
    else:
        _say(f"writing failed: {(fault.strerror or str(fault)).lower()}")
    return _silenced(5)


def _nobody_reads() -> int:
    """A reader that has seen enough, such as `head`, is no failure."""
    return _silenced(0)


def _silenced(code: int) -> int:
    _discard(sys.stdout)
    return code


def _discard(stream: TextIO) -> None:
    from contextlib import suppress

    # The interpreter flushes the stream once more when it ends, and would complain of it.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def flush(stream: TextIO) -> None:
    """Write out what a stream still holds, if anybody takes it."""
    try:
        stream.flush()
    except (OSError, ValueError):
        _discard(stream)


def _say(sentence: str) -> None:
    _write(f"claims: {sentence}")


def _write(text: str) -> None:
    from claims.render import escape

    try:
        sys.stderr.write(f"{escape.line(text)}\n")
    except OSError:
        # Where complaints can't be written, the exit code still tells.
        _discard(sys.stderr)

"""What is said on standard error, and with which exit code a command line ends: the one place where exceptions do."""

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from claims import escaping
from claims.errors import ClaimsError

INTERRUPTED = 130
OUR_BUG = 70
UNWRITABLE = 5


def tell(sentence: str) -> None:
    """Write a line of talk."""
    _write(f"claims: {sentence}")


def exit_code(run: Callable[[], int | None], *, debug: bool) -> int:
    """Run a command line and return its exit code; `debug`: show the traceback of a failure that is our own."""
    try:
        code = run()
        sys.stdout.flush()
    except ClaimsError as fault:
        tell(f"{fault.message}{f' ({fault.hint})' if fault.hint else ''}")
        for line in fault.lines:
            _write(line)
        return fault.exit_code
    except KeyboardInterrupt:
        tell("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # A reader that has seen enough, such as `head`, is no failure.
        return _discarded(sys.stdout, 0)
    except (OSError, MemoryError) as fault:
        return _surroundings(fault)
    except Exception as fault:
        # Nothing that a user can reach may end in a traceback.
        return _bug(fault, debug=debug)
    return code or 0


def _surroundings(fault: OSError | MemoryError) -> int:
    if isinstance(fault, MemoryError):
        tell("there is not enough memory")
    elif os.name == "nt" and fault.errno == errno.EINVAL:
        # How Windows says that nobody reads the pipe any more.
        return _discarded(sys.stdout, 0)
    else:
        tell(f"writing failed: {(fault.strerror or str(fault)).lower()}")
    return _discarded(sys.stdout, UNWRITABLE)


def _bug(fault: Exception, *, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(fault)
    else:
        tell(f"this is a bug in claims: {type(fault).__name__}: {fault} (run it again with --debug)")
    return OUR_BUG


def _write(text: str) -> None:
    try:
        sys.stderr.write(f"{escaping.line(text)}\n")
    except OSError:
        # Where complaints can't be written, the exit code still tells.
        _discarded(sys.stderr, 0)


def _discarded(stream: TextIO, code: int) -> int:
    """Return the exit code once nothing more of a stream is written.

    The interpreter flushes it once more when it ends, and would complain of it.
    """
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code

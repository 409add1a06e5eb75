"""Terminals that programs can be run on."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Thread
from typing import Any, NamedTuple

_END = b"\x00end of what was shown\x00"


class Terminal(NamedTuple):
    """File descriptors of both ends: what the program sends is read from `ours`, the program has `theirs`."""

    ours: int
    theirs: int

    def close(self) -> None:
        for end in self:
            os.close(end)

    def shown_by(self, process: "subprocess.Popen[bytes]") -> bytes:
        """All that the program sends until it ends; closes the terminal.

        Linux may drop what nobody has read yet when the last holder of the program's end lets go of it, so that this
        end is held until a mark of its own has come through.
        """
        marker = Thread(target=self._mark_the_end_of, args=[process])
        marker.start()
        shown = b""
        with suppress(OSError):  # the program led a session, and took the terminal along when it ended
            while not shown.endswith(_END):
                shown += os.read(self.ours, 65536)
        marker.join()
        self.close()
        return shown.removesuffix(_END)

    def _mark_the_end_of(self, process: "subprocess.Popen[bytes]") -> None:
        process.wait()
        with suppress(OSError):
            os.write(self.theirs, _END)


def opened(rows: int = 24, columns: int = 80) -> Terminal:
    """A new terminal of that size."""
    terminal = Terminal(*pty.openpty())
    fcntl.ioctl(terminal.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    return terminal


_SESSION = """
import os, sys
os.close(os.open(os.ttyname(0), os.O_RDWR))  # whose session has no terminal gets this one
os.execv(sys.executable, [sys.executable, "-m", "claims", *sys.argv[1:]])
"""


def started(
    words: Sequence[object], env: Mapping[str, str | None], screen: Terminal, **streams: Any
) -> "subprocess.Popen[bytes]":
    """The program, whose own terminal this is, with its streams there unless others are given.

    A variable of None is not set.
    """
    variables = {key: value for key, value in {**os.environ, **env}.items() if value is not None}
    ends = {"stdin": screen.theirs, "stdout": screen.theirs, "stderr": screen.theirs, **streams}
    command = [sys.executable, "-S", "-c", _SESSION, *map(str, words)]
    return subprocess.Popen(command, env=variables, start_new_session=True, **ends)


class Ended(NamedTuple):
    """How a program ended: its exit code, and what it wrote into pipes."""

    code: int
    out: str
    err: str


def typed_at(words: Sequence[object], env: Mapping[str, str | None]) -> Ended:
    """How the program ends at which somebody types."""
    screen = opened()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with started(words, env, screen, **pipes) as process:
        out, err = process.communicate(timeout=60)
    screen.close()
    return Ended(process.returncode, out.decode(), err.decode())

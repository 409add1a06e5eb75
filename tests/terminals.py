"""Terminals that programs can be run on."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
from contextlib import suppress
from threading import Thread
from typing import NamedTuple

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

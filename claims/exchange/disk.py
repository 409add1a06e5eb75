"""Files as they lie on the disk: read whole, replaced whole, and the sentence when one can't be read."""

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from claims.errors import InputFault
from claims.exchange.faults import STANDARD_INPUT, START, UNREADABLE, Fault, Mark, Report

LARGEST_IN_BYTES = 32 * 1024 * 1024
"""The largest file that is read whole, and the longest line: what is read of it takes several times the room."""


class Unreadable(OSError):
    """A file that could be opened and is not read; `strerror` says why."""

    def __init__(self, reason: str) -> None:
        """`reason` goes on from “can't be read:”."""
        super().__init__(0, reason)


def require_file(path: Path, way_out: str = "") -> None:
    """Raise `OSError` unless there is a regular file; `way_out` is what is said to do with a pipe."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise Unreadable("there is no such file") from fault
    # Reading a device may never end.
    if not stat.S_ISREG(mode):
        raise Unreadable(f"it is a pipe{way_out}" if stat.S_ISFIFO(mode) else "it is no file")


def sentence(name: str, fault: OSError | ValueError | RuntimeError) -> str:
    """Return what is said of a file that can't be read."""
    reason = getattr(fault, "strerror", None) or str(fault)
    return f"{name} can't be read: {reason[:1].lower()}{reason[1:]}"


def lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Return the lines of a stream, cut where one is too long."""
    return iter(lambda: stream.readline(LARGEST_IN_BYTES + 1), b"")


def joined(parts: Iterable[bytes]) -> bytes:
    """Return all of it; raises `OSError` where there is too much."""
    data = bytearray()
    for part in parts:
        data += part
        if len(data) > LARGEST_IN_BYTES:
            raise Unreadable(f"it is larger than {LARGEST_IN_BYTES >> 20} MiB")
    return bytes(data)


def whole_bytes(path: Path) -> bytes:
    """Return all that is in a file; raises `OSError`, also for what is no file, and where there is too much."""
    require_file(path)
    with path.open("rb") as stream:
        return joined(lines(stream))


def decoded(data: bytes, name: str, mark: Mark, report: Report, offset: int = 0) -> str | None:
    """Return the text of `data`, which begins at byte `offset` of the file; None after a fault."""
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        message = f"{name} is not encoded in UTF-8 (byte {offset + fault.start})"
        report.add(mark, UNREADABLE, message, "save it as UTF-8")
        return None


def whole_text(path: Path) -> str:
    """Return the text in a file as it stands, of standard input for `-`.

    Raises `InputFault`, also where there is none, or what no text holds.
    """
    faults: list[Fault] = []
    is_piped = str(path) == "-"
    report = Report(STANDARD_INPUT if is_piped else str(path), faults)
    text, name = None, "standard input" if is_piped else path.name or str(path)
    try:
        data = joined(lines(sys.stdin.buffer)) if is_piped else whole_bytes(path)
        text = decoded(data, name, START, report)
    except (OSError, ValueError) as fault:
        report.add(START, UNREADABLE, sentence(name, fault))
    if text is not None and not text.strip():
        report.add(START, UNREADABLE, f"{name} holds no text")
    elif text is not None and "\0" in text:
        before = text[: text.index("\0")]
        mark = Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))
        report.add(mark, UNREADABLE, f"{name} holds a NUL, which no text may hold", "take it out")
    if text is None or faults:
        shown = name if is_piped else path
        raise InputFault(f"the text in {shown} can't be taken", lines=list(map(str, faults)))
    return text


@contextmanager
def drafts(place: Path) -> Iterator[Path]:
    """Make a folder beside `place` for what is to stand there, and take it away at the end.

    Those that killed processes left are taken away first.
    """
    leftover = re.compile(rf"\.{re.escape(place.name)}\.\w+\.part")
    for path in place.parent.iterdir():
        if leftover.fullmatch(path.name) and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
    with TemporaryDirectory(".part", f".{place.name}.", place.parent, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def write(path: Path, pieces: Iterable[str], old: Path) -> None:
    """Write the pieces into a new file, with the mode of an `old` one that is there, and see them onto the disk."""
    with path.open("x", encoding="utf-8", newline="") as stream:
        if old.is_file() and not old.is_symlink():
            path.chmod(stat.S_IMODE(old.stat().st_mode))
        stream.writelines(pieces)
        stream.flush()
        os.fsync(stream.fileno())


def reason(fault: OSError) -> str:
    """Return why the disk refuses, within a sentence."""
    return (fault.strerror or str(fault)).lower()

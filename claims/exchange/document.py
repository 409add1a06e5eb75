"""Files as they lie on the disk: which are read at all, and the sentence when one can't be."""

import stat
from pathlib import Path
from typing import Any

from claims.errors import InputFault
from claims.exchange.fault import START, UNREADABLE, Fault, Mark, Place, Report
from claims.json import shape

LARGEST_IN_BYTES = 32 * 1024 * 1024
"""The largest file that is read whole, and the longest line: what is read of it takes several times the room."""


class Unreadable(OSError):
    """A file that could be opened and is not read; `strerror` says why."""

    def __init__(self, reason: str) -> None:
        """`reason` goes on from “can't be read:”."""
        super().__init__(0, reason)


def too_large() -> Unreadable:
    """The failure of what is larger than what is read whole."""
    return Unreadable(f"it is larger than {LARGEST_IN_BYTES >> 20} MiB")


def require_file(path: Path, way_out: str = "") -> int:
    """The size in bytes of a regular file; raises `OSError`. `way_out` is what is said to do with a pipe."""
    # Reading a device may never end.
    if not path.is_file():
        raise Unreadable(_why_no_file(path, way_out))
    return path.stat().st_size


def _why_no_file(path: Path, way_out: str) -> str:
    if not path.exists():
        return "there is no such file"
    return f"it is a pipe{way_out}" if stat.S_ISFIFO(path.stat().st_mode) else "it is no file"


def sentence(name: str, fault: OSError | ValueError | RuntimeError) -> str:
    """What is said of a file that can't be read."""
    reason = getattr(fault, "strerror", None) or str(fault)
    return f"{name} can't be read: {reason[:1].lower()}{reason[1:]}"


def decoded(data: bytes, name: str, mark: Mark, report: Report, offset: int = 0) -> str | None:
    """The text of `data`, which begins at byte `offset` of the file; None after a fault."""
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        message = f"{name} is not encoded in UTF-8 (byte {offset + fault.start})"
        report.add(mark, UNREADABLE, message, "save it as UTF-8")
        return None


def whole_bytes(path: Path) -> bytes:
    """All that is in a file; raises `OSError`, also for what is no file, and where there is too much."""
    if require_file(path) > LARGEST_IN_BYTES:
        raise too_large()
    return path.read_bytes()


def whole_text(path: Path) -> str:
    """The text in a file, as it stands there; raises `InputFault`, also where there is none, or what no text holds."""
    faults: list[Fault] = []
    report = Report(str(path), faults)
    text, name = None, path.name or str(path)
    try:
        text = decoded(whole_bytes(path), name, START, report)
    except (OSError, ValueError) as fault:
        report.add(START, UNREADABLE, sentence(name, fault))
    if text is not None and not text.strip():
        report.add(START, UNREADABLE, f"{name} holds no text")
    elif text is not None and "\0" in text:
        before = text[: text.index("\0")]
        mark = Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))
        report.add(mark, UNREADABLE, f"{name} holds a NUL, which no text may hold", "take it out")
    if text is None or faults:
        raise InputFault(f"the text in {path} can't be taken", list(map(str, faults)))
    return text


def with_text(entry: Any, folder: Path | None, place: Place, report: Report) -> Any:
    """The entry of a source with its `text_file` read; None after a fault.

    The file must lie in `folder`, the one of the file that names it, or below; None: what is read has no folder.
    """
    if not isinstance(entry, dict) or not isinstance(entry.get("text_file"), str):
        return entry
    name, mark = entry["text_file"], place.mark(("text_file",))
    if entry.get("text") is not None:
        report.add(mark, shape.MALFORMED, "text and text_file both give the text", "keep one of them")
        return None
    if folder is None:
        message = f"standard input has no folder that could hold {name}"
        report.add(mark, UNREADABLE, message, "give the text in place of text_file, or name the file to read")
        return None
    text = _stored_text(folder, name, mark, report)
    rest = {key: value for key, value in entry.items() if key != "text_file"}
    return None if text is None else {**rest, "text": text}


def _stored_text(folder: Path, name: str, mark: Mark, report: Report) -> str | None:
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            message = f"{name} lies outside of the dossier's folder"
            report.add(mark, UNREADABLE, message, "keep texts beside the dossier")
            return None
        return decoded(whole_bytes(path), path.name, mark, report)
    # A name that no file can have is a ValueError, a circle of symbolic links a RuntimeError.
    except (OSError, ValueError, RuntimeError) as fault:
        report.add(mark, UNREADABLE, sentence(path.name, fault))
        return None

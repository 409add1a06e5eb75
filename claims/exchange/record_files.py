"""Records in files, folders and standard input, read one after the other.

Only the form is looked at, and that no record stands twice; whether records fit one another and the store is for the
rules of curation. JSON Lines are read line by line, dossiers whole, one file after the other.
"""

import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO

from claims.checks import with_line_ends
from claims.errors import InputFault
from claims.exchange import Read, disk, file_format, name_by_suffix
from claims.exchange.faults import (
    REPEATED_ID,
    REVISION,
    STANDARD_INPUT,
    START,
    UNREADABLE,
    Entry,
    Fault,
    Mark,
    Place,
    Report,
    refusal,
)
from claims.json import record as wire
from claims.json import revision as wire_revision
from claims.json import shape
from claims.model import Finding, Record, Revision
from claims.vocabulary import Kind

LOG = "revisions.jsonl"
"""The file of a folder that holds the log, and is read last."""

TEXTS = "texts"
"""The folder beside a dossier that holds the texts of its sources."""

_STDIN = Path("-")


class RecordFiles:
    """The records in files and folders, in their order, and every fault of their form.

    A folder has its files by name, the log last; the path `-` is `stdin`. A file is known by its suffix, one without a
    known suffix and standard input by their beginning: JSON Lines begin with `{`.

    `faults` fills while the records are read; a record with a fault is left out, and so is a second one of the same
    kind and id, revisions excepted. `size` is what there is to read in bytes, None where that is not known, `done` what
    has been read.
    """

    def __init__(self, paths: Sequence[Path], stdin: BinaryIO | None = None) -> None:
        """Raises `InputFault` for a folder with nothing to read."""
        self.faults: list[Fault] = []
        self.done = 0
        self._paths = [file for path in paths for file in _files(path)]
        self.size = _size(self._paths)
        self._stdin = _StandardInput(stdin)
        self._ids: dict[Kind, set[str]] = {kind: set() for kind in Kind}

    def __iter__(self) -> Iterator[Record | Revision]:
        """Return every record without a fault; reading ends early where faults are many."""
        for path in self._paths:
            report = Report(_shown(path), self.faults)
            if report.is_full:
                return
            for record, place in self._read(path, report):
                # Logs that were merged number their revisions alike and hold some of them twice.
                if isinstance(record, Revision) or self._is_first(record):
                    yield record
                else:
                    message = f"there is more than one {wire.kind_of(record)} “{record.id}”"
                    report.add(place.mark(("id",)), REPEATED_ID, message, "ids are never reused: give one another id")

    def _is_first(self, record: Record) -> bool:
        ids, id = self._ids[wire.kind_of(record)], record.id
        is_first = id not in ids
        ids.add(id)
        return is_first

    def refuse(self, findings: Sequence[Finding]) -> None:
        """Raise `InputFault` where the files have faults, or else where the rules found something."""
        if self.faults or findings:
            # References to a record that could not be read would only repeat its faults.
            raise self.refusal(() if self.faults else findings)

    def refusal(self, findings: Iterable[Finding] = ()) -> InputFault:
        """Return the error with all faults and these findings, each where it stands in the files."""
        order = {_shown(path): number for number, path in reversed(list(enumerate(self._paths)))}
        faults = [*self.faults, *self._placed(findings)]
        # Rules look at one kind of fault after the other, a curator at one file from its top.
        return refusal(sorted(faults, key=lambda fault: (order.get(fault.file, len(order)), fault.mark)))

    def _placed(self, findings: Iterable[Finding]) -> Iterator[Fault]:
        """Return findings as faults of the files, which are read again; in no file where none has the record."""
        waiting: dict[tuple[Kind | None, str | None], list[Finding]] = defaultdict(list)
        for finding in findings:
            waiting[finding.kind, finding.record].append(finding)
        for path in self._paths if waiting else ():
            faults: list[Fault] = []
            report = Report(_shown(path), faults)
            # Faults of form have been reported when the files were first read.
            for record, place in self._read(path, Report(_shown(path), [])):
                name = None if isinstance(record, Revision) else (wire.kind_of(record), record.id)
                for finding in waiting.pop(name, ()) if name else ():
                    report.add_problem(place, finding)
            yield from faults
        for finding in chain.from_iterable(waiting.values()):
            about = f"{finding.kind} {finding.record}: " if finding.record else ""
            yield Fault("", START, finding.code, f"{about}{finding.message}", finding.remedy)

    def _read(self, path: Path, report: Report) -> Iterator[tuple[Record | Revision, Place]]:
        """Return the records of a file, each with its place."""
        folder = None if path == _STDIN else path.parent
        try:
            with self._opened(path) as lines:
                read, all_lines = _recognised(path, self._counted(lines))
                for entry in read(all_lines, report):
                    yield from _records(entry, folder, report)
        except OSError as fault:
            report.add(START, UNREADABLE, disk.sentence(report.title, fault))

    @contextmanager
    def _opened(self, path: Path) -> Iterator[Iterator[bytes]]:
        if path == _STDIN:
            yield self._stdin.lines()
            return
        disk.require_file(path, " (read it from standard input, as -)")
        with path.open("rb") as stream:
            yield disk.lines(stream)

    def _counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.done += len(line)
            yield line


class _StandardInput:
    """Standard input, which can't be read a second time: of what comes a copy is kept, for places of late findings."""

    def __init__(self, stream: BinaryIO | None) -> None:
        self._stream = stream
        self._copy: IO[bytes] | None = None

    def lines(self) -> Iterator[bytes]:
        """Return the lines, also once they have been read."""
        if self._copy:
            self._copy.seek(0)
            yield from disk.lines(self._copy)
        elif self._stream:
            self._copy = SpooledTemporaryFile(disk.LARGEST_IN_BYTES)  # noqa: SIM115 - it goes with its owner
            weakref.finalize(self, self._copy.close)
            for line in disk.lines(self._stream):
                self._copy.write(line)
                yield line


def _files(path: Path) -> Iterable[Path]:
    try:
        is_folder = path != _STDIN and path.is_dir()
    except OSError:
        # Why it can't be looked at is told when it is read.
        is_folder = False
    return _files_in(path) if is_folder else (path,)


def _files_in(folder: Path) -> list[Path]:
    try:
        # Editors keep their own files under names that begin with a dot.
        files = [path for path in folder.iterdir() if name_by_suffix(path) and path.name[0] != "."]
    except OSError as fault:
        raise InputFault(disk.sentence(str(folder), fault)) from fault
    if not files:
        raise InputFault(f"there is no dossier in {folder}", "dossiers are files named *.yaml or *.jsonl")
    return sorted(files, key=lambda path: (path.name == LOG, path))


def _size(paths: Iterable[Path]) -> int | None:
    try:
        return None if _STDIN in paths else sum(path.stat().st_size for path in paths)
    except OSError:
        return None


def _shown(path: Path) -> str:
    return STANDARD_INPUT if path == _STDIN else str(path)


_BOM = b"\xef\xbb\xbf"
_LARGEST_HEAD_IN_BYTES = 1 << 20


def _recognised(path: Path, lines: Iterator[bytes]) -> tuple[Read, Iterator[bytes]]:
    """Return what reads a file, and all of its lines; raises `OSError`."""
    name = name_by_suffix(path)
    if name is None:
        head = list(_head(lines))
        name = "jsonl" if head and head[-1].removeprefix(_BOM).lstrip().startswith(b"{") else "yaml"
        lines = chain(head, lines)
    read = file_format(name).read
    if read is None:
        raise disk.Unreadable("files of this format are written and not read")
    return read, lines


def _head(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Return the lines up to the first that is not blank."""
    size = 0
    for line in lines:
        yield line
        size += len(line)
        if line.removeprefix(_BOM).strip() or size > _LARGEST_HEAD_IN_BYTES:
            return


def _records(entry: Entry, folder: Path | None, report: Report) -> Iterator[tuple[Record | Revision, Place]]:
    """Return the records of an entry, each with its place; `folder` is the one of its file."""
    records: Sequence[Record | Revision] = ()
    problems: Sequence[shape.Problem | Finding] = ()
    if entry.kind == REVISION:
        revision, problems = wire_revision.read(entry.value)
        records = (revision,) if revision else ()
    elif complete := _with_text(entry, folder, report):
        records, problems = wire.read(Kind(entry.kind), complete.value)
    for problem in problems:
        report.add_problem(entry.place, problem)
    for number, record in enumerate(records):
        # The links of a claim come after it.
        yield record, entry.place.below("links", number - 1) if number else entry.place


def _with_text(entry: Entry, folder: Path | None, report: Report) -> Entry | None:
    """Return the entry, that of a source with its `text_file` read; None after a fault."""
    value = entry.value
    if entry.kind != Kind.SOURCE or not isinstance(value, dict) or not isinstance(value.get("text_file"), str):
        return entry
    name, mark = value["text_file"], entry.place.mark(("text_file",))
    if value.get("text") is not None:
        report.add(mark, shape.MALFORMED, "text and text_file both give the text", "keep one of them")
        return None
    if folder is None:
        message = f"standard input has no folder that could hold {name}"
        report.add(mark, UNREADABLE, message, "give the text in place of text_file, or name the file to read")
        return None
    text = _stored_text(folder, name, mark, report)
    if text is None:
        return None
    rest = {key: value for key, value in value.items() if key != "text_file"}
    # Git converts line ends where nothing forbids it, and only the digest tells which they were.
    return entry._replace(value={**rest, "text": with_line_ends(text, value.get("sha256"))})


def _stored_text(folder: Path, name: str, mark: Mark, report: Report) -> str | None:
    """Return the text in a file, which must lie below the folder's own of texts; None after a fault."""
    path = folder / name
    try:
        # Whoever imports a dossier of another's, and exports, would else give away what lies about in that folder.
        if not path.resolve().is_relative_to(folder.resolve() / TEXTS):
            message = f"{name} lies outside of the dossier's folder {TEXTS}/"
            report.add(mark, UNREADABLE, message, f"keep texts in {TEXTS}/ beside the dossier")
            return None
        return disk.decoded(disk.whole_bytes(path), path.name, mark, report)
    # A name that no file can have is a ValueError, a circle of symbolic links a RuntimeError.
    except (OSError, ValueError, RuntimeError) as fault:
        report.add(mark, UNREADABLE, disk.sentence(path.name, fault))
        return None

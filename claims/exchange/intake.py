"""Reading what is to be taken over: files, folders and standard input, one record after the other.

Only the form is looked at, and that no record stands twice; whether records fit one another and the store is for the
rules of curation. JSON Lines are read line by line, dossiers whole, one file after the other.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from claims.errors import InputFault
from claims.exchange import document, dossier, json_lines
from claims.exchange.document import LARGEST_IN_BYTES
from claims.exchange.fault import MOST_FAULTS, REPEATED_ID, START, UNREADABLE, Fault, Mark, Place, Report
from claims.exchange.index import Index
from claims.exchange.json_tree import JsonFault
from claims.exchange.yaml_tree import YamlFault
from claims.json import record as wire
from claims.model import Finding, Record, Revision
from claims.vocabulary import Kind

_STANDARD_INPUT = "<stdin>"
_DOSSIERS = (".yaml", ".yml")
_LINES = (".jsonl", ".ndjson", ".json-lines")
_REVISIONS = "revisions.jsonl"
_BOM = b"\xef\xbb\xbf"


class _Input(NamedTuple):
    """What is read; `path` is None for standard input. `name` is shown in faults."""

    path: Path | None

    @property
    def name(self) -> str:
        return str(self.path) if self.path else _STANDARD_INPUT

    @property
    def title(self) -> str:
        """What it is called within a sentence."""
        return self.path.name if self.path else "standard input"

    @property
    def folder(self) -> Path | None:
        return self.path.parent if self.path else None


_Entries = Iterator[tuple[Record | Revision, Place]]


class Intake:
    """The records in files and folders, in their order, and every fault of their form.

    A folder gives its dossiers and JSON Lines by name, revisions last; the path `-` is `stdin`. A file is known by its
    suffix, one without a known suffix and standard input by their beginning: JSON Lines begin with `{`.

    `faults` fills while the records are read; a record with a fault is left out, and so is a second one of the same
    kind and id, revisions excepted. `size` is what there is to read in bytes, None where that is not known, `done` what
    has been read.
    """

    def __init__(self, paths: Sequence[Path], stdin: BinaryIO | None = None) -> None:
        """Raises `InputFault` for a folder with nothing to read."""
        self.faults: list[Fault] = []
        self.done = 0
        self._stdin = stdin
        self._inputs = [one for path in paths for one in _inputs(path)]
        self.size = _size(self._inputs)
        self._read = Index()
        # Standard input can't be read a second time, when a late finding asks for its line.
        self._kept = b""

    def __iter__(self) -> Iterator[Record | Revision]:
        """Every record without a fault; reading ends early where faults are many."""
        for number, one in enumerate(self._inputs):
            report = Report(one.name, self.faults)
            if report.is_full:
                return
            try:
                yield from self._new(number, one, report)
            except OSError as fault:
                report.add(START, UNREADABLE, document.sentence(one.title, fault))

    def refuse(self, findings: Sequence[Finding]) -> None:
        """Raise `InputFault` where the files have faults, or else where the rules found something."""
        if self.faults or findings:
            # References to a record that could not be read would only repeat its faults.
            raise self.refusal(() if self.faults else findings)

    def refusal(self, findings: Iterable[Finding] = ()) -> InputFault:
        """The error that refuses what was read, with all faults and these findings where they stand in the files."""
        order = {one.name: number for number, one in reversed(list(enumerate(self._inputs)))}
        faults = [*self.faults, *self._placed(findings)]
        # Rules look at one kind of fault after the other, a curator at one file from its top.
        return refusal(sorted(faults, key=lambda fault: (order.get(fault.file, len(order)), fault.mark)))

    def _new(self, number: int, one: _Input, report: Report) -> Iterator[Record | Revision]:
        with self._opened(one) as stream:
            suffix = one.path.suffix.lower() if one.path else ""
            blank = 0 if suffix in _DOSSIERS + _LINES else _blank_lines(stream)
            if suffix not in _LINES and (suffix in _DOSSIERS or not _begins_object(stream)):
                yield from self._once(self._dossier(one, stream, blank, report), number, report)
            else:
                lines = chain(repeat(b"\n", blank), self._counted(stream))
                yield from self._once(json_lines.entries(lines, one.folder, report), number, report)

    def _once(self, entries: _Entries, number: int, report: Report) -> Iterator[Record | Revision]:
        for record, place in entries:
            # Logs that were merged number their revisions alike and hold some of them twice.
            if isinstance(record, Revision) or self._read.add(_name(record), number, place.line):
                yield record
            else:
                report.add(place.mark(("id",)), REPEATED_ID, _repetition(record), _OTHER_ID)

    @contextmanager
    def _opened(self, one: _Input) -> Iterator[io.BufferedReader]:
        if one.path:
            document.require_file(one.path, " (read it from standard input, as -)")
            with one.path.open("rb") as stream:
                yield stream
            return
        stream = io.BufferedReader(cast("io.RawIOBase", self._stdin or io.BytesIO()))
        try:
            yield stream
        finally:
            # It is not ours to close.
            stream.detach()

    def _dossier(self, one: _Input, stream: io.BufferedReader, blank: int, report: Report) -> _Entries:
        data = b"\n" * blank + self._whole(one, stream)
        text = document.decoded(data, one.title, START, report)
        return dossier.entries(text, one.folder, report) if text is not None else iter(())

    def _counted(self, stream: io.BufferedReader) -> Iterator[bytes]:
        for line in json_lines.raw(stream):
            self.done += len(line)
            yield line

    def _whole(self, one: _Input, stream: io.BufferedReader) -> bytes:
        if one.path and one.path.stat().st_size > LARGEST_IN_BYTES:
            raise document.too_large()
        data = stream.read(LARGEST_IN_BYTES + 1)
        if len(data) > LARGEST_IN_BYTES:
            raise document.too_large()
        self.done += len(data)
        self._kept = self._kept if one.path else data
        return data

    def _placed(self, findings: Iterable[Finding]) -> Iterator[Fault]:
        """Findings as faults of the files; those of records that are in none of them stand in no file."""
        wanted: dict[int, dict[int, list[Finding]]] = defaultdict(lambda: defaultdict(list))
        for finding in findings:
            spot = self._read.find(f"{finding.kind} {finding.record}")
            if spot is None:
                name = f"{finding.kind} {finding.record}: " if finding.record else ""
                yield Fault("", START, finding.code, f"{name}{finding.message}", finding.remedy)
            else:
                file, line = spot
                wanted[file][line].append(finding)
        for file, by_line in wanted.items():
            yield from self._placed_in(self._inputs[file], by_line)

    def _placed_in(self, one: _Input, by_line: Mapping[int, list[Finding]]) -> Iterator[Fault]:
        faults: list[Fault] = []
        report = Report(one.name, faults)
        places = self._places(one, by_line)
        for line, findings in by_line.items():
            for finding in findings:
                place = places.get((finding.kind, finding.record))
                if place:
                    report.add_problem(place, finding)
                else:
                    report.add(Mark(max(line, 1), 1), finding.code, finding.message, finding.remedy)
        return iter(faults)

    def _places(
        self, one: _Input, by_line: Mapping[int, list[Finding]]
    ) -> Mapping[tuple[Kind | None, str | None], Place]:
        """Where these records stand, by a second look into the file; what has changed since has no place."""
        try:
            if 0 in by_line:
                data = one.path.read_bytes() if one.path else self._kept
                return dict(dossier.spots(data.decode()))
            return dict(_lines_of(one.path, by_line)) if one.path else {}
        except (OSError, ValueError, YamlFault, JsonFault):
            return {}


def _lines_of(
    path: Path, by_line: Mapping[int, list[Finding]]
) -> Iterator[tuple[tuple[Kind | None, str | None], Place]]:
    with path.open("rb") as stream:
        for number, data in enumerate(stream, 1):
            for finding in by_line.get(number, ()):
                line = json_lines.Line(number, data.removeprefix(_BOM).decode())
                yield (finding.kind, finding.record), json_lines.spot(line, finding.kind, finding.record or "")


def _inputs(path: Path) -> Iterator[_Input]:
    if str(path) == "-":
        yield _Input(None)
    elif _is_folder(path):
        yield from map(_Input, _inside(path))
    else:
        yield _Input(path)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # Why it can't be looked at is told when it is read.
        return False


def _inside(folder: Path) -> list[Path]:
    try:
        # Editors keep their own files under names that begin with a dot.
        found = [path for path in folder.iterdir() if path.suffix in _DOSSIERS + _LINES and path.name[0] != "."]
    except OSError as fault:
        raise InputFault(document.sentence(str(folder), fault), []) from fault
    if not found:
        raise InputFault(f"there is no dossier in {folder}", [], "dossiers are files named *.yaml or *.jsonl")
    return sorted(found, key=lambda path: (path.name == _REVISIONS, path))


def _size(inputs: Iterable[_Input]) -> int | None:
    try:
        sizes = [one.path.stat().st_size if one.path else None for one in inputs]
    except OSError:
        return None
    return None if None in sizes else sum(size or 0 for size in sizes)


def _blank_lines(stream: io.BufferedReader) -> int:
    """Pass over the blank lines at the beginning; their number."""
    passed = size = 0
    while size <= LARGEST_IN_BYTES and (head := stream.peek(1)) and not head.strip() and b"\n" in head:
        beginning = stream.read(head.rindex(b"\n") + 1)
        passed, size = passed + beginning.count(b"\n"), size + len(beginning)
    return passed


def _begins_object(stream: io.BufferedReader) -> bool:
    return stream.peek(1).removeprefix(_BOM).lstrip().startswith(b"{")


def _name(one: Record) -> str:
    return f"{wire.kind_of(one)} {one.id}"


def _repetition(one: Record) -> str:
    return f"there is more than one {wire.kind_of(one)} “{one.id}”"


_OTHER_ID = "ids are never reused: give one another id"


def refusal(faults: Sequence[Fault]) -> InputFault:
    """The error that lists these faults, in the order in which they are given."""
    many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    if len(faults) >= MOST_FAULTS:
        many = f"{many}, and perhaps more,"
    files = {fault.file: None for fault in faults}
    where = next(iter(files)) if len(files) == 1 else f"{len(files)} files"
    return InputFault(f"{many} in {where}; nothing was taken over", [str(fault) for fault in faults])

"""Places in files, and the faults that stand there: what is wrong, in which file, at which line and column.

Codes are never reused. Those of shapes (`F003` to `F006`) stand in `claims.json.shape`.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from claims.errors import InputFault
from claims.json import shape
from claims.model import Finding

UNREADABLE = "F001"
NOT_PARSED = "F002"
REPEATED_KEY = "F007"
REPEATED_ID = "R002"

STANDARD_INPUT = "<stdin>"
"""Its name in faults."""

REVISION = "revision"
"""The word for an entry of the log, beside those for the kinds of records."""

DEEPEST = 40
"""Lists and mappings within one another; no record has a tenth of it."""

MOST_IN_A_LINE = 100_000
"""Values in one line of JSON or one form; no record has a hundredth of them."""

MOST_IN_A_DOSSIER = 250_000
"""Values in one dossier, enough for some 8,000 claims: each keeps its place in the file, which takes room."""

MOST_FAULTS = 1000
"""Reading ends there: whoever gives the wrong file needs no list of a million faults."""


class Mark(NamedTuple):
    """A line and a column, both counted from 1, columns in characters."""

    line: int
    column: int


START = Mark(1, 1)


class Positions(NamedTuple):
    """Where each value of a document begins, and each key, by the path of the value: keys and 0-based indices."""

    values: dict[shape.Path, Mark]
    keys: dict[shape.Path, Mark]


class Place(NamedTuple):
    """Where an entry stands: paths of what is wrong with it go on from `path`.

    `positions` are those of its document. They are asked for only where something is wrong: to find them takes longer
    than to read a line of JSON.
    """

    positions: Callable[[], Positions]
    path: shape.Path = ()

    def below(self, *parts: str | int) -> "Place":
        """Return the place of what stands under this one."""
        return self._replace(path=(*self.path, *parts))

    def mark(self, path: shape.Path = ()) -> Mark:
        """Return where the deepest part of `path` that the document holds begins."""
        values, whole = self.positions().values, (*self.path, *path)
        return next((values[whole[:n]] for n in range(len(whole), -1, -1) if whole[:n] in values), START)

    def key_mark(self, path: shape.Path) -> Mark:
        """Return the same of the key of the last part and not of its value."""
        return self.positions().keys.get((*self.path, *path)) or self.mark(path)


class Unparsable(Exception):
    """A text that can't be read: where and why, and what to do.

    `opening` is where a quotation begins that has no end, which a parser misses only at the end of the text.
    """

    def __init__(
        self, mark: Mark, message: str, remedy: str | None = None, code: str = NOT_PARSED, opening: Mark | None = None
    ) -> None:
        """`message` is one sentence."""
        super().__init__(message)
        self.mark = mark
        self.message = message
        self.remedy = remedy
        self.code = code
        self.opening = opening


class Entry(NamedTuple):
    """What a file says of one record, in plain values; `kind` is the word for it, `revision` for one of the log."""

    kind: str
    value: Any
    place: Place


class Fault(NamedTuple):
    """One fault. `file` is empty where the fault is in no file; `remedy` is None where nothing can be said."""

    file: str
    mark: Mark
    code: str
    message: str
    remedy: str | None

    def __str__(self) -> str:
        """Return `file:line:column: CODE sentence (remedy)`."""
        place = f"{self.file}:{self.mark.line}:{self.mark.column}: " if self.file else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}{self.code} {self.message}{remedy}"


class Report:
    """The faults of one file, added to those of all files as they are found."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        """`file` is the name to show, `faults` those of all files so far."""
        self._file = file
        self._faults = faults

    @property
    def title(self) -> str:
        """What the file is called within a sentence."""
        return "standard input" if self._file == STANDARD_INPUT else Path(self._file).name

    @property
    def is_full(self) -> bool:
        """Whether there are so many faults that reading ends."""
        return len(self._faults) >= MOST_FAULTS

    def add(self, mark: Mark, code: str, message: str, remedy: str | None = None) -> None:
        """Add a fault at a place that is known, unless there are too many already."""
        if not self.is_full:
            self._faults.append(Fault(self._file, mark, code, message, remedy))

    def add_unparsable(self, fault: Unparsable) -> None:
        """Add what stopped a parser."""
        self.add(fault.mark, fault.code, fault.message, fault.remedy)

    def add_problem(self, place: Place, problem: shape.Problem | Finding) -> None:
        """Add a problem within an entry."""
        if not self.is_full:
            mark = place.key_mark if problem.code == shape.UNKNOWN_KEY else place.mark
            self.add(mark(problem.path), problem.code, problem.message, problem.remedy)


_MARKER = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?: |\r?$)", re.MULTILINE)


def merge_marker(text: str, line: int = 1) -> Unparsable | None:
    """Return the fault of a text in which git has left a merge open, None of any other; `line` is that of its first."""
    found = _MARKER.search(text)
    if found is None:
        return None
    mark = Mark(line + text.count("\n", 0, found.start()), 1)
    message = f"a merge is not settled: its marker “{found[1]}” stands here"
    return Unparsable(mark, message, "keep what is right, and take the markers out")


def repetition(key: object) -> tuple[str, str]:
    """Return what is said of a key that stands twice, and what to do."""
    return f"“{key}” stands twice in one record", "keep one of them"


def refusal(faults: Sequence[Fault]) -> InputFault:
    """Return the error that lists these faults, in the order in which they are given."""
    many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    if len(faults) >= MOST_FAULTS:
        many = f"{many}, and perhaps more,"
    files = {fault.file: None for fault in faults}
    where = next(iter(files)) if len(files) == 1 else f"{len(files)} files"
    return InputFault(f"{many} in {where}; nothing was taken over", lines=[str(fault) for fault in faults])

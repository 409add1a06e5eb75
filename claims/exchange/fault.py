"""Faults of what is read: what is wrong, in which file, at which line and column.

Codes are never reused. Those of shapes (`F003` to `F006`) stand in `claims.json.shape`.
"""

from typing import NamedTuple, Protocol

from claims.json import shape

Path = tuple[str | int, ...]
"""From an entry to a spot in it: keys and 0-based indices."""

UNREADABLE = "F001"
NOT_PARSED = "F002"
REPEATED_KEY = "F007"
REPEATED_ID = "R002"

DEEPEST = 40
"""Lists and mappings within one another; no record has a tenth of it."""

MOST_IN_A_LINE = 100_000
"""Values in one line of JSON or one form; no record has a hundredth of them."""

MOST_IN_A_DOSSIER = 250_000
"""Values in one dossier, enough for some 8,000 claims: each keeps its place in the file, which takes room."""

MOST_FAULTS = 1000
"""Reading ends there: whoever gives the wrong file needs no list of a million faults."""


class Mark(NamedTuple):
    """A place in a file, both counted from 1, columns in characters."""

    line: int
    column: int


START = Mark(1, 1)


class Fault(NamedTuple):
    """One fault. `file` is empty where the fault is in no file; `remedy` is None where nothing can be said."""

    file: str
    mark: Mark
    code: str
    message: str
    remedy: str | None

    def __str__(self) -> str:
        """`file:line:column: CODE sentence (remedy)`."""
        place = f"{self.file}:{self.mark.line}:{self.mark.column}: " if self.file else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}{self.code} {self.message}{remedy}"


class Place(Protocol):
    """Where an entry stands, so that a path within it leads to a line and a column."""

    @property
    def line(self) -> int:
        """The line that holds the entry, 0 where only the whole file tells."""

    def mark(self, path: Path) -> Mark:
        """Where the deepest part of `path` that the file holds begins."""

    def key_mark(self, path: Path) -> Mark:
        """The same, of the key of the last part and not of its value."""


class Problem(Protocol):
    """What is wrong within an entry: a `shape.Problem` or a `Finding`."""

    @property
    def code(self) -> str:
        """The code of the rule."""

    @property
    def path(self) -> Path:
        """From the entry to the spot."""

    @property
    def message(self) -> str:
        """One sentence."""

    @property
    def remedy(self) -> str | None:
        """What to do."""


class Report:
    """The faults of one file, added to those of all files as they are found."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        """`file` is the name to show; `ends`: what follows in it can't be read."""
        self.ends = False
        self._file = file
        self._faults = faults

    @property
    def is_full(self) -> bool:
        """Whether there are so many faults that reading ends."""
        return len(self._faults) >= MOST_FAULTS

    @property
    def count(self) -> int:
        """How many faults there are in all files so far."""
        return len(self._faults)

    def add(self, mark: Mark, code: str, message: str, remedy: str | None = None) -> None:
        """A fault at a place that is known; passed over where there are too many already."""
        if self.is_full:
            return
        self._faults.append(Fault(self._file, mark, code, message, remedy))

    def add_problem(self, place: Place, problem: Problem) -> None:
        """A problem within an entry."""
        if self.is_full:
            return
        mark = place.key_mark if problem.code == shape.UNKNOWN_KEY else place.mark
        self.add(mark(problem.path), problem.code, problem.message, problem.remedy)

"""What a rule of the linter is, and what rules ask of a corpus: what of it stands, and what surely came before what.

A rule is a pure function of the corpus. It yields problems without code or severity, which are the rule's own.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple, TypeVar

from claims import dates
from claims.dates import Span
from claims.model import Corpus, Finding, Record
from claims.vocabulary import Kind, Severity, Status

Path = tuple[str | int, ...]
RecordT = TypeVar("RecordT", bound=Record)


class Problem(NamedTuple):
    """A spot that a rule complains of: the record, the path from it to the spot, and a sentence.

    Without a kind and a record it is about no one record.
    `remedy` None means the rule's own. `fix` is the record with everything put right that the rule finds in it, so that
    the fixes of one rule and one record are all the same; None where a curator must decide.
    """

    kind: Kind | None
    record: str | None
    path: Path
    message: str
    remedy: str | None = None
    fix: Record | None = None


class Rule(NamedTuple):
    """One rule.

    `message` says what it finds, `reason` why that matters, `remedy` what to do. `example` is a piece of a dossier that
    it complains of. `on_write`: it refuses every change and every import, and is right on a part of the record that
    holds what is changed and all that the changed records name. `fixes`: some of its findings have a safe remedy.
    """

    code: str
    severity: Severity
    name: str
    check: Callable[[Corpus], Iterator[Problem]]
    message: str
    reason: str
    remedy: str
    example: str
    on_write: bool = False
    fixes: bool = False

    def findings(self, corpus: Corpus) -> Iterator[Finding]:
        """Return what the rule finds, in the order of the records."""
        return map(self._finding, self.check(corpus))

    def _finding(self, problem: Problem) -> Finding:
        kind, record, path, message, remedy, fix = problem
        return Finding(self.code, self.severity, kind, record, path, message, remedy or self.remedy, fix)


def on_record(records: Iterable[RecordT]) -> Iterator[RecordT]:
    """Return those of the records that are not retracted."""
    return (record for record in records if record.status is Status.ON_RECORD)


def span(day: str | None) -> Span:
    """Return the bounds of a day as written; unknown ones where none is written, or one that can't be read."""
    try:
        return dates.parse(day) if day else Span(None, None)
    except dates.MalformedDate:
        return Span(None, None)


DATE_LINE_IN_DAYS = 1
"""Days are those at the speaker's place: an answer in Washington, or a paper there that reports the words, may bear the
day before the words in Beijing."""


def is_before(first: Span, second: Span, *, allowance_in_days: int = 0) -> bool:
    """Return whether all days of `first` surely lie before those of `second`, by more than the allowance."""
    if first.latest is None or second.earliest is None:
        return False
    gap = date.fromisoformat(second.earliest) - date.fromisoformat(first.latest)
    return gap.days > allowance_in_days

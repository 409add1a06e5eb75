"""Running a reading command: the store is opened, the answer rendered where the call wants it."""

from collections.abc import Iterator
from contextlib import contextmanager

from claims.cli import opening, output
from claims.cli.call import tell
from claims.command import Call
from claims.reports.filters import bound
from claims.reports.report import Report
from claims.store.connection import Connection


def run(report: Report, call: Call) -> None:
    """Print the answer, or with `--count` how many records it has."""
    with _store(call) as db:
        if report.total and call.flag("count"):
            output.count(call, report.total(db, call))
            return
        view = report.answer(db, call)
        for note in view.notes:
            tell(note)
        output.emit(call, view, report.described(view.schema))


@contextmanager
def _store(call: Call) -> Iterator[Connection]:
    """The store that the call means, open for reading, as it was on the day that it names with `--recorded-by`."""
    day = bound(call, "recorded_by", 1)
    with opening.store(call) as db:
        if day is None:
            yield db
            return
        from claims.store import as_of

        with as_of.recorded_by(db, day) as then:
            if then.unknown:
                records = f"{len(then.unknown)} record{'' if len(then.unknown) == 1 else 's'}"
                tell(f"left out {records} that changed since {day} and of which no revision keeps the earlier form")
            yield then.db

"""Running a reading command: the store is opened, the answer rendered where the call wants it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from claims.cli import output, store_file
from claims.cli.messages import tell
from claims.command import Call, Command
from claims.reports.filters import bound
from claims.reports.report import Report
from claims.store.connection import Connection


def command(report: Report) -> Command:
    """Return the command that prints what the report answers."""
    return Command(report.name, report.help, partial(_run, report), report.arguments, report.options, report.examples)


def _run(report: Report, call: Call) -> None:
    with store(call) as db:
        if report.total and call.flag("count"):
            output.count(call, report.total(db, call))
            return
        view = report.answer(db, call)
        for note in view.notes:
            tell(note)
        output.emit(call, view, partial(report.described, view.schema))


@contextmanager
def store(call: Call) -> Iterator[Connection]:
    """Open the store that the call means for reading, as it was on the day that `--recorded-by` names."""
    day = bound(call, "recorded_by", 1)
    with store_file.reading(call) as db:
        if day is None:
            yield db
            return
        from claims.store import past

        with past.recorded_by(db, day) as then:
            if then.unknown:
                records = f"{len(then.unknown)} record{'' if len(then.unknown) == 1 else 's'}"
                tell(f"left out {records} that changed since {day} and of which no revision keeps the earlier form")
            yield then.db

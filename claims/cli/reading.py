"""Running a reading command: the store is opened, the answer rendered where the call wants it."""

from claims.cli import output, past
from claims.cli.call import tell
from claims.command import Call
from claims.reports.report import Report


def run(report: Report, call: Call) -> None:
    """Print the answer, or with `--count` how many records it has."""
    with past.store(call) as db:
        if report.total and call.flag("count"):
            output.count(call, report.total(db, call))
            return
        view = report.answer(db, call)
        for note in view.notes:
            tell(note)
        output.emit(call, view, view.schema)

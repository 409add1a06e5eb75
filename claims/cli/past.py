"""The record as it was on a day, for the commands that can tell."""

from collections.abc import Iterator
from contextlib import contextmanager

from claims.cli import opening
from claims.cli.call import tell
from claims.command import Call
from claims.reports.filters import bound
from claims.store.connection import Connection


@contextmanager
def store(call: Call) -> Iterator[Connection]:
    """The store that the call means, open for reading, as it was on the day that it names."""
    day = bound(call, "recorded_by", 1)
    with opening.store(call) as db:
        if day is None:
            yield db
            return
        from claims.store import past

        with past.recorded_by(db, day) as then:
            if then.unknown:
                records = f"{len(then.unknown)} record{'' if len(then.unknown) == 1 else 's'}"
                tell(f"left out {records} that changed since {day} and of which no revision keeps the earlier form")
            yield then.db

"""The record as it was on a day, for the commands that can tell."""

from collections.abc import Iterator
from contextlib import contextmanager

from claims.cli.call import Call, tell
from claims.cli.chosen import bound
from claims.store.connection import Connection


@contextmanager
def store(call: Call) -> Iterator[Connection]:
    """The store that the call means, open for reading, as it was on the day that it names."""
    day = bound(call, "recorded_by", 1)
    with call.store() as db:
        if day is None:
            yield db
            return
        from claims.store import past

        with past.recorded_by(db, day) as then:
            if then.unknown:
                records = f"{len(then.unknown)} record{'' if len(then.unknown) == 1 else 's'}"
                tell(f"left out {records} that changed since {day} and of which no revision keeps the earlier form")
            yield then.db

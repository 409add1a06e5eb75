"""Making a store, and bringing an older one up to date."""

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from claims.store import fulltext, migrations
from claims.store.connection import (
    APPLICATION_ID,
    VERSION,
    Connection,
    companions,
    database_faults,
    file_faults,
    journal,
    open_to_write,
    require_schema,
    require_sqlite,
    transaction,
    version,
)


def migrate(path: Path) -> bool:
    """Take the steps that an older store lacks, all or none; False where another program has taken them meanwhile."""
    with open_to_write(path) as connection, transaction(connection):
        number = version(path, connection)
        if number == VERSION:
            return False
        require_schema(path, connection, number)
        _take_steps(connection)
        # What the store notes of the steps taken may be wrong as well.
        require_schema(path, connection, VERSION)
        fulltext.fill(connection)
        return True


def create(path: Path, fill: Callable[[Connection], None]) -> bool:
    """Make a store at `path`, filled by `fill`; False, and nothing changed, where a file is there already.

    The store is built under another name in the same folder and published whole, so that nobody ever sees half of it
    and nobody's store is replaced.
    """
    require_sqlite()
    with database_faults(path), file_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _swept(path) as folder:
            # Two containers on one volume may share a process number.
            draft = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}.new")
            try:
                _build(draft, fill)
                _name(draft, path)
                if folder is not None:
                    os.fsync(folder)
            except FileExistsError:
                return False
            finally:
                for leftover in (draft, *companions(draft), journal(draft)):
                    leftover.unlink(missing_ok=True)
    return True


@contextmanager
def _swept(path: Path) -> Iterator[int | None]:
    """Take away the drafts of processes that were killed; yield the folder as `_opened` does.

    Whoever makes a store shares a lock on its folder, so that who has it alone knows all drafts to be nobody's. Where
    there are no such locks a draft has to be old.
    """
    with _opened(path.parent) as folder:
        age = 0 if _is_locked(folder, alone=True) else _OLD_IN_SECONDS
        for leftover in path.parent.iterdir():
            is_draft = leftover.name.startswith(f".{path.name}.") and _DRAFT.search(leftover.name)
            with suppress(FileNotFoundError):
                if is_draft and time.time() - leftover.stat().st_mtime >= age:
                    leftover.unlink()
        _is_locked(folder, alone=False)
        yield folder


@contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    """Open a folder; None on Windows, which lets nobody do so and keeps names without being told to."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_locked(folder: int | None, *, alone: bool) -> bool:
    """Take the lock on a folder, alone if nobody else has it, or else together with others; False: it is not had."""
    try:
        import fcntl
    except ImportError:
        return False
    with suppress(OSError):
        if folder is not None:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
            return True
    return False


_DRAFT = re.compile(r"\.\d+-[0-9a-f]+\.new(-wal|-shm|-journal)?$")
_OLD_IN_SECONDS = 86_400


def _build(draft: Path, fill: Callable[[Connection], None]) -> None:
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # The draft is synced as a whole before it gets its name; until then a crash loses nothing that anyone has.
        connection.execute("PRAGMA synchronous = OFF")
        with transaction(connection):
            _take_steps(connection)
            fill(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with draft.open("r+b") as file:
        os.fsync(file.fileno())


def _name(draft: Path, path: Path) -> None:
    """Give the draft its name; raises `FileExistsError` where the name is taken."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except (OSError, AttributeError):
        # No hard links, on this disk or at all: the name is taken first, so that nobody else's store is replaced.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        draft.replace(path)


def _take_steps(connection: Connection) -> None:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations.know_dates(connection)
    steps = Migrations("claims")
    for name, script in migrations.steps():
        steps(name=name)(_step(script))
    steps.apply(Database(connection, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _step(script: str) -> Callable[..., None]:
    def take(db: object, /) -> None:
        connection: Connection = db.conn  # type: ignore[attr-defined]  # a sqlite_utils.Database
        for statement in _statements(script):
            connection.execute(statement)

    return take


def _statements(script: str) -> Iterator[str]:
    # `executescript` would commit the transaction that the steps stand in.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    yield statement

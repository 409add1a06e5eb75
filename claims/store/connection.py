"""Opening a store, making one, and saying clearly why neither works."""

import errno
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from claims import dates
from claims.errors import StoreUnusable
from claims.store.layout import APPLICATION_ID, STEPS

_INDEXED_SINCE = 2
"""The step that brought the index of words, which is filled from the text."""

Connection = sqlite3.Connection

BUSY_TIMEOUT_IN_S = 30.0
_OLDEST_SQLITE = (3, 37, 0)
"""The first that knows STRICT tables."""


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """The store at `path` as one snapshot, opened so that nothing can be written.

    Raises `StoreUnusable` where there is no store, where the file is none of ours, or where it is older or newer than
    this program; see `is_due` for stores that only want migrating.
    """
    with database_faults(path):
        connection = _connected(path, _read_only_uri(path))
        try:
            _recognise(path, connection)
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()


@contextmanager
def writing(path: Path, *, keep: bool = True, many: bool = False) -> Iterator[Connection]:
    """The store at `path` inside one `BEGIN IMMEDIATE`, rolled back on any exception.

    At the end it is committed, or rolled back unless `keep`. `many` is for large imports: the caller sees to it that
    all that is named is there. Raises `StoreUnusable`, also where the file was removed or replaced meanwhile: what
    would then be written, nobody could find.
    """
    with database_faults(path):
        connection = _connected(path, f"{_file_uri(path)}?mode=rw")
        try:
            file = identity(path)
            _recognise(path, connection)
            _prepare_for_writes(connection)
            if many:
                _expect_many(connection)
            with transaction(connection, keep=keep):
                yield connection
                require_same(path, file)
            require_same(path, file)
        finally:
            connection.close()


def keep_pages(connection: Connection) -> None:
    """Keep more of the store in memory, for what goes through all of it and looks up every end of every link."""
    connection.execute(f"PRAGMA cache_size = -{_CACHE_IN_KIB}")


_CACHE_IN_KIB = 8_192
"""Four times what SQLite keeps unasked. It sorts in as much memory again, so that more costs twice and saves little."""


def identity(path: Path) -> tuple[int, int] | None:
    """What tells the file at `path` from another that takes its place; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def require_same(path: Path, file: tuple[int, int] | None) -> None:
    """Raise `StoreUnusable` unless the store at `path` is still the file with this `identity`."""
    if file is None or identity(path) != file:
        raise StoreUnusable(f"the store {path} was removed or replaced while it was being changed", "try again")


@contextmanager
def transaction(connection: Connection, *, keep: bool = True) -> Iterator[None]:
    """One unit of work; the lock is taken at the beginning, since a later upgrade could not wait its turn."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT" if keep else "ROLLBACK")


def is_due(path: Path) -> bool:
    """Whether the store at `path` is older than this program and wants migrating."""
    with database_faults(path):
        connection = _connected(path, _read_only_uri(path))
        try:
            return 0 < _version(path, connection) < STEPS
        finally:
            connection.close()


def migrate(path: Path) -> None:
    """Take the steps that an older store lacks, all or none; two migrators at once wait for one another."""
    with database_faults(path):
        connection = _connected(path, f"{_file_uri(path)}?mode=rw")
        try:
            _prepare_for_writes(connection)
            with transaction(connection):
                has_index = _version(path, connection) >= _INDEXED_SINCE
                _take_steps(connection)
                if not has_index:
                    from claims.store import fulltext

                    fulltext.rebuild(connection)
        finally:
            connection.close()


def create(path: Path, fill: Callable[[Connection], None]) -> bool:
    """Make a store at `path`, filled by `fill`; False, and nothing changed, where a file is there already.

    The store is built under another name in the same folder and published whole, so that nobody ever sees half of it
    and nobody's store is replaced.
    """
    _require_sqlite()
    with database_faults(path), file_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        # Two containers on one volume may share a process number.
        draft = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}.new")
        try:
            _build(draft, fill)
            return _publish(draft, path)
        finally:
            for leftover in (draft, *_companions(draft)):
                leftover.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Take away drafts of processes that were killed, old enough to be nobody's work."""
    for leftover in path.parent.iterdir():
        is_draft = leftover.name.startswith(f".{path.name}.") and _DRAFT.search(leftover.name)
        if is_draft and time.time() - leftover.stat().st_mtime > _OLD_IN_SECONDS:
            leftover.unlink(missing_ok=True)


_DRAFT = re.compile(r"\.\d+-[0-9a-f]+\.new(-wal|-shm|-journal)?$")
_OLD_IN_SECONDS = 86_400


def _build(draft: Path, fill: Callable[[Connection], None]) -> None:
    draft.unlink(missing_ok=True)
    connection = sqlite3.connect(draft, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # The draft is synced as a whole before it gets its name; until then a crash loses nothing that anyone has.
        connection.execute("PRAGMA synchronous = OFF")
        with transaction(connection):
            _take_steps(connection)
            fill(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    _sync(draft)


def _publish(draft: Path, path: Path) -> bool:
    try:
        _name(draft, path)
    except FileExistsError:
        return False
    _sync(path.parent)
    return True


def _name(draft: Path, path: Path) -> None:
    """Give the draft its name; raises `FileExistsError` where the name is taken."""
    try:
        os.link(draft, path)
    except OSError as fault:
        if fault.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise
        # A file system without hard links: the name is taken first, so that nobody else's store is replaced.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        draft.replace(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take_steps(connection: Connection) -> None:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    from claims.store.schema import steps

    connection.create_function("edtf_earliest", 1, dates.earliest, deterministic=True)
    connection.create_function("edtf_latest", 1, dates.latest, deterministic=True)
    migrations = Migrations("claims")
    assert len(steps()) == STEPS
    for name, script in steps():
        migrations(name=name)(_step(script))
    migrations.apply(Database(connection, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {STEPS}")


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


def _prepare_for_writes(connection: Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _expect_many(connection: Connection) -> None:
    # Rows of an import go into its indexes in no order, so that more of the store is kept at hand.
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp.cache_size = -16384")
    # Looking up a dozen references of every row takes as long as writing it.
    connection.execute("PRAGMA foreign_keys = OFF")


def _require_sqlite() -> None:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        needed = ".".join(map(str, _OLDEST_SQLITE))
        raise StoreUnusable(f"this Python has SQLite {sqlite3.sqlite_version}, and the store needs {needed} or newer")


def _connected(path: Path, uri: str) -> Connection:
    _require_sqlite()
    with file_faults(path):
        exists, is_folder, is_file = path.exists(), path.is_dir(), path.is_file()
    if not exists:
        raise StoreUnusable(f"there is no store at {path}", f"make one with: claims --store {path} init")
    if is_folder:
        raise StoreUnusable(f"{path} is a folder, not a store", "name the store's file")
    if not is_file:
        # Opening a pipe would wait for somebody to write into it.
        raise StoreUnusable(f"{path} is no store of claims", "name the store's file")
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_IN_S)


def _read_only_uri(path: Path) -> str:
    # Readers of a WAL store write its shared-memory file, which a folder that can't be written does not let them.
    # SQLite keeps both of its files beside the store itself, wherever a symbolic link to it stands.
    real = path.resolve()
    fixed = not os.access(real.parent, os.W_OK) and not any(file.exists() for file in _companions(real))
    return f"{_file_uri(path)}?mode=ro{'&immutable=1' if fixed else ''}"


def _file_uri(path: Path) -> str:
    return f"file:{quote(os.fsencode(path.resolve()))}"


def _companions(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _recognise(path: Path, connection: Connection) -> None:
    version = _version(path, connection)
    if version < STEPS:
        raise StoreUnusable(
            f"the store {path} is of an older version ({version}; this program keeps {STEPS}) and can't be migrated",
            "make the file and its folder writable, then run the command again",
        )


def _version(path: Path, connection: Connection) -> int:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID or version < 1:
        raise StoreUnusable(
            f"{path} is no store of claims",
            "name another file, or make a store elsewhere with: claims --store PATH init",
        )
    if version > STEPS:
        raise StoreUnusable(
            f"the store {path} is of a newer version ({version}; this program knows {STEPS})", "install a newer claims"
        )
    return int(version)


@contextmanager
def database_faults(path: Path) -> Iterator[None]:
    """Turn what SQLite says into one sentence about the store at `path`."""
    try:
        yield
    except sqlite3.Error as fault:
        raise StoreUnusable(*sentence(path, fault)) from fault


@contextmanager
def file_faults(path: Path) -> Iterator[None]:
    """Turn what the file system says into one sentence about the store at `path`."""
    try:
        yield
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        hint = "name another place with --store or CLAIMS_STORE"
        raise StoreUnusable(f"the store {path} can't be used: {reason}", hint) from fault


def sentence(path: Path, fault: sqlite3.Error) -> tuple[str, str | None]:
    """What SQLite says as a sentence about the store, and what to do about it."""
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        what = "is no database" if code == sqlite3.SQLITE_NOTADB else "is damaged"
        return f"{path} {what}", "name another file, or restore it from a copy"
    if code == sqlite3.SQLITE_BUSY:
        return f"another program has kept the store {path} busy for {BUSY_TIMEOUT_IN_S:.0f} seconds", "try again"
    reasons = {
        sqlite3.SQLITE_FULL: "the disk is full",
        sqlite3.SQLITE_READONLY: "it can only be read",
        sqlite3.SQLITE_CANTOPEN: "it can't be opened",
        sqlite3.SQLITE_IOERR: "reading or writing the file failed",
    }
    return f"the store {path} can't be used: {reasons.get(code, str(fault))}", None

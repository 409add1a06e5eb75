"""Opening a store, and saying clearly why that does not work."""

import os
import sqlite3
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from claims.errors import StoreUnusable

Connection = sqlite3.Connection

APPLICATION_ID = 0x636C6D73
"""What SQLite's header calls the file: "clms", so that a foreign database is told from ours."""

VERSION = 8
"""The number of steps in `claims.store.migrations`, which `PRAGMA user_version` of a store that took them all has."""

SCHEMA = "01f80c4e1e0e6ac67c81973612624aeb"
"""What `digest` makes of such a store, as a test holds it to the steps: to take them takes longer than to read."""

BUSY_TIMEOUT_IN_S = 30.0
_STEPS_BETWEEN_LOOKS = 50_000
"""Steps of SQLite's machine, a few milliseconds, after which an interrupt is looked for."""
_OLDEST_SQLITE = (3, 37, 0)
"""The first that knows STRICT tables."""


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """Open the store at `path` as one snapshot, so that nothing can be written.

    Raises `StoreUnusable` where there is no store, where the file is none of ours or holds what a store is not made of,
    or where it is older or newer than this program; see `is_due` for stores that only want migrating.
    """
    _recover(path)
    with database_faults(path), closing(_connected(path, _read_only_uri(path))) as connection:
        connection.execute("BEGIN")
        _require_up_to_date(path, connection)
        yield connection


def _recover(path: Path) -> None:
    """Have SQLite take back what a killed writer left half done in a store without WAL, which no reader may do."""
    if journal(path.resolve()).exists() and os.access(path, os.W_OK):
        with open_to_write(path) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema")


@contextmanager
def writing(path: Path, *, keep: bool = True) -> Iterator[Connection]:
    """Open the store at `path` inside one `BEGIN IMMEDIATE`, rolled back on any exception.

    At the end it is committed, or rolled back unless `keep`. Raises `StoreUnusable`, also where the file was removed
    or replaced meanwhile: what would then be written, nobody could find.
    """
    with open_to_write(path) as connection:
        file = identity(path)
        with transaction(connection, keep=keep):
            # Inside: while this process waited for the lock, another may have migrated the store.
            _require_up_to_date(path, connection)
            yield connection
            require_same(path, file)
        require_same(path, file)


@contextmanager
def open_to_write(path: Path) -> Iterator[Connection]:
    """Open the store at `path`, of whatever version, without a transaction; raises `StoreUnusable`."""
    with database_faults(path), closing(_connected(path, f"{_file_uri(path)}?mode=rw")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA synchronous = FULL")
        yield connection


@contextmanager
def transaction(connection: Connection, *, keep: bool = True) -> Iterator[None]:
    """Do one unit of work; the lock is taken at the beginning, since a later upgrade could not wait its turn."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT" if keep else "ROLLBACK")


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at `path` from another that takes its place; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def require_same(path: Path, file: tuple[int, int] | None) -> None:
    """Raise `StoreUnusable` unless the store at `path` is still the file with this `identity`."""
    if file is None or identity(path) != file:
        raise StoreUnusable(f"the store {path} was removed or replaced while it was being changed", "try again")


def is_due(path: Path) -> bool:
    """Return whether the store at `path` is older than this program, as the header of its file tells.

    What is the matter with a file that has no such header is told by whoever opens it.
    """
    try:
        with path.open("rb") if path.is_file() else open(os.devnull, "rb") as file:  # noqa: PTH123
            header = file.read(100)
    except OSError:
        return False
    # https://sqlite.org/fileformat2.html, 1.3: the user version at offset 60, the application id at 68.
    version, application = (int.from_bytes(header[start : start + 4], "big") for start in (60, 68))
    return application == APPLICATION_ID and 0 < version < VERSION


def version(path: Path, connection: Connection) -> int:
    """Return the version of an open store; raises `StoreUnusable` where it is no store of ours, or a newer one."""
    application, number = connection.execute(
        "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if application != APPLICATION_ID or number < 1:
        raise StoreUnusable(
            f"{path} is no store of claims",
            "name another file, or make a store elsewhere with: claims --store PATH init",
        )
    if number > VERSION:
        raise StoreUnusable(
            f"the store {path} is of a newer version ({number}; this program knows {VERSION})", "install a newer claims"
        )
    return int(number)


def _require_up_to_date(path: Path, connection: Connection) -> None:
    number = version(path, connection)
    if number < VERSION:
        raise StoreUnusable(
            f"the store {path} is of an older version ({number}; this program keeps {VERSION}) and can't be migrated",
            "make the file and its folder writable, then run the command again",
        )
    require_schema(path, connection, number)


def require_schema(path: Path, connection: Connection, number: int) -> None:
    """Raise `StoreUnusable` unless the store is made of what the first `number` steps make, and of nothing else.

    A trigger, a view or a column of somebody else's would take part in whatever the program does.
    """
    found = _objects(connection)
    if number == VERSION and digest(found) == SCHEMA:
        return
    expected = made(number)
    if found == expected:
        return
    names = sorted(name for name in {**found, **expected} if found.get(name) != expected.get(name))
    differing = [
        f"{name} {'is missing' if name not in found else 'is changed' if name in expected else 'is foreign'}"
        for name in names
    ]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    raise StoreUnusable(
        f"the store {path} is not as claims makes it: {', '.join(differing[:_MOST_NAMED])}{more}",
        "take out what is foreign with another program, or restore the store from a copy",
    )


_MOST_NAMED = 5


def made(number: int) -> dict[str, str]:
    """Return the SQL of what the first `number` steps make, by sort and name."""
    # Loaded only here, where an older store is migrated or SQLite words what it keeps in another way.
    from claims.store import migrations

    with closing(sqlite3.connect(":memory:")) as model:
        migrations.know_dates(model)
        for _, script in migrations.steps()[:number]:
            model.executescript(script)
        return _objects(model)


def digest(objects: Mapping[str, str]) -> str:
    """Return what tells one schema from another, by the text of its objects."""
    # `hashlib` loads OpenSSL, which takes 3 ms.
    try:
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b

    text = repr(sorted(objects.items())).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=16).hexdigest()


def _objects(connection: Connection) -> dict[str, str]:
    """Return the SQL of what a database is made of, spaces left out, by sort and name."""
    return {f"{sort} {name}": "".join(f"{table} {sql}".split()) for sort, name, table, sql in connection.execute(_MADE)}


_MADE = """
SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema
WHERE NOT (type = 'index' AND (sql IS NULL OR tbl_name = '_sqlite_migrations'))
  AND NOT (type = 'table' AND sql GLOB 'CREATE TABLE*' AND name IN (
      '_sqlite_migrations', 'sqlite_stat1', 'sqlite_stat4',
      'claims_fts_data', 'claims_fts_idx', 'claims_fts_docsize', 'claims_fts_config'
  ))
"""
"""Tables that libraries make are left out, since their text is that of the library's version."""


def require_sqlite() -> None:
    """Raise `StoreUnusable` where SQLite is too old."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        needed = ".".join(map(str, _OLDEST_SQLITE))
        raise StoreUnusable(f"this Python has SQLite {sqlite3.sqlite_version}, and the store needs {needed} or newer")


def is_there(path: Path) -> bool:
    """Return whether anything stands at `path`; raises `StoreUnusable` where nobody may look."""
    return _mode(path) is not None


def _mode(path: Path) -> int | None:
    # `Path.exists` hides why it could not look, from Python 3.14 on.
    with file_faults(path), suppress(FileNotFoundError, NotADirectoryError):
        return path.stat().st_mode
    return None


def _connected(path: Path, uri: str) -> Connection:
    require_sqlite()
    mode = _mode(path)
    if mode is None:
        raise StoreUnusable(f"there is no store at {path}", f"make one with: claims --store {path} init")
    if stat.S_ISDIR(mode):
        raise StoreUnusable(f"{path} is a folder, not a store", "name the store's file")
    if not stat.S_ISREG(mode):
        # Opening a pipe would wait for somebody to write into it.
        raise StoreUnusable(f"{path} is no store of claims", "name the store's file")
    return guarded(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_IN_S))


def guarded(connection: Connection) -> Connection:
    """Return the connection, which now trusts nothing that stands in its file, and which an interrupt ends."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
    # Python acts on a signal between two steps of its own: without one, only after the statement.
    connection.set_progress_handler(lambda: None, _STEPS_BETWEEN_LOOKS)
    return connection


def _read_only_uri(path: Path) -> str:
    # Readers of a WAL store write its shared-memory file, which a folder that can't be written does not let them.
    # SQLite keeps both of its files beside the store itself, wherever a symbolic link to it stands.
    real = path.resolve()
    beside = (*companions(real), journal(real))
    fixed = not os.access(real.parent, os.W_OK) and not any(file.exists() for file in beside)
    return f"{_file_uri(path)}?mode=ro{'&immutable=1' if fixed else ''}"


def _file_uri(path: Path) -> str:
    # `Path.as_uri` imports an HTTP client on Python 3.14.
    return f"file:{quote(os.fsencode(path.resolve()))}"


def companions(path: Path) -> tuple[Path, Path]:
    """Return the files that SQLite keeps beside a store while somebody has it open."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def journal(path: Path) -> Path:
    """Return the file in which SQLite keeps what a writer changes in a store without WAL."""
    return path.with_name(f"{path.name}-journal")


@contextmanager
def database_faults(path: Path) -> Iterator[None]:
    """Turn what SQLite says into one sentence about the store at `path`, or into the interrupt that made it stop."""
    try:
        yield
    except sqlite3.Error as fault:
        if getattr(fault, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from fault
        raise StoreUnusable(*sentence(path, fault)) from fault
    except UnicodeDecodeError as fault:
        # Python can't even read what SQLite complains of: names in the schema are no text.
        raise StoreUnusable(f"{path} is damaged", "name another file, or restore it from a copy") from fault


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
    """Return what SQLite says as a sentence about the store, and what to do about it."""
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

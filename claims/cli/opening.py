"""Which store a call means, and what has to be done before it can be read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claims.cli import data_folder
from claims.cli.call import tell
from claims.command import Call
from claims.errors import StoreUnusable, UsageFault, quoted
from claims.store import connection
from claims.store.connection import Connection


@contextmanager
def store(call: Call) -> Iterator[Connection]:
    """The store that the call means, open for reading; made or migrated first where that is due."""
    with connection.reading(ready_store(call)) as db:
        yield db


def ready_store(call: Call) -> Path:
    """The path of the store that the call means, once it is there and up to date."""
    path, is_named = store_path(call.text("store"))
    with connection.file_faults(path):
        is_there = path.exists()
    if not is_there and not is_named:
        _make_default(path)
    elif is_there and connection.is_due(path):
        _migrate(path)
    return path


def store_path(option: str | None) -> tuple[Path, bool]:
    """Where the store is, and whether somebody named it; raises `StoreUnusable` where there is no data folder."""
    named = option if option is not None else os.environ.get("CLAIMS_STORE")
    if named == "":
        raise UsageFault("the store's path is empty", "give a path with --store, or unset CLAIMS_STORE")
    if named is not None:
        try:
            return Path(named).expanduser(), True
        except RuntimeError as fault:
            raise UsageFault(f"there is no home folder for {quoted(named)}", "write the path out") from fault
    return _data_folder() / "claims.db", False


def _data_folder() -> Path:
    if plain := data_folder.plain():
        return Path(plain)
    try:
        from platformdirs import user_data_path

        folder = user_data_path("claims", appauthor=False)
    except (RuntimeError, OSError, KeyError) as fault:
        raise StoreUnusable("there is no home folder for the store", _NAME_A_STORE) from fault
    if not folder.is_absolute():
        raise StoreUnusable("there is no home folder for the store", _NAME_A_STORE)
    return folder


_NAME_A_STORE = "name a store with --store or CLAIMS_STORE"


def _make_default(path: Path) -> None:
    from claims.cli import making

    counts = making.make(path, empty=False)
    if counts is not None:
        tell(f"made the store {path} from the bundled record ({counts['claims']} claims)")


def _migrate(path: Path) -> None:
    if os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK):
        from claims.store import creation

        if creation.migrate(path):
            tell(f"brought the store {path} up to date")

"""Which store a call means, and what has to be done before it can be read."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claims.cli.messages import tell
from claims.command import Call
from claims.errors import StoreUnusable, UsageFault, quoted
from claims.store import connection
from claims.store.connection import Connection


@contextmanager
def reading(call: Call) -> Iterator[Connection]:
    """Open the store that the call means for reading; it is made or migrated first where that is due."""
    with connection.reading(ready(call)) as db:
        yield db


def ready(call: Call) -> Path:
    """Return the path of the store that the call means, once it is there and up to date."""
    path, is_named = path_of(call.text("store"))
    is_there = connection.is_there(path)
    if not is_there and not is_named:
        _make_default(path)
    elif is_there and connection.is_due(path):
        _migrate(path)
    return path


def path_of(option: str | None) -> tuple[Path, bool]:
    """Return where the store is, and whether somebody named it.

    Raises `UsageFault` for a name that is no path, `StoreUnusable` where there is no data folder.
    """
    named = option if option is not None else os.environ.get("CLAIMS_STORE")
    if named == "":
        raise UsageFault("the store's path is empty", "give a path with --store, or unset CLAIMS_STORE")
    if named is None:
        return data_folder() / "claims.db", False
    try:
        return Path(named).expanduser(), True
    except RuntimeError as fault:
        raise UsageFault(f"there is no home folder for {quoted(named)}", "write the path out") from fault


def data_folder() -> Path:
    """Return the program's folder among the user's data; raises `StoreUnusable` where there is no home folder."""
    try:
        folder = _user_data() / "claims"
    except RuntimeError as fault:
        raise _homeless() from fault
    if not folder.is_absolute():
        raise _homeless()
    return folder


def _user_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    named = os.environ.get("XDG_DATA_HOME", "").strip()
    if named:
        return Path(named)
    return Path.home() / ("Library/Application Support" if sys.platform == "darwin" else ".local/share")


def _homeless() -> StoreUnusable:
    return StoreUnusable("there is no home folder for the store", "name a store with --store or CLAIMS_STORE")


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

"""Which store a call means, and what has to be done before it can be read."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claims.cli.messages import tell
from claims.command import Call
from claims.errors import StoreUnusable, UsageFault, quoted
from claims.model import Side
from claims.store import connection
from claims.store.connection import Connection
from claims.vocabulary import BUILT_IN_SIDES, Kind


@contextmanager
def reading(call: Call) -> Iterator[Connection]:
    """Open the store that the call means for reading; it is made or migrated first where that is due."""
    path = ready(call)
    with connection.reading(path) as db:
        try:
            yield db
        except Exception:
            # Loaded only here, where something went wrong.
            from claims.store import curated

            with curated.stumbling(path, db):
                raise


def ready(call: Call) -> Path:
    """Return the path of the store that the call means, once it is there and up to date."""
    path, is_named = path_of(call.text("store"))
    is_there = connection.is_there(path)
    if not is_there and not is_named:
        counts = make(path, empty=False)
        if counts is not None:
            tell(f"made the store {path} from the bundled record ({counts['claims']} claims)")
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


def make(path: Path, *, empty: bool) -> dict[str, int] | None:
    """Make a store with the bundled record, or with the built-in sides alone.

    Return how many records of each kind it has; None, and nothing done, where a file is there already.
    """
    # What a store is made of takes modules that no other command needs.
    from claims import curation
    from claims.cli import curator
    from claims.exchange.record_files import RecordFiles

    stamp = curator.stamp(None)
    counts = dict.fromkeys((kind.plural for kind in Kind), 0)
    if empty:
        sides = built_in_sides()
        return {**counts, "sides": len(sides)} if curation.make_empty_store(path, sides, stamp) else None
    files = RecordFiles([bundled()])
    receipt = curation.make_store(path, files, stamp, refused=files.refuse)
    if receipt is None:
        return None
    return counts | {kind.plural: number for (kind, _, _), number in receipt.counts.items()}


def bundled() -> Path:
    """Return the folder of the curated dossiers: in the package where it is installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "fixtures", package.parent / "fixtures"):
        if folder.is_dir():
            return folder
    raise StoreUnusable("the bundled record is missing from this installation", "install claims again")


def built_in_sides() -> tuple[Side, ...]:
    """Return the sides that every store begins with."""
    return tuple(Side(id, name, aliases) for id, name, aliases in BUILT_IN_SIDES)


def _migrate(path: Path) -> None:
    if os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK):
        from claims.store import creation

        if creation.migrate(path):
            tell(f"brought the store {path} up to date")

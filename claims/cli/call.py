"""One call of a command: the values it was given, and the surroundings it may read.

Only this package reads the environment; everything below is told.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from claims.errors import UsageFault, quoted
from claims.tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from claims.cli.declare import Argument, Command, Option
    from claims.store.connection import Connection


class Call(NamedTuple):
    """The parsed command line of one command: options by name, arguments by name."""

    command: str
    values: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """The value of an option that is given at most once, None if it was not."""
        value: str | None = self.values.get(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of an option or argument that repeats."""
        return tuple(self.values.get(name) or ())

    def flag(self, name: str) -> bool:
        """Whether a flag was given."""
        return bool(self.values.get(name))

    def number(self, name: str) -> int | None:
        """The whole number given to an option, None if it was not; raises `UsageFault`."""
        value = self.text(name)
        if value is None:
            return None
        if not value.isascii() or not value.isdigit() or len(value) > 18:
            raise UsageFault(f"--{name} takes a whole number, not {quoted(value)}")
        return int(value)

    @contextmanager
    def store(self) -> Iterator[Connection]:
        """The store that the call means, open for reading; made or migrated first where that is due."""
        from claims.store import connection

        path = self.ready_store()
        with connection.reading(path) as db:
            yield db

    def ready_store(self) -> Path:
        """The path of the store that the call means, once it is there and up to date."""
        from claims.store import connection

        path, is_named = store_path(self.text("store"))
        with connection.file_faults(path):
            is_there = path.exists()
        if not is_there and not is_named:
            _make_default(path)
        elif is_there and connection.is_due(path):
            _migrate(path)
        return path


def run(command: Command, call: Call) -> int | None:
    """Run a command; raises `UsageFault` for a value that is no text, unless it is a path, which may be any bytes."""
    declared: list[Argument | Option] = [*command.arguments, *command.options]
    for one in declared:
        given = call.values.get(one.name)
        for value in given if isinstance(given, (tuple, list)) else (given,):
            if isinstance(value, str) and not one.is_path:
                require_text(value, one.shown)
    return command.run(call)


def require_text(value: str, name: str) -> None:
    """Raise `UsageFault` for what stands for bytes that are no UTF-8, and for NUL: neither can be kept or shown."""
    try:
        value.encode()
    except UnicodeEncodeError as fault:
        raise UsageFault(f"{name} is not encoded in UTF-8", "give it in UTF-8") from fault
    if "\0" in value:
        raise UsageFault(f"{name} holds a NUL", "take it out")


def store_path(option: str | None) -> tuple[Path, bool]:
    """Where the store is, and whether somebody named it; raises `StoreUnusable` where there is no data folder."""
    from pathlib import Path

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
    from claims.errors import StoreUnusable

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
    from claims.store import connection

    if os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK):
        connection.migrate(path)
        tell(f"brought the store {path} up to date")


def tell(sentence: str) -> None:
    """One line of talk, on standard error."""
    from claims.render import escape

    sys.stderr.write(f"claims: {escape.line(sentence)}\n")

"""One call of a command: the values it was given, and the surroundings it may read.

Only this package reads the environment; everything below is told.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from claims.errors import UsageFault, quoted
from claims.tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
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

    def store(self) -> AbstractContextManager[Connection]:
        """The store that the call means, open for reading; made or migrated first where that is due."""
        from claims.cli import opening

        return opening.store(self.text("store"))

    def ready_store(self) -> Path:
        """The path of the store that the call means, once it is there and up to date."""
        from claims.cli import opening

        return opening.ready_store(self.text("store"))


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


def tell(sentence: str) -> None:
    """One line of talk, on standard error."""
    from claims.render import escape

    sys.stderr.write(f"claims: {escape.line(sentence)}\n")

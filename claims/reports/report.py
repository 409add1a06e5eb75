"""What a reading command is: a name, its options, and an answer that a format can render."""

from collections.abc import Callable
from typing import NamedTuple

from claims.command import Argument, Call, Option
from claims.render.value import View
from claims.store.connection import Connection


class Report(NamedTuple):
    """A reading command. `answer` is a function of the store and the call; it prints nothing.

    `total` answers `--count`; None: the command has no such option.
    """

    name: str
    help: str
    answer: Callable[[Connection, Call], View]
    total: Callable[[Connection, Call], int] | None = None
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()

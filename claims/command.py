"""How a command is declared, and one call of it: plain values of which parsers, help and completion are made.

Declaring costs nothing at start-up: nothing heavy is imported here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from claims.errors import UsageFault, meant, quoted


class Argument(NamedTuple):
    """A positional argument; `completes` names what the shell offers for it (see `claims.cli.completion`).

    `metavar` is how help shows it, None: as its name. `words` are offered by the shell and not listed by the help.
    `is_path`: its value names a file, which may be any bytes. `is_query`: it is looked for, so that one that begins
    with a dash and holds a space is a query, and no option.
    """

    name: str
    help: str
    repeats: bool = False
    required: bool = True
    completes: str | None = None
    metavar: str | None = None
    words: tuple[str, ...] = ()
    is_path: bool = False
    is_query: bool = False

    @property
    def shown(self) -> str:
        """What it is called in a sentence."""
        return self.metavar or self.name.upper()

    @property
    def placeholder(self) -> str:
        """What stands for it in help."""
        return f"{self.shown}…" if self.repeats else self.shown


_FEW_WORDS = 4
_SHORT = {
    "--help": "-h",
    "--limit": "-n",
    "--side": "-s",
    "--dispute": "-d",
    "--json": "-j",
    "--version": "-v",
    "--full": "-v",
    "--output": "-o",
}
"""The short form of an option, the same in every command."""


class Option(NamedTuple):
    """An option; `repeats`: it may be given several times. `words` are the values that it takes, empty: any.

    `is_path`: its value names a file, which may be any bytes.
    """

    flag: str
    help: str
    metavar: str = "TEXT"
    is_flag: bool = False
    repeats: bool = False
    words: tuple[str, ...] = ()
    completes: str | None = None
    is_path: bool = False

    @property
    def flags(self) -> tuple[str, ...]:
        """Its forms, the short one first where there is one."""
        return (_SHORT[self.flag], self.flag) if self.flag in _SHORT else (self.flag,)

    @property
    def placeholder(self) -> str:
        """What stands for its value in help: the words that it takes, where they are few."""
        return "|".join(self.words) if 0 < len(self.words) <= _FEW_WORDS else self.metavar

    @property
    def explained(self) -> str:
        """What help says of it, with the words that it takes where they are many."""
        return f"{self.help} One of {', '.join(self.words)}." if len(self.words) > _FEW_WORDS else self.help

    @property
    def shown(self) -> str:
        """What it is called in a sentence."""
        return self.flag

    @property
    def name(self) -> str:
        """The key under which its value is found."""
        return self.flag.removeprefix("--").replace("-", "_")


STORE = Option("--store", "The store's file; else CLAIMS_STORE, else the user's data folder.", "PATH", is_path=True)
DEBUG = Option("--debug", "Show the traceback of a failure that is our own.", is_flag=True)
COMMON = (STORE, DEBUG)
"""The options of every command."""


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


class Command(NamedTuple):
    """A command: what it is called, what it says of itself, what it takes and what it does."""

    name: str
    help: str
    run: Callable[[Call], int | None]
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()


class Entry(NamedTuple):
    """A line of a table of commands: what the command does, and where it is declared, as "module:attribute".

    Without a place it stands for the first word of commands of two, such as `speaker add`.
    """

    help: str
    place: str = ""


def require_text(value: str, name: str) -> None:
    """Raise `UsageFault` for what stands for bytes that are no UTF-8, and for NUL: neither can be kept or shown."""
    try:
        value.encode()
    except UnicodeEncodeError as fault:
        raise UsageFault(f"{name} is not encoded in UTF-8", "give it in UTF-8") from fault
    if "\0" in value:
        raise UsageFault(f"{name} holds a NUL", "take it out")


def checked(word: str, words: Sequence[str], option: str) -> str:
    """Return the one of `words` that `word` is, see `folded`; raises `UsageFault` with the nearest."""
    known = folded(word, words)
    if known is not None:
        return known
    hint = f"{meant(word.lower(), words, '', 0.6)} one of {', '.join(words)}".lstrip()
    raise UsageFault(f"--{option.replace('_', '-')} does not take {quoted(word)}", hint)


def folded(word: str, words: Sequence[str]) -> str | None:
    """Return the one of `words` that is `word` but for case and `_` or `-`, None where none is."""
    known = {name.replace("_", "-"): name for name in words}
    return known.get(word.lower().replace("_", "-"))

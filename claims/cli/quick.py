"""Plain command lines understood without Typer, whose import takes longer than most answers.

Made from the same declarations as Typer's commands. Whatever is not plain — help, an option that is unknown, doubtful
or lacks its value, `--`, completion — is left to Typer, so that there is one grammar and one set of complaints.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from claims.cli.commands import COMMANDS, declared
from claims.command import Call, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Values = dict[str, Any]


def understood(words: Sequence[str]) -> tuple[Command, Call] | None:
    """The command and its call, None where the words are not plain."""
    store, words = _leading_store(words)
    if not words or words[0] not in COMMANDS or "_CLAIMS_COMPLETE" in os.environ:
        return None
    command, rest = _named(words)
    if command is None:
        return None
    values: Values = {option.name: _absent(option) for option in command.options}
    positional = _options(command, rest, values)
    if positional is None or not _arguments(command, positional, values):
        return None
    if values["store"] is None:
        values["store"] = store
    return command, Call(command.name, values)


def _leading_store(words: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """The store that is named before the command, and the rest of the words."""
    flag, equals, path = words[0].partition("=") if words else ("", "", "")
    if flag != "--store":
        return None, words
    if equals:
        return path, words[1:]
    # A path that looks like an option is for Typer to complain of.
    return (words[1], words[2:]) if len(words) > 1 and not words[1].startswith("-") else (None, words)


def _named(words: Sequence[str]) -> tuple[Command | None, Sequence[str]]:
    """The command that the words begin with, and the rest of them."""
    found = declared(words[0])
    if isinstance(found, Command):
        return found, words[1:]
    under = {command.name: command for command in found.commands}
    return under.get(" ".join(words[:2])), words[2:]


def _absent(option: Option) -> object:
    return False if option.is_flag else () if option.repeats else None


def _options(command: Command, words: Sequence[str], values: Values) -> list[str] | None:
    """Put the options into `values`; the words that are left, or None where something is not plain."""
    known = {option.flag: option for option in command.options}
    positional: list[str] = []
    takes_query = any(argument.is_query for argument in command.arguments)
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or (takes_query and leaves_out(word)):
            positional.append(word)
            continue
        flag, equals, value = word.partition("=")
        option = known.get(flag)
        if option is None or not _take(option, value if equals else None, rest, values):
            return None
    return positional


def leaves_out(word: str) -> bool:
    """Whether a word of a query is one to leave out; `-h` is the help, as everywhere."""
    return len(word) > 1 and word[0] == "-" != word[1] and word != "-h"


def _take(option: Option, attached: str | None, rest: Iterator[str], values: Values) -> bool:
    """Whether the option is plain; its value is attached, or the next word unless that looks like an option."""
    if option.is_flag:
        values[option.name] = True
        return attached is None
    value = next(rest, "-") if attached is None else attached
    values[option.name] = (*values[option.name], value) if option.repeats else value
    return attached is not None or not value.startswith("-")


def _arguments(command: Command, positional: list[str], values: Values) -> bool:
    """Whether the words are as many as the arguments take, of which only the last may repeat or be left out."""
    rest = list(positional)
    for argument in command.arguments:
        if argument.required and not rest:
            return False
        taken = [rest.pop(0) for _ in range(len(rest) if argument.repeats else min(1, len(rest)))]
        values[argument.name] = tuple(taken) if argument.repeats else next(iter(taken), None)
    return not rest

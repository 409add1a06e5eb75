"""The help of the program, of the commands under one word and of one command, written from their declarations."""

import textwrap
from collections.abc import Iterator, Sequence

from claims.cli.argv import COMPLETION, HELP, ROOT
from claims.cli.commands import following, leads_on, load
from claims.command import Argument, Command, Option

_PROGRAM = "The record of public disputes: who said what, for which side, in which words, in answer to what."
_CREED = "The record says who said what and what answers it; it never says who is right."

_Rows = Sequence[tuple[str, str]]


def page(words: Sequence[str], columns: int) -> str:
    """Return the help of what these words name: nothing, the first word of commands of two, or a command.

    It fits a terminal of so many columns, and is never wider than prose should be.
    """
    name = " ".join(words)
    width = max(min(columns, _MOST_COLUMNS) - 2, _FEWEST_COLUMNS)
    lines = _of_group(name, width) if leads_on(name) else _of_command(load(name), width)
    return "\n".join(lines) + "\n"


_FEWEST_COLUMNS, _MOST_COLUMNS = 50, 100


def _of_group(name: str, width: int) -> Iterator[str]:
    yield from _usage(name, "COMMAND [ARGS]...", width)
    yield from _paragraphs(following()[name].help if name else _PROGRAM, width)
    yield from _section("Options", _options(() if name else (*ROOT, *COMPLETION)), width)
    yield from _section("Commands", [(word, entry.help) for word, entry in following(name).items()], width)
    if not name:
        yield from _paragraphs(_CREED, width)


def _of_command(command: Command, width: int) -> Iterator[str]:
    yield from _usage(command.name, " ".join(map(_in_usage, command.arguments)), width)
    yield from _paragraphs(command.help, width)
    yield from _section("Arguments", _arguments(command.arguments), width)
    yield from _section("Options", _options(command.options), width)
    yield from _section("Commands", [(word, entry.help) for word, entry in following(command.name).items()], width)
    if command.examples:
        yield from ("", "  Examples:", *(f"    {example}" for example in command.examples))


def _usage(name: str, rest: str, width: int) -> list[str]:
    before = f"Usage: {f'claims {name}'.strip()} "
    return textwrap.wrap(f"{before}[OPTIONS] {rest}", width, subsequent_indent=" " * len(before))


def _in_usage(argument: Argument) -> str:
    return f"{{{argument.placeholder}}}" if argument.required else f"[{argument.placeholder}]"


def _arguments(arguments: Sequence[Argument]) -> _Rows:
    return [(one.placeholder, f"{one.help}  [required]" if one.required else one.help) for one in arguments]


def _options(options: Sequence[Option]) -> _Rows:
    return [(_flag(option), option.explained) for option in (*options, HELP)]


def _flag(option: Option) -> str:
    forms = ", ".join(option.flags)
    return forms if option.is_flag else f"{forms} {option.placeholder}"


def _paragraphs(text: str, width: int) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield ""
        yield from textwrap.wrap(paragraph, width, initial_indent="  ", subsequent_indent="  ")


def _section(heading: str, rows: _Rows, width: int) -> Iterator[str]:
    """Return two columns under a heading, nothing without rows; what is too long for the first stands alone."""
    if not rows:
        return
    yield from ("", f"{heading}:")
    indent = min(max(len(term) for term, _ in rows), _WIDEST_TERM) + 4
    for term, text in rows:
        lines = textwrap.wrap(text, width - indent)
        if len(term) > indent - 4:
            yield f"  {term}"
        else:
            yield f"  {term:<{indent - 2}}{lines.pop(0)}"
        yield from (" " * indent + line for line in lines)


_WIDEST_TERM = 30

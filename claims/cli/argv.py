"""Command lines, read by the declarations of the commands: one grammar for all of them.

An option may stand before and behind other words, its value behind it or behind `=`, that of a short one joined to it
as well (`-n5`); what follows `--` is no option. An option that is given again replaces its value, unless it repeats.
"""

import re
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from claims.cli.commands import following, leads_on, load
from claims.command import DEBUG, Argument, Call, Command, Option, require_text
from claims.errors import UsageFault, meant, quoted

HELP = Option("--help", "Show this message and exit.", is_flag=True)
ROOT = (
    Option("--store", "The store's file, for every command.", "PATH"),
    DEBUG,
    Option("--version", "Print the version.", is_flag=True),
)
"""The options that stand before a command."""

COMPLETION = (Option("--install-completion", "Install completion for the shell that SHELL names.", is_flag=True),)
"""Stands there too, and is no option of a command."""

_QUESTIONS = (HELP, ROOT[-1], *COMPLETION)
"""Flags that ask something of the program itself: the first one is answered, and no command is run."""


class _Words(NamedTuple):
    """Words that were read: values of options by name, the questions among them, and what is no option."""

    values: dict[str, Any]
    questions: list[str]
    rest: list[str]


def parse(words: Sequence[str]) -> tuple[Command, Call] | list[str]:
    """Return the command that is called and its call, or a question behind the name of the command that it is about.

    Raises `UsageFault`.
    """
    before = _read("claims", (*ROOT, *COMPLETION), words, ends_at_word=True)
    if before.questions or not before.rest:
        return [*before.questions, HELP.flag][:1]
    if before.rest[0] == "help":
        return parse([*before.rest[1:], HELP.flag])
    name, rest = _first(before.rest)
    if leads_on(name, rest):
        group = _read(f"claims {name}", (), rest, ends_at_word=True)
        if group.questions:
            return [name, HELP.flag]
        name, rest = _second(name, group.rest)
    return _called(load(name), rest, before.values["store"])


def _first(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the first word of a command's name, and the words behind it."""
    names = list(following())
    if words[0] in names:
        return words[0], words[1:]
    hint = meant(words[0], names, "claims --help lists them", cutoff=0.6)
    raise UsageFault(f"there is no command {quoted(words[0])}", hint)


def _second(group: str, words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the name of a command of two words, and the words behind it."""
    names = list(following(group))
    if not words:
        raise UsageFault(f"{group} needs a command", f"one of {', '.join(names)}")
    name = f"{group} {words[0]}"
    if words[0] in names:
        return name, words[1:]
    elsewhere = _ELSEWHERE.get(words[0], "").format(group=group)
    raise UsageFault(f"there is no command {quoted(name)}", f"{group} takes {', '.join(names)}{elsewhere}")


_ELSEWHERE = {
    "list": "; claims {group}s lists them",
    "ls": "; claims {group}s lists them",
    "show": "; see claims show ID",
}
"""What other programs call it, and what it is called here."""


def _called(command: Command, words: Sequence[str], store: str | None) -> tuple[Command, Call] | list[str]:
    path = f"claims {command.name}"
    takes_query = any(argument.is_query for argument in command.arguments)
    read = _read(path, command.options, words, takes_query=takes_query)
    if read.questions:
        return [*command.name.split(), HELP.flag]
    values = {**read.values, **_arguments(path, command, read.rest)}
    if values.get("store") is None:
        values["store"] = store
    _require_texts(command, values)
    return command, Call(command.name, values)


def _read(
    path: str, options: Sequence[Option], words: Sequence[str], *, ends_at_word: bool = False, takes_query: bool = False
) -> _Words:
    """Read the options among words; `ends_at_word`: only those before the first word that is none.

    Complaints refer to the help of `path`.
    """
    known = {flag: option for option in (*options, HELP) for flag in option.flags}
    read = _Words({one.name: False if one.is_flag else () if one.repeats else None for one in options}, [], [])
    left = deque(words)
    while left:
        word = left.popleft()
        if word == "--" or (ends_at_word and not _is_option(word, takes_query=takes_query)):
            read.rest.extend(left if word == "--" else [word, *left])
            break
        if _is_option(word, takes_query=takes_query):
            _take(path, known, word, left, read, takes_query=takes_query)
        else:
            read.rest.append(word)
    return read


def _is_option(word: str, *, takes_query: bool) -> bool:
    """Return whether a word is an option; a quoted query of several words may begin with one that is left out."""
    return len(word) > 1 and word[0] == "-" and not (takes_query and " " in word and word[1] != "-")


def _take(
    path: str, known: Mapping[str, Option], word: str, left: deque[str], read: _Words, *, takes_query: bool
) -> None:
    """Put the value of the option that `word` is into what is read."""
    flag, equals, value = _parts(known, word)
    option = known.get(flag)
    if option is None:
        raise _unknown(path, known, flag, takes_query=takes_query)
    if option.flag == "--json" and "--fields" in known and (equals or (left and _KEYS.fullmatch(left[0]))):
        # What users of other programs type.
        read.values["fields"] = value if equals else left.popleft()
    elif option.is_flag and equals:
        raise UsageFault(f"option '{flag}' does not take a value", f"see {path} --help")
    elif not option.is_flag and not (equals or left):
        raise UsageFault(f"option '{flag}' requires an argument", f"see {path} --help")
    if option in _QUESTIONS:
        read.questions.append(option.flag)
        return
    taken = True if option.is_flag else value if equals else left.popleft()
    read.values[option.name] = (*read.values[option.name], taken) if option.repeats else taken


_KEYS = re.compile(r"[a-z_]+(?:\.[a-z_]+)*(?:,[a-z_]+(?:\.[a-z_]+)*)+")


def _parts(known: Mapping[str, Option], word: str) -> tuple[str, str, str]:
    """Return the option, the sign between it and its value, and the value: both empty where none is joined to it."""
    flag, equals, value = word.partition("=")
    short = known.get(word[:2])
    may_be_joined = short and not short.is_flag and flag not in known and word[1] != "-"
    is_joined = may_be_joined and (word[2:].isdigit() or not _meant(known, flag))
    return (word[:2], "=", word[2:]) if is_joined else (flag, equals, value)


def _unknown(path: str, known: Mapping[str, Option], flag: str, *, takes_query: bool) -> UsageFault:
    meant = _meant(known, flag)
    hint = f"did you mean {' or '.join(meant)}?" if meant else f"see {path} --help"
    if takes_query and flag[1] != "-":
        hint = f"{hint}; to leave a word out: NOT {flag[1:]}"
    return UsageFault(f"no such option: {flag}", hint)


def _meant(known: Mapping[str, Option], flag: str) -> list[str]:
    """Return the long options that are spelt nearly like this one, whatever the number of its dashes."""
    from difflib import get_close_matches

    meant = f"--{flag.lstrip('-')}"
    return (
        [meant] if meant in known else get_close_matches(meant, [name for name in known if name[1] == "-"], cutoff=0.7)
    )


def _arguments(path: str, command: Command, words: Sequence[str]) -> dict[str, Any]:
    """Return the values of the arguments, of which only the last may repeat or be left out."""
    values: dict[str, Any] = {}
    rest = list(words)
    for argument in command.arguments:
        if argument.required and not rest:
            raise UsageFault(f"missing argument '{argument.placeholder}'", f"see {path} --help")
        values[argument.name] = tuple(rest) if argument.repeats else rest[0] if rest else None
        rest = [] if argument.repeats else rest[1:]
    if rest:
        raise UsageFault(f"got unexpected extra argument(s) ({' '.join(rest)})", f"see {path} --help")
    return values


def _require_texts(command: Command, values: Mapping[str, Any]) -> None:
    """Raise `UsageFault` for a value that is no text, unless it is a path, which may be any bytes."""
    declared: list[Argument | Option] = [*command.arguments, *command.options]
    for parameter in declared:
        given = values[parameter.name]
        for value in given if isinstance(given, tuple) else (given,):
            if isinstance(value, str) and not parameter.is_path:
                require_text(value, parameter.shown)

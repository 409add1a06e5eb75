"""Running one call of a command: its values looked at, and what is said beside the answer."""

import sys

from claims.command import Argument, Call, Command, Option
from claims.errors import UsageFault


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

"""The commands by name, each declared in a module of its own that is imported when it is asked for."""

from importlib import import_module

from claims.cli.declare import Command

COMMANDS = {
    "list": "Claims, one a line.",
    "show": "One record whole, or several.",
    "thread": "A dispute or a claim, side against side, with what answers what.",
    "links": "Which claim answers which, and how.",
    "disputes": "The disputes of the record.",
    "sides": "The sides of the record.",
    "speakers": "Who is heard in the record.",
    "sources": "The documents of the record.",
    "schema": "The JSON Schema of what is printed and of what dossiers hold.",
    "init": "Make a store.",
}
"""What each does, in the order of the help."""


def declared(name: str) -> Command:
    """The declaration of a command."""
    command: Command = import_module(f"claims.cli.command_{name}").COMMAND
    return command

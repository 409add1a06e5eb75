"""docs/commands.md: the reference of the command line, which is what the program says of itself.

python docs/reference.py
"""

from collections.abc import Sequence
from pathlib import Path

from claims.cli import help_text
from claims.cli.commands import COMMANDS

TARGET = Path(__file__).resolve().parent / "commands.md"

_HEAD = """\
# Commands

What `claims --help` and `claims COMMAND --help` print. This page is made by `make reference`.
"""


def reference() -> str:
    """The page: the help of the program and of each command."""
    parts = [_HEAD, _section(())]
    parts.extend(_section(name.split()) for name in COMMANDS)
    return "\n".join(parts)


def _section(words: Sequence[str]) -> str:
    shown = help_text.page(words, columns=100)
    return f"## {' '.join(['claims', *words])}\n\n```text\n{shown}```\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")

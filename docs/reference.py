"""docs/commands.md: the reference of the command line, which is what the program says of itself.

python docs/reference.py
"""

import subprocess
import sys
from pathlib import Path

from claims.cli.commands import COMMANDS, declared
from claims.command import Group

TARGET = Path(__file__).resolve().parent / "commands.md"

_HEAD = """\
# Commands

What `claims --help` and `claims COMMAND --help` print. This page is made by `make reference`.
"""


def reference() -> str:
    """The page: the help of the program and of each command."""
    parts = [_HEAD, _section("claims", "--help")]
    for name in COMMANDS:
        found = declared(name)
        names = [name, *(command.name for command in found.commands)] if isinstance(found, Group) else [name]
        parts.extend(_section(f"claims {each}", *each.split(), "--help") for each in names)
    return "\n".join(parts)


def _section(heading: str, *words: str) -> str:
    program = Path(sys.executable).with_name("claims")
    environment = {"COLUMNS": "100", "LANG": "C.UTF-8", "PATH": ""}
    shown = subprocess.run([program, *words], env=environment, check=True, capture_output=True).stdout.decode()
    return f"## {heading}\n\n```text\n{shown.strip()}\n```\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")

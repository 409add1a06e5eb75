"""Texts as YAML scalars that a person edits in place.

Bare or in a block, where neither quotation marks nor colons nor `#` need care; in quotation marks only where an editor
could lose something: blanks at the ends of lines, tabs, what can't be seen.
"""

import re
from collections.abc import Iterator, Sequence

from claims.exchange import escape, yaml_tree

COLUMNS = 100

# Editors take blanks off the ends of lines, and the first line of a block settles how far it is indented.
_AT_RISK = re.compile(r" (?:\n|\Z)|\A[ \n]|\n\n\Z")


def inline(text: str, *, in_brackets: bool = False) -> str:
    """The text on one line."""
    quoted = f'"{escape.yaml(text)}"'
    if "\n" in text or _is_unusual(text):
        return quoted
    around = "key: [{}]" if in_brackets else "key: {}"
    try:
        is_same = yaml_tree.read(around.format(text)).value == yaml_tree.read(around.format(quoted)).value
    except yaml_tree.YamlFault:
        return quoted
    return text if is_same else quoted


def block(text: str, indent: int, *, is_literal: bool = False) -> list[str]:
    """The text on lines of its own, of which the first stands behind the key; `indent` is that of the others.

    An empty text leaves an empty line to write on. `is_literal`: line breaks stand as they are, however long a line.
    """
    pad = " " * indent
    if not text:
        return ["|-" if is_literal else ">-", pad]
    if _is_unusual(text):
        first, *more = _quoted_lines(text, COLUMNS - indent - 1)
        return [f'"{first}', *(f"{pad}{line}" for line in more)]
    end = "" if text.endswith("\n") else "-"
    lines = text.removesuffix("\n").split("\n")
    width = COLUMNS - indent
    can_fold = not is_literal and not any(line.startswith(" ") for line in lines)
    if can_fold and (len(lines) == 1 or max(map(len, lines)) > width):
        return [f">{end}", *(f"{pad}{line}".rstrip(" ") for line in _folded(lines, width))]
    return [f"|{end}", *(f"{pad}{line}".rstrip(" ") for line in lines)]


def _is_unusual(text: str) -> bool:
    return bool(escape.UNSAFE.search(text.replace("\n", "")) or _AT_RISK.search(text))


def _folded(lines: Sequence[str], width: int) -> Iterator[str]:
    """The lines of a folded scalar; in one, a break is a blank and an empty line is a break."""
    for number, line in enumerate(lines):
        if number:
            yield ""
        if line:
            # A break stands for one blank between words; more of them must stay on their line.
            yield from _filled(re.split(r"(?<=[^ ]) (?=[^ ])", line), width, " ")


def _filled(pieces: Sequence[str], width: int, between: str) -> Iterator[str]:
    line = pieces[0]
    for piece in pieces[1:]:
        if len(line) + len(between) + len(piece) > width:
            yield line
            line = piece
        else:
            line += between + piece
    yield line


def _quoted_lines(text: str, width: int) -> list[str]:
    """The text and its closing mark; a backslash takes out the break and the blanks that begin the next line."""
    lines: list[str] = []
    for line in re.findall(r"[^\n]*\n|[^\n]+\Z", text):
        pieces = [escape.yaml(piece) for piece in re.findall(r"[^ \n]*(?: +|\n|\Z)", line) if piece]
        lines += _filled(pieces, width, "")
    shown = [f"\\{line}" if number and line.startswith(" ") else line for number, line in enumerate(lines)]
    return [*(f"{line}\\" for line in shown[:-1]), f'{shown[-1]}"']

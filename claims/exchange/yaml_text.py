"""Texts as YAML for people: in dossiers, which are read and compared, and in forms, which are edited in place.

In a dossier a text is plain where nothing can be misread, folded or literal where it is prose, else quoted. In a form
it is bare or in a block, where neither quotation marks nor colons nor `#` need care, and quoted only where an editor
could lose something: blanks at the ends of lines, tabs, what can't be seen.

Written by hand and not with PyYAML's emitter, whose layout changes between its two implementations and which folds a
line only after it has become too long. Whatever is written here reads back as the same text under YAML 1.1 and 1.2.
"""

import re
from collections.abc import Iterator, Sequence

from claims.escaping import UNSAFE, code_point
from claims.exchange import yaml_tree
from claims.exchange.faults import Unparsable

WIDTH = 100
"""Columns, in characters; only a word that is longer goes beyond."""

_UNSAFE = re.compile(f"[{UNSAFE}]")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def escaped(text: str) -> str:
    """Return what stands between the double quotation marks of a scalar; line breaks are escaped too."""
    doubled = text.replace("\\", "\\\\").replace('"', '\\"')
    return _UNSAFE.sub(lambda match: _SHORT.get(match[0]) or code_point(match), doubled)


def printable(text: str) -> str:
    """Return the text with a blank in the place of whatever a file for people does not hold as it is."""
    return _UNSAFE.sub(" ", text)


def _quoted(text: str) -> str:
    return f'"{escaped(text)}"'


def _folded(line: str, width: int) -> Iterator[str]:
    """Return a line in several, broken at single blanks alone: of more than one a fold would lose some."""
    return _filled(re.split(r"(?<=[^ ]) (?=[^ ])", line), width, " ")


def _filled(pieces: Sequence[str], width: int, between: str) -> Iterator[str]:
    """Return the pieces in lines of at most `width`."""
    line = pieces[0]
    for piece in pieces[1:]:
        if len(line) + len(between) + len(piece) > width:
            yield line
            line = piece
        else:
            line += between + piece
    yield line


# In dossiers.


def inline(text: str) -> str:
    """Return a text as an item of a list in one line."""
    return text if _is_plain(text) and not re.search(r"[\[\]{},:]", text) else _quoted(text)


def lines(start: str, text: str, indent: int) -> Iterator[str]:
    """Return `start` (`key:` or `-`, with what stands before it) and a text; blocks are indented by `indent`."""
    if "\n" in text and _is_literal(text):
        style = "|" if text.endswith("\n") else "|-"
        yield f"{start} {style}"
        yield from (" " * indent + line if line else "" for line in text.removesuffix("\n").split("\n"))
        return
    # An address is not made shorter by a line of its own.
    short = text if _is_plain(text) else _quoted(text)
    if len(start) + 1 + len(short) <= WIDTH or not re.search("[ \\n]", text):
        yield f"{start} {short}"
    elif text == text.strip(" ") and not _UNSAFE.search(text):
        # In one line that is folded blanks at an end would be lost or mean something.
        yield f"{start} >-"
        yield from (" " * indent + line for line in _folded(text, WIDTH - indent))
    else:
        yield from _quoted_lines(start, text, indent)


# Whatever begins with a letter is no number, no day and no indicator; the words are YAML 1.1's.
_PLAIN = re.compile(r"[^\W\d_](?:(?!: | #|:\Z| \Z).)*+", re.DOTALL)
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def _is_plain(text: str) -> bool:
    is_safe = text.isprintable() or not _UNSAFE.search(text)
    return is_safe and _PLAIN.fullmatch(text) is not None and text.casefold() not in _WORDS


def _is_literal(text: str) -> bool:
    """Whether a block holds it as it is: its indentation is told by the first line, the end has no empty line."""
    return (
        not re.search(r"\A[ \n]|\n\n\Z| (?=\n|\Z)", text)
        and text != "\n"
        and not _UNSAFE.search(text.replace("\n", ""))
    )


def _quoted_lines(start: str, text: str, indent: int) -> Iterator[str]:
    r"""Return a quoted text over several lines, each ended by `\`, which joins them without a blank."""
    yield f'{start} "\\'
    paragraphs = (re.findall(r"[^ ]* +|[^ ]+", line) for line in re.findall(r"[^\n]*\n|[^\n]+", text))
    pieces = [piece for words in paragraphs for piece in _filled(words, WIDTH - indent - 2, "")]
    for number, piece in enumerate(pieces, 1):
        # A blank at the beginning of a line would be taken for its indentation.
        shown = f"\\{escaped(piece)}" if piece.startswith(" ") else escaped(piece)
        yield " " * indent + shown + ('"' if number == len(pieces) else "\\")


# In forms.

# Editors take blanks off the ends of lines, and the first line of a block settles how far it is indented.
_AT_RISK = re.compile(r" (?:\n|\Z)|\A[ \n]|\n\n\Z")


def bare(text: str, *, in_brackets: bool = False) -> str:
    """Return the text on one line."""
    quoted = _quoted(text)
    if "\n" in text or _is_unusual(text):
        return quoted
    around = "key: [{}]" if in_brackets else "key: {}"
    try:
        is_same = yaml_tree.read(around.format(text)).value == yaml_tree.read(around.format(quoted)).value
    except Unparsable:
        return quoted
    return text if is_same else quoted


def block(text: str, indent: int, *, is_literal: bool = False) -> list[str]:
    """Return the text on lines of its own, of which the first stands behind the key; `indent` is that of the others.

    An empty text leaves an empty line to write on. `is_literal`: line breaks stand as they are, however long a line.
    """
    pad = " " * indent
    if not text:
        return ["|-" if is_literal else ">-", pad]
    if _is_unusual(text):
        first, *more = _quoted_block(text, WIDTH - indent - 1)
        return [f'"{first}', *(f"{pad}{line}" for line in more)]
    end = "" if text.endswith("\n") else "-"
    lines = text.removesuffix("\n").split("\n")
    width = WIDTH - indent
    can_fold = not is_literal and not any(line.startswith(" ") for line in lines)
    if can_fold and (len(lines) == 1 or max(map(len, lines)) > width):
        return [f">{end}", *(f"{pad}{line}".rstrip(" ") for line in _folded_block(lines, width))]
    return [f"|{end}", *(f"{pad}{line}".rstrip(" ") for line in lines)]


def _is_unusual(text: str) -> bool:
    return bool(_UNSAFE.search(text.replace("\n", "")) or _AT_RISK.search(text))


def _folded_block(lines: Sequence[str], width: int) -> Iterator[str]:
    """Return the lines of a folded scalar; in one, a break is a blank and an empty line is a break."""
    for number, line in enumerate(lines):
        if number:
            yield ""
        if line:
            yield from _folded(line, width)


def _quoted_block(text: str, width: int) -> list[str]:
    """Return the text and its closing mark; a backslash takes out the break and the blanks that begin the next line."""
    lines: list[str] = []
    for line in re.findall(r"[^\n]*\n|[^\n]+\Z", text):
        pieces = [escaped(piece) for piece in re.findall(r"[^ \n]*(?: +|\n|\Z)", line) if piece]
        lines += _filled(pieces, width, "")
    shown = [f"\\{line}" if number and line.startswith(" ") else line for number, line in enumerate(lines)]
    return [*(f"{line}\\" for line in shown[:-1]), f'{shown[-1]}"']

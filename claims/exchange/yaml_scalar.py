"""Text as YAML for people: plain where nothing can be misread, folded or literal blocks for prose, else quoted.

Written by hand and not with PyYAML's emitter, whose layout changes between its two implementations and which folds a
line only after it has become too long. Whatever is written here reads back as the same text under YAML 1.1 and 1.2.
"""

import re
from collections.abc import Iterator

from claims.exchange import escape

WIDTH = 100
"""Columns, in characters; only a word that is longer goes beyond."""


def inline(text: str) -> str:
    """A text as an item of a list in one line."""
    return text if _is_plain(text) and not re.search(r"[\[\]{},:]", text) else _quoted(text)


def lines(start: str, text: str, indent: int) -> Iterator[str]:
    """The lines of `start` (`key:` or `-`, with what stands before it) and a text; blocks are indented by `indent`."""
    if "\n" in text and _is_literal(text):
        style = "|" if text.endswith("\n") else "|-"
        yield f"{start} {style}"
        yield from (" " * indent + line if line else "" for line in text.removesuffix("\n").split("\n"))
        return
    # An address is not made shorter by a line of its own.
    short = text if _is_plain(text) else _quoted(text)
    if len(start) + 1 + len(short) <= WIDTH or not re.search("[ \\n]", text):
        yield f"{start} {short}"
    elif _is_prose(text):
        yield f"{start} >-"
        yield from (" " * indent + line for line in _folded(text, WIDTH - indent))
    else:
        yield from _quoted_lines(start, text, indent)


# Whatever begins with a letter is no number, no day and no indicator; the words are YAML 1.1's.
_PLAIN = re.compile(r"[^\W\d_](?:(?!: | #|:\Z| \Z).)*+", re.DOTALL)
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def _is_plain(text: str) -> bool:
    is_safe = text.isprintable() or not escape.UNSAFE.search(text)
    return is_safe and _PLAIN.fullmatch(text) is not None and text.casefold() not in _WORDS


def _is_prose(text: str) -> bool:
    """Whether a block holds it in one line that is folded: blanks at an end would be lost or mean something."""
    return not escape.UNSAFE.search(text) and text == text.strip(" ") and text != ""


def _is_literal(text: str) -> bool:
    """Whether a block holds it as it is: its indentation is told by the first line, the end has no empty line."""
    return (
        not re.search(r"\A[ \n]|\n\n\Z| (?=\n|\Z)", text)
        and text != "\n"
        and not escape.UNSAFE.search(text.replace("\n", ""))
    )


def _folded(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most `width`, broken at single blanks alone: others a fold would not give back."""
    line = ""
    for word in re.split(r"(?<=[^ ]) (?=[^ ])", text):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _quoted(text: str) -> str:
    return f'"{escape.yaml(text)}"'


def _quoted_lines(start: str, text: str, indent: int) -> Iterator[str]:
    r"""A quoted text over several lines, each ended by `\`, which joins them without a blank."""
    yield f'{start} "\\'
    pieces = [piece for line in re.findall(r"[^\n]*\n|[^\n]+", text) for piece in _pieces(line, WIDTH - indent - 2)]
    for number, piece in enumerate(pieces, 1):
        # A blank at the beginning of a line would be taken for its indentation.
        shown = f"\\{escape.yaml(piece)}" if piece.startswith(" ") else escape.yaml(piece)
        yield " " * indent + shown + ('"' if number == len(pieces) else "\\")


def _pieces(line: str, width: int) -> Iterator[str]:
    """Parts of a line of about `width`, each ending after a blank, so that words stay whole."""
    piece = ""
    for word in re.findall(r"[^ ]* +|[^ ]+", line):
        if piece and len(piece) + len(word) > width:
            yield piece
            piece = ""
        piece += word
    yield piece

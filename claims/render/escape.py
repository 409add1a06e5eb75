"""Stored text made harmless for terminals, spreadsheets and markup; `claims.characters` says what is escaped."""

import re

from claims.characters import UNSAFE, code_point, json

__all__ = ["block", "json", "line", "markdown", "spreadsheet", "tab_separated"]

_ANY = re.compile(f"[{UNSAFE}]")
_BEYOND_LINES = re.compile(f"(?![\n\t])[{UNSAFE}]")
_FORMULA = re.compile("[=+\\-@\t\r＝＋－＠]")  # the full-width signs stand for themselves


def line(text: str) -> str:
    """Return text on one line: breaks and tabs become spaces, what a terminal would obey a visible escape."""
    return _ANY.sub(code_point, text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def block(text: str) -> str:
    """Return text that keeps its line breaks."""
    return _BEYOND_LINES.sub(code_point, text.replace("\r\n", "\n")).replace("\t", "    ")


def tab_separated(text: str) -> str:
    r"""Return a field of a tab-separated line: `\t`, `\n` and `\\` for those, `\u001b` for an unsafe character."""
    # Most text is printable throughout, as in JSON.
    if "\\" not in text and text.isprintable():
        return text
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return _ANY.sub(code_point, escaped)


def spreadsheet(text: str) -> str:
    """Return a cell that no spreadsheet runs: what could begin a formula gets an apostrophe (OWASP, CSV injection)."""
    shown = _BEYOND_LINES.sub(code_point, text)
    return f"'{shown}" if _FORMULA.match(shown) else shown


_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


def markdown(text: str) -> str:
    """Return text that no Markdown reader takes for markup, on one line."""
    return _MARKUP.sub(r"\\\1", line(text))

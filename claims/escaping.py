"""Stored text made harmless for terminals, spreadsheets, markup and lines of JSON.

What is escaped: controls of C0 and C1 and DEL (ECMA-48), the bidirectional controls of UAX #9 with its marks, line and
paragraph separators, invisible tags, the byte-order mark and what is no character. Joiners and variation selectors
stay, since names and emoji need them.
"""

import re

UNSAFE = (
    "\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
"""What stands between the brackets of a pattern that matches one of them."""

_ANY = re.compile(f"[{UNSAFE}]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\n]")  # the full-width signs stand for themselves


def json(text: str) -> str:
    """JSON text with unsafe characters escaped; they stand in strings only, so the value is the same."""
    # Most text is printable throughout, and saying so is a tenth of the work.
    return text if text.isprintable() else _ANY.sub(_utf16, text)


def code_point(match: re.Match[str]) -> str:
    r"""The escape of a matched character: `\u` and four digits, or `\U` and eight."""
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _utf16(match: re.Match[str]) -> str:
    if match[0] == "\n":
        return "\n"
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def _beyond_lines(match: re.Match[str]) -> str:
    return match[0] if match[0] in "\n\t" else code_point(match)


def line(text: str) -> str:
    """Return text on one line: breaks and tabs become spaces, what a terminal would obey a visible escape."""
    return _ANY.sub(code_point, text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def block(text: str) -> str:
    """Return text that keeps its line breaks."""
    return _ANY.sub(_beyond_lines, text.replace("\r\n", "\n")).replace("\t", "    ")


def visible(text: str) -> str:
    r"""Return text in which nothing hides: `\n`, `\r` and `\t`, and `[U+00AD]` for what is blank or can't be seen."""
    for character, shown in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, shown)
    return "".join(each if each.isprintable() else f"[U+{ord(each):04X}]" for each in text)


def tab_separated(text: str) -> str:
    r"""Return a field of a tab-separated line: `\t`, `\n` and `\\` for those, `\u001b` for an unsafe character."""
    # Most text is printable throughout, as in JSON.
    if "\\" not in text and text.isprintable():
        return text
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return _ANY.sub(code_point, escaped)


def spreadsheet(text: str) -> str:
    """Return a cell that no spreadsheet runs: what could begin a formula gets an apostrophe (OWASP, CSV injection)."""
    shown = _ANY.sub(_beyond_lines, text)
    return f"'{shown}" if _FORMULA.match(shown) else shown


_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


def markdown(text: str) -> str:
    """Return text that no Markdown reader takes for markup, on one line."""
    return _MARKUP.sub(r"\\\1", line(text))

"""The characters that no terminal, no file for people and no line of JSON gets as they are.

Controls of C0 and C1 and DEL (ECMA-48), the bidirectional controls of UAX #9 with its marks, line and paragraph
separators, invisible tags, the byte-order mark and what is no character. Joiners and variation selectors stay, since
names and emoji need them.
"""

import re

UNSAFE = (
    "\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
"""What stands between the brackets of a pattern that matches one of them."""

_IN_JSON = re.compile(f"(?!\n)[{UNSAFE}]")


def json(text: str) -> str:
    """JSON text with unsafe characters escaped; they stand in strings only, so the value is the same."""
    # Most text is printable throughout, and saying so is a tenth of the work.
    return text if text.isprintable() else _IN_JSON.sub(_utf16, text)


def code_point(match: re.Match[str]) -> str:
    r"""The escape of a matched character: `\u` and four digits, or `\U` and eight."""
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _utf16(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))

"""The characters that no file for people and no line of JSON holds as they are.

Controls of C0 and C1 and DEL (ECMA-48), the bidirectional controls of UAX #9 with its marks, line and paragraph
separators, invisible tags, the byte-order mark and what is no character. Joiners and variation selectors stay, since
names and emoji need them.
"""

import re

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def json(text: str) -> str:
    """JSON text with such characters escaped; they stand in strings only, so the value is the same."""
    # Most text is printable throughout, and saying so is a tenth of the work.
    return text if text.isprintable() else UNSAFE.sub(_utf16, text)


def yaml(text: str) -> str:
    """What stands between the double quotation marks of a YAML scalar; line breaks are escaped too."""
    return UNSAFE.sub(_code_point, text.replace("\\", "\\\\").replace('"', '\\"'))


def _utf16(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def _code_point(match: re.Match[str]) -> str:
    code = ord(match[0])
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(match[0])
    return short or (f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")

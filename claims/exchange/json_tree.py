"""One JSON text (RFC 8259), strictly: no key twice, no number that loses digits, no nesting without end.

What is refused beyond the grammar is what two readers could understand in two ways (RFC 7493, I-JSON).
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import Any, NamedTuple, NoReturn

from claims.exchange.faults import (
    DEEPEST,
    MOST_IN_A_LINE,
    NOT_PARSED,
    REPEATED_KEY,
    Mark,
    Positions,
    Unparsable,
    repetition,
)
from claims.json import shape
from claims.json.shape import Path

_MOST_DIGITS = 16


class _RepeatedKey(Exception):
    """An object has a key twice."""


class _Unwanted(Exception):
    """A number that is not read."""

    def __init__(self, token: str, code: str, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.token = token
        self.code = code
        self.remedy = remedy


class _Spot(NamedTuple):
    """A value in the text: its path, and the offsets of its key (None: it has none) and of itself."""

    path: Path
    key: int | None
    value: int


def read(text: str, line: int) -> Any:
    """Return the value of a text, which is the line of a file; raises `Unparsable`."""
    opened = text.count("[") + text.count("{")
    # Small values take many times the room of their text.
    if len(text) > MOST_IN_A_LINE and text.count(",") + opened > MOST_IN_A_LINE:
        _refuse_excess(text, line, MOST_IN_A_LINE)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as fault:
        reason = fault.msg[:1].lower() + fault.msg[1:]
        message = f"this is no JSON: {reason.removesuffix(' at').removesuffix(' starting')}"
        raise Unparsable(Mark(line, fault.pos + 1), message, "write one object a line") from fault
    except RecursionError:
        _refuse_excess(text, line)
        raise
    except _RepeatedKey as fault:
        raise Unparsable(Mark(line, _second_key(text) + 1), *repetition(fault), REPEATED_KEY) from fault
    except _Unwanted as fault:
        start = next(token.start() for token in _TOKEN.finditer(text) if token[0] == fault.token)
        raise Unparsable(Mark(line, start + 1), str(fault), fault.remedy, fault.code) from fault
    # Few texts have so many brackets that it pays to look how they are nested.
    if opened > DEEPEST:
        _refuse_excess(text, line)
    return value


def positions(text: str, line: int) -> Positions:
    """Return where everything stands in a text that has been read and is the line of a file."""
    positions = Positions({}, {})
    for spot in _spots(text):
        positions.values[spot.path] = Mark(line, spot.value + 1)
        if spot.key is not None:
            positions.keys[spot.path] = Mark(line, spot.key + 1)
    return positions


def _spots(text: str) -> Iterator[_Spot]:
    """Return every value in a text that is well-formed, in its order."""
    opened: list[_Open] = []
    for token in _TOKEN.finditer(text):
        piece, top = token[0], opened[-1] if opened else None
        if piece in "]}":
            opened.pop()
        elif top and top.is_mapping and top.key is None:
            top.name(json.loads(piece), token.start())
        else:
            path, key = top.next() if top else ((), None)
            yield _Spot(path, key, token.start())
            if piece in "[{":
                opened.append(_Open(path, is_mapping=piece == "{"))


class _Open:
    """A list or an object whose end has not come yet; `key` is the one that waits for its value."""

    def __init__(self, path: Path, *, is_mapping: bool) -> None:
        self.is_mapping = is_mapping
        self.key: str | None = None
        self._key_at: int | None = None
        self._path = path
        self._index = -1

    def name(self, key: str, offset: int) -> None:
        self.key, self._key_at = key, offset

    def next(self) -> tuple[Path, int | None]:
        """Return the path of the value that comes next, and the offset of its key."""
        self._index += 1
        part, self.key = (self._index if self.key is None else self.key), None
        return (*self._path, part), self._key_at


# Commas and colons tell nothing in a text that is well-formed.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]|[^\s\[\]{}:,"]++', re.DOTALL)


def _second_key(text: str) -> int:
    seen = set()
    for spot in _spots(text):
        if spot.key is not None and spot.path in seen:
            return spot.key
        seen.add(spot.path)
    return 0


def _refuse_excess(text: str, line: int, most: int | None = None) -> None:
    """Raise `Unparsable` where a text, well-formed or not, nests too deep or has more than `most` values."""
    depth = values = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in "[{") - (token[0] in "]}")
        values += token[0] not in "]}"
        if depth > DEEPEST:
            raise Unparsable(Mark(line, token.start() + 1), f"nested deeper than {DEEPEST} levels")
        if most is not None and values > most:
            message = f"there are more than {most:,} values in one record"
            raise Unparsable(Mark(line, token.start() + 1), message, "write one record a line")


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise _RepeatedKey(next(key for key, number in counts.items() if number > 1))
    return mapping


def _whole(token: str) -> int:
    _refuse_long(token)
    return int(token)


def _decimal(token: str) -> float:
    _refuse_long(token)
    value = float(token)
    if not isfinite(value):
        raise _Unwanted(token, shape.MALFORMED, f"the number {token} is too large")
    return value


def _refuse_long(token: str) -> None:
    if sum(map(str.isdigit, token[: 2 * _MOST_DIGITS])) > _MOST_DIGITS:
        message = f"the number {token[:_MOST_DIGITS]}… has more than {_MOST_DIGITS} digits"
        raise _Unwanted(token, shape.MALFORMED, message, "put it in quotation marks")


def _constant(token: str) -> NoReturn:
    raise _Unwanted(token, NOT_PARSED, f"this is no JSON: {token} is no number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_mapping, parse_int=_whole, parse_float=_decimal, parse_constant=_constant
)

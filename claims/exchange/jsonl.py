"""JSON Lines: for machines one record a line, told apart by its key `record`; for curators one claim a line."""

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Any, BinaryIO

from claims import escaping
from claims.exchange import FileFormat, disk, json_tree
from claims.exchange.faults import (
    REVISION,
    STANDARD_INPUT,
    UNREADABLE,
    Entry,
    Fault,
    Mark,
    Place,
    Positions,
    Report,
    Unparsable,
    merge_marker,
    refusal,
)
from claims.json import shape
from claims.model import Finding
from claims.vocabulary import Kind

_KEY = "record"
_WORDS = (*(kind.value for kind in Kind), REVISION)
_BLANK = " \t\r\n"


def read(lines: Iterable[bytes], report: Report) -> Iterator[Entry]:
    """Return the records in the lines of a file."""
    for value, place in objects(lines, report):
        word = _word(value.pop(_KEY, None), place, report)
        if word is not None:
            yield Entry(word, value, place)


def write(lines: Iterable[str]) -> Iterator[str]:
    """Return the lines of a file: those of the store, without what no file holds as it is."""
    return (f"{escaping.json(line)}\n" for line in lines)


JSON_LINES = FileFormat(
    suffixes=(".jsonl", ".ndjson", ".json-lines"), beginning=f'{{"{_KEY}":', has_log=True, read=read, write=write
)


def objects(lines: Iterable[bytes], report: Report) -> Iterator[tuple[dict[str, Any], Place]]:
    """Return the object in every line that is not blank, with its place.

    A line that can't be decoded or is too long ends the file: what follows is no text either.
    """
    offset = 0
    for number, line in enumerate(lines, 1):
        text = _text(line, number, offset, report)
        if text is None or report.is_full:
            return
        offset += len(line)
        value = _object(text, number, report) if text.strip(_BLANK) else None
        if value is not None:
            yield value, Place(partial(_positions, text, number))


@lru_cache(maxsize=1)
def _positions(text: str, number: int) -> Positions:
    """Return where things stand in a line, kept for the next question: what is wrong in a line is seldom alone."""
    return json_tree.positions(text, number)


def _text(line: bytes, number: int, offset: int, report: Report) -> str | None:
    """Return the text of a line, which begins at byte `offset`; None after a fault."""
    if len(line) > disk.LARGEST_IN_BYTES:
        message = f"the line is longer than {disk.LARGEST_IN_BYTES >> 20} MiB"
        report.add(Mark(number, 1), UNREADABLE, message, "write one object a line")
        return None
    text = disk.decoded(line, "the line", Mark(number, 1), report, offset)
    return text.removeprefix("\ufeff") if text and number == 1 else text


def _object(text: str, number: int, report: Report) -> dict[str, Any] | None:
    """Return the object that a line holds; None after a fault."""
    start = len(text) - len(text.lstrip(_BLANK))
    if marker := merge_marker(text, number):
        report.add_unparsable(marker)
        return None
    if text[start] != "{":
        message = f'a line is one object: {{"{_KEY}": "claim", …}}'
        report.add(Mark(number, start + 1), shape.WRONG_TYPE, message)
        return None
    try:
        value: dict[str, Any] = json_tree.read(text, number)
    except Unparsable as fault:
        report.add_unparsable(fault)
        return None
    return value


def _word(word: Any, place: Place, report: Report) -> str | None:
    """Return the word for what a line holds; None after a fault."""
    if isinstance(word, str) and word in _WORDS:
        return word
    if word is None:
        problem = shape.Problem(shape.MISSING_KEY, (), f"{_KEY} is missing", f"one of {', '.join(_WORDS)}")
    else:
        nearest = shape.unknown_key(word, _WORDS, (_KEY,))
        message = nearest.message.replace("no key of this record", "no kind of record")
        problem = nearest._replace(code=shape.MALFORMED, message=message)
    report.add_problem(place, problem)
    return None


class PipedClaims:
    """Claims as curators pipe them in: an entry of a dossier a line, what can be made up for it left out."""

    def __init__(self, stream: BinaryIO) -> None:
        """Nothing is read yet."""
        self._stream = stream
        self._faults: list[Fault] = []
        self._report = Report(STANDARD_INPUT, self._faults)

    def __iter__(self) -> Iterator[tuple[dict[str, Any], Place]]:
        """Return every object with its place; the key `record` is passed over."""
        for value, place in objects(disk.lines(self._stream), self._report):
            value.pop(_KEY, None)
            yield value, place

    def report(self, place: Place, findings: Iterable[Finding]) -> None:
        """Note what is wrong with the entry at a place."""
        for finding in findings:
            self._report.add_problem(place, finding)

    def refuse(self) -> None:
        """Raise `InputFault` with all that is wrong, if anything is."""
        if self._faults:
            raise refusal(self._faults)

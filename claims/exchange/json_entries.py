"""JSON Lines as curators pipe them in: an entry of a dossier a line, what can be made up for it left out."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from claims.exchange import json_lines
from claims.exchange.fault import Fault, Report
from claims.exchange.intake import refusal
from claims.exchange.json_lines import Line
from claims.model import Finding

_NAME = "<stdin>"


class Entry(NamedTuple):
    """An object, and the line that it stands in."""

    value: dict[str, Any]
    line: Line


class Lines:
    """The objects in a stream, one a line, with what is wrong with any of them."""

    def __init__(self, stream: BinaryIO) -> None:
        """Nothing is read yet."""
        self._stream = stream
        self._faults: list[Fault] = []
        self._report = Report(_NAME, self._faults)

    def __iter__(self) -> Iterator[Entry]:
        """Every line that holds an object; the key `record` is passed over."""
        for line in json_lines.filled(json_lines.raw(self._stream), self._report):
            value = json_lines.object_of(line, self._report)
            if value is not None:
                value.pop("record", None)
                yield Entry(value, line)

    def report(self, entry: Entry, findings: Sequence[Finding]) -> None:
        """Note what is wrong with an entry."""
        for finding in findings:
            self._report.add_problem(entry.line, finding)

    def refuse(self) -> None:
        """Raise `InputFault` with all that is wrong, if anything is."""
        if self._faults:
            raise refusal(self._faults)

"""JSON Lines for machines: one record a line, told apart by its key `record`."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from claims.exchange import document, escape, json_tree
from claims.exchange.dossier import link_id
from claims.exchange.fault import UNREADABLE, Mark, Report
from claims.exchange.fault import Path as Within
from claims.exchange.json_tree import JsonFault, Spot
from claims.json import record as wire
from claims.json import revision as wire_revision
from claims.json import shape
from claims.model import Record, Revision
from claims.vocabulary import Kind

_KEY = "record"
_REVISION = "revision"
_KINDS = {kind.value: kind for kind in Kind}
_WORDS = (*_KINDS, _REVISION)
_BLANK = " \t\r\n"


class Line(NamedTuple):
    """A line of the file, counted from 1; `prefix` leads from its object to a link that stands under a claim."""

    line: int
    text: str
    prefix: Within = ()

    def mark(self, path: Within) -> Mark:
        """Where the deepest part of `path` that the line holds begins."""
        return self._mark(path, of_key=False)

    def key_mark(self, path: Within) -> Mark:
        """The same, of the key of the last part."""
        return self._mark(path, of_key=True)

    def _mark(self, path: Within, *, of_key: bool) -> Mark:
        whole = (*self.prefix, *path)
        places = _places(self.text)
        found = next((places[whole[:depth]] for depth in range(len(whole), -1, -1) if whole[:depth] in places), None)
        if found is None:
            return Mark(self.line, 1)
        is_key = of_key and found.path == whole and found.key is not None
        return Mark(self.line, (found.key if is_key and found.key is not None else found.value) + 1)


@lru_cache(maxsize=1)
def _places(text: str) -> dict[Within, Spot]:
    """Where the values of a line are; kept for the next question, since what is wrong in a line is seldom alone."""
    return {spot.path: spot for spot in json_tree.spots(text)}


def lines(records: Iterable[Record | Revision]) -> Iterator[str]:
    """Each record as a line with its line break: `record` first, then all its keys in their order."""
    for one in records:
        if isinstance(one, Revision):
            entry = {_KEY: _REVISION, **wire_revision.write(one)}
        else:
            entry = {_KEY: wire.kind_of(one).value, **wire.write(one)}
        yield f"{escape.json(_ENCODE(entry))}\n"


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def entries(
    data: Iterable[bytes], folder: Path | None, report: Report, first: int = 1, offset: int = 0
) -> Iterator[tuple[Record | Revision, Line]]:
    """The records in the lines of a file, each with its place; `folder` holds texts that are named.

    `first` is the number of the first of these lines, `offset` the bytes before it.
    """
    for line in filled(data, report, first, offset):
        yield from _entry(line, folder, report)


def filled(data: Iterable[bytes], report: Report, first: int = 1, offset: int = 0) -> Iterator[Line]:
    """The lines of a file that are not blank, from its line `first` on, which `offset` bytes come before.

    A line that can't be decoded or is too long ends the file: what follows is no text either.
    """
    for number, line in enumerate(data, first):
        if len(line) > document.LARGEST_IN_BYTES:
            message = f"the line is longer than {document.LARGEST_IN_BYTES >> 20} MiB"
            report.add(Mark(number, 1), UNREADABLE, message, "write one object a line")
            report.ends = True
            return
        text = document.decoded(line, "the line", Mark(number, 1), report, offset)
        if text is None or report.is_full:
            report.ends = True
            return
        offset += len(line)
        text = text.removeprefix("\ufeff") if number == 1 else text
        if text.strip(_BLANK):
            yield Line(number, text)


def raw(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream, cut where one is too long."""
    return iter(lambda: stream.readline(document.LARGEST_IN_BYTES + 1), b"")


def _entry(line: Line, folder: Path | None, report: Report) -> Iterator[tuple[Record | Revision, Line]]:
    entry = object_of(line, report)
    word = _word(entry, line, report) if entry is not None else None
    if entry is None or word is None:
        return
    if word != _REVISION:
        yield from _records(_KINDS[word], entry, line, folder, report)
        return
    revision, problems = wire_revision.read(entry)
    for problem in problems:
        report.add_problem(line, problem)
    if revision:
        yield revision, line


def object_of(line: Line, report: Report) -> dict[str, Any] | None:
    """The object that a line holds; None after a fault."""
    if line.text[0] != "{" and not line.text.lstrip(_BLANK).startswith("{"):
        column = len(line.text) - len(line.text.lstrip(_BLANK)) + 1
        message = f'a line is one object: {{"{_KEY}": "claim", …}}'
        report.add(Mark(line.line, column), shape.WRONG_TYPE, message)
        return None
    try:
        found: dict[str, Any] = json_tree.read(line.text)
    except JsonFault as fault:
        report.add(Mark(line.line, fault.column), fault.code, fault.message, fault.remedy)
        return None
    return found


def _word(entry: dict[str, Any], line: Line, report: Report) -> str | None:
    """What the line holds, taken out of its object; None after a fault."""
    word = entry.pop(_KEY, None)
    if isinstance(word, str) and word in _WORDS:
        return word
    if word is None:
        problem = shape.Problem(shape.MISSING_KEY, (), f"{_KEY} is missing", f"one of {', '.join(_WORDS)}")
    else:
        nearest = shape.unknown_key(word, _WORDS, (_KEY,))
        message = nearest.message.replace("no key of this record", "no kind of record")
        problem = nearest._replace(code=shape.MALFORMED, message=message)
    report.add_problem(line, problem)
    return None


def _records(
    kind: Kind, entry: dict[str, Any], line: Line, folder: Path | None, report: Report
) -> Iterator[tuple[Record, Line]]:
    given = document.with_text(entry, folder, line, report) if kind is Kind.SOURCE else entry
    if given is None:
        return
    found = wire.read(kind, given)
    for finding in found.findings:
        report.add_problem(line, finding)
    for index, one in enumerate(found.records):
        # The links of a claim come after it.
        yield one, line if not index else line._replace(prefix=("links", index - 1))


def spot(line: Line, kind: Kind | None, id: str) -> Line:
    """Where a record stands in a line that has been read before: a link may stand under its claim."""
    entry = json_tree.read(line.text)
    if kind is Kind.LINK and entry.get(_KEY) == Kind.CLAIM:
        under = (link_id(link, entry.get("id")) for link in entry.get("links") or ())
        return line._replace(prefix=("links", next((at for at, one in enumerate(under) if one == id), 0)))
    return line

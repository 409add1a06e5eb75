"""The values that formats render, and what they know of the place where the text will stand."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from json import JSONEncoder, dumps, loads
from typing import Any, NamedTuple

from claims.render.line import PROSE_COLUMNS, Line

Row = Mapping[str, Any]
"""A record in its JSON shape."""


# Without spaces, as SQLite writes it.
encoded = JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""A record as JSON text on one line."""


class Page(NamedTuple):
    """The place where the text will stand.

    `width` is in columns. `colours` is how many the terminal has (0: none, 16, 256 or 16777216). `fields` are the keys
    that were asked for with `--fields`, dots reaching in; None: the format's own choice. `has_header`: a pipe gets the
    keys first. `has_mark`: files of lines begin with a byte-order mark.
    """

    width: int = 80
    colours: int = 0
    fields: tuple[str, ...] | None = None
    has_header: bool = False
    has_mark: bool = False

    @property
    def prose(self) -> int:
        """The columns of a sentence."""
        return min(self.width, PROSE_COLUMNS)


class Column(NamedTuple):
    """One column of a listing: the key of its value, dots reaching in, and its heading for people."""

    key: str
    heading: str


CLAIM = "(claim)"
STATE = "(state)"
"""Columns for eyes that no single key gives: speaker, text and id of a claim; what the record says of its state."""


Draw = Callable[[Iterator[Row], Page], Iterator[Line]]
"""Draws records for eyes: lines of styled text for a page of that width."""

Prose = Callable[[Iterator[Row]], Iterator[str]]
"""Writes records as Markdown, in pieces that end with their line."""


class Frame(NamedTuple):
    """The document that rows are a part of: what stands before and after them, as JSON text by key."""

    before: Mapping[str, str]
    key: str
    after: Mapping[str, Iterable[str]]

    def document(self, rows: Iterable[Row]) -> Row:
        """Return the whole document, parsed."""
        before = {key: loads(text) for key, text in self.before.items()}
        return {**before, self.key: list(rows), **{key: list(map(loads, texts)) for key, texts in self.after.items()}}


class View(NamedTuple):
    """What a reading command answers, before a format makes text of it.

    `schema` names the JSON Schema of its rows. `rows` are JSON text, a record each, as the store gives them, read once
    while they are rendered. `columns` are those of files (CSV, TSV), `plain` the keys of a piped line and of Markdown;
    where there are none a pipe gets the drawing, and Markdown the columns. `eyes` are the columns of a table for eyes,
    unless `draw` draws the rows; `prose` writes them as Markdown, None: as a table.

    JSON is an array of the rows, or the document that `frame` puts around them; `is_single`: the one row itself.
    `read` makes a record of a row, with whatever columns show and no key has. `notes` are said beside the answer.
    """

    schema: str
    rows: Iterable[str]
    columns: tuple[str, ...]
    plain: tuple[str, ...] = ()
    eyes: tuple[Column, ...] = ()
    draw: Draw | None = None
    prose: Prose | None = None
    frame: Frame | None = None
    is_single: bool = False
    read: Callable[[str], Row] = loads
    notes: tuple[str, ...] = ()

    def records(self) -> Iterator[Row]:
        """Return the rows, parsed."""
        return map(self.read, self.rows)


def reach(row: Row, key: str) -> Any:
    """Return the value at a dotted key, through a list that of each member; None where nothing is there."""
    value: Any = row
    for part in key.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list):
            # A list of lists, such as the translations of all citations, is walked as one.
            members = chain.from_iterable(member if isinstance(member, list) else (member,) for member in value)
            value = [member.get(part) for member in members if isinstance(member, Mapping)]
        else:
            return None
    return value


def _member(value: object) -> str:
    return ", ".join(map(text, value)) if isinstance(value, list) else text(value)


def cell(row: Row, key: str) -> str:
    """Return the value at a dotted key as the text of one cell."""
    return text(reach(row, key))


def text(value: object) -> str:
    """Return nothing for null, words for truth values, plain values of lists joined by `; `, anything else as JSON."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dict():
            return dumps(value, ensure_ascii=False)
        case list() if any(isinstance(member, dict) for member in value):
            return dumps(value, ensure_ascii=False)
        case list():
            return "; ".join(filter(None, (_member(member) for member in value)))
        case _:
            return str(value)

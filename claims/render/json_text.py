"""JSON: one document, rows on lines of their own, every key always there."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from claims.json import encoded, view
from claims.render import cell, escape
from claims.render.value import Cards, Listing, Log, Page, Row, ThreadPage, picked


def compact(value: object) -> str:
    """A value on one line, with whatever could upset a terminal escaped."""
    return escape.json(encoded.text(value))


def document(value: object) -> str:
    """A value laid out over lines, with whatever could upset a terminal escaped."""
    return escape.json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def listing(value: Listing, page: Page) -> Iterator[str]:
    """An array of records."""
    yield from _array(picked(row, page.fields) for row in value.rows)
    yield "\n"


def log(value: Log, page: Page) -> Iterator[str]:
    """An array of revisions."""
    yield from _array(picked(row, page.fields) for row in cell.revisions(value))
    yield "\n"


def cards(value: Cards, page: Page) -> Iterator[str]:
    """One record as itself, several as an array."""
    rows = [picked(row, page.fields) for row in value.rows]
    yield from _array(rows) if len(rows) > 1 else [compact(rows[0])]
    yield "\n"


def thread(value: ThreadPage, page: Page) -> Iterator[str]:
    """The thread, flat; `--fields` picks keys of the nodes."""
    shown: Mapping[str, Any] = view.thread(value.thread)
    yield f'{{"dispute":{compact(shown["dispute"])},\n"claim":{compact(shown["claim"])},\n'
    yield f'"roots":{compact(shown["roots"])},\n"nodes":'
    yield from _array(picked(node, page.fields) for node in shown["nodes"])
    yield ',\n"links":'
    yield from _array(shown["links"])
    yield "}\n"


def _array(rows: Iterable[Row]) -> Iterator[str]:
    before = "[\n"
    for row in rows:
        yield before + compact(row)
        before = ",\n"
    yield "[]" if before == "[\n" else "\n]"

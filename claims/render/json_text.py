"""JSON: one document, rows on lines of their own, every key always there."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from claims.json import encoded, view
from claims.render import cell, escape
from claims.render.value import Cards, Frame, Listing, Log, Page, Row, ThreadPage, View, picked


def compact(value: object) -> str:
    """A value on one line, with whatever could upset a terminal escaped."""
    return escape.json(encoded.text(value))


def document(value: object) -> str:
    """A value laid out over lines, with whatever could upset a terminal escaped."""
    return escape.json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def render(view: View, page: Page) -> Iterator[str]:
    """Return an array of the records, the document that they are part of, or the single one."""
    texts = rows(view, page)
    if view.is_single:
        yield from texts
    else:
        yield from _framed(view.frame, texts) if view.frame else array(texts)
    yield "\n"


def rows(view: View, page: Page) -> Iterator[str]:
    """Return each record on a line, as it is or with the keys that were asked for."""
    if page.fields is None:
        return map(escape.json, view.rows)
    return (compact(picked(row, page.fields)) for row in view.records())


def _framed(frame: Frame, texts: Iterator[str]) -> Iterator[str]:
    head = "".join(f'"{key}":{escape.json(text)},\n' for key, text in frame.before.items())
    yield f'{{{head}"{frame.key}":'
    yield from array(texts)
    for key, others in frame.after.items():
        yield f',\n"{key}":'
        yield from array(map(escape.json, others))
    yield "}"


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
    return array(map(compact, rows))


def array(texts: Iterable[str]) -> Iterator[str]:
    """Return an array of JSON texts, each on a line of its own."""
    before = "[\n"
    for text in texts:
        yield before + text
        before = ",\n"
    yield "[]" if before == "[\n" else "\n]"

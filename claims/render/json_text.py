"""JSON and JSON Lines: rows on lines of their own, as they are, every key always there."""

import json as standard
from collections.abc import Iterable, Iterator

from claims import escaping
from claims.render.value import Frame, Page, View, encoded, reach


def json(view: View, page: Page) -> Iterator[str]:
    """Return an array of the records, the document that they are part of, or the single one."""
    texts = _rows(view, page)
    if view.is_single:
        yield from texts
    else:
        yield from _framed(view.frame, texts) if view.frame else _array(texts)
    yield "\n"


def jsonl(view: View, page: Page) -> Iterator[str]:
    """Return each record on a line; of a document its rows."""
    return (f"{text}\n" for text in _rows(view, page))


def _rows(view: View, page: Page) -> Iterator[str]:
    if page.fields is None:
        return map(escaping.json, view.rows)
    picked = ({field: reach(row, field) for field in page.fields} for row in view.records())
    return (escaping.json(encoded(row)) for row in picked)


def _framed(frame: Frame, texts: Iterator[str]) -> Iterator[str]:
    head = "".join(f'"{key}":{escaping.json(text)},\n' for key, text in frame.before.items())
    yield f'{{{head}"{frame.key}":'
    yield from _array(texts)
    for key, others in frame.after.items():
        yield f',\n"{key}":'
        yield from _array(map(escaping.json, others))
    yield "}"


def _array(texts: Iterable[str]) -> Iterator[str]:
    before = "[\n"
    for text in texts:
        yield before + text
        before = ",\n"
    yield "[]" if before == "[\n" else "\n]"


def document(value: object) -> str:
    """Return a value laid out over lines, with whatever could upset a terminal escaped."""
    return escaping.json(standard.dumps(value, ensure_ascii=False, indent=2)) + "\n"

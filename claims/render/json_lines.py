"""JSON Lines: one record a line; of a thread its nodes."""

from collections.abc import Iterator

from claims.json import view
from claims.render import cell
from claims.render.json_text import compact, rows
from claims.render.value import Cards, Log, Page, ThreadPage, View, picked


def render(view: View, page: Page) -> Iterator[str]:
    """Return each record on a line."""
    return (f"{text}\n" for text in rows(view, page))


def cards(value: Cards, page: Page) -> Iterator[str]:
    """Each record on a line."""
    return (f"{compact(picked(row, page.fields))}\n" for row in value.rows)


def thread(value: ThreadPage, page: Page) -> Iterator[str]:
    """Each node on a line, in reading order."""
    whole = value.thread
    return (f"{compact(picked(view.node(node, whole.claims), page.fields))}\n" for node in whole.nodes)


def log(value: Log, page: Page) -> Iterator[str]:
    """Each revision on a line."""
    return (f"{compact(picked(row, page.fields))}\n" for row in cell.revisions(value))

"""CSV (RFC 4180) with a header; cells that a spreadsheet would run are neutralised."""

import csv
import io
from collections.abc import Iterator, Sequence

from claims.render import cell, escape
from claims.render.value import Cards, Listing, Log, Page, ThreadPage, View, reach


def render(view: View, page: Page) -> Iterator[str]:
    """Return a line for each record."""
    columns = page.fields or view.columns
    yield _line(columns)
    for row in view.records():
        yield _line([escape.spreadsheet(cell.text(reach(row, column))) for column in columns])


def listing(value: Listing | ThreadPage | Cards, page: Page) -> Iterator[str]:
    """A line for each record, of a thread for each node in reading order."""
    rows, columns = cell.flat(value, page)
    yield _line(columns)
    for row in rows:
        yield _line([escape.spreadsheet(cell.text(reach(row, column))) for column in columns])


thread = cards = listing


def log(value: Log, page: Page) -> Iterator[str]:
    """A line for each revision."""
    return listing(cell.log(value), page)


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()

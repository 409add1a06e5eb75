"""CSV (RFC 4180) with a header; cells that a spreadsheet would run are neutralised."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from claims.render import cell, escape
from claims.render.value import Cards, Listing, Page, Row, ThreadPage, reach


def listing(value: Listing, page: Page) -> Iterator[str]:
    """A line for each record."""
    return _lines(value.rows, page.fields or value.columns)


def cards(value: Cards, page: Page) -> Iterator[str]:
    """A line for each record."""
    return _lines(value.rows, page.fields or cell.card_columns(value))


def thread(value: ThreadPage, page: Page) -> Iterator[str]:
    """A line for each node, in reading order."""
    return _lines(cell.nodes(value.thread), page.fields or cell.NODE_COLUMNS)


def _lines(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    yield _line(columns)
    for row in rows:
        yield _line([escape.spreadsheet(cell.text(reach(row, column))) for column in columns])


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()

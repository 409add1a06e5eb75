r"""Files of lines: CSV (RFC 4180), tab-separated values, and what a pipe gets.

A spreadsheet runs no cell of CSV; `\t`, `\n` and `\\` are escaped in tab-separated cells, so a line is always a record.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from csv import writer
from itertools import chain

from claims import escaping
from claims.render.line import painted
from claims.render.value import Page, Row, View, cell


def csv(view: View, page: Page) -> Iterator[str]:
    """Return a line for each record behind a header; cells that a spreadsheet would run are neutralised."""
    columns = page.fields or view.columns
    yield "\ufeff" * page.has_mark + _csv_line(columns)
    for row in view.records():
        yield _csv_line([escaping.spreadsheet(cell(row, column)) for column in columns])


def _csv_line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    writer(buffer).writerow(cells)
    return buffer.getvalue()


def tsv(view: View, page: Page) -> Iterator[str]:
    """Return a line for each record behind a header."""
    columns = page.fields or view.columns
    yield "\ufeff" * page.has_mark + "\t".join(columns) + "\n"
    yield from lines(view.records(), columns)


def plain(view: View, page: Page) -> Iterator[str]:
    """Return a line for each record, without a header unless one is asked for, or the drawing of what no lines hold."""
    columns = page.fields or view.plain
    if view.draw and not columns:
        return painted(view.draw(view.records(), page), page.colours)
    return chain(["\t".join(columns) + "\n"] * page.has_header, lines(view.records(), columns))


def lines(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    """Return a tab-separated line for each row."""
    for row in rows:
        yield "\t".join(escaping.tab_separated(cell(row, column)) for column in columns) + "\n"

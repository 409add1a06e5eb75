r"""Tab-separated values with a header; `\t`, `\n` and `\\` in cells are escaped, so a line is always a record."""

from collections.abc import Iterable, Iterator, Sequence

from claims.render import cell, escape
from claims.render.value import Cards, Listing, Page, Row, ThreadPage, reach


def listing(value: Listing, page: Page) -> Iterator[str]:
    """A line for each record."""
    return _headed(value.rows, page.fields or value.columns)


def cards(value: Cards, page: Page) -> Iterator[str]:
    """A line for each record."""
    return _headed(value.rows, page.fields or cell.card_columns(value))


def thread(value: ThreadPage, page: Page) -> Iterator[str]:
    """A line for each node, in reading order."""
    return _headed(cell.nodes(value.thread), page.fields or cell.NODE_COLUMNS)


def _headed(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    yield "\t".join(columns) + "\n"
    yield from lines(rows, columns)


def lines(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    """A line for each row, without a header."""
    for row in rows:
        yield "\t".join(escape.tab_separated(cell.text(reach(row, column))) for column in columns) + "\n"

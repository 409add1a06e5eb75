r"""Tab-separated values with a header; `\t`, `\n` and `\\` in cells are escaped, so a line is always a record."""

from collections.abc import Iterable, Iterator, Sequence

from claims.render import cell, escape
from claims.render.value import Cards, Listing, Log, Page, Row, ThreadPage, View, reach


def render(view: View, page: Page) -> Iterator[str]:
    """Return a line for each record."""
    columns = page.fields or view.columns
    yield "\t".join(columns) + "\n"
    yield from lines(view.records(), columns)


def listing(value: Listing | ThreadPage | Cards, page: Page) -> Iterator[str]:
    """A line for each record, of a thread for each node in reading order."""
    rows, columns = cell.flat(value, page)
    yield "\t".join(columns) + "\n"
    yield from lines(rows, columns)


thread = cards = listing


def log(value: Log, page: Page) -> Iterator[str]:
    """A line for each revision."""
    return listing(cell.log(value), page)


def lines(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    """A line for each row, without a header."""
    for row in rows:
        yield "\t".join(escape.tab_separated(cell.text(reach(row, column))) for column in columns) + "\n"

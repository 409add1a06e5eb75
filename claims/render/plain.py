"""What a pipe gets: a listing as tab-separated lines without a header, a thread and records as their plain text."""

from collections.abc import Iterator

from claims.render import cell
from claims.render.tsv_text import lines
from claims.render.value import Cards, Listing, Log, Page, ThreadPage


def listing(value: Listing, page: Page) -> Iterator[str]:
    """A line for each record."""
    return lines(value.rows, page.fields or value.plain)


def thread(value: ThreadPage, page: Page) -> Iterator[str]:
    """The view for eyes."""
    if page.fields:
        return lines(cell.nodes(value.thread), page.fields)
    # The views for eyes need Rich, lines for programs don't.
    from claims.render import thread_view
    from claims.render.paint import painted

    return painted(thread_view.lines(value, page.width), page.colours)


def cards(value: Cards, page: Page) -> Iterator[str]:
    """The view for eyes."""
    if page.fields:
        return lines(value.rows, page.fields)
    from claims.render import card_view
    from claims.render.paint import painted

    return painted(card_view.lines(value, page.width), page.colours)


def log(value: Log, page: Page) -> Iterator[str]:
    """Who changed what, as differences."""
    if page.fields:
        return lines(cell.revisions(value), page.fields)
    from claims.render import difference
    from claims.render.paint import painted

    return painted(difference.history(value, page.width), page.colours)

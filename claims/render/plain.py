"""What a pipe gets: a listing as tab-separated lines without a header, a thread and records as their plain text."""

from collections.abc import Iterator

from claims.render import cell
from claims.render.tsv_text import lines
from claims.render.value import Cards, Listing, Log, Page, ThreadPage, View


def render(view: View, page: Page) -> Iterator[str]:
    """Return a line for each record, or the drawing where lines would not hold it."""
    keys = page.fields or view.plain
    if keys or view.draw is None:
        return lines(view.records(), keys)
    from claims.render.paint import painted

    return painted(view.draw(view.records(), page), page.colours)


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

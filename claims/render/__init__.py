"""What readers get: one output format a file, each a function of a view and a page, found through `FORMATS`."""

from collections.abc import Callable, Iterator
from importlib import import_module

from claims.render.value import Frame, Page, View

__all__ = ["FORMATS", "NAMED", "PLAIN", "SHORT", "TABLE", "Frame", "Page", "Render", "View", "render"]


Render = Callable[[View, Page], Iterator[str]]
"""An output format: it makes text of a view, in pieces that are written out one by one, each ending with its line."""

TABLE, PLAIN = "table", "plain"
"""The formats for eyes: on a terminal, and in a pipe, where no option names it."""

FORMATS = {
    TABLE: "claims.render.table:render",
    "json": "claims.render.json_text:json",
    "jsonl": "claims.render.json_text:jsonl",
    "csv": "claims.render.csv_and_tsv:csv",
    "tsv": "claims.render.csv_and_tsv:tsv",
    "markdown": "claims.render.markdown_text:render",
    PLAIN: "claims.render.csv_and_tsv:plain",
}
"""Where each output format is, module and attribute."""

NAMED = tuple(name for name in FORMATS if name != PLAIN)
"""The formats that `--format` takes."""

SHORT = ("json", "jsonl", "csv")
"""Those that have an option of their own."""


def render(view: View, form: str, page: Page) -> Iterator[str]:
    """Return the view as text, in pieces that can be written out one by one, each ending with its line."""
    module, _, attribute = FORMATS[form].partition(":")
    # Most formats cost no import that another needs, and Rich costs more than all the rest.
    format: Render = getattr(import_module(module), attribute)
    return format(view, page)

"""What readers get: one file an output format; each takes a finished value and gives text back, and none prints.

A format module has three functions, for the three values of `claims.render.value`: `listing`, `thread` and `cards`.
"""

from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module

from claims.render.value import Cards, Listing, Page, ThreadPage

__all__ = ["NAMED", "Cards", "Format", "Listing", "Page", "ThreadPage", "render"]


class Format(StrEnum):
    """The output formats. `PLAIN` is what a pipe gets unless another is asked for; no option names it."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "markdown"
    PLAIN = "plain"


NAMED = tuple(one for one in Format if one is not Format.PLAIN)
"""The formats that `--format` takes."""


def render(value: Listing | ThreadPage | Cards, form: Format, page: Page) -> Iterator[str]:
    """The value as text, in pieces that can be written out one by one, each ending with its line."""
    # Most formats cost no import that another needs, and Rich costs more than all the rest.
    module = import_module(f"claims.render.{_MODULES[form]}")
    name = {Listing: "listing", ThreadPage: "thread", Cards: "cards"}[type(value)]
    pieces: Iterator[str] = getattr(module, name)(value, page)
    return pieces


_MODULES = {
    Format.TABLE: "table",
    Format.JSON: "json_text",
    Format.JSONL: "json_lines",
    Format.CSV: "csv_text",
    Format.TSV: "tsv_text",
    Format.MARKDOWN: "markdown_text",
    Format.PLAIN: "plain",
}
